"""One column of a user's file, cell by distinct cell: what is found out once is put to every row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from flows.user_files.table import UserTable


@dataclass(frozen=True)
class DistinctCells:
    """The distinct cells of a column in order of their first row, the place of each row's cell, and rows by cell."""

    given: pd.Series
    places: np.ndarray
    rows: pd.Series

    def arrange_rows(self, outcome: pd.DataFrame) -> pd.DataFrame:
        """Return an outcome (a row a distinct cell, `given`) in the order of the cells, with the rows of each."""
        counted = outcome.assign(rows=outcome["given"].map(self.rows))
        return counted.set_index("given").loc[self.given].reset_index()


def distinct_cells(table: UserTable, column: str) -> DistinctCells:
    """Return the distinct cells of a column; raise BadCall where none or several bear its name."""
    given, places = table.distinct(column)
    counts = pd.Series(np.bincount(places, minlength=len(given)), index=given.to_numpy(), dtype="int64")
    return DistinctCells(given, places, counts)


def replace_cells(table: UserTable, column: str, values: pd.Series, places: np.ndarray) -> UserTable:
    """Return the table with the cells of a column put anew; `places` says which of the values a row gets."""
    taken = pa.array(values.astype("str"), pa.large_string(), from_pandas=True).take(pa.array(places))
    place = table.place(column)
    return replace(table, cells=table.cells.set_column(place, table.cells.column_names[place], taken))


def leave_out(table: UserTable, names: Sequence[str]) -> UserTable:
    """Return the table without the columns of these names, if it has all of them; else the table as it stands."""
    if not all(table.has(name) for name in names):
        return table
    left = {table.place(name) for name in names}
    kept = [place for place in range(len(table.names)) if place not in left]
    cells = table.cells.select(kept).rename_columns([f"c{place}" for place in range(len(kept))])
    return replace(table, names=tuple(table.names[place] for place in kept), cells=cells)
