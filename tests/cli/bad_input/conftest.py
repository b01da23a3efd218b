"""The tiny working folder of each test, and one folder of outputs that none of them may change."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from flows.ingest import SourceFolder, files, framework, registers, sources
from flows.ingest.kinds import occupation_codes
from schemas.inputs import Ingested
from schemas.table import Table
from tests.fixtures.working_folder import make_root, run


@pytest.fixture(scope="session", autouse=True)
def _good_files_read_once() -> Iterator[None]:
    """Read authored tables and classifications once for each content: most tests spoil another file."""
    with pytest.MonkeyPatch.context() as patch:
        _read_tables_once(patch)
        _read_classifications_once(patch)
        yield


def _read_tables_once(patch: pytest.MonkeyPatch) -> None:
    read = files.read_authored_table
    known: dict[tuple[bytes, str], pd.DataFrame] = {}

    def read_once(path: Path, contract: Table) -> pd.DataFrame:
        key = (path.read_bytes() if path.is_file() else b"", contract.name)
        if key not in known:
            known[key] = read(path, contract)
        return known[key].copy()

    for module in (framework, occupation_codes, registers):
        patch.setattr(module, "read_authored_table", read_once)


def _read_classifications_once(patch: pytest.MonkeyPatch) -> None:
    read = sources.read_occupation_codes
    known: dict[tuple[bytes, ...], tuple[Ingested, dict[str, tuple[str, int]]]] = {}

    def read_once(folder: SourceFolder) -> Ingested:
        key = tuple(path.read_bytes() for path in sorted(folder.path.iterdir()))
        if key not in known:
            known[key] = (read(folder), dict(folder.read))
        ingested, noted = known[key]
        folder.read |= noted
        return ingested

    patch.setattr(sources, "read_occupation_codes", read_once)


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of outputs with one release."""
    out = tmp_path_factory.mktemp("outputs")
    root = make_root(tmp_path_factory.mktemp("good"), ["survey"])
    assert run("release", "--root", root, "--out", out) == (0, "")
    return out


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a tiny working folder of one's own, without further sources."""
    return make_root(tmp_path)


@pytest.fixture(autouse=True)
def _no_prefect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("CANON_ROOT", raising=False)
