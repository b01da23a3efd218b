"""Builds a release in a process of its own, in other surroundings."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
# DuckDB takes its number of threads from no variable of the environment.
_PROGRAM = """
import sys
import duckdb
connect, threads = duckdb.connect, int(sys.argv.pop(1))
def connect_with_threads(*arguments, **options):
    connection = connect(*arguments, **options)
    connection.execute(f"SET threads = {threads}")
    return connection
if threads:
    duckdb.connect = connect_with_threads
from flows.cli import main
main()
"""
OTHERWISE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONHASHSEED": "4711",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
}


def build_otherwise(
    root: Path, out: Path, surroundings: Mapping[str, str], threads: int = 0, python: str = sys.executable
) -> Path:
    """Build a release by `canon release` with other variables, threads of DuckDB and interpreter; return its folder."""
    given = {**os.environ, "PYTHONPATH": str(REPOSITORY), **surroundings}
    command = [python, "-c", _PROGRAM, str(threads), "release", "--root", str(root), "--out", str(out)]
    ended = subprocess.run(command, env=given, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return (out / "latest").resolve()
