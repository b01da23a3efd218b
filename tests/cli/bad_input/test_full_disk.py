"""A disk that fills up ends the release; what was published before stays, and nothing half-written is left."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.fixtures.working_folder import assert_refused, listing, spoil

FULL = ["the release cannot be written", "nothing was published. Free space, or mend the rights"]


def run_apart(root: Path, outputs: Path, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run `canon release` in a process of its own, in which no file grows beyond so many bytes."""
    command = [sys.executable, "-m", "flows.cli.app", "release", "--root", str(root), "--out", str(outputs)]
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most_bytes, most_bytes)) if most_bytes else None
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)


@contextmanager
def files_of_at_most(most_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_disk_that_fills_up_under_the_database_leaves_earlier_releases_as_they_were(root: Path, outputs: Path):
    before = listing(outputs)
    ended = run_apart(root, outputs, most_bytes=1_000_000)
    assert ended.returncode == 1, ended.stderr
    assert [words for words in (f"canon: {outputs}", "canon.duckdb", *FULL) if words not in ended.stderr] == []
    assert "Traceback" not in ended.stderr
    assert listing(outputs) == before
    assert before["latest"] == "link to 2026.11.0"


def test_disk_that_fills_up_under_a_table_leaves_earlier_releases_as_they_were(root: Path, outputs: Path):
    with files_of_at_most(8_000):
        assert_refused(root, outputs, [str(outputs), "File too large", *FULL])


def test_bad_input_shows_no_traceback_to_the_user(root: Path, outputs: Path):
    spoil(root, "family_with_a_key_twice.yaml")
    ended = run_apart(root, outputs)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("canon: ")
    assert "CLPE.yaml: line 3: found duplicate key" in ended.stderr
    assert "Traceback" not in ended.stderr
