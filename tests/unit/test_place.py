"""The folder of releases: versions, the ledger, staging."""

import datetime
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.publish.place import (
    INDEX_COLUMNS,
    latest_of,
    locked,
    next_version,
    read_index,
    read_manifest,
    require_place,
    staged,
)
from schemas.errors import BadCall, BadData

NOVEMBER = datetime.date(2026, 11, 23)


def row(version: str, profile: str = "internal") -> dict[str, str]:
    return dict.fromkeys(INDEX_COLUMNS, "x") | {"version": version, "profile": profile}


def publish(out: Path, version: str, profile: str = "internal") -> None:
    with staged(out, row(version, profile)) as folder:
        (folder / "data.csv").write_text(version)


def publish_and_lose(out: Path, version: str) -> None:
    publish(out, version)
    shutil.rmtree(out / version)


def publish_badly(out: Path, version: str, fault: BaseException) -> None:
    with staged(out, row(version)) as folder:
        (folder / "data.csv").write_text("half")
        assert not (out / version / "data.csv").exists()
        raise fault


def test_a_folder_with_several_profiles_has_a_link_to_the_newest_of_each(tmp_path: Path):
    def links() -> dict[str, str]:
        return {path.name: str(path.readlink()) for path in tmp_path.glob("latest*")}

    publish(tmp_path, "2026.11.0")
    publish(tmp_path, "2026.11.1")
    assert links() == {"latest": "2026.11.1"}
    publish(tmp_path, "2026.11.2", "public")
    assert links() == {"latest": "2026.11.2", "latest-internal": "2026.11.1", "latest-public": "2026.11.2"}
    publish(tmp_path, "2026.11.3")
    assert links() == {"latest": "2026.11.3", "latest-internal": "2026.11.3", "latest-public": "2026.11.2"}
    assert not list(tmp_path.glob(".*.new"))


def test_the_first_version_of_a_month_is_zero_and_months_count_apart(tmp_path: Path):
    assert next_version(tmp_path, NOVEMBER) == "2026.11.0"
    publish(tmp_path, "2026.11.0")
    assert next_version(tmp_path, NOVEMBER) == "2026.11.1"
    assert next_version(tmp_path, datetime.date(2026, 12, 1)) == "2026.12.0"
    assert next_version(tmp_path, datetime.date(2026, 1, 1)) == "2026.1.0"


def test_a_version_is_taken_by_its_folder_or_by_the_ledger_alone(tmp_path: Path):
    (tmp_path / "2026.11.3").mkdir()
    assert next_version(tmp_path, NOVEMBER) == "2026.11.4"
    publish_and_lose(tmp_path, "2026.11.9")
    assert next_version(tmp_path, NOVEMBER) == "2026.11.10"


def test_other_names_in_the_folder_take_no_version(tmp_path: Path):
    for name in ("2026.11.draft", "2026.1.7", "2026.110.8", ".building-2026.11.5"):
        (tmp_path / name).mkdir()
    assert next_version(tmp_path, NOVEMBER) == "2026.11.0"


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 30), max_size=5), st.sets(st.integers(0, 30), max_size=5))
def test_the_next_version_is_above_every_taken_one(tmp_path_factory: pytest.TempPathFactory, folders: set, rows: set):
    out = tmp_path_factory.mktemp("out")
    for number in rows:
        publish_and_lose(out, f"2026.11.{number}")
    for number in folders:
        (out / f"2026.11.{number}").mkdir()
    assert next_version(out, NOVEMBER) == f"2026.11.{max(folders | rows, default=-1) + 1}"


def test_the_ledger_grows_by_a_row_and_latest_points_at_the_newest(tmp_path: Path):
    assert read_index(tmp_path) == []
    for version in ("2026.11.0", "2026.11.1"):
        publish(tmp_path, version)
        assert (tmp_path / "latest" / "data.csv").read_text() == version
    assert read_index(tmp_path) == [row("2026.11.0"), row("2026.11.1")]
    assert (tmp_path / "latest").readlink() == Path("2026.11.1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026.11.0", "2026.11.1", "index.csv", "latest"]


def test_the_newest_of_a_profile_is_the_last_whose_folder_is_there(tmp_path: Path):
    for version, profile in (("2026.11.0", "internal"), ("2026.11.1", "internal"), ("2026.11.2", "open")):
        publish(tmp_path, version, profile)
    assert latest_of(tmp_path, "internal") == row("2026.11.1")
    assert latest_of(tmp_path, "none") is None
    shutil.rmtree(tmp_path / "2026.11.1")
    assert latest_of(tmp_path, "internal") == row("2026.11.0")


@pytest.mark.parametrize("fault", [ValueError("a fault of ours"), KeyboardInterrupt(), BadData("bad")])
def test_whatever_fails_the_staged_folder_goes_and_earlier_releases_stay(fault: BaseException, tmp_path: Path):
    publish(tmp_path, "2026.11.0")
    with pytest.raises(type(fault)):
        publish_badly(tmp_path, "2026.11.1", fault)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026.11.0", "index.csv", "latest"]
    assert (tmp_path / "latest" / "data.csv").read_text() == "2026.11.0"


def test_a_full_disk_is_bad_data_and_nothing_is_published(tmp_path: Path):
    with pytest.raises(BadData, match="nothing was published"):
        publish_badly(tmp_path, "2026.11.0", OSError(28, "No space left on device"))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_cleared(tmp_path: Path):
    left = tmp_path / ".building-2026.10.4" / "csv"
    left.mkdir(parents=True)
    (left / "roles.csv").write_text("half")
    publish(tmp_path, "2026.11.0")
    assert not (tmp_path / ".building-2026.10.4").exists()


def test_a_release_is_never_overwritten(tmp_path: Path):
    publish(tmp_path, "2026.11.0")
    ledger = read_index(tmp_path)
    with pytest.raises(BadData):
        publish(tmp_path, "2026.11.0", "open")
    assert (tmp_path / "2026.11.0" / "data.csv").read_text() == "2026.11.0"
    assert read_index(tmp_path) == ledger


def test_a_file_in_the_place_of_the_folder_is_a_bad_call(tmp_path: Path):
    (tmp_path / "out").write_text("x")
    for place in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(BadCall, match="not a folder"):
            require_place(place)
        with pytest.raises(BadCall, match="--out"), locked(place):
            pass


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path):
    out = tmp_path / "new" / "out"
    require_place(out)
    with locked(out):
        assert out.is_dir()


def test_a_folder_in_the_place_of_latest_is_a_bad_call_and_a_link_is_none(tmp_path: Path):
    publish(tmp_path, "2026.11.0")
    require_place(tmp_path)
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").mkdir()
    with pytest.raises(BadCall, match="latest: is no link"):
        require_place(tmp_path)


@pytest.mark.parametrize("content", [None, "{", "[1"])
def test_a_manifest_that_cannot_be_read_names_its_release(content: str | None, tmp_path: Path):
    if content:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BadData, match="holds no readable manifest"):
        read_manifest(tmp_path)
