"""What `canon release` prints at its end."""

import json
import sys

import pandas as pd
from rich.console import Console

from flows.commands.pages.sources import draw_sources
from flows.releases import Release

SHOWN_TABLES = ("roles", "components", "role_components", "role_aliases", "role_occupations", "role_adjacency")


def print_release(release: Release, as_json: bool) -> None:
    """Tell what was built, from how many records, and where it is."""
    manifest = release.manifest
    if as_json:
        answer = {"path": str(release.path), "is_new": release.is_new, "manifest": manifest}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True)
    for note in release.notes:
        console.print(f"note: {note}", style="yellow")
    if not release.is_new:
        console.print(f"Nothing changed: {release.version} was built from the same inputs. No release was made.")
        console.print(str(release.path))
        return
    sources = pd.read_csv(release.path / "csv" / "sources.csv", dtype={"edition": "str"})
    source_roles = pd.read_csv(release.path / "csv" / "source_roles.csv", usecols=["source_id", "relation"])
    console.print(draw_sources(sources, source_roles))
    rows = manifest["tables"]
    counts = ", ".join(f"{name.replace('_', ' ')} {rows[name]['rows']:,}" for name in SHOWN_TABLES)
    console.print(f"Rows: {counts}.")
    console.print(
        f"Release {release.version} ({manifest['verdict']}), contract {manifest['contract_version']}:",
        style="bold",
    )
    console.print(manifest["profile_notice"], markup=False)
    console.print(str(release.path))
