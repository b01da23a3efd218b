"""Files that users bring are read as they stand, and written again with columns added."""

import csv
import gzip
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.file_arguments import sniff_delimiter
from flows.user_files.table import read_user_table, write_user_table
from schemas.errors import BadCall, BadData

CELL = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


def written(folder: Path, content: str | bytes, name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_cells_stand_as_they_are(tmp_path: Path):
    table = read_user_table(written(tmp_path, 'code,what \n0110,NA\n 1 ,\n"a,""b""\nc",\u2028\n'))
    assert table.names == ("code", "what ")
    assert table.column("code").tolist() == ["0110", " 1 ", 'a,"b"\nc']
    assert table.column("what").tolist() == ["NA", "", "\u2028"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen(tmp_path: Path, delimiter: str):
    table = read_user_table(written(tmp_path, f"a{delimiter}b\n1{delimiter}2, 3\n".replace("2, 3", '"2, 3"')))
    assert table.column("b").tolist() == ["2, 3"]


def test_a_header_without_a_delimiter_stands_for_one_column():
    assert sniff_delimiter("title\nAccountant,Sr\nManager\n")[1] == 1


def test_an_empty_line_is_a_row_where_there_is_one_column(tmp_path: Path):
    assert read_user_table(written(tmp_path, "title\nClerk\n\nAccountant,Sr\n")).column("title").tolist() == [
        "Clerk",
        "",
        "Accountant,Sr",
    ]
    assert len(read_user_table(written(tmp_path, "a,b\n1,2\n\n3,4\n\n"))) == 2


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("\ufeffa,b\r\né,2\r\n".encode(), None),
        ("a\tb\né\t2\n".encode("utf-16"), None),
        ("a,b\né,2\n".encode("cp1252"), "cp1252"),
        (gzip.compress("a,b\né,2\n".encode(), mtime=0), None),
    ],
)
def test_marks_encodings_and_gzip_are_read(tmp_path: Path, content: bytes, encoding: str | None):
    table = read_user_table(written(tmp_path, content), encoding=encoding)
    assert table.names == ("a", "b")
    assert table.column("a").tolist() == ["é"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "no header"),
        (b"a,b\n1,2\n\xe9,3\n", "line 3 is not utf-8"),
        (b"a,b\n1,2\n1\x00,3\n", "line 3 holds a NUL"),
        (b"a,b\n1,2\n1,2,3\n4\n", "2 rows have not the header's 2 cells"),
        (b'a,b\n1,2\n1,"x\n3,4\n', "never closed"),
        (b"\x1f\x8bnonsense", "gzip"),
        (b"PK\x03\x04nonsense", "damaged workbook"),
    ],
)
def test_damaged_files_are_told_with_the_place(tmp_path: Path, content: bytes, message: str):
    with pytest.raises(BadData, match=message):
        read_user_table(written(tmp_path, content))


def test_ragged_rows_are_named(tmp_path: Path):
    with pytest.raises(BadData, match="row 3: 3 cells"):
        read_user_table(written(tmp_path, "a,b\n1,2\n1,2,3\n"))


def test_calls_that_cannot_be_followed(tmp_path: Path):
    path = written(tmp_path, "a,b,b\n1,2,3\n")
    with pytest.raises(BadCall, match="is no file"):
        read_user_table(tmp_path / "missing.csv")
    with pytest.raises(BadCall, match="no column 'c'; its 3 columns are 'a', 'b', 'b'"):
        read_user_table(path).column("c")
    with pytest.raises(BadCall, match="2 columns are called 'b'"):
        read_user_table(path).column("b")
    with pytest.raises(BadCall, match="no sheet"):
        read_user_table(path, sheet="x")
    with pytest.raises(BadCall, match="which is none"):
        read_user_table(path, encoding="nonsense")


def test_a_sheet_of_a_workbook_is_text(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["code", "n", "day"])
    book.active.append(["0110", 110, pd.Timestamp("2026-11-23").to_pydatetime()])
    book.active.append([None, 1.5, None])
    book.create_sheet("other").append(["x"])
    book.save(tmp_path / "mine.xlsx")
    table = read_user_table(tmp_path / "mine.xlsx")
    assert table.column("code").tolist() == ["0110", ""]
    assert table.column("n").tolist() == ["110", "1.5"]
    assert table.column("day").tolist()[0].startswith("2026-11-23")
    assert read_user_table(tmp_path / "mine.xlsx", sheet="other").names == ("x",)
    with pytest.raises(BadCall, match="has no sheet 'third'; it has 'Sheet', 'other'"):
        read_user_table(tmp_path / "mine.xlsx", sheet="third")


def test_columns_are_added_after_the_own_ones(tmp_path: Path):
    table = read_user_table(written(tmp_path, 'a ,a ,,"x,y"\n1,,3,"q""\nr"\n'))
    out = tmp_path / "out.csv"
    out.write_text("older")
    write_user_table(out, table, pd.DataFrame({"more": ["m"], "none": pd.Series([None], dtype="str")}))
    assert rows_of(out) == [["a ", "a ", "", "x,y", "more", "none"], ["1", "", "3", 'q"\nr', "m", ""]]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_own_file_is_never_overwritten_and_names_never_collide(tmp_path: Path):
    path = written(tmp_path, "a\n1\n")
    table = read_user_table(path)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for out in (path, link):
        with pytest.raises(BadCall, match="never overwritten"):
            write_user_table(out, table, pd.DataFrame({"b": ["x"]}))
    with pytest.raises(BadCall, match="would be added: 'A'"):
        write_user_table(tmp_path / "out.csv", table, pd.DataFrame({"A": ["x"]}))
    with pytest.raises(BadCall, match="lies in none"):
        write_user_table(tmp_path / "none" / "out.csv", table, pd.DataFrame({"b": ["x"]}))
    with pytest.raises(BadCall, match=r"End it in \.csv"):
        write_user_table(tmp_path / "out.XLSX", table, pd.DataFrame({"b": ["x"]}))
    assert path.read_text() == "a\n1\n"


@given(st.lists(st.tuples(CELL, CELL), max_size=8))
def test_reading_what_was_written_gives_the_same_cells(tmp_path_factory: pytest.TempPathFactory, rows: list):
    folder = tmp_path_factory.mktemp("rows")
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *rows])
    table = read_user_table(written(folder, text.getvalue()))
    assert list(zip(table.column("a"), table.column("b"), strict=True)) == rows
    write_user_table(folder / "out.csv", table, pd.DataFrame({"c": ["x"] * len(rows)}))
    again = read_user_table(folder / "out.csv")
    assert list(zip(again.column("a"), again.column("b"), strict=True)) == rows
