"""What tests share: the repository, the real data beside it, releases built once a session, a small working folder."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from flows.config import Config, make_config
from flows.release import build_release, read_inputs, run_here
from flows.releases import Release

REPOSITORY = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"
RELEASE_EPOCH = "1795392000"  # 2026-11-23
# A machine that does other work is no fault of the code: no example of a law has a time limit.
settings.register_profile("canon", deadline=None, max_examples=15)
settings.register_profile("thorough", deadline=None, max_examples=500)
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
def session_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that all workers of the session share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def make_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Return the folder as `make` fills it; of all workers of a session the first that asks makes it."""
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            beside = folder.with_suffix(".making")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            make(beside)
            beside.rename(folder)
    return folder


def build_once(config: Config) -> Release:
    """Return the release of a run; of all workers of a session the first that asks builds it."""

    def build(folder: Path) -> None:
        built = build_release(replace(config, out=folder), run_here)
        (folder / ".release.json").write_text(json.dumps(asdict(built) | {"path": built.version}), encoding="utf-8")

    facts = json.loads((make_once(config.out, build) / ".release.json").read_text(encoding="utf-8"))
    return Release(**facts | {"path": config.out / facts["path"], "notes": tuple(facts["notes"])})


@pytest.fixture(scope="session")
def clean_root(session_folder: Path) -> Path:
    """Return a working folder as a fresh clone has it: nothing fetched. Tests do not write into it."""
    return make_once(session_folder / "clean", copy_raw)


@pytest.fixture(scope="session")
def config(clean_root: Path, session_folder: Path) -> Config:
    """Return the configuration of the session's release: the clean clone with the examples."""
    return make_config(clean_root, session_folder / "clean_outputs", [clean_root / "raw" / "examples"])


@pytest.fixture(scope="session")
def release(config: Config) -> Release:
    """Return the release of the clean clone with the examples, built once for the session."""
    return build_once(config)


@pytest.fixture(scope="session")
def canon_release(clean_root: Path, session_folder: Path) -> Release:
    """Return the release that a fresh clone gives, without the examples, built once for the session."""
    return build_once(make_config(clean_root, session_folder / "canon_outputs"))


@pytest.fixture(scope="session")
def inputs(config: Config):
    """Return the inputs of the clean clone with the examples."""
    return read_inputs(config)


@pytest.fixture(scope="session")
def shared_root(shared: Path, session_folder: Path) -> Path:
    """Return a working folder with the UK framework and O*NET taken from the real data. Tests do not write into it."""
    from flows.commands.fetch import fetch_source
    from flows.ingest import find_sources

    copies = {
        "uk_gdad": shared / "data/roles/uk_gdad_2025/roles.csv.gz",
        "onet": shared / "data/onet/db_30_1_text.zip",
    }

    def make(folder: Path) -> None:
        copy_raw(folder)
        for source_id, copy in copies.items():
            list(fetch_source(find_sources(folder, ()), source_id, copy))

    return make_once(session_folder / "full", make)


@pytest.fixture(scope="session")
def shared_release(shared_root: Path, session_folder: Path) -> Release:
    """Return a release of all sources, the real ones included, built once for the session."""
    return build_once(make_config(shared_root, session_folder / "full_outputs"))


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    """Return a working folder of one's own with the framework, our families and the classifications."""
    return copy_raw(tmp_path, with_sources=False)
