"""The review file as an Excel workbook and as CSV: what a curator sees, and what comes back of it."""

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.curation import read_review, write_review
from flows.curation.reading import ROW
from schemas.documents.review import DECISIONS_SHEET, GUIDE_SHEET, LISTS_SHEET, column_names, review_columns
from schemas.errors import BadCall, BadData
from schemas.vocabularies import PREDICATES
from tests.fixtures.review_files import APPROVE, TODAY, asked, fill_in, make_mappings, make_roles, tables, write


@pytest.fixture
def rows() -> pd.DataFrame:
    mappings = make_mappings(
        (1, "15-1252.00", "curated", 0.5, None, "needs_review"),
        (1, "15-1244.00", "proposed", 0.4, 0.1, "needs_review"),
    )
    return asked(tables(make_roles("SRES.GEN.P5"), mappings))


def test_the_workbook_opens_with_frozen_header_locked_facts_and_open_entries(rows: pd.DataFrame, tmp_path: Path):
    book = openpyxl.load_workbook(write(rows, tmp_path))
    assert book.sheetnames == [DECISIONS_SHEET, GUIDE_SHEET, LISTS_SHEET]
    assert book[LISTS_SHEET].sheet_state == "hidden"
    sheet = book[DECISIONS_SHEET]
    assert (sheet.freeze_panes, sheet.protection.sheet, sheet.max_row) == ("C2", True, 3)
    for place, column in enumerate(review_columns(), 1):
        cell, dimension = sheet.cell(2, place), sheet.column_dimensions[sheet.cell(1, place).column_letter]
        assert sheet.cell(1, place).value == column.name
        assert cell.protection.locked == (column.use != "entry"), column.name
        assert dimension.hidden == (column.use == "hidden")
        assert dimension.width == column.width
        assert bool(cell.alignment.wrap_text) == (column.use != "hidden")


def test_drop_downs_offer_decisions_predicates_and_curators(rows: pd.DataFrame, tmp_path: Path):
    book = openpyxl.load_workbook(write(rows, tmp_path))
    offered = {}
    for rule in book[DECISIONS_SHEET].data_validations.dataValidation:
        (cells,) = rule.sqref.ranges
        name = book[DECISIONS_SHEET].cell(1, cells.min_col).value
        place = rule.formula1.removeprefix(f"{LISTS_SHEET}!").replace("$", "")
        offered[name] = [cell.value for (cell,) in book[LISTS_SHEET][place]]
        assert (cells.min_row, cells.max_row) == (2, 3)
    assert offered == {
        "decision": ["approve", "reject"],
        "predicate": list(PREDICATES),
        "curator_id": ["tester", "second"],
    }


def test_the_guide_explains_every_column_and_predicate(rows: pd.DataFrame, tmp_path: Path):
    sheet = openpyxl.load_workbook(write(rows, tmp_path))[GUIDE_SHEET]
    told = dict(sheet.iter_rows(values_only=True))
    assert all(told[name] for name in [*column_names(), *PREDICATES])
    assert (told["release"], told["rows"]) == ("2026.11.0", "2")


def test_no_cell_is_a_formula_whatever_it_begins_with(rows: pd.DataFrame, tmp_path: Path):
    rows = rows.assign(role_summary="=1+1", evidence="@SUM(A1)\x0b", role_title="-2")
    path = write(rows, tmp_path)
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_file_that_comes_back_untouched_says_what_was_written(suffix: str, rows: pd.DataFrame, tmp_path: Path):
    back = read_review(write(rows, tmp_path).with_suffix(suffix))
    assert back[ROW].tolist() == [2, 3]
    for name in column_names("entry", "hidden"):
        assert back[name].fillna("").tolist() == rows[name].fillna("").tolist(), name


def test_a_curator_without_rows_or_colleagues_still_gets_a_file(rows: pd.DataFrame, tmp_path: Path):
    write_review(rows.iloc[:0], [], tmp_path / "none.xlsx", TODAY)
    with pytest.raises(BadData, match="holds no rows"):
        read_review(tmp_path / "none.xlsx")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(rows: pd.DataFrame, tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(BadData, match="cannot be written"):
        write_review(rows, [], tmp_path / "taken" / "review.xlsx", TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def spoil_bytes(path: Path, keep: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])


def drop_member(path: Path, member: str) -> None:
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if name != member}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def break_member(path: Path, member: str) -> None:
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content[: len(content) // 2] if name == member else content)


def drop_sheet(path: Path, name: str) -> None:
    book = openpyxl.load_workbook(path)
    del book[name]
    book.save(path)


def drop_column(path: Path, name: str) -> None:
    book = openpyxl.load_workbook(path)
    place = [cell.value for cell in book[DECISIONS_SHEET][1]].index(name) + 1
    book[DECISIONS_SHEET].delete_cols(place)
    book.save(path)


DAMAGES = {
    "no bytes": (lambda path: path.write_bytes(b""), "the file is empty"),
    "no zip": (lambda path: path.write_bytes(b"role_code,decision\n"), "damaged or no Excel workbook"),
    "another zip": (lambda path: zipfile.ZipFile(path, "w").close(), "damaged or no Excel workbook"),
    "cut off": (lambda path: spoil_bytes(path, 0.7), "damaged or no Excel workbook"),
    "a part missing": (lambda path: drop_member(path, "xl/workbook.xml"), "damaged or no Excel workbook"),
    "a sheet's part missing": (lambda path: drop_member(path, "xl/worksheets/sheet1.xml"), "damaged|no sheet"),
    "broken XML": (lambda path: break_member(path, "xl/worksheets/sheet1.xml"), "damaged or no Excel workbook"),
    "a sheet missing": (lambda path: drop_sheet(path, DECISIONS_SHEET), "has no sheet 'decisions'"),
    "a column missing": (lambda path: drop_column(path, "rests_on"), "missing: 'rests_on'"),
    "a version missing": (lambda path: drop_column(path, "release_version"), "missing: 'release_version'"),
    "a column renamed": (lambda path: fill_in(path, {"row": 1, "reason": "why"}), "unknown: 'why'"),
    "a formula": (lambda path: fill_in(path, {"row": 3, **APPROVE, "reason": "=A1"}), r"cell U3: '=A1'"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_workbook_is_told_and_not_read(damage: str, rows: pd.DataFrame, tmp_path: Path):
    path = write(rows, tmp_path)
    spoil, words = DAMAGES[damage]
    spoil(path)
    with pytest.raises(BadData, match=words) as caught:
        read_review(path)
    assert str(path) in str(caught.value)


CSV_DAMAGES = {
    "cut off in a row": (lambda text: text[:-30], "cut off|not well-formed|no well-formed"),
    "cut off in quotes": (lambda text: text[: text.index('""occupation')], "well-formed CSV"),
    "UTF-16": (lambda text: text.encode("utf-16"), "not UTF-8"),
    "a NUL byte": (lambda text: text.replace("seen", "se\x00en", 1), "NUL byte"),
    "a header alone": (lambda text: text.split("\n")[0] + "\n", "no rows below"),
    "a column twice": (lambda text: text.replace("role_summary", "reason", 1), "twice: 'reason'"),
}


@pytest.mark.parametrize("damage", CSV_DAMAGES)
def test_a_damaged_csv_is_told_and_not_read(damage: str, rows: pd.DataFrame, tmp_path: Path):
    path = write(rows, tmp_path).with_suffix(".csv")
    spoil, words = CSV_DAMAGES[damage]
    spoiled = spoil(path.read_text(encoding="utf-8-sig"))
    path.write_bytes(spoiled if isinstance(spoiled, bytes) else spoiled.encode())
    with pytest.raises(BadData, match=words):
        read_review(path)


def test_a_csv_saved_with_semicolons_is_read(rows: pd.DataFrame, tmp_path: Path):
    path = tmp_path / "review.csv"
    rows.to_csv(path, sep=";", index=False)
    assert read_review(path)["rests_on"].tolist() == rows["rests_on"].tolist()


def test_another_type_of_file_and_a_missing_one_are_told(tmp_path: Path):
    (tmp_path / "review.ods").write_bytes(b"x")
    with pytest.raises(BadData, match=r"neither \.xlsx nor \.csv"):
        read_review(tmp_path / "review.ods")
    with pytest.raises(BadCall, match="cannot be read"):
        read_review(tmp_path / "missing.xlsx")
