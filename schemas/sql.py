"""Running SQL over frames: tables by name, a frame back."""

from functools import cache

import duckdb
import pandas as pd


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # Opening a database costs more than most of our queries; it holds no tables between them.
    return duckdb.connect()


def query(sql: str, /, **tables: pd.DataFrame) -> pd.DataFrame:
    """Return the result of a query over the named frames; text nulls come back as missing values."""
    with _database().cursor() as connection:
        for name, frame in tables.items():
            connection.register(name, frame)
        return connection.execute(sql).df()
