"""Imports run one way, and Prefect stands only in the flow file."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

STAGES = (
    "adjacency",
    "compare",
    "curation",
    "ingest",
    "matching",
    "occupations",
    "publish",
    "roles",
    "similarity",
    "verify",
)
MODULES = sorted(path for part in ("flows", "schemas") for path in (REPOSITORY / part).rglob("*.py"))


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def stage_of(path: Path) -> str | None:
    parts = path.relative_to(REPOSITORY).parts
    return parts[1] if parts[0] == "flows" and parts[1] in STAGES else None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_imports_run_one_way(path: Path):
    names = imported(path)
    part = path.relative_to(REPOSITORY).parts[0]
    stage = stage_of(path)
    if part == "schemas":
        assert not any(name.split(".")[0] in ("flows", "tests", "prefect") for name in names)
    if stage:
        own = f"flows.{stage}"
        others = {name for name in names if name.startswith("flows.") and not name.startswith(own)}
        assert others <= {"flows.__version__"}
    if path.name != "scheduled.py":
        assert not any(name.split(".")[0] == "prefect" for name in names)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 310


def test_every_package_is_named_for_installation():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    found = {path.parent.relative_to(REPOSITORY).as_posix().replace("/", ".") for path in MODULES}
    assert set(project["tool"]["setuptools"]["packages"]) == found
