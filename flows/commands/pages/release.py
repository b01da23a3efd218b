"""What a run prints at its end."""

import json
import sys

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from flows.releases import Release
from schemas.inputs import Inputs
from schemas.stages import Assembled
from schemas.vocabularies import RELATIONS

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
    console.print(_sources_grid(sources, source_roles))
    rows = manifest["tables"]
    counts = ", ".join(f"{name.replace('_', ' ')} {rows[name]['rows']:,}" for name in SHOWN_TABLES)
    console.print(f"Rows: {counts}.")
    console.print(
        f"Release {release.version} ({manifest['verdict']}), contract {manifest['contract_version']}:",
        style="bold",
    )
    console.print(manifest["profile_notice"], markup=False)
    console.print(str(release.path))


def print_check(inputs: Inputs, assembled: Assembled) -> None:
    """Tell that raw/ keeps its contracts, and what was read, rejected and doubted."""
    console = Console(highlight=False, soft_wrap=True)
    for note in inputs.ingested.notes:
        console.print(f"note: {note}", style="yellow")
    console.print(_sources_grid(inputs.ingested.sources, assembled.source_roles))
    warnings = inputs.ingested.warnings
    for row in warnings.head(5).itertuples(index=False):
        console.print(f"warning: {row.source_id} {row.file} {row.locator}: {row.message}", style="yellow", markup=False)
    if len(warnings) > 5:
        console.print(f"... and {len(warnings) - 5} more warnings (table source_warnings of a release)", style="yellow")
    console.print(f"raw/ keeps its contracts: {len(assembled.roles)} roles in {len(assembled.taxonomy_nodes)} nodes.")


def _sources_grid(sources: pd.DataFrame, source_roles: pd.DataFrame) -> Grid:
    relations = source_roles.groupby(["source_id", "relation"]).size().to_dict()
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("source")
    grid.add_column("edition")
    for name in ("read", "accepted", "rejected", *RELATIONS):
        grid.add_column(name, justify="right")
    for row in sources.itertuples(index=False):
        counts = (row.records_read, row.records_accepted, row.records_rejected)
        became = [relations.get((row.source_id, relation)) for relation in RELATIONS]
        shown = [f"{count:,}" if count is not None else "" for count in (*counts, *became)]
        grid.add_row(row.source_id, str(row.edition), *shown)
    return grid
