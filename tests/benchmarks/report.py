"""Prints what making the quality report takes, and how large the page is, beside one pass of DuckDB over its tables.

`python -m tests.benchmarks.report [ROLES]` makes tables of that many roles (100,000) from a fixed seed; FOLDER takes
the tables of a release. The pass counts the rows that the report looks at by role: what any report has to do at least.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from flows.report import render_report
from schemas.differences import Difference
from schemas.registry import PUBLISHED
from schemas.sql import query
from tests.fixtures.made_tables import make_tables

ROLES = 100_000
MOST_SECONDS, MOST_BYTES = 2, 2_000_000
FACTS = {
    "data_version": "2026.11.0",
    "contract_version": "1.0.0",
    "previous_version": None,
    "profile": "internal",
    "profile_notice": "Internal profile.",
    "release_date": "2026-11-23",
    "licence_spdx": "CC-BY-4.0",
}


def make_matrix(codes: list[str]) -> pd.DataFrame:
    """Return distances of families on a line, as near as their codes."""
    places = np.linspace(0, 1, len(codes))
    matrix = pd.DataFrame(np.abs(np.subtract.outer(places, places)), columns=codes)
    matrix.insert(0, "family_code", codes)
    return matrix


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a release."""
    tables = {path.stem: pq.read_table(path).to_pandas() for path in sorted(folder.glob("*.parquet"))}
    return {name: PUBLISHED[name].typed(frame) if name in PUBLISHED else frame for name, frame in tables.items()}


def measure(tables: dict[str, pd.DataFrame]) -> None:
    """Print seconds of the pass and of the report, their ratio, and bytes of the page."""
    codes = sorted(tables["roles"]["family_code"].unique())
    tables.setdefault("family_distance_matrix", make_matrix(codes))
    begun, busy = time.perf_counter(), time.process_time()
    for name in ("role_components", "role_adjacency", "role_occupations", "role_stories", "role_outputs"):
        query(f"SELECT role_id, count(*) FROM {name} GROUP BY role_id", **{name: tables[name]})
    passed, passing = time.perf_counter() - begun, time.process_time() - busy
    begun, busy = time.perf_counter(), time.process_time()
    page = render_report(tables, FACTS, Difference(None, "2026.11.0", "first"), (), codes)
    spent, making, size = time.perf_counter() - begun, time.process_time() - busy, len(page.encode())
    print(
        f"{len(tables['roles']):,} roles, {len(tables['role_components']):,} role_components, {len(codes):,} families"
    )
    print(f"pass     {passed:7.2f} s, {passing:.2f} s of processors")
    verdict = "within" if spent <= MOST_SECONDS else "ABOVE"
    print(f"report   {spent:7.2f} s, {making:.2f} s of processors ({verdict} {MOST_SECONDS} s)")
    print(f"page     {size:7,} bytes ({'within' if size <= MOST_BYTES else 'ABOVE'} {MOST_BYTES:,})")
    print(f"report / pass: {spent / passed:.2f}, of processors {making / passing:.2f}")


def main(given: str) -> None:
    """Measure made tables, or those of a release's folder."""
    measure(read_tables(Path(given) / "parquet") if Path(given).is_dir() else dict(make_tables(int(given))))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else str(ROLES))
