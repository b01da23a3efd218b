"""How a finished release comes to its place: built beside it, flushed to disk, moved there in one step."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flows.drafts import flush_file, flush_folder
from flows.releases.ledger import LATEST, NEW, enter, latest_name, prepare_entry, read_index
from schemas.errors import BadCall, BadData
from schemas.vocabularies import PROFILES

_STAGING = ".building-"
_FLUSHES = 8


def require_place(out: Path) -> None:
    """Raise BadCall where a release cannot go to `out`: it, or one above it, is a file, or `latest` is no link."""
    nearest = next(path for path in (out, *out.parents) if path.exists())
    if not nearest.is_dir():
        raise BadCall(f"{nearest}: is not a folder. Move the file away, or name another folder by --out.")
    for name in (LATEST, *map(latest_name, PROFILES)):
        link = out / name
        if link.exists() and not link.is_symlink():
            raise BadCall(f"{link}: is no link to the newest release. Move it away, or name another folder by --out.")


def left_behind(out: Path) -> list[Path]:
    """Return the folders of releases that runs began and did not end; one of them may still be at work."""
    return list(out.glob(f"{_STAGING}*"))


def clear_left(out: Path) -> None:
    """Remove what runs that were cut off left behind; the folder is locked."""
    for left in left_behind(out):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def stage_release(out: Path, row: dict[str, str]) -> Iterator[Path]:
    """Give a folder beside the release's place; at the end move it there in one step and enter `row` in the ledger.

    Whatever fails before the move, the folder is removed and the earlier releases stay as they were: BadData where a
    disk is full. From the move on the release stands; what fails then, the next run completes.
    """
    clear_left(out)
    folder, place = out / f"{_STAGING}{row['version']}", out / row["version"]
    try:
        folder.mkdir()
        yield folder
        _flush(folder)
        prepared = prepare_entry(out, [*read_index(out), row], row["version"])
        folder.rename(place)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        for new in out.glob(f".*{NEW}"):
            new.unlink(missing_ok=True)
        import duckdb

        if isinstance(error, OSError | duckdb.Error):
            raise BadData(
                f"{out}: the release cannot be written ({error}); nothing was published. "
                "Free space, or mend the rights of the folder."
            ) from error
        raise
    try:
        flush_folder(out)
        enter(out, prepared)
    except OSError as error:
        raise BadData(f"{place}: stands, but could not be entered ({error}). Run again to complete that.") from error


def _flush(folder: Path) -> None:
    """See to it that every file of the folder, and the names of them, are on the disk."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    with ThreadPoolExecutor(_FLUSHES) as workers:
        list(workers.map(flush_file, files))
    for inner in [path for path in folder.rglob("*") if path.is_dir()]:
        flush_folder(inner)
    flush_folder(folder)
