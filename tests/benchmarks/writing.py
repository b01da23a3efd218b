"""Prints what writing and verifying a release take, beside one DuckDB script that copies the same tables.

`python -m tests.benchmarks.writing [ROLES]` makes tables of that many roles (100,000) from a fixed seed: 40 components,
25 neighbours, 25 alike, 10 aliases and 3 mappings a role. `python -m tests.benchmarks.writing FOLDER` takes the tables
of a release. Writing, DuckDB's COPY to Parquet and CSV, and verifying run one after another, each in a process of its
own, whose seconds do not count reading the tables and whose memory is its own.
"""

import datetime
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from schemas.registry import PUBLISHED
from tests.benchmarks.made_tables import make_tables

ROLES = 100_000
MOST_RATIO = 3
MOST_MEGABYTES = 4_000


def write(tables: Path, out: Path) -> float:
    """Write a release of the tables and return the seconds."""
    from flows.publish import write_release
    from schemas.differences import Difference

    frames = {path.stem: _frame(path) for path in sorted(tables.glob("*.parquet"))}
    ordered = {name: frames[name] for name in PUBLISHED if name in frames}
    begun = time.perf_counter()
    date = datetime.date(2026, 11, 23)
    write_release(
        out, "internal", date, ordered, "0" * 64, (), lambda _, __, version: Difference(None, version, "first")
    )
    return time.perf_counter() - begun


def _frame(path: Path) -> pd.DataFrame:
    frame = pq.read_table(path).to_pandas()
    return PUBLISHED[path.stem].typed(frame)


def copy(tables: Path, out: Path) -> float:
    """Copy the tables to Parquet and CSV by DuckDB and return the seconds."""
    out.mkdir()
    with duckdb.connect() as connection:
        names = [path.stem for path in sorted(tables.glob("*.parquet"))]
        for name in names:
            connection.execute(f"CREATE TABLE \"{name}\" AS FROM read_parquet('{tables / name}.parquet')")
        begun = time.perf_counter()
        for name in names:
            connection.execute(f"COPY \"{name}\" TO '{out / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
            connection.execute(f"COPY \"{name}\" TO '{out / name}.csv' (FORMAT csv, HEADER)")
        return time.perf_counter() - begun


def verify(_: Path, out: Path) -> float:
    """Verify the release and return the seconds; it has to be whole."""
    from flows.verify import verify_release

    begun = time.perf_counter()
    faults = verify_release(out / "latest")
    spent = time.perf_counter() - begun
    assert not faults, faults[:3]
    return spent


STEPS: dict[str, Callable[[Path, Path], float]] = {"write": write, "copy": copy, "verify": verify}


def measure(step: str, tables: Path, out: Path) -> tuple[float, float]:
    """Return seconds and megabytes of a step in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.writing", step, str(tables), str(out)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    seconds, megabytes = json.loads(told)
    return seconds, megabytes


def compare(tables: Path, work: Path) -> None:
    """Print the figures of each step and what they are of one another."""
    rows = {path.stem: pq.read_metadata(path).num_rows for path in sorted(tables.glob("*.parquet"))}
    largest = sorted(rows, key=lambda name: -rows[name])[:4]
    print(f"{rows['roles']:,} roles; {', '.join(f'{name} {rows[name]:,}' for name in largest)} rows")
    seconds = {}
    for step, out in (("copy", "copied"), ("write", "release"), ("verify", "release")):
        seconds[step], megabytes = measure(step, tables, work / out)
        print(f"{step:8} {seconds[step]:7.2f} s {megabytes:7.0f} MB")
        if step == "write":
            print(f"{'':8} {'within' if megabytes < MOST_MEGABYTES else 'ABOVE'} {MOST_MEGABYTES:,} MB")
    for one, other, most in (("write", "copy", MOST_RATIO), ("verify", "write", 1)):
        ratio = seconds[one] / seconds[other]
        print(f"{one} / {other}: {ratio:.2f} ({'within' if ratio <= most else 'ABOVE'} {most})")


def main(arguments: list[str]) -> None:
    """Run one step, or all of them on made tables or on those of a release."""
    if arguments and arguments[0] in STEPS:
        seconds = STEPS[arguments[0]](Path(arguments[1]), Path(arguments[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, peak]))
        return
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        tables.mkdir()
        given = arguments[0] if arguments else str(ROLES)
        if given.isdigit():
            make_tables(int(given), tables)
        else:
            for name in PUBLISHED:
                path = Path(given) / "parquet" / f"{name}.parquet"
                if path.is_file():
                    (tables / path.name).write_bytes(path.read_bytes())
        compare(tables, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
