"""Parquet and CSV of a table, both from one sorted frame."""

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.table import Table

_ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int32(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def write_csv(frame: pd.DataFrame, path: Path) -> str:
    """Write a frame as published CSV and return the SHA-256 of its bytes, the table's content digest.

    UTF-8, LF, quotes only where needed, null an empty field, true/false, numbers with a fraction at 6 places.
    """
    booleans = frame.select_dtypes(["bool", "boolean"]).columns
    shown = frame.assign(**{name: frame[name].map({True: "true", False: "false"}) for name in booleans})
    text = shown.to_csv(index=False, float_format="%.6f", lineterminator="\n", quoting=csv.QUOTE_MINIMAL, na_rep="")
    content = text.encode("utf-8")
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def to_arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Return a frame as an Arrow table in the contract's types, each field with its description."""
    fields, arrays = [], []
    for column in table.columns:
        kind = _ARROW_TYPES[column.kind]
        values = pd.to_datetime(frame[column.name]) if column.kind == "date" else frame[column.name]
        arrays.append(pa.Array.from_pandas(values, type=kind))
        described = {"description": column.description}
        fields.append(pa.field(column.name, kind, nullable=column.nullable, metadata=described))
    return pa.table(arrays, schema=pa.schema(fields))


def write_parquet(arrow: pa.Table, path: Path, metadata: dict[str, str]) -> None:
    """Write an Arrow table as zstd Parquet with key-value metadata."""
    given = arrow.schema.metadata or {}
    encoded = {key.encode(): value.encode() for key, value in metadata.items()}
    pq.write_table(
        arrow.replace_schema_metadata({**given, **encoded}), path, compression="zstd", row_group_size=122_880
    )


def write_matrix(matrix: pd.DataFrame, parquet: Path, csv_path: Path, metadata: dict[str, str]) -> None:
    """Write a square matrix whose first column holds the labels as Parquet and CSV."""
    write_parquet(pa.Table.from_pandas(matrix, preserve_index=False).replace_schema_metadata(None), parquet, metadata)
    # A matrix holds few distinct distances, each of which is formatted once.
    values, places = np.unique(matrix.iloc[:, 1:].to_numpy(dtype="float64"), return_inverse=True)
    cells = np.array([f"{value:.6f}" for value in values], dtype=object)[places.reshape(len(matrix), -1)]
    rows = [matrix.columns.tolist(), *np.column_stack([matrix.iloc[:, 0], cells]).tolist()]
    with csv_path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def file_digests(folder: Path, paths: Iterable[Path]) -> dict[str, dict[str, object]]:
    """Return bytes and SHA-256 of files by their path inside the folder, in order of the path."""
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    contents = {name: (folder / name).read_bytes() for name in names}
    return {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
