"""Prints what writing and verifying a release take, beside one DuckDB script that copies the same tables.

`python -m tests.benchmarks.writing [ROLES]` makes tables of that many roles (100,000) from a fixed seed: 40 components,
25 neighbours, 25 alike, 10 aliases and 3 mappings a role. `python -m tests.benchmarks.writing FOLDER` takes the tables
of a release. Writing, DuckDB's COPY to Parquet and CSV, and verifying run one after another, each in a process of its
own, whose seconds do not count reading the tables and whose memory is its own.
"""

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
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.registry import PUBLISHED
from tests.fixtures.made_tables import make_tables, write_made

ROLES = 100_000
MOST_RATIO = 3
MOST_MEGABYTES = 4_000


Seconds = tuple[float, float]


def timed(action: Callable[[], object]) -> Seconds:
    """Return the seconds that an action takes, and those of processors in it."""
    begun, busy = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - begun, time.process_time() - busy


def write(tables: Path, out: Path) -> Seconds:
    """Write a release of the tables."""
    frames = {path.stem: _frame(path) for path in sorted(tables.glob("*.parquet"))}
    return timed(lambda: write_made(out, frames))


def _frame(path: Path) -> pd.DataFrame:
    frame = pq.read_table(path).to_pandas()
    return PUBLISHED[path.stem].typed(frame)


def copy(tables: Path, out: Path) -> Seconds:
    """Copy the tables to Parquet and CSV by DuckDB."""
    out.mkdir()
    names = [path.stem for path in sorted(tables.glob("*.parquet"))]
    script = [
        f"COPY \"{name}\" TO '{out / name}.{form}' ({options})"
        for name in names
        for form, options in (("parquet", "FORMAT parquet, COMPRESSION zstd"), ("csv", "FORMAT csv, HEADER"))
    ]
    with duckdb.connect() as connection:
        for name in names:
            connection.execute(f"CREATE TABLE \"{name}\" AS FROM read_parquet('{tables / name}.parquet')")
        return timed(lambda: connection.execute("; ".join(script)))


def verify(_: Path, out: Path) -> Seconds:
    """Verify the release; it has to be whole."""
    from flows.verify import verify_release

    def require_whole() -> None:
        faults = verify_release(out / "latest").faults
        assert not faults, faults

    return timed(require_whole)


STEPS: dict[str, Callable[[Path, Path], Seconds]] = {"write": write, "copy": copy, "verify": verify}


def measure(step: str, tables: Path, out: Path) -> tuple[float, float, float]:
    """Return seconds, seconds of processors and megabytes of a step in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.writing", step, str(tables), str(out)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    seconds, busy, megabytes = json.loads(told)
    return seconds, busy, megabytes


def compare(tables: Path, work: Path) -> None:
    """Print the figures of each step and what they are of one another."""
    rows = {path.stem: pq.read_metadata(path).num_rows for path in sorted(tables.glob("*.parquet"))}
    largest = sorted(rows, key=lambda name: -rows[name])[:4]
    print(f"{rows['roles']:,} roles; {', '.join(f'{name} {rows[name]:,}' for name in largest)} rows")
    seconds = {}
    for step, out in (("copy", "copied"), ("write", "release"), ("verify", "release")):
        seconds[step], busy, megabytes = measure(step, tables, work / out)
        print(f"{step:8} {seconds[step]:7.2f} s {busy:7.2f} s of processors {megabytes:7.0f} MB", flush=True)
        if step == "write":
            print(f"{'':8} {'within' if megabytes < MOST_MEGABYTES else 'ABOVE'} {MOST_MEGABYTES:,} MB")
    for one, other, most in (("write", "copy", MOST_RATIO), ("verify", "write", 1)):
        ratio = seconds[one] / seconds[other]
        print(f"{one} / {other}: {ratio:.2f} ({'within' if ratio <= most else 'ABOVE'} {most})")


def main(arguments: list[str]) -> None:
    """Run one step, or all of them on made tables or on those of a release."""
    if arguments and arguments[0] in STEPS:
        seconds, busy = STEPS[arguments[0]](Path(arguments[1]), Path(arguments[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([seconds, busy, peak]))
        return
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        tables.mkdir()
        given = arguments[0] if arguments else str(ROLES)
        if given.isdigit():
            for name, frame in make_tables(int(given)):
                pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), tables / f"{name}.parquet")
        else:
            for name in PUBLISHED:
                path = Path(given) / "parquet" / f"{name}.parquet"
                if path.is_file():
                    (tables / path.name).write_bytes(path.read_bytes())
        compare(tables, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
