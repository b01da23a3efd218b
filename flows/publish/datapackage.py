"""datapackage.json: a Data Package v2 whose tables are the CSV files.

Frictionless reads every Parquet file that a package lists as a table, cell by cell; manifest.json lists those instead.
"""

from typing import Any

import pandas as pd

from flows.publish.provenance import describe_licences, describe_sources
from schemas.table import Column, Table

_PROFILE = "https://datapackage.org/profiles/2.0/"


def describe_package(
    facts: dict[str, Any],
    contracts: dict[str, Table],
    files: dict[str, dict[str, Any]],
    sources: pd.DataFrame,
    made_of: dict[str, list[str]],
) -> dict[str, Any]:
    """Return the descriptor, each table with the licences and sources of what it holds.

    `facts` are those of the release, `files` has bytes and sha256 by path, `sources` is the published table, `made_of`
    has the ids of sources by table.
    """
    read = sources.loc[~sources["is_left_out"]]
    origins = {
        ids: _describe_origin(read.loc[read["source_id"].isin(ids)]) for ids in set(map(tuple, made_of.values()))
    }
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "canon-role-taxonomy",
        "title": "Canon role taxonomy",
        "description": f"Levelled job roles, what they hold, and their occupations. {facts['profile_notice']}",
        "version": facts["data_version"],
        "created": f"{facts['release_date']}T00:00:00Z",
        "keywords": ["job roles", "occupations", "job levels", "SOC", "O*NET-SOC"],
        "contributors": [{"title": "Contributors of the Canon project", "roles": ["creator"]}],
        **_describe_origin(read),
        "resources": [
            {**_table_resource(table, files[f"csv/{name}.csv"], contracts), **origins[tuple(made_of[name])]}
            for name, table in contracts.items()
        ],
    }


def _describe_origin(sources: pd.DataFrame) -> dict[str, Any]:
    return {"licenses": describe_licences(sources), "sources": describe_sources(sources)}


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
        "checks": [{"name": check.name, "sentence": check.sentence} for check in table.checks_among(contracts)],
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
        "type": column.stored.frictionless,
        "description": column.meaning,
        "constraints": constraints,
    }
