"""The folder of releases: versions, the ledger, staging."""

import contextlib
import datetime
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.publish.write import find_unchanged
from flows.releases.ledger import INDEX_COLUMNS, is_settled, latest_of, next_version, read_index, read_manifest, settle
from flows.releases.lock import lock_folder
from flows.releases.place import require_place, stage_release
from schemas.errors import BadCall, BadData
from tests.conftest import REPOSITORY
from tests.fixtures.made_tables import make_tables, write_made

NOVEMBER = datetime.date(2026, 11, 23)


def row(version: str, profile: str = "internal") -> dict[str, str]:
    return dict.fromkeys(INDEX_COLUMNS, "x") | {"version": version, "profile": profile}


def publish(out: Path, version: str, profile: str = "internal") -> None:
    with stage_release(out, row(version, profile)) as folder:
        (folder / "data.csv").write_text(version)


def publish_and_lose(out: Path, version: str) -> None:
    publish(out, version)
    shutil.rmtree(out / version)


def publish_badly(out: Path, version: str, fault: BaseException) -> None:
    with stage_release(out, row(version)) as folder:
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


def publish_and_take_away(out: Path, elsewhere: Path) -> None:
    with stage_release(out, row("2026.11.0")) as folder:
        (folder / "data.csv").write_text("half")
        out.rename(elsewhere)


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
        with pytest.raises(BadCall, match="--out"), lock_folder(place):
            pass


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path):
    out = tmp_path / "new" / "out"
    require_place(out)
    with lock_folder(out):
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


def describe(folder: Path, version: str) -> None:
    """Write a manifest that has the facts of the ledger."""
    folder.mkdir(exist_ok=True)
    told = row(version) | {"data_version": version, "tables": {}}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


def names(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def test_a_release_whose_run_was_cut_off_after_the_move_stands_and_is_entered(tmp_path: Path):
    publish(tmp_path, "2026.11.0")
    for version in ("2026.11.10", "2026.11.9"):
        describe(tmp_path / version, version)
    (tmp_path / ".index.csv.new").write_text("half")
    assert [told["version"] for told in read_index(tmp_path)] == ["2026.11.0", "2026.11.9", "2026.11.10"]
    assert latest_of(tmp_path, "internal") == row("2026.11.10")
    assert (tmp_path / "latest").readlink() == Path("2026.11.0")
    settle(tmp_path)
    assert (tmp_path / "latest").readlink() == Path("2026.11.10")
    assert (tmp_path / "index.csv").read_text().count("\n") == 4
    assert names(tmp_path) == ["2026.11.0", "2026.11.10", "2026.11.9", "index.csv", "latest"]


def test_a_run_cut_off_between_the_ledger_and_latest_is_completed(tmp_path: Path):
    for version in ("2026.11.0", "2026.11.1"):
        publish(tmp_path, version)
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to("2026.11.0")
    assert is_settled(tmp_path)  # so may a person have pointed it
    (tmp_path / ".latest.new").symlink_to("2026.11.1")
    settle(tmp_path)
    assert (tmp_path / "latest").readlink() == Path("2026.11.1")
    assert is_settled(tmp_path)


@pytest.mark.parametrize("manifest", [None, "{", '{"data_version": "2026.11.4", "tables": {}}'])
def test_a_folder_that_is_no_release_is_not_entered(manifest: str | None, tmp_path: Path):
    (tmp_path / "2026.11.3").mkdir()
    if manifest:
        (tmp_path / "2026.11.3" / "manifest.json").write_text(manifest)
    assert read_index(tmp_path) == []


def test_a_run_for_which_nothing_changed_tidies_up(tmp_path: Path):
    describe(tmp_path / "2026.11.0", "2026.11.0")
    (tmp_path / ".building-2026.11.1").mkdir()
    found = find_unchanged(tmp_path, "internal", "x")
    assert found is not None
    assert found.version == "2026.11.0"
    assert names(tmp_path) == [".lock", "2026.11.0", "index.csv", "latest"]


def test_a_folder_that_was_taken_away_is_bad_data_and_the_next_run_succeeds(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(BadData, match="nothing was published"):
        publish_and_take_away(out, tmp_path / "elsewhere")
    assert not out.exists()
    with lock_folder(out):
        publish(out, "2026.11.0")
    assert (out / "latest" / "data.csv").read_text() == "2026.11.0"


@contextlib.contextmanager
def at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_out_of_disk_nothing_is_published_and_the_next_run_succeeds(tmp_path: Path):
    tables = dict(make_tables(12, 1_000))
    first = write_made(tmp_path, tables, "1" * 64)
    ledger = (tmp_path / "index.csv").read_bytes()
    for size in (0, 3_000, 300_000):
        with at_most(size), pytest.raises(BadData) as raised:
            write_made(tmp_path, tables, "2" * 64)
        assert raised.value.exit_code == 1
        assert names(tmp_path) == [".lock", first.version, "index.csv", "latest"]
        assert (tmp_path / "index.csv").read_bytes() == ledger
    assert write_made(tmp_path, tables, "2" * 64).is_new


def test_a_run_that_waited_finds_what_the_other_made_of_the_same_inputs(tmp_path: Path):
    tables = dict(make_tables(12, 1_000))
    first, second = (write_made(tmp_path, tables) for _ in range(2))
    assert (first.is_new, second.is_new) == (True, False)
    assert first.version == second.version


HOLD = """
import sys, time
from pathlib import Path
from flows.releases.lock import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_runs_the_second_says_who_holds_the_folder_and_a_dead_one_holds_nothing(tmp_path: Path, capsys):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with (
            pytest.raises(BadData, match=rf"pid {other.pid} on .* since 20.*-c .*has held the folder"),
            lock_folder(tmp_path, 0.1),
        ):
            pass
        assert f"waiting for another run (pid {other.pid}" in capsys.readouterr().err
        other.kill()
    with lock_folder(tmp_path, 0):
        assert json.loads((tmp_path / ".lock-holder.json").read_text())["pid"] == os.getpid()
    assert names(tmp_path) == [".lock"]


def test_ten_runs_killed_at_random_leave_whole_releases(tmp_path: Path):
    command = [sys.executable, "-m", "tests.trials.kill", "10", "0"]
    told = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "10 kills" in told.stdout
