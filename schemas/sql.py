"""Running SQL over frames: tables by name, a frame back."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


@cache
def _database() -> "duckdb.DuckDBPyConnection":
    # Opening a database costs more than most of our queries; it holds no tables between them.
    return connect()


def connect() -> "duckdb.DuckDBPyConnection":
    """Return a database of its own in memory, with our macros."""
    import duckdb

    database = duckdb.connect()
    database.execute(read_sql("schemas", "macros"))
    return database


def query(sql: str, parameters: Mapping[str, object] | None = None, /, **tables: "pd.DataFrame") -> "pd.DataFrame":
    """Return the result of a query over the named frames; text nulls come back as missing values.

    `parameters` are the values of what the query names by $.
    """
    with _database().cursor() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        return connection.execute(sql, parameters or {}).df()


@cache
def read_sql(package: str, name: str) -> str:
    """Return the text of `name`.sql, which lies beside the modules of the package."""
    return files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
