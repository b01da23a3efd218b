"""The search for rows that break the checks of tables, in frames and in files alike."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import duckdb
import pandas as pd

from schemas.errors import EXAMPLES_SHOWN, BadData, describe
from schemas.table import Check, Table


@dataclass(frozen=True)
class Broken:
    """A check of a table that rows break: how many, and up to five of them in words."""

    table: str
    check: Check
    count: int
    examples: tuple[str, ...]

    @property
    def message(self) -> str:
        """Return how many rows break which check."""
        rows = "1 row breaks" if self.count == 1 else f"{self.count:,} rows break"
        return f"{rows} the check '{self.check.name}': {self.check.sentence}"


def find_broken(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> Iterator[Broken]:
    """Give the checks that rows break, in order of the tables; in the connection each has a relation of its name.

    A check that needs a table which is not among them is left out.
    """
    for table in tables.values():
        known = sorted(table.checks_among(tables), key=lambda check: check.rows)
        for rows, checks in groupby(known, key=lambda check: check.rows):
            yield from _find_broken(connection, table, rows, list(checks))


def _find_broken(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, checks: list[Check]
) -> Iterator[Broken]:
    """Give the broken ones of the checks that are of the same rows, all counted in one reading of them."""
    source = f"({rows})" if rows else f'"{table.name}"'
    counts = ", ".join(f"count(*) FILTER (WHERE ({check.holds}) IS NOT TRUE)" for check in checks)
    found = connection.execute(f"SELECT {counts} FROM {source}").fetchone() or ()
    for check, count in zip(checks, found, strict=True):
        if count:
            shown = "*" if rows else ", ".join(f'"{name}"' for name in _shown_columns(table, check))
            broken = connection.execute(
                f"SELECT {shown} FROM {source} WHERE ({check.holds}) IS NOT TRUE ORDER BY ALL LIMIT {EXAMPLES_SHOWN}"
            )
            names = [name for name, *_ in broken.description or ()]
            yield Broken(table.name, check, count, tuple(_describe_row(names, row) for row in broken.fetchall()))


def _shown_columns(table: Table, check: Check) -> list[str]:
    words = set(re.findall(r"\w+", check.holds))
    return list(dict.fromkeys([*table.key, *(name for name in table.column_names if name in words)]))


def _describe_row(names: Iterable[str], row: Iterable[object]) -> str:
    return ", ".join(f"{name} {_shown(value)}" for name, value in zip(names, row, strict=True))


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def require_checks(tables: Mapping[str, pd.DataFrame], contracts: Mapping[str, Table], remedy: str) -> None:
    """Raise BadData, one fault a check, where rows of the tables break checks of their contracts."""
    with duckdb.connect() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        broken = list(find_broken(connection, {name: contracts[name] for name in tables}))
    faults = [describe_broken(each, remedy) for each in broken]
    if faults:
        raise BadData(*faults)


def describe_broken(broken: Broken, remedy: str) -> str:
    """Return a message: how many rows break which check, up to five of them, and what to do."""
    return describe(f"{broken.table}: {broken.message}", broken.examples, remedy)
