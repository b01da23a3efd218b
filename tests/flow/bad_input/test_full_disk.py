"""A disk that fills up ends the release; what was published before stays, and nothing half-written is left."""

import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.flow.bad_input.working_folder import listing, spoil


def run_apart(arguments: Sequence[str | Path], most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run `canon` in a process of its own, in which no file grows beyond so many bytes."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)


@pytest.mark.parametrize(
    ("most_bytes", "word"),
    [
        pytest.param(8_000, "File too large", id="in a CSV file"),
        pytest.param(1_000_000, "canon.duckdb", id="in DuckDB"),
    ],
)
def test_full_disk_leaves_earlier_releases_as_they_were(most_bytes: int, word: str, root: Path, outputs: Path):
    before = listing(outputs)
    ended = run_apart(["release", "--root", root, "--out", outputs], most_bytes)
    assert ended.returncode == 1, ended.stderr
    assert f"canon: {outputs}: the release cannot be written" in ended.stderr
    assert word in ended.stderr
    assert "nothing was published. Free space" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert listing(outputs) == before
    assert (outputs / "latest").readlink() == Path("2026.11.0")


def test_bad_input_shows_no_traceback_to_the_user(root: Path, outputs: Path):
    spoil(root, "family_with_a_key_twice.yaml")
    before = listing(outputs)
    ended = run_apart(["release", "--root", root, "--out", outputs])
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("canon: ")
    assert "CLPE.yaml: line 3: found duplicate key" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert listing(outputs) == before
