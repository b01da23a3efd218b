"""Every command, query and example of the README files runs as it stands in a fresh clone."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.releases import Release
from tests.conftest import REPOSITORY, copy_raw

PAGES = ("README.md", "outputs/README.md", "raw/README.md")
OTHER_PAGES = ("flows/README.md", "schemas/README.md", "flows/learn/README.md", "CONTRIBUTING.md")
# Blocks so marked need the publisher's server, or a Prefect server that runs until it is stopped.
NOT_RUN = ("network", "server")
INSTALL = "python3 -m venv"


def blocks(text: str, language: str, mark: str = "") -> list[str]:
    """Return the code blocks of a page in a language, those with a mark behind the language apart."""
    fence = f"{language} {mark}".strip()
    return re.findall(rf"^```{fence}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def read_page(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def clone(canon_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder as the README's first command leaves it: raw/, and one release in outputs/."""
    folder = copy_raw(tmp_path_factory.mktemp("readme") / "clone")
    shutil.copytree(canon_release.path.parent, folder / "outputs", symlinks=True)
    return folder


@pytest.fixture
def environment() -> dict[str, str]:
    """Return the environment of a person who has activated the virtual environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANON_", "PREFECT_"))}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}", "COLUMNS": "120"}


@pytest.mark.parametrize("name", PAGES)
def test_commands_run(name: str, clone: Path, environment: dict[str, str]):
    commands = [block for block in blocks(read_page(name), "sh") if INSTALL not in block]
    assert commands
    for block in commands:
        script = ["bash", "-euo", "pipefail", "-c", block]
        ended = subprocess.run(script, cwd=clone, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{block}\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}"


@pytest.mark.parametrize("name", PAGES[:2])
def test_python_examples_give_rows(name: str, clone: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(clone)
    examples = blocks(read_page(name), "python")
    assert examples
    for example in examples:
        space: dict = {}
        exec(compile(example, name, "exec"), space)
        frames = [value for value in space.values() if hasattr(value, "columns")]
        assert frames
        assert all(len(frame) for frame in frames)


def run_statements(text: str, folder: Path) -> None:
    (example,) = blocks(text, "sql")
    first, sql = example.split("\n", 1)
    file = re.fullmatch(r"-- duckdb -readonly (\S+)", first)
    assert file
    with duckdb.connect(str(folder / file[1]), read_only=True) as connection:
        for statement in filter(str.strip, sql.split(";")):
            assert connection.execute(statement).fetchall(), statement


def test_queries_give_rows(clone: Path, release: Release):
    run_statements(read_page("outputs/README.md"), clone)
    run_statements((release.path / "README.md").read_text(encoding="utf-8"), release.path)


def test_python_examples_of_a_release_give_rows(release: Release, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(release.path)
    for example in blocks((release.path / "README.md").read_text(encoding="utf-8"), "python"):
        space: dict = {}
        exec(compile(example, "README.md", "exec"), space)
        assert any(len(value) for value in space.values() if hasattr(value, "columns"))


def test_pages_name_only_files_and_views_that_exist(release: Release):
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        views = {name for (name,) in connection.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    for name in (*PAGES, *OTHER_PAGES):
        text, folder = read_page(name), (REPOSITORY / name).parent
        assert set(re.findall(r"\bv_[a-z_]+\b", text)) <= views
        links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
        assert [link for link in links if not (folder / link).exists()] == []
        paths = re.findall(r"`((?:raw|flows|schemas|tests)/[\w./-]+)`", text)
        assert [path for path in paths if not (REPOSITORY / path).exists()] == []


def test_blocks_are_run_or_marked_with_the_reason():
    for name in (*PAGES, *OTHER_PAGES):
        marks = {mark for mark in re.findall(r"^```sh(.*)$", read_page(name), flags=re.MULTILINE) if mark}
        assert marks <= {f" {mark}" for mark in NOT_RUN}


def test_the_root_page_is_short():
    assert len(read_page("README.md").splitlines()) <= 150
