"""datapackage.json: a Data Package v2 whose tables are the CSV files.

Frictionless reads every Parquet file that a package lists as a table, cell by cell; manifest.json lists those instead.
"""

from typing import Any

import pandas as pd

from schemas.table import Column, Table

_PROFILE = "https://datapackage.org/profiles/2.0/"
_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date"}


def describe_package(
    version: str, date: str, contracts: dict[str, Table], files: dict[str, dict[str, Any]], sources: pd.DataFrame
) -> dict[str, Any]:
    """Return the descriptor; `files` has bytes and sha256 by path, `sources` is the published table."""
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "canon-role-taxonomy",
        "title": "Canon role taxonomy",
        "version": version,
        "created": f"{date}T00:00:00Z",
        "licenses": [
            {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}
        ],
        "sources": [
            {"title": f"{row.title}, {row.publisher}", "path": row.url, "version": row.edition}
            if "://" in row.url
            else {"title": f"{row.title}, {row.publisher}", "version": row.edition}
            for row in sources.itertuples(index=False)
        ],
        "resources": [_table_resource(table, files[f"csv/{name}.csv"], contracts) for name, table in contracts.items()],
    }


def _table_resource(table: Table, file: dict[str, Any], contracts: dict[str, Table]) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILE}dataresource.json",
        "type": "table",
        "name": table.name,
        "path": f"csv/{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "schema": {
            "$schema": f"{_PROFILE}tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "fields": list(foreign.columns),
                    "reference": {
                        "resource": "" if foreign.table == table.name else foreign.table,
                        "fields": list(foreign.references),
                    },
                }
                for foreign in table.foreign_keys
                if foreign.table in contracts
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not column.nullable}
    if column.isin is not None:
        constraints["enum"] = list(column.isin)
    if column.pattern is not None:
        constraints["pattern"] = column.pattern
    if column.ge is not None:
        constraints["minimum"] = column.ge
    if column.le is not None:
        constraints["maximum"] = column.le
    return {
        "name": column.name,
        "type": _TYPES[column.kind],
        "description": column.description,
        "constraints": constraints,
    }
