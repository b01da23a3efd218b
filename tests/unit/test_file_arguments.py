"""What is wrong with the files of a command is seen in their names and headers."""

import gzip
from pathlib import Path

import openpyxl
import pytest

from flows.file_arguments import (
    UserFile,
    read_header,
    require_header,
    require_local,
    require_new_place,
    require_other_place,
)
from schemas.errors import BadCall


@pytest.mark.parametrize("address", ["s3://bucket/key", "gs://bucket", "https://example.org/x.csv", "file:///tmp/x"])
def test_an_address_is_no_path(address: str):
    with pytest.raises(BadCall, match="is an address") as error:
        require_local(Path(address))
    assert address.split(":")[0] + "://" in str(error.value)


@pytest.mark.parametrize("path", ["outputs", "/tmp/out", "a:b/c", "C:/outputs", "../s3/x", "s3:"])
def test_a_path_is_no_address(path: str):
    require_local(Path(path))


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"title,site\nNurse,A\n", ("title", "site")),
        (b"\xef\xbb\xbftitle;site\r\nNurse;A\r\n", ("title", "site")),
        ("title\tsité\n".encode("utf-16"), ("title", "sité")),
        (gzip.compress(b'"job, title",site\n'), ("job, title", "site")),
        (b"title\nAccountant, Sr\nManager\n", ("title",)),
        (b"", ()),
        (gzip.compress(b"title,site\n" * 99)[:20], ()),
        (b"PK\x03\x04 cut off", ()),
    ],
    ids=["comma", "semicolon", "utf-16", "packed", "quotes", "empty", "packed and cut off", "workbook cut off"],
)
def test_the_header_of_a_file_is_read_where_it_can_be(tmp_path: Path, content: bytes, names: tuple[str, ...]):
    (tmp_path / "mine").write_bytes(content)
    assert read_header(tmp_path / "mine") == names


def test_the_header_of_a_sheet_is_read_and_a_missing_sheet_refused(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["notes"])
    book.create_sheet("jobs").append(["title", "site"])
    book.save(tmp_path / "mine.xlsx")
    assert read_header(tmp_path / "mine.xlsx") == ("notes",)
    assert read_header(tmp_path / "mine.xlsx", "jobs") == ("title", "site")
    with pytest.raises(BadCall, match="no sheet 'roles'; it has 'Sheet', 'jobs'"):
        read_header(tmp_path / "mine.xlsx", "roles")


@pytest.mark.parametrize(
    ("column", "options", "words"),
    [
        ("job", {}, "has no column 'job'; its 3 columns are 'title', 'site', 'Site '"),
        ("SITE", {}, "2 columns are called 'SITE'"),
        ("title", {"encoding": "klingon"}, "--encoding names 'klingon'"),
        ("title", {"sheet": "jobs"}, "is no workbook"),
    ],
)
def test_what_a_header_does_not_have_is_refused(tmp_path: Path, column: str, options: dict, words: str):
    (tmp_path / "mine.csv").write_text("title,site,Site \n", encoding="utf-8")
    with pytest.raises(BadCall, match=words):
        require_header(UserFile(tmp_path / "mine.csv", column, **options))


def test_a_column_that_would_be_added_is_refused(tmp_path: Path):
    (tmp_path / "mine.csv").write_text("title,site\n", encoding="utf-8")
    file = UserFile(tmp_path / "mine.csv", "Title", encoding="cp1252")
    require_header(file, ["role"])
    with pytest.raises(BadCall, match="has columns that would be added: 'SITE'"):
        require_header(file, ["role", "SITE"])


def test_a_missing_file_is_refused_and_an_unreadable_one_left_to_its_reader(tmp_path: Path):
    with pytest.raises(BadCall, match="is no file"):
        require_header(UserFile(tmp_path / "mine.csv", "title"))
    (tmp_path / "mine.csv").write_bytes(b"")
    require_header(UserFile(tmp_path / "mine.csv", "title"))


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("mine.csv", "never overwritten"),
        (".", "is a folder"),
        ("nowhere/out.csv", "lies in none that exists"),
        ("out.xlsx", "CSV is written"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, out: str, words: str):
    (tmp_path / "mine.csv").write_text("title\n", encoding="utf-8")
    with pytest.raises(BadCall, match=words):
        require_other_place(tmp_path / "mine.csv", tmp_path / out)
    require_other_place(tmp_path / "mine.csv", tmp_path / "out.csv")


def test_a_place_has_one_of_the_endings(tmp_path: Path):
    require_new_place(tmp_path / "out.CSV", (".parquet", ".csv"))
    with pytest.raises(BadCall, match=r"ends in \.parquet, \.csv"):
        require_new_place(tmp_path / "out.txt", (".parquet", ".csv"))
