"""Files are written as drafts beside their places and moved there whole, so that what stood there is never lost."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import BadData

if TYPE_CHECKING:
    import pandas as pd

_REMEDY = "Free space, or mend the rights of its folder."


@contextmanager
def open_draft(place: Path, remedy: str = _REMEDY) -> Iterator[Path]:
    """Give the path of a draft beside `place`; when the block has written it, put it there with the rights of the old.

    A link stays, and the file to which it leads is replaced. Drafts are named by process: of two that write one file
    the last wins. Whatever fails, the draft is removed and the file is as it was; BadData, with the remedy, where it
    cannot be written.
    """
    target = Path(os.path.realpath(place))
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            raise OSError("it is a folder or a device, and no file")
        yield draft
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        replace_file(draft, target)
    except _write_errors() as error:
        raise BadData(f"{place}: cannot be written ({error}). {remedy}") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def replace_file(draft: Path, place: Path) -> None:
    """Put a draft in its place in one step that outlasts a loss of power; both are in one folder."""
    flush_file(draft)
    draft.replace(place)
    flush_folder(place.parent)


def append_rows(path: Path, rows: "pd.DataFrame", remedy: str = _REMEDY) -> None:
    """Append rows to a CSV file in the order of its header, with its line ends; a file that is missing gets a header.

    What stands in the file stays as it is, byte for byte. Raises BadData where it cannot be written, or somebody
    changed it at the same time.
    """
    before = path.read_bytes() if path.is_file() else b""
    known = before or ",".join(rows.columns).encode()
    end = "\r\n" if b"\r\n" in known else "\n"
    gap = b"" if known.endswith(b"\n") else end.encode()
    columns = next(csv.reader([known.decode("utf-8-sig").splitlines()[0]]))
    lines = rows[columns].to_csv(index=False, header=False, lineterminator=end).encode()
    with open_draft(path, remedy) as draft:
        draft.write_bytes(known + gap + lines)
        if path.is_file() and path.read_bytes() != before:
            raise BadData(f"{path}: was changed while rows were appended; nothing was written. Run the command again.")


def _write_errors() -> tuple[type[Exception], ...]:
    """Return what is raised where a file cannot be written, by the system and by DuckDB."""
    # Imported when something fails: commands that never write import this module.
    import duckdb

    return OSError, duckdb.IOException


def flush_file(path: Path) -> None:
    """See to it that the content of a file is on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk, where the system can."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
