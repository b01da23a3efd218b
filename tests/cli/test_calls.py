"""What is wrong with a call is told before anything heavy is imported, and options that all commands take."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

import flows
from flows.cli import stages
from flows.cli.app import main
from flows.cli.terminal import LOGGER, set_verbosity
from schemas.errors import BadCall
from schemas.inputs import Framework
from tests.conftest import REPOSITORY
from tests.fixtures.adjacent_releases import write_example

PROGRAM = """
import sys
from flows.cli.app import main
sys.argv = ["canon", *sys.argv[1:]]
try:
    main()
finally:
    print([name for name in ("pandas", "duckdb", "pyarrow", "prefect") if name in sys.modules])
"""


@pytest.fixture
def canon(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("CANON_ROOT", str(REPOSITORY))
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr("sys.argv", ["canon", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return call


@pytest.mark.parametrize(
    "arguments",
    [
        ["match", "missing.csv"],
        ["match", "staff.csv", "--column", "job"],
        ["match", "staff.csv", "--usage", "fr-visa"],
        ["recode", "staff.csv", "--column", "code", "--to", "soc_2018"],
        ["recode", "staff.csv", "--column", "title", "--to", "soc_1066"],
        ["upgrade", "missing.csv", "--column", "role_id", "--from", "latest", "--to", "latest"],
        ["upgrade", "staff.csv", "--column", "title", "--from", "1066.1.0", "--to", "latest"],
        ["review", "import", "missing.xlsx"],
        ["fetch", "onet", "--from", "missing.zip"],
        ["diff", "1066.1.0", "latest"],
        ["verify", "1066.1.0"],
        ["release", "--out", "s3://bucket/releases"],
        ["release", "--profile", "secret"],
        ["tree", "--releases", "nowhere"],
        ["matrix", "--family", "SRES", "--out", "distances.txt"],
    ],
    ids=" ".join,
)
def test_a_bad_call_is_refused_before_anything_heavy_is_imported(tmp_path: Path, arguments: list[str]):
    (tmp_path / "staff.csv").write_text("title,site\nNurse,A\n", encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, *arguments]
    environment = {"CANON_ROOT": str(REPOSITORY), "PYTHONPATH": str(REPOSITORY)}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == "[]\n"
    assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["staff.csv"]


def test_the_version_is_told(canon):
    assert canon("--version")[:2] == (0, f"canon {flows.__version__}\n")


@pytest.mark.parametrize("arguments", [["-v", "find", "role"], ["find", "role", "-v"], ["find", "--verbose", "role"]])
def test_verbose_says_how_long_it_took_wherever_it_stands(canon, tmp_path: Path, arguments: list[str]):
    write_example(tmp_path)
    code, out, error = canon(*arguments, "--releases", tmp_path)
    assert code == 0
    assert "SRES.GEN.P5" in out
    assert "canon: find took" in error


def test_usually_nothing_is_said_besides_the_result(canon, tmp_path: Path):
    write_example(tmp_path)
    assert canon("find", "role", "--releases", tmp_path)[2] == ""


def test_verbose_and_quiet_exclude_each_other(canon):
    code, _, error = canon("tree", "-v", "-q")
    assert code == 2
    assert "Name one of them" in error
    with pytest.raises(BadCall):
        set_verbosity(is_verbose=True, is_quiet=True)


def read_empty() -> Framework:
    return Framework(**{name: {} for name in Framework.__dataclass_fields__})


@pytest.mark.parametrize(
    ("is_verbose", "is_quiet", "line"),
    [(False, False, "canon: read empty: 0 files, 0 rows\n"), (False, True, ""), (True, False, " s)\n")],
)
def test_each_stage_leaves_a_line(capsys: pytest.CaptureFixture, is_verbose: bool, is_quiet: bool, line: str):
    set_verbosity(is_verbose, is_quiet)
    step = stages.ShownStep()
    step(read_empty)
    error = capsys.readouterr().err
    assert error.endswith(line)
    assert error.count("\n") == bool(line)


def test_each_item_of_a_stage_leaves_a_line(capsys: pytest.CaptureFixture):
    def read(number: int, more: int) -> int:
        return number + more

    set_verbosity(False, False)
    assert stages.ShownStep().map(read, {"onet": 1, "uk_gdad": 2}, 3) == {"onet": 4, "uk_gdad": 5}
    assert capsys.readouterr().err == "canon: read onet\ncanon: read uk_gdad\n"


def test_quiet_leaves_errors(canon, tmp_path: Path):
    code, out, error = canon("-q", "show", "SRES.GEN.P5", "--releases", tmp_path)
    assert (code, out) == (2, "")
    assert "holds no release yet" in error
    assert not LOGGER.isEnabledFor(logging.INFO)


def test_find_says_what_matched(canon, tmp_path: Path):
    write_example(tmp_path)
    code, out, _ = canon("find", "role", "8", "--releases", tmp_path)
    assert code == 0
    assert out.splitlines()[1].split() == ["RNUR.GEN.P1", "Role", "8", "title"]
    _, out, _ = canon("find", "sres", "--limit", 1, "--releases", tmp_path)
    assert "The first 1 of 4 roles" in out
    _, out, _ = canon("find", "rloe", "--releases", tmp_path)
    assert "Did you mean 'role'?" in out
