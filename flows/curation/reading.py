"""Reads a review file that came back, workbook or CSV, into text cells; whatever is odd is an error."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from schemas.csv_rows import decode_text, parse_rows
from schemas.documents.review import DECISIONS_SHEET, column_names
from schemas.errors import BadCall, BadData, describe

ROW = "(row)"
MOST_BYTES = 1 << 28
_AGAIN = "Take a fresh file by `canon review export`."


def read_review(path: Path) -> pd.DataFrame:
    """Return the rows of a review file: its columns as text without blanks around, null where empty, and ROW.

    ROW is the row in the spreadsheet. Raises BadCall where there is no such file, BadData where it is no review file,
    is damaged, lacks or has further columns, or where a cell that is read holds a formula.
    """
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise BadData(f"{path}: is neither .xlsx nor .csv. Hand in the file that `canon review export` wrote.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadCall(f"{path}: cannot be read ({error.strerror}). Name the review file.") from error
    if not content:
        raise BadData(f"{path}: the file is empty. {_AGAIN}")
    frame = _frame(_read_workbook(content, path) if suffix == ".xlsx" else _read_csv(content, path), path)
    if frame.empty:
        raise BadData(f"{path}: holds no rows below its header. {_AGAIN}")
    return frame


def _frame(rows: Iterable[Sequence[str | None]], path: Path) -> pd.DataFrame:
    numbered = [(number, list(row)) for number, row in enumerate(rows, 1)]
    header = [name.strip() if name else "" for name in (numbered[0][1] if numbered else [])]
    while header and not header[-1]:
        header.pop()
    missing = [f"missing: {name!r}" for name in column_names() if name not in header]
    extra = [f"unknown: {name!r}" for name in header if name not in column_names()]
    twice = [f"twice: {name!r}" for name in column_names() if header.count(name) > 1]
    if missing or extra or twice:
        raise BadData(describe(f"{path}: the columns are not those of a review file", missing + extra + twice, _AGAIN))
    filled = [(number, row) for number, row in numbered[1:] if any(row)]
    ragged = [f"row {number}" for number, row in filled if len(row) < len(header) or any(row[len(header) :])]
    if ragged:
        what = f"{path}: {len(ragged)} rows have not the header's {len(header)} cells: the file may be cut off"
        raise BadData(describe(what, ragged, _AGAIN))
    cells = [[value.strip() or None if value else None for value in row[: len(header)]] for _, row in filled]
    frame = pd.DataFrame(cells, columns=header, dtype="str")[column_names()]
    return frame.assign(**{ROW: [number for number, _ in filled]})


def _read_csv(content: bytes, path: Path) -> list[list[str]]:
    text = decode_text(content, path, "Save the file as CSV UTF-8.")
    head = text.split("\n", 1)[0]
    # Spreadsheets of some countries save CSV with semicolons.
    return parse_rows(text, path, _AGAIN, ";" if head.count(";") > head.count(",") else ",")


def _read_workbook(content: bytes, path: Path) -> list[list[str | None]]:
    book = _open_workbook(content, path)
    if DECISIONS_SHEET not in book.sheetnames:
        found = ", ".join(map(repr, book.sheetnames))
        raise BadData(f"{path}: has no sheet {DECISIONS_SHEET!r} (its sheets: {found}). {_AGAIN}")
    sheet = book[DECISIONS_SHEET]
    rows = [list(row) for row in sheet.iter_rows()]
    read = {*column_names("entry", "hidden"), "role_code", "occupation_code"}
    places = [place for place, cell in enumerate(rows[0]) if cell.value in read] if rows else []
    formulas = [row[place] for row in rows[1:] for place in places if row[place].data_type == "f"]
    if formulas:
        examples = [f"cell {cell.coordinate}: {str(cell.value)[:60]!r}" for cell in formulas]
        remedy = "Write the text itself into those cells; begin it with a letter or a digit."
        raise BadData(describe(f"{path}: {len(formulas)} cells hold formulas; nothing was imported", examples, remedy))
    return [[_as_text(cell.value) for cell in row] for row in rows]


def _open_workbook(content: bytes, path: Path) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            total = sum(member.file_size for member in archive.infolist())
        if total > MOST_BYTES:
            raise BadData(f"{path}: unpacks to {total:,} bytes, more than {MOST_BYTES:,}. {_AGAIN}")
        return openpyxl.load_workbook(io.BytesIO(content))
    except BadData:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise on broken archives and broken XML
        raise BadData(f"{path}: is damaged or no Excel workbook ({type(error).__name__}: {error}). {_AGAIN}") from error


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)
