"""Two releases opened side by side: SQL over their Parquet files, or over frames, as old_<table> and new_<table>."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from schemas.errors import BadData
from schemas.registry import PUBLISHED

Side = Literal["old", "new"]
SIDES: tuple[Side, Side] = ("old", "new")


@dataclass(frozen=True)
class Pair:
    """Two releases in one connection.

    Every published table is a view on each side, with the contract's columns; one that a release has not is empty, and
    a column that it has not is null. `columns` has the columns that a release does have, by side and table.
    """

    connection: duckdb.DuckDBPyConnection
    columns: dict[Side, dict[str, dict[str, str]]]

    def query(self, sql: str, /, **frames: pd.DataFrame) -> pd.DataFrame:
        """Return the result of a query over the views and the named frames; BadData where a file cannot be read."""
        for name, frame in frames.items():
            self.connection.register(name, frame)
        try:
            return self.connection.execute(sql).df()
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise _unreadable(error) from error

    def shared_columns(self, table: str) -> list[str]:
        """Return the columns of a table that both releases have, in the later one's order."""
        return [name for name in self.columns["new"].get(table, {}) if name in self.columns["old"].get(table, {})]

    def has(self, side: Side, table: str) -> bool:
        """Return whether a release has a table."""
        return table in self.columns[side]


def open_pair(old: Path, new: Path) -> Pair:
    """Return the releases in two folders side by side; raise BadData where a table of theirs cannot be read."""
    pair = Pair(duckdb.connect(), {"old": {}, "new": {}})
    for side, folder in zip(SIDES, (old, new), strict=True):
        tables = {path.stem: path for path in sorted((folder / "parquet").glob("*.parquet"))}
        if "roles" not in tables:
            raise BadData(f"{folder}: holds no parquet/roles.parquet. Restore that release from a copy, or remove it.")
        for name, path in tables.items():
            if not name.endswith("_matrix"):
                quoted = str(path).replace("'", "''")
                _add_view(pair, side, name, f"read_parquet('{quoted}')")
        _add_missing(pair, side)
    return pair


def pair_tables(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> Pair:
    """Return tables of two releases side by side."""
    pair = Pair(duckdb.connect(), {"old": {}, "new": {}})
    for side, tables in zip(SIDES, (old, new), strict=True):
        for name, frame in tables.items():
            pair.connection.register(f"{side}_frame_{name}", frame)
            _add_view(pair, side, name, f"{side}_frame_{name}")
        _add_missing(pair, side)
    return pair


def _add_view(pair: Pair, side: Side, name: str, relation: str) -> None:
    try:
        described = pair.connection.execute(f"DESCRIBE FROM {relation}").fetchall()
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise _unreadable(error) from error
    columns = {column: kind for column, kind, *_ in described}
    pair.columns[side][name] = columns
    contract = PUBLISHED[name].columns if name in PUBLISHED else ()
    lacking = "".join(
        f', CAST(NULL AS {column.stored.sql}) AS "{column.name}"' for column in contract if column.name not in columns
    )
    pair.connection.execute(f'CREATE TEMP VIEW "{side}_{name}" AS SELECT *{lacking} FROM {relation}')


def _add_missing(pair: Pair, side: Side) -> None:
    missing = [table for name, table in PUBLISHED.items() if not pair.has(side, name)]
    columns = {
        table.name: ", ".join(f'"{column.name}" {column.stored.sql}' for column in table.columns) for table in missing
    }
    pair.connection.execute(";".join(f'CREATE TEMP TABLE "{side}_{name}" ({told})' for name, told in columns.items()))


def _unreadable(error: Exception) -> BadData:
    reason = str(error).splitlines()[0]
    return BadData(f"A release cannot be read ({reason}). Restore it from a copy, or remove it.")
