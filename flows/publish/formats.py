"""The three formats of a table: Parquet, CSV and DuckDB, all from one sorted frame."""

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.table import SQL_TYPES, Table

STORAGE_VERSION = "v1.0.0"
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


def write_duckdb(
    arrows: dict[str, pa.Table], contracts: dict[str, Table], views: str, meta: dict[str, str], path: Path
) -> None:
    """Write tables with keys and comments, views and `meta_release` as one file that DuckDB 1.2 and later open."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(str(path))}' AS release (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE release")
        connection.execute("BEGIN")
        for name, arrow in arrows.items():
            connection.execute(_table_sql(contracts[name]))
            connection.register("incoming", arrow)
            connection.execute(f'INSERT INTO "{name}" SELECT * FROM incoming')
            connection.unregister("incoming")
            connection.execute(_comment_sql(contracts[name]))
        connection.execute("CREATE TABLE meta_release (name VARCHAR PRIMARY KEY, value VARCHAR)")
        connection.executemany("INSERT INTO meta_release VALUES (?, ?)", sorted(meta.items()))
        connection.execute("COMMENT ON TABLE meta_release IS 'What this release is: version, date, digests, licence.'")
        connection.execute(views)
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH release")


def _table_sql(table: Table) -> str:
    columns = [
        f'"{column.name}" {SQL_TYPES[column.kind]}{"" if column.nullable else " NOT NULL"}' for column in table.columns
    ]
    key = ", ".join(f'"{name}"' for name in table.key)
    return f'CREATE TABLE "{table.name}" ({", ".join(columns)}, PRIMARY KEY ({key}))'


def _comment_sql(table: Table) -> str:
    lines = [f"COMMENT ON TABLE \"{table.name}\" IS '{_quoted(table.description)}'"]
    lines += [
        f'COMMENT ON COLUMN "{table.name}"."{column.name}" IS \'{_quoted(column.description)}\''
        for column in table.columns
    ]
    return ";\n".join(lines)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def file_digests(folder: Path, paths: Iterable[Path]) -> dict[str, dict[str, object]]:
    """Return bytes and SHA-256 of files by their path inside the folder, in order of the path."""
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    contents = {name: (folder / name).read_bytes() for name in names}
    return {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
