"""Bad calls end with 2 and say what to name instead; a damaged folder of outputs is refused as bad data."""

import shutil
from pathlib import Path

import pytest

from tests.fixtures.onet_archive import SOURCE
from tests.fixtures.working_folder import assert_bad_call, assert_refused, listing, make_root, run


def test_unknown_source_in_only_is_a_bad_call(root: Path, outputs: Path):
    arguments = ["release", "--root", root, "--out", outputs, "--only", "nobody"]
    assert_bad_call(outputs, ["--only", "nobody", "Known are: canon, onet_soc_2019, soc_2018"], arguments)


def test_folder_without_sources_is_a_bad_call(root: Path, outputs: Path):
    (root / "elsewhere").mkdir()
    arguments = ["release", "--root", root, "--out", outputs, "--sources", root / "elsewhere"]
    assert_bad_call(outputs, ["elsewhere", "no source.yml", "Name a folder of sources"], arguments)


def test_missing_folder_of_sources_is_a_bad_call(root: Path, outputs: Path):
    arguments = ["release", "--root", root, "--out", outputs, "--sources", root / "nowhere"]
    assert_bad_call(outputs, ["nowhere", "no source.yml", "Name a folder of sources"], arguments)


def test_unknown_option_is_a_bad_call(root: Path, outputs: Path):
    arguments = ["release", "--root", root, "--out", outputs, "--colour", "red"]
    assert_bad_call(outputs, ["No such option: --colour", "canon release --help"], arguments)


def test_unknown_command_is_a_bad_call(outputs: Path):
    assert_bad_call(outputs, ["No such command 'publish'", "canon --help"], ["publish"])


@pytest.mark.parametrize("command", ["release", "check", "mint", "tree"])
def test_root_without_raw_is_a_bad_call(command: str, tmp_path: Path):
    assert_bad_call(tmp_path, [str(tmp_path), "no raw/canon", "--root or CANON_ROOT"], [command, "--root", tmp_path])


@pytest.mark.parametrize("epoch", ["yesterday", "", "9" * 20, "1.5"])
def test_invalid_source_date_epoch_is_a_bad_call(
    epoch: str, root: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    words = ["SOURCE_DATE_EPOCH", repr(epoch), "Mend or unset it"]
    assert_bad_call(outputs, words, ["release", "--root", root, "--out", outputs])


def test_file_in_place_of_outputs_is_a_bad_call_and_stays(root: Path):
    (root / "outputs").write_text("A letter.", encoding="utf-8")
    before = listing(root)
    code, told = run("release", "--root", root)
    assert code == 2
    assert "outputs: is not a folder. Move the file away, or name another folder by --out" in told
    assert listing(root) == before


def test_file_above_outputs_is_a_bad_call(root: Path):
    (root / "letter").write_text("A letter.", encoding="utf-8")
    code, told = run("release", "--root", root, "--out", root / "letter" / "outputs")
    assert code == 2
    assert "letter: is not a folder. Move the file away" in told


def test_only_names_without_roles_end_the_release(root: Path, outputs: Path):
    assert_refused(root, outputs, ["No source describes a role", "Widen --only"], ["--only", "soc_2018"])


def test_two_sources_of_one_name_end_the_release(tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey"])
    shutil.copytree(root / "raw/sources/survey", root / "more/survey")
    words = ["Two sources are called 'survey'", "raw/sources/survey", "more/survey", "Rename one"]
    assert_refused(root, outputs, words, ["--sources", root / "more"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], ["no source 'nobody'", "Known are"]),
        (["soc_2018"], ["soc_2018: has no files to fetch"]),
        (["onet"], ["names no url for fetched/db.zip", "canon fetch onet --from FILE"]),
        (["onet", "--from", "nowhere.zip"], ["nowhere.zip", "Name one by --from"]),
        (["onet", "--edition", "30.1"], ["onet: its files are of one edition", "{edition}"]),
        (["onet", "--edition", "../30.1"], ["'../30.1' is no edition", "such as 30.1"]),
    ],
)
def test_fetch_of_what_cannot_be_fetched_is_a_bad_call(arguments: list[str], words: list[str], root: Path):
    (root / "raw/sources/onet").mkdir()
    (root / "raw/sources/onet/source.yml").write_text(SOURCE, encoding="utf-8")
    assert_bad_call(root / "raw/sources/soc_2018", words, ["fetch", *arguments, "--root", root])


def test_fetched_copy_of_another_digest_is_not_taken(root: Path):
    fetched = root / "raw/sources/onet/fetched"
    fetched.mkdir(parents=True)
    (fetched / "db.zip").write_bytes(b"what stood before")
    described = SOURCE + f"    sha256: {'ab' * 32}\n"
    (root / "raw/sources/onet/source.yml").write_text(described, encoding="utf-8")
    (root / "copy.zip").write_bytes(b"another edition")
    before = listing(root)
    code, told = run("fetch", "onet", "--from", root / "copy.zip", "--root", root)
    assert code == 1
    assert [word for word in ("db.zip", "abab", "source.yml of onet", "not taken") if word not in told] == []
    assert listing(root) == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("index.csv", b"version,date\n2026.11.0,2026-11-23\n", ["index.csv", "row 1", "Restore it", "--out"]),
        ("index.csv", b"\xff\xfe\x00", ["index.csv", "is UTF-16", "Restore it"]),
        ("2026.11.0/manifest.json", b"{}", ["2026.11.0", "no readable manifest.json", "Restore or remove"]),
    ],
    ids=["ledger of other columns", "ledger in UTF-16", "manifest without tables"],
)
def test_damaged_folder_of_outputs_ends_the_release(
    name: str, content: bytes, words: list[str], root: Path, tmp_path: Path, outputs: Path
):
    copy = tmp_path / "copy"
    (copy / "2026.11.0").mkdir(parents=True)
    for kept in ("index.csv", "2026.11.0/manifest.json"):
        shutil.copy(outputs / kept, copy / kept)
    (copy / "latest").symlink_to("2026.11.0")
    (copy / name).write_bytes(content)
    assert_refused(root, copy, words)


def test_folder_in_place_of_latest_is_a_bad_call(root: Path, tmp_path: Path):
    (tmp_path / "copy" / "latest").mkdir(parents=True)
    words = ["copy/latest: is no link to the newest release", "Move it away", "--out"]
    assert_bad_call(tmp_path / "copy", words, ["release", "--root", root, "--out", tmp_path / "copy"])
