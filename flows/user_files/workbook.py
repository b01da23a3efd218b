"""Workbooks that users bring: one sheet as rows of text."""

import datetime
from pathlib import Path

import python_calamine as calamine

from flows.file_arguments import WORKBOOK_MARKS, choose_sheet
from schemas.errors import BadData

# From here on a float does not hold every whole number.
_MOST_EXACT = 1e15


def is_workbook(start: bytes) -> bool:
    """Return whether a file that begins with these eight bytes is a workbook (xlsx, xlsb, ods or xls)."""
    return start.startswith(WORKBOOK_MARKS)


def read_workbook(path: Path, sheet: str | None) -> list[list[str]]:
    """Return the rows of a sheet, the first unless named, from its first used row on, all of one width.

    A whole number stands without a fraction, a date in ISO form. Raises BadCall for a sheet that is not there, BadData
    for a damaged or locked workbook.
    """
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            rows = workbook.get_sheet_by_name(choose_sheet(path, workbook.sheet_names, sheet)).to_python()
    except calamine.PasswordError as error:
        raise BadData(f"{path}: is locked by a password. Save it without one.") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise BadData(f"{path}: is a damaged workbook, or none ({error}). Save it again as .xlsx or CSV.") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _MOST_EXACT else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
