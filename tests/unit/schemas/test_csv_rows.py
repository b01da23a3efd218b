"""Text and CSV are read as they stand or refused by file and line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.csv_rows import decode_text, parse_rows, read_records
from schemas.errors import BadData

PATH = Path("a.csv")
CELLS = st.text('ab,"\n é\u2028;\t', max_size=4)


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"\xef\xbb\xbfa\r\nb", "utf-8", "a\r\nb"),
        ("é".encode("cp1252"), "cp1252", "é"),
        ("é".encode("utf-16"), "utf-16", "é"),
        ("one\u2028two".encode(), "UTF_8", "one\u2028two"),
    ],
)
def test_text_is_read_as_it_stands_without_its_mark(content: bytes, encoding: str, text: str):
    assert decode_text(content, PATH, "Mend it.", encoding) == text


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        (b"a\n\xe9", "utf-8", r"a\.csv: line 2 is not utf-8 .* Mend it\."),
        (b"\xff\xfea\x00", "utf-8", r"a\.csv: is UTF-16, not UTF-8\. Mend it\."),
        (b"a\nb\x00", "utf-8", "line 2 holds a NUL byte"),
        (b"a", "none", r"is not none .* Mend it\."),
    ],
)
def test_text_in_another_encoding_is_refused(content: bytes, encoding: str, words: str):
    with pytest.raises(BadData, match=words):
        decode_text(content, PATH, "Mend it.", encoding)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=4), st.sampled_from(",;\t"))
def test_cells_are_read_as_they_were_written(rows: list[list[str]], delimiter: str):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    assert parse_rows(stream.getvalue(), PATH, "Mend it.", delimiter) == rows


def test_a_quote_that_is_not_closed_is_refused():
    with pytest.raises(BadData, match=r"a\.csv: is no well-formed CSV .* Mend it\."):
        parse_rows('a,b\n1,"2\n', PATH, "Mend it.")


def test_records_are_read_by_name(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text('one,other\n1,"a, b"\n2,\n')
    assert read_records(path, ["one", "other"], "Mend it.") == [
        {"one": "1", "other": "a, b"},
        {"one": "2", "other": ""},
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("", "row 1 has not the columns one, other"),
        ("other,one\n", "row 1 has not the columns one, other"),
        ("one,other\n1,2\n3\n", "row 3 has not the columns"),
        ("one,other\n1,2,3\n", "row 2 has not the columns"),
    ],
)
def test_records_of_other_columns_are_refused(content: str | None, words: str, tmp_path: Path):
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadData, match=rf"a\.csv: {words}.* Mend it\."):
        read_records(path, ["one", "other"], "Mend it.")
