"""The tiny working folder of each test, and one folder of outputs that none of them may change."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from flows.ingest import files, framework, occupation_codes, registers
from schemas.table import Table
from tests.flow.bad_input.working_folder import make_root, run


@pytest.fixture(scope="session", autouse=True)
def _good_tables_read_once() -> Iterator[None]:
    """Check an authored table against its contract once for each content: most tests spoil another file."""
    read = files.read_authored_table
    known: dict[tuple[bytes, str], pd.DataFrame] = {}

    def read_once(path: Path, contract: Table) -> pd.DataFrame:
        key = (path.read_bytes() if path.is_file() else b"", contract.name)
        if key not in known:
            known[key] = read(path, contract)
        return known[key].copy()

    with pytest.MonkeyPatch.context() as patch:
        for module in (framework, occupation_codes, registers):
            patch.setattr(module, "read_authored_table", read_once)
        yield


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
