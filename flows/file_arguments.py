"""The files that a command is called with: what is wrong with them is told before anything is imported for the work.

A header is read by the standard library here; `flows.user_files` reads the rows.
"""

import codecs
import csv
import gzip
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import BadCall

DELIMITERS = (",", ";", "\t", "|")
# Stands for "no delimiter": a table of one column whose cells may hold commas without quotes.
UNUSED = "\x1f"
# The most that the csv module takes as one cell.
SAMPLE_BYTES = 1 << 17
SAMPLE_ROWS = 50
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
GZIP = b"\x1f\x8b"
# A zip archive (xlsx, xlsb, ods), and a compound file (xls).
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_NO_CSV = (".xlsx", ".xlsm", ".xls", ".ods", ".gz", ".zip", ".parquet")
# A drive of Windows is one letter. Of the two slashes pathlib keeps one.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")


@dataclass(frozen=True)
class UserFile:
    """A file that a user names: where it lies, the column that is read, where the answer goes, and how it is read.

    The answer goes beside the file unless `out` is given; `sheet` is that of a workbook, `encoding` that of a text.
    """

    path: Path
    column: str
    out: Path | None = None
    sheet: str | None = None
    encoding: str | None = None


def require_local(path: Path) -> None:
    """Raise BadCall where a path is an address such as s3://bucket/key, which would become a folder named `s3:`."""
    if _ADDRESS.match(str(path)):
        address = str(path).replace(":/", "://", 1)
        raise BadCall(f"{address}: is an address, and Canon reads and writes folders and files only. Name a path.")


def require_file(path: Path) -> None:
    """Raise BadCall where there is no such file."""
    if not path.is_file():
        raise BadCall(f"{path}: is no file. Name a CSV file or an Excel workbook.")


def require_header(file: UserFile, added: Sequence[str] = ()) -> None:
    """Raise BadCall where there is no such file or sheet, it lacks the column, or has one that would be added.

    Where the header cannot be read, nothing is raised: the reader of the rows says what is wrong.
    """
    require_file(file.path)
    if file.encoding is not None:
        require_encoding(file.encoding)
    names = read_header(file.path, file.sheet, file.encoding)
    if names:
        find_column(file.path, names, file.column)
        require_no_columns(file.path, names, added)


def require_encoding(encoding: str) -> None:
    """Raise BadCall where no encoding bears the name."""
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise BadCall(f"--encoding names {encoding!r}, which is none. Name one such as utf-8 or cp1252.") from error


def require_no_columns(path: Path, names: Sequence[str], added: Sequence[str]) -> None:
    """Raise BadCall where the file has a column of a name that is to be added."""
    own = {name.strip().casefold() for name in names}
    both = [name for name in added if name.casefold() in own]
    if both:
        what = f"{path}: has columns that would be added: {', '.join(map(repr, both))}."
        raise BadCall(f"{what} Rename or remove them in the file.")


def require_no_sheet(path: Path, sheet: str | None) -> None:
    """Raise BadCall where a sheet is named of a file that is no workbook."""
    if sheet is not None:
        raise BadCall(f"{path}: is no workbook, so it has no sheet {sheet!r}. Leave --sheet out.")


def choose_sheet(path: Path, names: Sequence[str], sheet: str | None) -> str:
    """Return the sheet that is named, else the first; raise BadCall where a workbook has none of that name."""
    if not names or (sheet is not None and sheet not in names):
        known = ", ".join(map(repr, names))
        raise BadCall(f"{path}: has no sheet {sheet!r}; it has {known}. Name one of them.")
    return names[0] if sheet is None else sheet


def find_column(path: Path, names: Sequence[str], column: str) -> int:
    """Return the place of a column from 0; raise BadCall where none or several bear the name."""
    places = find_columns(names, column)
    if len(places) > 1:
        raise BadCall(f"{path}: {len(places)} columns are called {column!r}. Rename all but one of them.")
    if not places:
        quoted = ", ".join(map(repr, names))
        count = "only column is" if len(names) == 1 else f"{len(names)} columns are"
        raise BadCall(f"{path}: has no column {column!r}; its {count} {quoted}. Name one of them.")
    return places[0]


def find_columns(names: Sequence[str], column: str) -> list[int]:
    """Return the places of the columns that bear a name as it stands, or else blanks around it and case aside."""
    exact = [place for place, known in enumerate(names) if known == column]
    wanted = column.strip().casefold()
    return exact or [place for place, known in enumerate(names) if known.strip().casefold() == wanted]


def read_header(path: Path, sheet: str | None = None, encoding: str | None = None) -> tuple[str, ...]:
    """Return the names of the columns of a CSV file or of a workbook, none where they cannot be read.

    Raises BadCall for a sheet that is not there.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(SAMPLE_BYTES)
        if start.startswith(GZIP):
            with gzip.open(path) as unpacked:
                start = unpacked.read(SAMPLE_BYTES)
        if start.startswith(WORKBOOK_MARKS):
            return _read_sheet_header(path, sheet)
        require_no_sheet(path, sheet)
        mark = next((mark for mark in BYTE_ORDER_MARKS if start.startswith(mark)), None)
        named = encoding or (BYTE_ORDER_MARKS[mark] if mark else "utf-8")
        sample = start.decode(named, errors="replace").removeprefix("\ufeff")
        delimiter, _ = sniff_delimiter(sample)
        return tuple(next(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), ()))
    except (OSError, EOFError, ValueError, LookupError, csv.Error):
        return ()


def _read_sheet_header(path: Path, sheet: str | None) -> tuple[str, ...]:
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            rows = workbook.get_sheet_by_name(choose_sheet(path, workbook.sheet_names, sheet)).to_python(nrows=1)
    except (calamine.CalamineError, OSError, ValueError, IndexError):
        return ()
    return tuple(map(str, rows[0])) if rows else ()


def sniff_delimiter(sample: str) -> tuple[str, int]:
    """Return the delimiter of a CSV text by its first rows, and how many cells its header has (0: no header).

    The delimiter under which most rows have the header's cells wins, then that with more cells; a header without any
    of them stands for one column, whatever its cells hold.
    """
    scores = []
    for rank, delimiter in enumerate(DELIMITERS):
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        rows = rows[:SAMPLE_ROWS]
        width = len(rows[0]) if rows and any(cell.strip() for cell in rows[0]) else 0
        agreeing = sum(len(row) == width for row in rows) / max(len(rows), 1)
        scores.append((width > 1, agreeing, width, -rank, delimiter))
    best = max(scores)
    return (best[4], best[2]) if best[2] > 1 else (UNUSED, best[2])


def require_other_place(path: Path, out: Path) -> None:
    """Raise BadCall where `out` is the file that is read, a folder, in none that exists, or named as another kind."""
    require_local(out)
    if out.exists() and out.samefile(path):
        raise BadCall(f"{out}: is the file that is read, which is never overwritten. Name another by --out.")
    require_new_place(out)
    if out.suffix.lower() in _NO_CSV:
        raise BadCall(f"{out}: CSV is written, and would not open under this name. End it in .csv.")


def require_new_place(out: Path, endings: Sequence[str] = ()) -> None:
    """Raise BadCall where no file can be written: it is a folder, lies in none that exists, or ends otherwise."""
    require_local(out)
    if endings and out.suffix.lower() not in endings:
        raise BadCall(f"{out}: name a file that ends in {', '.join(endings)}.")
    if out.is_dir() or not out.parent.is_dir():
        raise BadCall(f"{out}: is a folder, or lies in none that exists. Name a file in a folder that exists by --out.")


def place_beside(file: Path, word: str) -> Path:
    """Return the place of an output where none is named: beside the file, its name followed by the word."""
    return file.with_name(f"{file.name.removesuffix('.gz').rpartition('.')[0] or file.name}.{word}.csv")
