"""What tests share: the repository, the real data beside it, a release built once, and a small working folder."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from flows.config import Config, make_config
from flows.release import build_release, read_inputs, run_here
from flows.releases import Release

REPOSITORY = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"
RELEASE_EPOCH = "1795392000"  # 2026-11-23
# A machine that does other work is no fault of the code: no example of a property has a time limit.
settings.register_profile("canon", deadline=None)
settings.load_profile("canon")


@pytest.fixture(scope="session", autouse=True)
def _fixed_date():
    """Give every release of the session one date."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = RELEASE_EPOCH
    yield
    if before is None:
        del os.environ["SOURCE_DATE_EPOCH"]
    else:
        os.environ["SOURCE_DATE_EPOCH"] = before


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data; tests that need it skip where it is missing."""
    folder = Path(os.environ.get("CANON_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"the real data is not at {folder} (CANON_SHARED names another place)")
    return folder


def copy_raw(target: Path, with_sources: bool = True) -> Path:
    """Copy the committed raw/ without what was fetched, and return the new working folder."""
    ignored = shutil.ignore_patterns("fetched", "examples", "uk_gdad") if not with_sources else None
    shutil.copytree(REPOSITORY / "raw", target / "raw", ignore=ignored or shutil.ignore_patterns("fetched"))
    return target


@pytest.fixture(scope="session")
def clean_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder as a fresh clone has it: nothing fetched. Tests do not write into it."""
    return copy_raw(tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="session")
def config(clean_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return the configuration of the session's release: the clean clone with the examples."""
    return make_config(clean_root, tmp_path_factory.mktemp("outputs"), [clean_root / "raw" / "examples"])


@pytest.fixture(scope="session")
def release(config: Config) -> Release:
    """Return the release of the clean clone with the examples, built once for the session."""
    return build_release(config, run_here)


@pytest.fixture(scope="session")
def inputs(config: Config):
    """Return the inputs of the clean clone with the examples."""
    return read_inputs(config)


@pytest.fixture(scope="session")
def shared_root(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder with the UK framework and O*NET taken from the real data."""
    from flows.commands.fetch import fetch_source
    from flows.ingest import find_sources

    root = copy_raw(tmp_path_factory.mktemp("full"))
    copies = {
        "uk_gdad": shared / "data/roles/uk_gdad_2025/roles.csv.gz",
        "onet": shared / "data/onet/db_30_1_text.zip",
    }
    for source_id, copy in copies.items():
        list(fetch_source(find_sources(root, ()), source_id, copy))
    return root


@pytest.fixture(scope="session")
def shared_release(shared_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release of all sources, the real ones included."""
    return build_release(make_config(shared_root, tmp_path_factory.mktemp("full_outputs")), run_here)


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    """Return a working folder of one's own with the framework, our families and the classifications."""
    return copy_raw(tmp_path, with_sources=False)
