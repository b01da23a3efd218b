"""canon.duckdb: the published tables with keys and comments, and views for BI, as one file."""

import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.registry import PUBLISHED
from schemas.sql import read_sql
from schemas.table import ForeignKey, Table

STORAGE_VERSION = "v1.0.0"
# A key costs DuckDB an index, and those of the largest tables more than the data (tests/benchmarks/keys.py), so such
# tables go without. `meta_keys` lists every key all the same.
KEYED_ROWS_MOST = 100_000
_META = {
    "meta_release": ("What this release is: version, date, profile, digests, licence.", ("name", "value")),
    "meta_keys": (
        "Every primary and foreign key of the tables, those that are not declared included.",
        ("table_name", "kind", "columns", "references_table", "references_columns", "is_declared"),
    ),
}
_META_COLUMNS = {
    "name": "Name of the fact.",
    "value": "The fact as text.",
    "table_name": "The table that has the key.",
    "kind": "primary or foreign.",
    "columns": "Columns of the key, by ', '.",
    "references_table": "The table to which a foreign key leads; null for a primary key.",
    "references_columns": "Its columns there, by ', '; null for a primary key.",
    "is_declared": f"Whether the database enforces it; tables of more than {KEYED_ROWS_MOST:,} rows go without.",
}


def read_views() -> str:
    """Return the SQL of the views, each with a comment of its own and of the columns that no table has."""
    return read_sql("flows.publish", "views")


def describe_views() -> dict[str, str]:
    """Return what each view holds, by name."""
    return dict(re.findall(r"COMMENT ON VIEW (\w+) IS '([^']*)'", read_views()))


def write_database(
    arrows: Mapping[str, pa.Table],
    contracts: dict[str, Table],
    meta: dict[str, str],
    path: Path,
    rows: Mapping[str, int] | None = None,
) -> None:
    """Write tables with keys and comments, views, `meta_release` and `meta_keys` as one file that DuckDB 1.2 opens.

    `rows` has the number of rows of each table where that is known before the table is made.
    """
    counts = rows or {name: len(arrow) for name, arrow in arrows.items()}
    keyed = {name for name, count in counts.items() if count <= KEYED_ROWS_MOST}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quote_text(str(path))}' AS release (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE release")
        connection.execute("BEGIN")
        for table in in_order_of_reference(contracts):
            connection.execute(_table_sql(table, contracts, keyed))
            connection.register("incoming", arrows[table.name])
            _insert(connection, table)
            connection.unregister("incoming")
            described = _describe_table(table, contracts)
            connection.execute(_comment_sql("TABLE", table.name, described, _descriptions(table)))
            if table.name not in keyed:
                # What is not committed is held in memory.
                connection.execute("COMMIT; BEGIN")
        _write_meta(connection, contracts, keyed, meta)
        connection.execute(read_views())
        _describe_view_columns(connection, contracts)
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH release")


def in_order_of_reference(contracts: dict[str, Table]) -> list[Table]:
    """Return the tables so that each comes after those to which its foreign keys lead; CycleError where none can."""
    needed = {
        name: [foreign.table for foreign in _references(table, contracts) if foreign.table != name]
        for name, table in contracts.items()
    }
    return [contracts[name] for name in TopologicalSorter(needed).static_order()]


def _references(table: Table, contracts: dict[str, Table]) -> list[ForeignKey]:
    return [foreign for foreign in table.foreign_keys if foreign.table in contracts]


def _select_declared_keys(table: Table, contracts: dict[str, Table], keyed: set[str]) -> list[ForeignKey]:
    found = _references(table, contracts) if table.name in keyed else []
    return [foreign for foreign in found if foreign.table in keyed]


def _table_sql(table: Table, contracts: dict[str, Table], keyed: set[str]) -> str:
    parts = [f'"{column.name}" {column.stored.sql}{"" if column.nullable else " NOT NULL"}' for column in table.columns]
    if table.name in keyed:
        parts.append(f"PRIMARY KEY ({_names(table.key)})")
        leading = [
            foreign for other in contracts.values() for foreign in _select_declared_keys(other, contracts, keyed)
        ]
        named = dict.fromkeys(foreign.references for foreign in leading if foreign.table == table.name)
        parts += [f"UNIQUE ({_names(columns)})" for columns in named if columns != table.key]
    parts += [
        f'FOREIGN KEY ({_names(foreign.columns)}) REFERENCES "{foreign.table}" ({_names(foreign.references)})'
        for foreign in _select_declared_keys(table, contracts, keyed)
    ]
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)})'


def _insert(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Insert what is registered as `incoming`; where a table leads to itself, parents first.

    DuckDB checks a row's reference against the rows of earlier statements only.
    """
    own = [foreign for foreign in table.foreign_keys if foreign.table == table.name]
    if not own:
        connection.execute(f'INSERT INTO "{table.name}" SELECT * FROM incoming')
        return
    is_ready = " AND ".join(
        f'(i."{foreign.columns[0]}" IS NULL OR i."{foreign.columns[0]}" IN '
        f'(SELECT "{foreign.references[0]}" FROM "{table.name}"))'
        for foreign in own
    )
    key = ", ".join(f'"{name}"' for name in table.key)
    while True:
        added = connection.execute(
            f'INSERT INTO "{table.name}" SELECT i.* FROM incoming i ANTI JOIN "{table.name}" USING ({key}) '
            f"WHERE {is_ready}"
        ).fetchone()
        if not added or not added[0]:
            return


def _describe_table(table: Table, contracts: dict[str, Table]) -> str:
    checks = [check.sentence for check in table.checks_among(contracts)]
    return " ".join([table.description, *(["Checked:", *checks] if checks else [])])


def _descriptions(table: Table) -> dict[str, str]:
    return {column.name: column.meaning for column in table.columns}


def _comment_sql(kind: str, name: str, description: str, columns: dict[str, str]) -> str:
    lines = [f"COMMENT ON {kind} \"{name}\" IS '{_quote_text(description)}'"] if description else []
    lines += [
        f'COMMENT ON COLUMN "{name}"."{column}" IS \'{_quote_text(described)}\''
        for column, described in columns.items()
    ]
    return ";\n".join(lines)


def _write_meta(
    connection: duckdb.DuckDBPyConnection, contracts: dict[str, Table], keyed: set[str], meta: dict[str, str]
) -> None:
    connection.execute("CREATE TABLE meta_release (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
    connection.executemany("INSERT INTO meta_release VALUES (?, ?)", sorted(meta.items()))
    connection.execute(
        "CREATE TABLE meta_keys (table_name VARCHAR NOT NULL, kind VARCHAR NOT NULL, columns VARCHAR NOT NULL, "
        "references_table VARCHAR, references_columns VARCHAR, is_declared BOOLEAN NOT NULL)"
    )
    connection.executemany("INSERT INTO meta_keys VALUES (?, ?, ?, ?, ?, ?)", list(_key_rows(contracts, keyed)))
    for name, (description, columns) in _META.items():
        connection.execute(
            _comment_sql("TABLE", name, description, {column: _META_COLUMNS[column] for column in columns})
        )


def _key_rows(
    contracts: dict[str, Table], keyed: set[str]
) -> Iterator[tuple[str, str, str, str | None, str | None, bool]]:
    for name, table in contracts.items():
        yield name, "primary", ", ".join(table.key), None, None, name in keyed
        declared = _select_declared_keys(table, contracts, keyed)
        for foreign in _references(table, contracts):
            columns, references = ", ".join(foreign.columns), ", ".join(foreign.references)
            yield name, "foreign", columns, foreign.table, references, foreign in declared


def _describe_view_columns(connection: duckdb.DuckDBPyConnection, contracts: dict[str, Table]) -> None:
    """Give each column of a view that has no comment that of the table it is named after, else of the first with it."""
    bare = connection.execute(
        "SELECT v.view_name, c.column_name FROM duckdb_views() v JOIN duckdb_columns() c "
        "ON c.table_oid = v.view_oid AND c.database_name = v.database_name "
        "WHERE v.database_name = 'release' AND NOT v.internal AND c.comment IS NULL ORDER BY ALL"
    ).fetchall()
    for view, column in bare:
        own = PUBLISHED.get(view.removeprefix("v_"))
        tables = [*([own] if own else []), *contracts.values()]
        found = next((_descriptions(table)[column] for table in tables if column in table.column_names), None)
        if found:
            connection.execute(_comment_sql("VIEW", view, "", {column: found}))


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _quote_text(text: str) -> str:
    return text.replace("'", "''")
