"""The ledger of a folder of releases: which stand, which is the newest, and the links to the newest.

A release counts from the moment that its folder is in its place; the ledger's row and the links follow. Where a run was
cut off between, readers see the release in the ledger all the same, and the next run writes what is lacking.
"""

import csv
import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

from flows.drafts import flush_file, flush_folder
from schemas.csv_rows import read_records
from schemas.errors import BadData

INDEX = "index.csv"
INDEX_COLUMNS = ["version", "release_date", "profile", "input_digest", "previous_version", "contract_version"]
LATEST = "latest"
NEW = ".new"
_VERSION = re.compile(r"([0-9]{4})\.([0-9]{1,2})\.([0-9]+)")
_REMEDY = "Restore it from a copy, or name another folder by --out."
Rows = list[dict[str, str]]


def read_index(out: Path) -> Rows:
    """Return a row a release, oldest first: those of the ledger, then those that stand and are not entered yet.

    Raises BadData where the ledger is damaged.
    """
    rows = _read_ledger(out / INDEX)
    return [*rows, *_describe_missing(out, rows)]


def _read_ledger(path: Path) -> Rows:
    return read_records(path, INDEX_COLUMNS, _REMEDY) if path.is_file() else []


def _describe_missing(out: Path, rows: Rows) -> Rows:
    """Return rows for the releases in the folder that the ledger lacks, as their manifests describe them."""
    known = {row["version"] for row in rows}
    found = [_VERSION.fullmatch(path.name) for path in out.glob("*.*.*") if path.name not in known]
    lacking = sorted((tuple(map(int, name.groups())), name[0]) for name in found if name)
    return [row for _, version in lacking if (row := _describe_release(out / version))]


def _describe_release(folder: Path) -> dict[str, str] | None:
    try:
        manifest = read_manifest(folder)
        facts = {
            **manifest,
            "version": manifest["data_version"],
            "previous_version": manifest["previous_version"] or "",
        }
        row = {name: str(facts[name]) for name in INDEX_COLUMNS}
    except (BadData, KeyError):
        return None
    return row if row["version"] == folder.name else None


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a release's manifest; raise BadData where it cannot be read or lacks its tables."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {**manifest, "data_version": manifest["data_version"], "tables": dict(manifest["tables"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(
            f"{folder}: holds no readable manifest.json ({error}). Restore or remove that release."
        ) from error


def latest_of(out: Path, profile: str) -> dict[str, str] | None:
    """Return the ledger's newest row of a profile whose folder is still there."""
    rows = [row for row in read_index(out) if row["profile"] == profile and (out / row["version"]).is_dir()]
    return rows[-1] if rows else None


def next_version(out: Path, date: datetime.date) -> str:
    """Return the next free version YYYY.M.N of the month."""
    month = f"{date.year}.{date.month}."
    taken = [row["version"] for row in read_index(out)] + [path.name for path in out.glob(f"{month}*")]
    numbers = [
        int(name.removeprefix(month)) for name in taken if name.startswith(month) and name[len(month) :].isdigit()
    ]
    return f"{month}{max(numbers, default=-1) + 1}"


def prepare_entry(out: Path, rows: Rows, placed: str | None = None) -> dict[str, Path]:
    """Return by name the new ledger and links, written beside the old: what can fail, fails before they are moved.

    `latest` points to the last of the rows whose folder stands, or is to be `placed`; a folder with several profiles
    also has a link for each. They are in the order in which they take their places, `latest` last.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, INDEX_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    prepared = {INDEX: out / f".{INDEX}{NEW}"}
    prepared[INDEX].write_text(stream.getvalue(), encoding="utf-8", newline="")
    flush_file(prepared[INDEX])
    standing = [row for row in rows if row["version"] == placed or (out / row["version"]).is_dir()]
    newest = {row["profile"]: row["version"] for row in standing}
    links = {latest_name(profile): version for profile, version in newest.items()} if len(newest) > 1 else {}
    links |= {LATEST: standing[-1]["version"]} if standing else {}
    for name, version in links.items():
        prepared[name] = out / f".{name}{NEW}"
        prepared[name].unlink(missing_ok=True)
        prepared[name].symlink_to(version, target_is_directory=True)
    return prepared


def enter(out: Path, prepared: dict[str, Path]) -> None:
    """Move the new ledger and links to their places, and see to it that the moves outlast a loss of power."""
    for name, new in prepared.items():
        new.replace(out / name)
    flush_folder(out)


def latest_name(profile: str) -> str:
    """Return the name of the link to the newest release of a profile where a folder has several."""
    return f"{LATEST}-{profile}"


def is_settled(out: Path) -> bool:
    """Return whether ledger and links are as the releases that stand ask; not so where a run was cut off."""
    rows = read_index(out)
    is_linked = (out / LATEST).exists() or not any((out / row["version"]).is_dir() for row in rows)
    return is_linked and _read_ledger(out / INDEX) == rows and not any(out.glob(f".*{NEW}"))


def settle(out: Path) -> None:
    """Write the ledger's rows and links that a run which was cut off did not come to; the folder is locked.

    Raises BadData where they cannot be written.
    """
    if is_settled(out):
        return
    try:
        enter(out, prepare_entry(out, read_index(out)))
    except OSError as error:
        raise BadData(f"{out}: the ledger cannot be written ({error}). Free space, or mend its rights.") from error
