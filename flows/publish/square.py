"""Square matrices as files: labels in the first column and as the names of the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

# So many cells make a row group: a matrix of 5,000 is one, and a larger one is never held whole.
GROUP = 25_000_000
DECIMALS = 6


@dataclass(frozen=True)
class Square:
    """A square matrix: the name of its first column, the labels, and its rows some at a time, each rows x labels."""

    name: str
    labels: pd.Series
    blocks: Iterable[np.ndarray]

    def write_parquet(self, path: Path, metadata: dict[str, str]) -> None:
        """Write the matrix as zstd Parquet with key-value metadata, each distance of a column stored once."""
        schema = pa.schema(
            [pa.field(self.name, pa.string()), *(pa.field(label, pa.float64()) for label in self.labels)]
        )
        # The columns are alike: bounds of each, and a second copy of the schema, would only take room.
        options = {"compression": "zstd", "write_statistics": False, "store_schema": False}
        with pq.ParquetWriter(path, schema, **options) as writer:
            begin = 0
            for rows in _gather_blocks(self.blocks, max(1, GROUP // max(len(self.labels), 1))):
                labels = pa.array(self.labels.iloc[begin : begin + len(rows)], type=pa.string())
                columns = [labels, *(pa.array(column) for column in np.ascontiguousarray(rows.T))]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=max(len(rows), 1))
                begin += len(rows)
            # That of the schema is not kept where no schema is stored.
            writer.add_key_value_metadata(metadata)

    def write_csv(self, path: Path) -> None:
        """Write the matrix as CSV: UTF-8, LF, at most 6 places without closing zeros."""
        labels = [_quote_label(label).encode() for label in self.labels]
        with path.open("wb") as stream:
            stream.write(b",".join([self.name.encode(), *labels]) + b"\n")
            number = 0
            for rows in self.blocks:
                # A matrix holds few distinct distances, each of which is told once.
                place, values = pd.factorize(rows.ravel())
                cells = np.array([_told(value) for value in values], dtype=object)[place].reshape(rows.shape)
                for row in cells.tolist():
                    stream.write(b",".join([labels[number], *row]) + b"\n")
                    number += 1


def square_of(matrix: pd.DataFrame) -> Square:
    """Return a table whose first column holds the labels as a matrix that is written."""
    name = matrix.columns[0]
    return Square(name, matrix[name], [matrix.drop(columns=name).to_numpy(dtype=np.float64)])


def _gather_blocks(blocks: Iterable[np.ndarray], least: int) -> Iterator[np.ndarray]:
    """Yield the rows of the blocks in fewer of them, of at least so many rows each but for the last."""
    held: list[np.ndarray] = []
    for block in blocks:
        held.append(block)
        if sum(map(len, held)) >= least:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _told(value: float) -> bytes:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".").encode()


def _quote_label(label: str) -> str:
    return '"' + label.replace('"', '""') + '"' if any(mark in label for mark in ',"\r\n') else label
