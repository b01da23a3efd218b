"""The examples of README.md and of a release's own README run as they stand."""

import re
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from flows.releases import Release
from tests.conftest import REPOSITORY

PAGES = ("README.md", "a release's README.md")


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a page, with the folder in which its examples are meant to run as the current one."""
    if request.param == PAGES[0]:
        (tmp_path / "outputs").symlink_to(release.path.parent)
        monkeypatch.chdir(tmp_path)
        return REPOSITORY / "README.md"
    monkeypatch.chdir(release.path)
    return release.path / "README.md"


def test_python_examples_load_tables(page: Path):
    examples = blocks(page, "python")
    names = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "duckdb": pd.DataFrame}
    for tool, kind in names.items():
        example = next(text for text in examples if f"import {tool}" in text)
        space: dict = {}
        exec(compile(example, f"{page.name}: {tool}", "exec"), space)
        frames = {name: value for name, value in space.items() if isinstance(value, kind)}
        assert frames
        assert {name: len(frame) for name, frame in frames.items() if not len(frame)} == {}
    assert len(examples) == len(names)


def test_sql_examples_give_rows(page: Path):
    (example,) = blocks(page, "sql")
    first, sql = example.split("\n", 1)
    file = re.fullmatch(r"-- duckdb -readonly (\S+)", first)
    assert file
    with duckdb.connect(file[1], read_only=True) as connection:
        for statement in filter(str.strip, sql.split(";")):
            assert connection.execute(statement).fetchall(), statement


def test_the_page_names_only_views_and_tables_that_there_are(page: Path, release: Release):
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        views = {name for (name,) in connection.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    assert set(re.findall(r"\bv_[a-z_]+\b", page.read_text(encoding="utf-8"))) <= views
