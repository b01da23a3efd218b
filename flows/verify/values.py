"""Values of a release against what datapackage.json says of them, and against the checks of their tables."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from flows.verify.faults import Fault
from schemas.checks import find_broken
from schemas.documents.manifest import PACKAGE, ColumnSchema, Package, TableSchema
from schemas.registry import PUBLISHED
from schemas.table import SAFE_TEXT

_SHOWN = 3


def check_values(folder: Path, package: Package, is_own_contract: bool) -> Iterator[Fault]:
    """Give what values break, table by table; one that cannot be read is a fault of the check of formats.

    The checks over several columns or rows are this Canon's, so they hold where the release `is_own_contract`.
    """
    with duckdb.connect() as connection:
        readable = {name: table for name, table in package.tables.items() if _open(connection, folder, name, table)}
        for name, table in readable.items():
            yield from _check_columns(connection, name, table)
            yield from _check_key(connection, name, table)
            yield from _check_foreign_keys(connection, name, table, readable)
        if is_own_contract:
            yield from _check_invariants(connection, readable)


def _open(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, table: TableSchema) -> bool:
    path = _text(str(folder / "parquet" / f"{name}.parquet"))
    try:
        connection.execute(f"CREATE VIEW {_name(name)} AS FROM read_parquet({path})")
        columns = {column for column, *_ in connection.execute(f"DESCRIBE {_name(name)}").fetchall()}
    except duckdb.Error:
        return False
    return {field.name for field in table.fields_} <= columns


def _check_columns(connection: duckdb.DuckDBPyConnection, name: str, table: TableSchema) -> Iterator[Fault]:
    """Give a fault for each rule of a column that values break, all counted in one reading of the table."""
    rules = [(field.name, rule, broken) for field in table.fields_ for rule, broken in _rules(field)]
    counts = ", ".join(f"count(*) FILTER (WHERE {broken})" for _, _, broken in rules)
    if not rules:
        return
    try:
        found = connection.execute(f"SELECT {counts} FROM {_name(name)}").fetchone() or ()
    except duckdb.Error as error:
        yield Fault("values", name, f"cannot be checked: {str(error).splitlines()[0]}")
        return
    for (column, rule, broken), count in zip(rules, found, strict=True):
        if count:
            example = connection.execute(f"SELECT {_name(column)} FROM {_name(name)} WHERE {broken} LIMIT 1").fetchone()
            shown = f", such as {str(example[0])[:60]!r}" if example and example[0] is not None else ""
            yield Fault("values", f"{name}.{column}", f"{count:,} values break the rule {rule}{shown}")


def _rules(field: ColumnSchema) -> Iterator[tuple[str, str]]:
    """Give each rule of a column in words, and SQL that is true where a value breaks it."""
    column, asked = _name(field.name), field.constraints
    if asked.required:
        yield "required", f"{column} IS NULL"
    if asked.enum is not None:
        yield "one of the listed words", f"{column} NOT IN ({', '.join(_text(str(word)) for word in asked.enum)})"
    elif field.type == "string":
        pattern = asked.pattern or SAFE_TEXT
        rule = (
            f"pattern {asked.pattern}"
            if asked.pattern
            else "text that no spreadsheet runs, not empty, no blanks around"
        )
        yield rule, f"NOT regexp_matches({column}, {_text(pattern)})"
    if field.type == "number":
        yield "a finite number", f"NOT isfinite({column})"
    if asked.minimum is not None:
        yield f"at least {asked.minimum:g}", f"{column} < {asked.minimum!r}"
    if asked.maximum is not None:
        yield f"at most {asked.maximum:g}", f"{column} > {asked.maximum!r}"


def _check_key(connection: duckdb.DuckDBPyConnection, name: str, table: TableSchema) -> Iterator[Fault]:
    key = ", ".join(map(_name, table.primary_key))
    found = connection.execute(
        f"SELECT {key} FROM {_name(name)} GROUP BY {key} HAVING count(*) > 1 ORDER BY {key} LIMIT {_SHOWN}"
    ).fetchall()
    if found:
        yield Fault("keys", name, f"rows share the key {', '.join(table.primary_key)}: {_shown(found)}")


def _check_foreign_keys(
    connection: duckdb.DuckDBPyConnection, name: str, table: TableSchema, readable: dict[str, TableSchema]
) -> Iterator[Fault]:
    for foreign in table.foreign_keys:
        target = foreign.reference.resource or name
        if target not in readable:
            continue
        own, others = (", ".join(map(_name, columns)) for columns in (foreign.fields_, foreign.reference.fields_))
        renamed = ", ".join(
            f"{_name(other)} AS {_name(one)}"
            for one, other in zip(foreign.fields_, foreign.reference.fields_, strict=True)
        )
        is_given = " AND ".join(f"{_name(column)} IS NOT NULL" for column in foreign.fields_)
        found = connection.execute(
            f"SELECT {own} FROM (SELECT DISTINCT {own} FROM {_name(name)} WHERE {is_given}) "
            f"ANTI JOIN (SELECT {renamed} FROM {_name(target)}) USING ({own}) ORDER BY {own} LIMIT {_SHOWN}"
        ).fetchall()
        if found:
            lost = f"{', '.join(foreign.fields_)} lead to no row of {target} ({others.replace(chr(34), '')})"
            yield Fault("foreign keys", name, f"{lost}: {_shown(found)}")


def _check_invariants(connection: duckdb.DuckDBPyConnection, readable: dict[str, TableSchema]) -> Iterator[Fault]:
    """Give a fault for each check of a table that rows break."""
    try:
        for broken in find_broken(connection, {name: PUBLISHED[name] for name in readable if name in PUBLISHED}):
            yield Fault("checks", broken.table, f"{broken.message} Such as: {'; '.join(broken.examples[:_SHOWN])}")
    except duckdb.Error as error:
        yield Fault("checks", PACKAGE, f"cannot be made: {str(error).splitlines()[0]}")


def _shown(rows: list[tuple]) -> str:
    more = ", ..." if len(rows) == _SHOWN else ""
    return ", ".join("/".join(map(str, row)) for row in rows) + more


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
