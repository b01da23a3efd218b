"""Parquet and CSV of a table, both from one sorted frame."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.csv_text import csv_batches, table_batches
from schemas.table import Table


def write_csv(arrow: pa.Table, path: Path) -> str:
    """Write a table as published CSV and return the SHA-256 of its bytes, the table's content digest."""
    digest = hashlib.sha256()
    with path.open("wb") as stream:
        for piece in csv_batches(arrow.schema.names, table_batches(arrow)):
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest()


def to_arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Return a frame as an Arrow table in the contract's types, each field with its description."""
    fields, arrays = [], []
    for column in table.columns:
        kind = column.stored.arrow
        values = pd.to_datetime(frame[column.name]) if column.kind == "date" else frame[column.name]
        arrays.append(pa.Array.from_pandas(values, type=kind))
        described = {"description": column.meaning}
        fields.append(pa.field(column.name, kind, nullable=column.nullable, metadata=described))
    return pa.table(arrays, schema=pa.schema(fields))


class ArrowTables(Mapping[str, pa.Table]):
    """The Arrow table of each frame, made anew each time it is asked for, so that memory holds few at a time."""

    def __init__(self, contracts: Mapping[str, Table], frames: Mapping[str, pd.DataFrame]) -> None:
        self._contracts, self._frames = contracts, frames

    def __getitem__(self, name: str) -> pa.Table:
        return to_arrow(self._contracts[name], self._frames[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._contracts)

    def __len__(self) -> int:
        return len(self._contracts)


def write_parquet(arrow: pa.Table, path: Path, metadata: dict[str, str], sort: Sequence[str] = ()) -> None:
    """Write an Arrow table as zstd Parquet with key-value metadata; `sort` has the columns by which it is sorted."""
    given = arrow.schema.metadata or {}
    encoded = {key.encode(): value.encode() for key, value in metadata.items()}
    order = [pq.SortingColumn(arrow.schema.get_field_index(name)) for name in sort]
    pq.write_table(
        arrow.replace_schema_metadata({**given, **encoded}),
        path,
        compression="zstd",
        row_group_size=122_880,
        sorting_columns=order or None,
        write_page_index=True,
    )


def file_digests(folder: Path, paths: Iterable[Path]) -> dict[str, dict[str, object]]:
    """Return bytes and SHA-256 of files by their path inside the folder, in order of the path."""
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    return {name: {"bytes": (folder / name).stat().st_size, "sha256": _sha256(folder / name)} for name in names}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
