"""What the three formats of a table hold, against each other and what the manifest says of it."""

from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.csv import ConvertOptions, read_csv

from flows.verify.faults import Fault
from flows.verify.files import file_digest
from schemas.column_types import BY_FRICTIONLESS
from schemas.csv_text import csv_batches, table_batches, text_digest
from schemas.documents.manifest import DATABASE, Manifest, Package, TableFacts, TableSchema
from schemas.registry import PUBLISHED
from schemas.table import DECIMALS

_META = ("data_version", "contract_version", "profile", "release_date", "input_digest")
_UNREADABLE = (OSError, ValueError, pa.ArrowException, duckdb.Error)


def check_tables(folder: Path, manifest: Manifest, package: Package, workers: Executor) -> Iterator[Fault]:
    """Give what is off in the contents of each table, in order of the manifest."""
    yield from _check_formats(folder, manifest, package, workers)
    yield from _check_matrices(folder, manifest)


def _check_formats(folder: Path, manifest: Manifest, package: Package, workers: Executor) -> list[Fault]:
    shared = [name for name in manifest.tables if name in package.tables]
    try:
        with duckdb.connect(str(folder / DATABASE), read_only=True) as database:
            faults = list(_check_database(database, manifest))
            checks = workers.map(
                lambda name: check_table(folder, name, manifest.tables[name], package.tables[name], database.cursor()),
                shared,
            )
            return [*faults, *(fault for of_table in checks for fault in of_table)]
    except duckdb.Error as error:
        return [Fault("formats", DATABASE, f"cannot be read: {_first_line(error)}")]


def _check_database(database: duckdb.DuckDBPyConnection, manifest: Manifest) -> Iterator[Fault]:
    names = {name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for name in sorted(name for name in names - manifest.tables.keys() if not name.startswith("meta_")):
        yield Fault("formats", DATABASE, f"holds a table {name} that the manifest does not name")
    if "meta_release" not in names:
        yield Fault("formats", DATABASE, "holds no table meta_release")
        return
    told = dict(database.execute("SELECT name, value FROM meta_release").fetchall())
    for fact in _META:
        if told.get(fact) != getattr(manifest, fact):
            message = f"meta_release says {fact} {told.get(fact)}, the manifest {getattr(manifest, fact)}"
            yield Fault("formats", DATABASE, message)


def check_table(
    folder: Path, name: str, facts: TableFacts, schema: TableSchema, database: duckdb.DuckDBPyConnection
) -> list[Fault]:
    """Return what is off in a table: columns and types, rows and digest in CSV, Parquet and DuckDB."""
    faults = []
    csv_name, parquet_name = f"csv/{name}.csv", f"parquet/{name}.parquet"
    digest = file_digest(folder / csv_name)
    if digest != facts.content_digest:
        faults.append(Fault("digests", csv_name, f"its content digest is {digest}, not {facts.content_digest}"))
    try:
        table = pq.read_table(folder / parquet_name)
    except _UNREADABLE as error:
        return [*faults, Fault("digests", parquet_name, f"cannot be read: {_first_line(error)}")]
    faults += _check_arrow(table, parquet_name, facts, schema)
    try:
        return [*faults, *_check_stored(database, name, table, facts)]
    except _UNREADABLE as error:
        return [*faults, Fault("formats", f"{DATABASE}, {name}", f"cannot be read: {_first_line(error)}")]


def _check_arrow(table: pa.Table, place: str, facts: TableFacts, schema: TableSchema) -> Iterator[Fault]:
    told = [(field.name, BY_FRICTIONLESS[field.type].arrow) for field in schema.fields_]
    found = [(field.name, field.type) for field in table.schema]
    if told != found:
        names = [f"{name} {kind}" for name, kind in found if (name, kind) not in told]
        lost = [f"{name} {kind}" for name, kind in told if (name, kind) not in found]
        what = "; ".join(
            filter(None, (f"lacks {', '.join(lost)}" * bool(lost), f"has {', '.join(names)}" * bool(names)))
        )
        yield Fault("schemas", place, f"its columns are not those of datapackage.json: {what or 'another order'}")
    if table.num_rows != facts.rows:
        yield Fault("digests", place, f"has {table.num_rows:,} rows, the manifest says {facts.rows:,}")
    try:
        digest = text_digest(csv_batches(table.schema.names, table_batches(table)))
    except _UNREADABLE as error:
        yield Fault("digests", place, f"its values have no text: {_first_line(error)}")
        return
    if digest != facts.content_digest:
        yield Fault("digests", place, f"its content digest is {digest}, not {facts.content_digest}")


def _check_stored(
    database: duckdb.DuckDBPyConnection, name: str, table: pa.Table, facts: TableFacts
) -> Iterator[Fault]:
    """Give what the DuckDB file holds otherwise than Parquet: tables that lead to themselves stand in another order."""
    place = f"{DATABASE}, {name}"
    stored = database.sql(f'FROM "{name}"').to_arrow_table()
    columns = [(field.name, field.type) for field in table.schema]
    if [(field.name, field.type) for field in stored.schema] != columns:
        yield Fault("formats", place, "has other columns or types than Parquet")
        return
    if stored.num_rows != table.num_rows:
        yield Fault("formats", place, f"has {stored.num_rows:,} rows, Parquet {table.num_rows:,}")
        return
    if _differing(stored, table) is None:
        return
    order = ", ".join(f'"{column}"' for column in facts.order or _order_of(name))
    ordered = database.sql(f'FROM "{name}" ORDER BY {order}').to_arrow_table() if order else stored
    differing = _differing(ordered, table)
    if differing is not None:
        yield Fault("formats", place, f"holds other values than Parquet in {differing}")


def _order_of(name: str) -> tuple[str, ...]:
    """Return the order of a table in this Canon's contract, for releases whose manifest does not say it."""
    return (PUBLISHED[name].sort or PUBLISHED[name].key) if name in PUBLISHED else ()


def _differing(one: pa.Table, other: pa.Table) -> str | None:
    """Return the first column in which two tables differ."""
    return next((name for name in one.schema.names if not one[name].equals(other[name])), None)


def _check_matrices(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    """Give a fault for each matrix that is not square or holds other values in CSV than in Parquet."""
    for parquet_name in (name for name in manifest.files if name.endswith("_matrix.parquet")):
        csv_name = f"csv/{Path(parquet_name).stem}.csv"
        try:
            matrix = pq.read_table(folder / parquet_name)
            kinds = dict(zip(matrix.schema.names, matrix.schema.types, strict=True))
            written = read_csv(folder / csv_name, convert_options=ConvertOptions(column_types=kinds))
        except _UNREADABLE as error:
            yield Fault("formats", parquet_name, f"cannot be read: {_first_line(error)}")
            continue
        if matrix.schema.names[1:] != matrix.column(0).to_pylist():
            yield Fault("formats", parquet_name, "its rows and columns have not the same labels")
        rounded = [matrix.column(0), *(pc.round(column, DECIMALS) for column in matrix.columns[1:])]
        if written.schema.names != matrix.schema.names or not all(
            map(pa.ChunkedArray.equals, rounded, written.columns)
        ):
            yield Fault("formats", csv_name, "holds other values than Parquet")


def _first_line(error: BaseException) -> str:
    return (str(error) or repr(error)).splitlines()[0]
