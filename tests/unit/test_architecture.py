"""Imports run one way between rooms, and Prefect stands only in flow files."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# A room may use the rooms of the floors below its own, and of its own floor none but itself.
FLOORS = (
    (
        "schemas",
        "schemas.raw",
        "schemas.raw.scorer",
        "schemas.raw.scorer.embeddings",
        "schemas.documents",
        "schemas.tables",
    ),
    ("flows.drafts", "flows.file_arguments"),
    ("flows", "flows.profiles", "flows.steps", "flows.user_files"),
    ("flows.cache", "flows.ingest", "flows.releases", "flows.occupations.scoring"),
    ("flows.ingest.kinds", "flows.occupations.embeddings"),
    (
        "flows.adjacency",
        "flows.compare",
        "flows.curation",
        "flows.matching",
        "flows.occupations",
        "flows.report",
        "flows.roles",
        "flows.similarity",
        "flows.verify",
    ),
    ("flows.publish",),
    ("flows.config", "flows.progress"),
    ("flows.release",),
    ("flows.commands",),
    ("flows.commands.pages", "flows.learn"),
    ("flows.canon_tasks",),
    ("flows.canon_match", "flows.canon_release"),
    ("flows.cli",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Rooms within a room: the outer one is their face, and they may use what lies beside them in it.
NESTED = {
    "flows.ingest.kinds": "flows.ingest",
    "flows.ingest.kinds.onet": "flows.ingest",
    "flows.occupations.embeddings": "flows.occupations",
    "flows.occupations.scoring": "flows.occupations",
    "schemas.raw": "schemas",
    "schemas.raw.scorer": "schemas",
    "schemas.raw.scorer.embeddings": "schemas",
    "schemas.documents": "schemas",
    "schemas.tables": "schemas",
}
# Here a module is what is offered: one for each command.
OPEN = ("flows.commands", "flows.commands.pages")
MODULES = sorted(path for part in ("flows", "schemas") for path in (REPOSITORY / part).rglob("*.py"))
PACKAGES = {".".join(path.parent.relative_to(REPOSITORY).parts) for path in MODULES}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """Return the modules and packages that a module imports; a name taken from a package counts as the package."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                names.add(
                    full
                    if (REPOSITORY / full.replace(".", "/")).with_suffix(".py").is_file() or full in PACKAGES
                    else node.module
                )
    return names


def room_of(module: str) -> str:
    """Return the room in which a module stands: the longest named one that its path begins with."""
    parts = module.split(".")
    return next(room for size in range(len(parts), 0, -1) if (room := ".".join(parts[:size])) in FLOOR_OF)


def faults(module: str, names: set[str]) -> list[str]:
    """Return what is wrong with what a module imports, one line a fault."""
    own = room_of(module)
    found = []
    for name in sorted(name for name in names if name.split(".")[0] in ("flows", "schemas", "tests", "prefect")):
        if name.split(".")[0] == "tests":
            found.append(f"{module} imports {name}: tests are imported by tests alone")
        elif name.split(".")[0] == "prefect":
            if not module.startswith("flows.canon_"):
                found.append(f"{module} imports {name}: Prefect stands in flow files alone")
        elif room_of(name) != own:
            other = room_of(name)
            is_inside = NESTED.get(own, own) == NESTED.get(other, other)
            if not is_inside and FLOOR_OF[other] >= FLOOR_OF[own]:
                found.append(f"{module} imports {name}: {other} does not lie below {own}")
            elif not is_inside and name != other and name.startswith("flows.") and other not in OPEN:
                found.append(f"{module} imports {name}: take it from {other}, or let {other} offer it")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_imports_run_one_way(path: Path):
    assert faults(module_of(path), imported(path)) == []


def test_what_is_wrong_is_found():
    assert faults("flows.roles.aliases", {"flows.roles.placing", "schemas.text", "pandas"}) == []
    assert faults("flows.roles.aliases", {"flows.adjacency"})
    assert faults("flows.roles.aliases", {"flows.release"})
    assert faults("flows.publish.write", {"flows.releases.ledger"})
    assert faults("flows.publish.write", {"flows.releases"}) == []
    assert faults("schemas.table", {"flows.config"})
    assert faults("flows.release", {"prefect"})
    assert faults("flows.canon_release", {"prefect", "flows.release"}) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_modules_are_short(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 310


def test_every_room_has_a_floor():
    rooms = {room_of(module_of(path)) for path in MODULES}
    assert rooms <= set(FLOOR_OF)
    assert {module_of(path).rsplit(".", 1)[0] for path in MODULES if path.name != "__init__.py"} - {
        "flows.ingest.kinds.onet"
    } <= set(FLOOR_OF)


def test_every_package_is_named_for_installation():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["setuptools"]["packages"]) == PACKAGES


def test_what_only_computing_needs_is_not_imported_to_find_that_nothing_changed():
    slow = "scipy.special", "scipy.linalg", "scipy.optimize", "scipy.cluster"
    code = f"import flows.release, sys; print(*[name for name in {slow} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=REPOSITORY, text=True)
    assert loaded.stdout.split() == []
