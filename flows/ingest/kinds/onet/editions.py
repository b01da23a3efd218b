"""Which edition of O*NET an archive is, and what changed between two of them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from flows.ingest.kinds.onet.archive import ZIP, Member, zip_members
from flows.ingest.kinds.onet.recognise import Recognised, onet_layout
from schemas.documents.onet_layout import Comparison
from schemas.errors import BadData
from schemas.sql import query
from schemas.tables import OCCUPATION_CHANGES

_READ_ME = re.compile(rb"O\*NET\S*\s+([0-9]{2}\.[0-9])\s+Database")
_EDITION = re.compile(r"[0-9]{2}\.[0-9]")
_READ_ME_BYTES = 300
MOST_LOOKED_INTO = 1 << 40
Editions = tuple[str, str]


def told_edition(place: Path) -> str | None:
    """Return the edition that the Read Me in an archive names, None where there is none or it is no archive."""
    try:
        return _told(zip_members(place.read_bytes(), place.name, place, most=MOST_LOOKED_INTO))
    except BadData:
        return None


def _told(members: Iterable[Member]) -> str | None:
    starts = (member.start[:_READ_ME_BYTES] for member in members if not member.start.startswith(ZIP))
    found = next((match for match in map(_READ_ME.search, starts) if match), None)
    return found.group(1).decode() if found else None


def edition_doubts(members: Sequence[Member], found: Sequence[Recognised], edition: str) -> list[str]:
    """Return what tells against the edition that source.yml names: a Read Me, or headings of other editions."""
    told = _told(members)
    doubts = [f"its Read Me says {told}"] if told and told != edition else []
    if not _EDITION.fullmatch(edition):
        return doubts
    for item in found:
        for heading in item.headings.values():
            if heading.until and edition > heading.until:
                doubts.append(f"heading {heading.heading!r} stands in editions to {heading.until} alone")
            if heading.since and edition < heading.since:
                doubts.append(f"heading {heading.heading!r} stands in editions from {heading.since} on")
    return doubts


def compare_editions(
    old: dict[str, pd.DataFrame], new: dict[str, pd.DataFrame], both: set[str], editions: Editions, source_id: str
) -> pd.DataFrame:
    """Return `occupation_changes`: the values in which two editions differ, whatever their layouts and row orders.

    `old` and `new` are reference tables by name, `both` the tables of the catalogue that both editions have. A column
    that one of them does not fill at all is not compared.
    """
    parts = [
        _compare(old[item.reference], new[item.reference], item)
        for item in onet_layout().compared
        if item.reference in old and item.reference in new and (item.needs is None or item.needs in both)
    ]
    changes = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    told = {"edition_old": editions[0], "edition_new": editions[1], "source_id": source_id}
    return OCCUPATION_CHANGES.typed(changes.assign(**told))


def _compare(old: pd.DataFrame, new: pd.DataFrame, item: Comparison) -> pd.DataFrame:
    if item.parts:
        shared = set(old[item.parts]) & set(new[item.parts])
        old, new = old.loc[old[item.parts].isin(shared)], new.loc[new[item.parts].isin(shared)]
    columns = [name for name in item.columns if _is_compared(old, new, name, item)]
    changed = "".join(
        f"""
        UNION ALL
        SELECT occupation_code, row_key, '{name}', 'changed', o.{name}_text, n.{name}_text
        FROM olds o JOIN news n USING (occupation_code, row_key) WHERE o.{name}_text IS DISTINCT FROM n.{name}_text
        """
        for name in columns
    )
    return query(
        f"""
        WITH olds AS ({_select_keyed("old", item, columns)}), news AS ({_select_keyed("new", item, columns)})
        SELECT '{item.table}' AS table_name, * FROM (
            SELECT occupation_code, row_key, '{item.shown}' AS column_name, 'added' AS change,
                   CAST(NULL AS VARCHAR) AS old_value, n.shown AS new_value
            FROM news n ANTI JOIN olds o USING (occupation_code, row_key)
            UNION ALL
            SELECT occupation_code, row_key, '{item.shown}', 'removed', o.shown, NULL
            FROM olds o ANTI JOIN news n USING (occupation_code, row_key)
            {changed}
        )
        """,
        old=old,
        new=new,
    )


def _select_keyed(name: str, item: Comparison, columns: Sequence[str]) -> str:
    """Return SQL that gives a table's rows by occupation_code and row_key, one row each, the columns as text."""
    key = " || ' / ' || ".join(item.key) or "occupation_code"
    cells = "".join(f", CAST({column} AS VARCHAR) AS {column}_text" for column in columns)
    order = ", ".join(["shown", *(f"{column}_text" for column in columns)])
    return f"""
        SELECT * FROM (
            SELECT occupation_code, {key} AS row_key, CAST({item.shown} AS VARCHAR) AS shown{cells} FROM {name}
        ) QUALIFY row_number() OVER (PARTITION BY occupation_code, row_key ORDER BY {order}) = 1
    """


def _is_compared(old: pd.DataFrame, new: pd.DataFrame, name: str, item: Comparison) -> bool:
    if item.scheme and name in item.scheme_columns and set(old[item.scheme]) != set(new[item.scheme]):
        return False
    return bool(old[name].notna().any() and new[name].notna().any())
