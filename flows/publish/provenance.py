"""Which sources each table is made of, and under which licences it stands."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from flows.profiles import LICENCE, LICENCE_TITLE, LICENCE_URL
from schemas.table import Table

OUR_KIND = "family_files"


def sources_by_table(tables: Mapping[str, pd.DataFrame], contracts: Mapping[str, Table]) -> dict[str, list[str]]:
    """Return for each table the ids of the sources that it is made of, in order; those left out are in none.

    They are those that its columns of source ids name and those of the kinds, or ids, in the table's `made_of`; a table
    with neither is ours.
    """
    read = tables["sources"].loc[~tables["sources"]["is_left_out"]]
    return {name: _ids(tables[name], table, read) for name, table in contracts.items()}


def _ids(frame: pd.DataFrame, table: Table, read: pd.DataFrame) -> list[str]:
    columns = [name for name in table.column_names if name.endswith("source_id")]
    named = {value for name in columns for value in frame[name].dropna().unique()}
    kinds = table.made_of or (() if columns else (OUR_KIND,))
    is_meant = read["source_id"].isin(named) | read["kind"].isin(kinds) | read["source_id"].isin(kinds)
    return read.loc[is_meant, "source_id"].sort_values().tolist()


def describe_sources(sources: pd.DataFrame) -> list[dict[str, str]]:
    """Return sources as a Data Package names them, rows of the published table."""
    told = []
    for row in sources.itertuples(index=False):
        source = {"title": f"{row.title}, {row.publisher}", "version": row.edition}
        told.append({**source, "path": row.url} if "://" in row.url else source)
    return told


def describe_licences(sources: pd.DataFrame) -> list[dict[str, str]]:
    """Return the distinct licences of sources as a Data Package names them, that of Canon's own data first."""
    ours = {"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_URL}
    others: list[dict[str, Any]] = [
        {"name": row.licence_spdx, "path": row.licence_url}
        for row in sources.sort_values(["licence_spdx", "licence_url"]).itertuples(index=False)
    ]
    own = [ours] if (sources["kind"] == OUR_KIND).any() or sources.empty else []
    distinct = {(licence["name"], licence["path"]): licence for licence in [*others, *own]}
    return [*own, *(licence for licence in distinct.values() if licence is not ours)]
