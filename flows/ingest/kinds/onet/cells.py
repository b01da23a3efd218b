"""Looking cells up among others in Arrow: pandas makes Python strings of what it looks for."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_in(cells: pd.Series, values: pd.Series) -> pd.Series:
    """Return whether each cell of text is among the values; a null is not."""
    found = pc.is_in(pa.array(cells, type=pa.string()), value_set=pa.array(values, type=pa.string()), skip_nulls=True)
    return pd.Series(np.asarray(found), index=cells.index)


def looked_up(cells: pd.Series, keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return for each cell the value that stands beside its first key, null where it is none of the keys."""
    places = pc.index_in(pa.array(cells, type=pa.string()), value_set=pa.array(keys, type=pa.string()))
    found = pc.take(pa.array(values, type=pa.string()), places)
    return pd.Series(found.to_pandas(), dtype="str").set_axis(cells.index)


def joined(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return the cells of several columns as one text a row, a tab between them."""
    cells = [pa.array(rows[name], type=pa.string()) for name in columns]
    return pd.Series(pc.binary_join_element_wise(*cells, "\t").to_pandas(), dtype="str").set_axis(rows.index)
