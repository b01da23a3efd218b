"""Prints what declared keys cost canon.duckdb: seconds, size, memory with none, as released, and with all of them.

`python -m tests.benchmarks.keys [ROLES]` makes tables of that many roles (100,000) from a fixed seed. Each way of
writing runs in a process of its own, whose seconds do not count reading the tables, beside one DuckDB script that
copies the same tables to Parquet and CSV.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish import database
from flows.publish.formats import to_arrow
from schemas.registry import PUBLISHED
from tests.fixtures.made_tables import make_tables

ROLES = 100_000
WAYS = {"none": -1, "as released": database.KEYED_ROWS_MOST, "all": sys.maxsize}


def write(tables: Path, way: str, out: Path) -> float:
    """Write the database with the keys that a way declares and return its seconds."""
    arrows = {path.stem: pq.read_table(path) for path in sorted(tables.glob("*.parquet"))}
    contracts = {name: PUBLISHED[name] for name in PUBLISHED if name in arrows}
    database.KEYED_ROWS_MOST = WAYS[way]
    begun = time.perf_counter()
    database.write_database(arrows, contracts, {"way": way}, out)
    return time.perf_counter() - begun


def copy(tables: Path, out: Path) -> float:
    """Copy the tables to Parquet and CSV by DuckDB and return its seconds."""
    arrows: dict[str, pa.Table] = {path.stem: pq.read_table(path) for path in sorted(tables.glob("*.parquet"))}
    out.mkdir()
    begun = time.perf_counter()
    with duckdb.connect() as connection:
        for name, arrow in arrows.items():
            connection.register(name, arrow)
            connection.execute(f"COPY \"{name}\" TO '{out}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
            connection.execute(f"COPY \"{name}\" TO '{out}/{name}.csv' (FORMAT csv, HEADER)")
    return time.perf_counter() - begun


def run(tables: Path, way: str, out: Path) -> None:
    """Run one way in this process and print its figures as JSON."""
    seconds = copy(tables, out) if way == "copy" else write(tables, way, out)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


def main(roles: int) -> None:
    """Make the tables, run each way, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        tables.mkdir()
        rows = 0
        for name, frame in make_tables(roles):
            if name in PUBLISHED:
                pq.write_table(to_arrow(PUBLISHED[name], frame), tables / f"{name}.parquet")
                rows += len(frame)
        print(f"{roles:,} roles, {rows:,} rows")
        for way in ("copy", *WAYS):
            out = Path(folder) / way.replace(" ", "_")
            command = [sys.executable, "-m", "tests.benchmarks.keys", str(tables), way, str(out)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            size = f", {out.stat().st_size / 1e6:6.0f} MB" if out.is_file() else ""
            name = "COPY to Parquet and CSV" if way == "copy" else f"canon.duckdb, keys: {way}"
            print(f"{name:30} {told['seconds']:6.1f} s, {told['memory']:6.0f} MB of memory{size}")
            if out.is_file():
                out.unlink()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROLES)
