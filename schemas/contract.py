"""The contract of a release as a frame: one row a table, column and aspect, from the registry or datapackage.json."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from schemas.errors import BadData
from schemas.table import Table

ASPECTS = ["table_name", "column_name", "aspect", "value"]
_BOUNDS = {"pattern": "pattern", "ge": "minimum", "le": "maximum"}
Row = tuple[str, str, str, str]


def contract_of(tables: Iterable[Table], present: set[str]) -> pd.DataFrame:
    """Return the contract of the tables of the registry: table_name, column_name (blank for the table), aspect, value.

    References and checks are those of tables that are `present`, as in a release.
    """
    return _frame(row for table in tables for row in _table_rows(table, present))


def _table_rows(table: Table, present: set[str]) -> Iterator[Row]:
    yield (table.name, "", "table", table.name)
    yield (table.name, "", "key", ", ".join(table.key))
    yield (table.name, "", "description", table.description)
    for foreign in table.foreign_keys:
        if foreign.table in present:
            yield (table.name, "", "foreign_key", _reference(foreign.columns, foreign.table, foreign.references))
    for check in table.checks_among(present):
        yield (table.name, "", "check", check.name)
    for column in table.columns:
        told: dict[str, Any] = {
            "type": column.stored.frictionless,
            "required": not column.nullable,
            "vocabulary": column.isin,
            "description": column.meaning,
        }
        told |= {name: getattr(column, attribute) for attribute, name in _BOUNDS.items()}
        yield from _column_rows(table.name, column.name, told)


def read_contract(folder: Path) -> pd.DataFrame:
    """Return the contract that a release's datapackage.json tells; BadData where it cannot be read."""
    path = folder / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
        return _frame(
            row for resource in package["resources"] if "schema" in resource for row in _resource_rows(resource)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(f"{path}: cannot be read ({error!r}). Restore that release from a copy, or remove it.") from error


def _resource_rows(resource: dict[str, Any]) -> Iterator[Row]:
    name, schema = resource["name"], resource["schema"]
    yield (name, "", "table", name)
    yield (name, "", "key", ", ".join(schema["primaryKey"]))
    yield (name, "", "description", resource["description"])
    for foreign in schema.get("foreignKeys", []):
        reference = foreign["reference"]
        target = reference["resource"] or name
        yield (name, "", "foreign_key", _reference(foreign["fields"], target, reference["fields"]))
    for check in resource.get("checks", []):
        yield (name, "", "check", check["name"])
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        told = {
            "type": field["type"],
            "required": constraints.get("required", False),
            "vocabulary": constraints.get("enum"),
            "description": field.get("description", ""),
        }
        told |= {bound: constraints.get(bound) for bound in _BOUNDS.values()}
        yield from _column_rows(name, field["name"], told)


def _column_rows(table: str, column: str, told: dict[str, Any]) -> Iterator[Row]:
    yield (table, column, "column", column)
    yield (table, column, "type", told["type"])
    yield (table, column, "description", told["description"])
    if told["required"]:
        yield (table, column, "required", "true")
    for value in told["vocabulary"] or ():
        yield (table, column, "vocabulary", value)
    for bound in _BOUNDS.values():
        if told[bound] is not None:
            shown = told[bound] if isinstance(told[bound], str) else f"{told[bound]:g}"
            yield (table, column, bound, shown)


def _reference(columns: Iterable[str], table: str, references: Iterable[str]) -> str:
    return f"{', '.join(columns)} -> {table}({', '.join(references)})"


def _frame(rows: Iterable[Row]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=ASPECTS).astype("str")
