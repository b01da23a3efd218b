"""Files are replaced whole or stay as they were."""

import os
import threading
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.drafts import append_rows, open_draft
from schemas.errors import BadData

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=5)


def write(place: Path, content: str) -> None:
    with open_draft(place) as draft:
        draft.write_text(content)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("before", [None, "old"])
def test_a_file_is_there_when_it_is_whole_and_nothing_is_left_beside(tmp_path: Path, before: str | None):
    place = tmp_path / "a.csv"
    if before is not None:
        place.write_text(before)
    with open_draft(place) as draft:
        draft.write_text("new")
        assert (place.read_text() if place.exists() else None) == before
    assert place.read_text() == "new"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("before", [None, "old"])
@pytest.mark.parametrize("fault", [OSError("disk full"), duckdb.IOException("disk full"), ValueError("odd")])
def test_what_fails_leaves_the_file_as_it_was(tmp_path: Path, before: str | None, fault: Exception):
    place = tmp_path / "a.csv"
    if before is not None:
        place.write_text(before)
    expected = ValueError if isinstance(fault, ValueError) else BadData
    with pytest.raises(expected, match=r"odd|a\.csv: cannot be written \(disk full\)\. Name another\."):
        fail_while_writing(place, fault)
    assert (place.read_text() if place.exists() else None) == before
    assert names(tmp_path) == ([] if before is None else ["a.csv"])


def fail_while_writing(place: Path, fault: Exception) -> None:
    with open_draft(place, "Name another.") as draft:
        draft.write_text("half")
        raise fault


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_disk_that_fails_at_the_end_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str):
    place = tmp_path / "a.csv"
    place.write_text("old")

    def fail(*_: object) -> None:
        raise OSError("the disk fails")

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "replace")), fail)
    with pytest.raises(BadData, match="the disk fails"):
        write(place, "new")
    assert place.read_text() == "old"
    assert names(tmp_path) == ["a.csv"]


def test_rights_stay(tmp_path: Path):
    place = tmp_path / "a.csv"
    place.write_text("old")
    place.chmod(0o640)
    write(place, "new")
    assert place.stat().st_mode & 0o7777 == 0o640


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path):
    (tmp_path / "kept").mkdir()
    target, link = tmp_path / "kept" / "a.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    write(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_folders_and_devices_are_not_replaced(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(BadData, match="is a folder or a device"):
            write(place, "new")
    assert names(tmp_path) == ["pipe"]


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    with pytest.raises(BadData, match=r"none/a\.csv: cannot be written"):
        write(tmp_path / "none" / "a.csv", "new")


def test_readers_see_one_whole_file_or_the_other(tmp_path: Path):
    place, contents = tmp_path / "a.csv", ["a" * 100_000, "b" * 200_000]
    write(place, contents[0])
    seen, is_done = set(), threading.Event()

    def read() -> None:
        while not is_done.is_set():
            seen.add(place.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        write(place, contents[turn % 2])
    is_done.set()
    reader.join()
    assert seen <= set(contents)


def test_rows_are_appended_under_the_header_of_the_file(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbfsecond,first\r\n"x, y",1\r\nz,2')
    append_rows(path, pd.DataFrame({"first": ["3"], "second": ['a "b"']}))
    assert path.read_bytes() == b'\xef\xbb\xbfsecond,first\r\n"x, y",1\r\nz,2\r\n"a ""b""",3\r\n'


@given(st.lists(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=3), min_size=1, max_size=4))
def test_appending_adds_rows_and_changes_none(tmp_path_factory: pytest.TempPathFactory, parts: list):
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    for part in parts:
        before = path.read_bytes() if path.exists() else b""
        append_rows(path, pd.DataFrame(part, columns=["one", "other"]))
        assert path.read_bytes().startswith(before)
    read = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert list(read.itertuples(index=False, name=None)) == [row for part in parts for row in part]


def test_a_file_that_somebody_else_changes_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, write_bytes = tmp_path / "a.csv", Path.write_bytes
    path.write_text("one\n1\n")

    def write_and_be_late(draft: Path, content: bytes) -> int:
        path.write_text("one\n1\n2\n")
        return write_bytes(draft, content)

    monkeypatch.setattr(Path, "write_bytes", write_and_be_late)
    with pytest.raises(BadData, match="was changed while rows were appended; nothing was written"):
        append_rows(path, pd.DataFrame({"one": ["3"]}))
    assert path.read_text() == "one\n1\n2\n"
    assert names(tmp_path) == ["a.csv"]
