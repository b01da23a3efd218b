"""Writes a review file: an Excel workbook for people, and the same rows as CSV beside it."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from flows.drafts import open_draft
from schemas.documents.review import (
    DECISIONS_SHEET,
    GUIDE_SHEET,
    LISTS_SHEET,
    column_names,
    review_columns,
    review_guide,
)
from schemas.errors import BadData
from schemas.vocabularies import DECISIONS, PREDICATES

MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_000
_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD = {"shown": "D9E1F2", "entry": "FFE699", "hidden": "D9D9D9"}
_ENTRY = PatternFill("solid", start_color="FFF9E5")
_TEXT_FORMAT = "@"


def write_review(rows: pd.DataFrame, curator_ids: Sequence[str], path: Path, date: datetime.date) -> Path:
    """Write the rows as the workbook `path` and as CSV beside it, whose path is returned.

    Raises BadData where a sheet cannot hold so many rows or a file cannot be written; then neither is left behind.
    """
    if len(rows) > MOST_ROWS:
        raise BadData(f"{len(rows):,} rows are more than a sheet holds ({MOST_ROWS:,}). Narrow by --limit or --family.")
    beside = path.with_suffix(".csv")
    remedy = "Name another place by --out."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadData(f"{path}: cannot be written ({error.strerror}). {remedy}") from error
    with open_draft(path, remedy) as workbook_draft, open_draft(beside, remedy) as csv_draft:
        _make_workbook(rows, curator_ids, date).save(workbook_draft)
        # A mark of byte order lets Excel read the file as UTF-8.
        rows.to_csv(csv_draft, index=False, lineterminator="\n", encoding="utf-8-sig")
    return beside


def _make_workbook(rows: pd.DataFrame, curator_ids: Sequence[str], date: datetime.date) -> Workbook:
    book = Workbook(write_only=True)
    book.properties.title = review_guide()["title"]
    book.properties.creator = "canon"
    book.properties.created = datetime.datetime.combine(date, datetime.time())
    lists = {"decision": DECISIONS, "predicate": PREDICATES, "curator_id": tuple(curator_ids)}
    _add_decisions(book, rows, lists)
    _add_guide(book, rows)
    _add_lists(book, lists)
    return book


def _add_decisions(book: Workbook, rows: pd.DataFrame, lists: dict[str, tuple[str, ...]]) -> None:
    sheet = book.create_sheet(DECISIONS_SHEET)
    sheet.freeze_panes = "C2"
    for place, column in enumerate(review_columns(), 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width, column.use == "hidden"
    sheet.append([_head(sheet, column.name, column.use) for column in review_columns()])
    uses = [column.use for column in review_columns()]
    for values in rows[column_names()].astype("object").where(rows.notna(), None).itertuples(index=False):
        sheet.append([_cell(sheet, value, use) for value, use in zip(values, uses, strict=True)])
    last = len(rows) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(uses))}{last}"
    for place, (name, values) in enumerate(lists.items(), 1):
        if values and len(rows):
            letter = get_column_letter(column_names().index(name) + 1)
            sheet.data_validations.append(_drop_down(name, place, len(values), f"{letter}2:{letter}{last}"))
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False


def _head(sheet: Any, name: str, use: str) -> Any:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font, cell.alignment = Font(bold=True), _TOP
    cell.fill = PatternFill("solid", start_color=_HEAD[use])
    return cell


def _cell(sheet: Any, value: Any, use: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_safe(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # What begins like a formula stays text.
        cell.data_type = "s"
    cell.alignment = Alignment(vertical="top") if use == "hidden" else _TOP
    if use == "entry":
        cell.protection, cell.fill, cell.number_format = Protection(locked=False), _ENTRY, _TEXT_FORMAT
    return cell


def _safe(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub(" ", text))[:MOST_CHARACTERS]


def _drop_down(name: str, place: int, count: int, cells: str) -> DataValidation:
    letter = get_column_letter(place)
    rule = DataValidation("list", formula1=f"{LISTS_SHEET}!${letter}$2:${letter}${count + 1}", allow_blank=True)
    rule.showErrorMessage, rule.errorTitle = True, name
    rule.error = f"Choose a {name} from the list."
    rule.add(cells)
    return rule


def _add_guide(book: Workbook, rows: pd.DataFrame) -> None:
    sheet, guide = book.create_sheet(GUIDE_SHEET), review_guide()
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 110
    versions = rows["release_version"].drop_duplicates().tolist()
    lines = [(guide["title"], ""), ("release", ", ".join(versions)), ("rows", str(len(rows))), ("", "")]
    lines += [(str(place), text) for place, text in enumerate(guide["paragraphs"], 1)]
    lines += [("", ""), ("predicate", "meaning"), *guide["predicates"].items()]
    lines += [("", ""), ("column", "meaning"), *((column.name, column.meaning) for column in review_columns())]
    for name, text in lines:
        cells = [WriteOnlyCell(sheet, value=value) for value in (name, text)]
        for cell in cells:
            cell.data_type, cell.alignment = "s", _TOP
        cells[0].font = Font(bold=True)
        if name == guide["title"]:
            cells[0].alignment = Alignment(vertical="top")
        sheet.append(cells)
    sheet.protection.sheet = True


def _add_lists(book: Workbook, lists: dict[str, tuple[str, ...]]) -> None:
    sheet = book.create_sheet(LISTS_SHEET)
    sheet.sheet_state = "hidden"
    sheet.append(list(lists))
    for place in range(max(map(len, lists.values()))):
        sheet.append([values[place] if place < len(values) else None for values in lists.values()])
    sheet.protection.sheet = True
