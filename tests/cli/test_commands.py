"""The commands as a newcomer runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli.app import main
from flows.releases import Release
from tests.conftest import REPOSITORY


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, release: Release, clean_root):
    def call(*arguments: str, columns: int = 110) -> tuple[int, str, str]:
        monkeypatch.setenv("CANON_ROOT", str(clean_root))
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("sys.argv", ["canon", *arguments])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def out_of(release: Release) -> list[str]:
    return ["--out", str(release.path.parent)]


def read_as(release: Release) -> list[str]:
    return [*out_of(release), "--sources", str(REPOSITORY / "raw" / "examples")]


def test_show_prints_every_section_of_a_role(run, release: Release):
    code, out, _ = run("show", "SRES.GEN.P5", *out_of(release))
    assert code == 0
    for heading in (
        "SRES.GEN.P5",
        "The story of this role",
        "Level P5: Expert Professional",
        "Core outputs",
        "Components",
        "Title aliases",
        "Occupations",
        "Adjacent roles",
        "Own ladder",
        "Elsewhere",
        "nothing about equal pay",
    ):
        assert heading in " ".join(out.split()), heading


def test_show_names_the_raw_roles_that_are_aligned_with_the_role(run, release: Release):
    code, out, _ = run("show", "SRES.GEN.P5", *out_of(release))
    assert code == 0
    assert "Roles of other sources (1)" in out
    assert "example_hris  Staff Site Rel Engr  align" in out


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_show_uses_the_width_that_it_has(run, release: Release, columns: int):
    _, out, _ = run("show", "SRES.GEN.P5", *out_of(release), columns=columns)
    longest = max(map(len, out.splitlines()))
    assert columns - 10 < longest <= columns or (columns == 160 and longest > 100)
    assert "…" not in out


def test_show_gives_json_to_machines(run, release: Release):
    code, out, _ = run("show", "sres.gen.p5", "--json", *out_of(release))
    page = json.loads(out)
    assert code == 0
    assert page["role"]["role_code"] == "SRES.GEN.P5"
    assert set(page["components"]) == {
        "responsibility",
        "task",
        "skill",
        "knowledge",
        "competency",
        "qualification",
    }
    assert page["own_ladder"]
    assert page["elsewhere"]


def test_show_of_an_unknown_role_names_its_family(run, release: Release):
    code, _, err = run("show", "SRES.GEN.E1", *out_of(release))
    assert code == 2
    assert "SRES.GEN.P5" in err


def test_tree_shows_nodes_with_their_roles(run, release: Release):
    code, out, _ = run("tree", "INFR", *out_of(release))
    assert code == 0
    assert "SRES.DBRE" in out
    assert "P3 P4 P5 P6" in out


def test_tree_takes_a_code_in_any_case(run, release: Release):
    assert run("tree", "infr", *out_of(release)) == run("tree", "INFR", *out_of(release))


def test_tree_gives_json_to_machines(run, release: Release):
    _, out, _ = run("tree", "--json", *out_of(release))
    assert len(json.loads(out)) == 23


def test_unknown_node_is_a_bad_call(run, release: Release):
    code, _, err = run("tree", "NOWHERE", *out_of(release))
    assert code == 2
    assert "NOWHERE" in err


def test_no_release_yet_says_what_to_run(run, tmp_path):
    code, _, err = run("show", "SRES.GEN.P5", "--out", str(tmp_path))
    assert code == 2
    assert "canon release" in err


def test_check_counts_records_by_source(run):
    code, out, error = run("check")
    assert code == 0
    assert "canon: read source canon: " in error
    assert "raw/ keeps its contracts" in out
    assert "soc_2018" in out


def test_check_counts_what_raw_roles_became_by_source(run):
    code, out, _ = run("check", "--sources", str(REPOSITORY / "raw" / "examples"))
    assert code == 0
    rows = {line.split()[0]: line.split() for line in out.splitlines() if line.startswith(("source", "example_"))}
    assert rows["source"] == ["source", "edition", "read", "accepted", "rejected", "unite", "align", "own"]
    assert rows["example_hris"][-2:] == ["44", "96"]
    assert rows["example_pages"][-1:] == ["2"]


def test_release_again_says_that_nothing_changed(run, release: Release):
    code, out, _ = run("release", *read_as(release))
    assert code == 0
    assert "Nothing changed" in out


def test_release_gives_json_to_machines(run, release: Release):
    _, out, _ = run("release", "--json", *read_as(release))
    told = json.loads(out)
    assert told["is_new"] is False
    assert told["manifest"]["data_version"] == release.version


def test_verify_says_that_a_release_is_whole(run, release: Release):
    code, out, _ = run("verify", "latest", "--releases", str(release.path.parent))
    assert code == 0
    assert f"{release.version} is whole" in out


def test_verify_names_what_is_off_and_ends_with_one(run, release: Release, tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    code, out, _ = run("verify", str(tmp_path))
    assert code == 1
    assert "SHA256SUMS: cannot be read: No such file or directory" in out
    code, out, _ = run("verify", str(tmp_path), "--all", "--json")
    told = json.loads(out)
    assert code == 1
    assert [fault["place"] for fault in told["faults"]] == ["SHA256SUMS", "manifest.json", "manifest.json"]


def test_verify_of_no_release_is_a_bad_call(run, release: Release):
    code, _, err = run("verify", "2020.1.0", "--releases", str(release.path.parent))
    assert code == 2
    assert release.version in err


def test_mint_has_nothing_to_do_on_the_committed_raw(run):
    code, out, _ = run("mint")
    assert code == 0
    assert "nothing was appended" in out


def test_no_command_at_all_shows_the_help(run):
    _, out, err = run()
    assert "release" in out + err


def test_a_run_in_this_process_never_imports_prefect(small_root: Path, tmp_path: Path):
    program = (
        "import sys; from flows.cli import app as cli\n"
        "sys.argv = ['canon', 'release', '--root', sys.argv[1], '--out', sys.argv[2]]\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "assert 'pandas' in sys.modules\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'prefect']\n"
    )
    subprocess.run([sys.executable, "-c", program, str(small_root), str(tmp_path / "out")], check=True)
