"""The folder of releases: its ledger, the next version, and how a finished release comes to its place."""

import csv
import datetime
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from schemas.errors import BadCall, BadData
from schemas.vocabularies import PROFILES

INDEX_COLUMNS = ["version", "release_date", "profile", "input_digest", "previous_version", "contract_version"]
LOCK_WAIT_SECONDS = 600
_STAGING = ".building-"
_NEW = ".new"
LATEST = "latest"
_LEDGER_REMEDY = "Restore it from a copy, or name another folder by --out."


def require_place(out: Path) -> None:
    """Raise BadCall where a release cannot go to `out`: it, or one above it, is a file, or `latest` is no link."""
    nearest = next(path for path in (out, *out.parents) if path.exists())
    if not nearest.is_dir():
        raise BadCall(f"{nearest}: is not a folder. Move the file away, or name another folder by --out.")
    for name in (LATEST, *map(latest_name, PROFILES)):
        link = out / name
        if link.exists() and not link.is_symlink():
            raise BadCall(f"{link}: is no link to the newest release. Move it away, or name another folder by --out.")


def latest_name(profile: str) -> str:
    """Return the name of the link to the newest release of a profile where a folder has several."""
    return f"{LATEST}-{profile}"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the output folder for one run; raise BadCall where it cannot be made, BadData where another run keeps it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadCall(f"{out}: cannot be made ({error.strerror}). Name another folder by --out.") from error
    try:
        with FileLock(out / ".lock", timeout=LOCK_WAIT_SECONDS):
            yield
    except Timeout as error:
        raise BadData(
            f"{out}: another run has held the folder for {LOCK_WAIT_SECONDS} s. Wait for it or end it."
        ) from error
    except OSError as error:
        raise BadData(f"{out}: cannot be locked ({error}). Free space, or mend the rights of the folder.") from error


def read_index(out: Path) -> list[dict[str, str]]:
    """Return the rows of the ledger, oldest first; none where there is no ledger yet, BadData where it is damaged."""
    path = out / "index.csv"
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, ValueError, csv.Error) as error:
        raise BadData(f"{path}: cannot be read ({error}). {_LEDGER_REMEDY}") from error
    damaged = [number for number, row in enumerate(rows, 2) if list(row) != INDEX_COLUMNS or None in row.values()]
    if damaged:
        raise BadData(f"{path}: row {damaged[0]} has not the columns {', '.join(INDEX_COLUMNS)}. {_LEDGER_REMEDY}")
    return rows


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


@contextmanager
def staged(out: Path, row: dict[str, str]) -> Iterator[Path]:
    """Give a folder beside the release's place; at the end move it there in one step and enter `row` in the ledger.

    Whatever fails, the folder is removed and the earlier releases stay as they were. A full disk is BadData.
    """
    version = row["version"]
    for left in out.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = out / f"{_STAGING}{version}"
    try:
        folder.mkdir()
        yield folder
        _flush(folder)
        prepared = _prepare_entry(out, row)
        folder.rename(out / version)
        for name, new in prepared.items():
            new.replace(out / name)
    except (OSError, duckdb.Error) as error:
        raise BadData(
            f"{out}: the release cannot be written ({error}); nothing was published. "
            "Free space, or mend the rights of the folder."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for new in out.glob(f".*{_NEW}"):
            new.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _prepare_entry(out: Path, row: dict[str, str]) -> dict[str, Path]:
    """Return by name the new ledger and links, written beside the old: what can fail, fails before the move.

    They are in the order in which they take their places, `latest` last. A folder with several profiles also has a
    link for each.
    """
    rows = [*read_index(out), row]
    ledger = out / f".index.csv{_NEW}"
    with ledger.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, INDEX_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    newest = {told["profile"]: told["version"] for told in rows if told is row or (out / told["version"]).is_dir()}
    links = {latest_name(profile): version for profile, version in newest.items()} if len(newest) > 1 else {}
    prepared = {"index.csv": ledger}
    for name, version in {**links, LATEST: row["version"]}.items():
        prepared[name] = out / f".{name}{_NEW}"
        prepared[name].unlink(missing_ok=True)
        prepared[name].symlink_to(version, target_is_directory=True)
    return prepared
