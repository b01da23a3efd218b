"""What differs between two contracts, and how far the contract version has to rise for it."""

import re

import pandas as pd

from flows.compare.pair import Pair
from schemas.comparison import BUMPS, Bump, contract_rules
from schemas.differences import DIFFERENCES, ContractStep, Difference
from schemas.errors import BadData, describe
from schemas.registry import PUBLISHED
from schemas.sql import query

_BOUNDS = ("pattern", "minimum", "maximum")
_ONE_VALUE = ("type", "description")


def compare_contracts(old: pd.DataFrame, new: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Return `contract_changes`; `old` and `new` as `schemas.contract` gives them, `pair` for the values.

    Whether a table that needs a kind of source is there is up to the sources, and no change of the contract. A key,
    pattern or bound that was changed breaks the contract where rows of the later release do not keep the former one.
    """
    told = query(_DIFFERENT, olds=old, news=new)
    told = told.loc[(told["aspect"] != "table") | ~told["table_name"].isin(_tables_of_sources())]
    rows = [*_single(told), *_many(told, old, new), *_keys(told, pair), *_bounds(told, pair)]
    return DIFFERENCES["contract_changes"].frame(pd.DataFrame(rows, columns=_COLUMNS))


_COLUMNS = ["bump", "table_name", "column_name", "aspect", "change", "old_value", "new_value"]
_DIFFERENT = """
    WITH tables AS (SELECT table_name FROM olds INTERSECT SELECT table_name FROM news),
    columns AS (SELECT table_name, column_name FROM olds INTERSECT SELECT table_name, column_name FROM news)
    SELECT coalesce(o.table_name, n.table_name) AS table_name, coalesce(o.column_name, n.column_name) AS column_name,
           coalesce(o.aspect, n.aspect) AS aspect, o.value AS old_value, n.value AS new_value
    FROM olds o FULL JOIN news n USING (table_name, column_name, aspect, value)
    WHERE (o.aspect IS NULL OR n.aspect IS NULL)
      AND (aspect = 'table' OR table_name IN (FROM tables))
      AND (aspect IN ('table', 'column')
           OR (table_name, column_name) IN (SELECT (table_name, column_name) FROM columns))
    ORDER BY ALL
"""


def _tables_of_sources() -> list[str]:
    return [name for name, table in PUBLISHED.items() if table.needs_source_kind]


Row = tuple[str, str, str | None, str, str, str | None, str | None]


def _row(table: str, column: str, aspect: str, change: str, old: str | None, new: str | None) -> Row:
    rule_aspect = "bound" if aspect in _BOUNDS else aspect
    return (contract_rules()[rule_aspect, change][0], table, column or None, aspect, change, old, new)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _single(told: pd.DataFrame) -> list[Row]:
    """Return the rows of aspects that have one value, and of tables, columns and nulls that came or went."""
    rows = []
    for aspect in _ONE_VALUE:
        of_aspect = told.loc[told["aspect"] == aspect]
        paired = of_aspect.groupby(["table_name", "column_name"])[["old_value", "new_value"]].first()
        for (table, column), old, new in paired.itertuples():
            rows.append(_row(table, column, aspect, "changed", _text(old), _text(new)))
    came_or_went = told.loc[told["aspect"].isin(["table", "column", "required", "foreign_key", "check"])]
    for row in came_or_went.itertuples(index=False):
        change = "added" if _text(row.old_value) is None else "removed"
        rows.append(
            _row(row.table_name, row.column_name, row.aspect, change, _text(row.old_value), _text(row.new_value))
        )
    return rows


def _many(told: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame) -> list[Row]:
    """Return the rows of vocabularies: one a value that came or went, one where a vocabulary was closed or opened."""
    rows = []
    words = told.loc[told["aspect"] == "vocabulary"]
    had, has = (_places(contract) for contract in (old, new))
    for (table, column), values in words.groupby(["table_name", "column_name"]):
        if (table, column) not in had or (table, column) not in has:
            change = "closed" if (table, column) in has else "opened"
            listed = ["|".join(values[side].dropna()) or None for side in ("old_value", "new_value")]
            rows.append(_row(table, column, "vocabulary", change, listed[0], listed[1]))
        else:
            for row in values.itertuples(index=False):
                change = "added" if _text(row.old_value) is None else "removed"
                rows.append(_row(table, column, "vocabulary", change, _text(row.old_value), _text(row.new_value)))
    return rows


def _places(contract: pd.DataFrame) -> set[tuple[str, str]]:
    listed = contract.loc[contract["aspect"] == "vocabulary", ["table_name", "column_name"]]
    return set(listed.itertuples(index=False, name=None))


def _keys(told: pd.DataFrame, pair: Pair) -> list[Row]:
    rows = []
    for table, values in told.loc[told["aspect"] == "key"].groupby("table_name"):
        old, new = (values[side].dropna().iloc[0] for side in _SIDES)
        rows.append(_row(table, "", "key", "kept" if _is_key(pair, table, old) else "broken", old, new))
    return rows


def _is_key(pair: Pair, table: str, key: str) -> bool:
    columns = key.split(", ")
    if not set(columns) <= set(pair.columns["new"][table]):
        return False
    quoted = ", ".join(f'"{column}"' for column in columns)
    counts = pair.query(f'SELECT count(*) AS rows FROM "new_{table}" GROUP BY {quoted} HAVING count(*) > 1 LIMIT 1')
    return counts.empty


def _bounds(told: pd.DataFrame, pair: Pair) -> list[Row]:
    bounds = told.loc[told["aspect"].isin(_BOUNDS)]
    rows = []
    for (table, column, aspect), values in bounds.groupby(["table_name", "column_name", "aspect"]):
        old, new = (_text(values[side].dropna().iloc[0]) if values[side].notna().any() else None for side in _SIDES)
        change = "broken" if old is not None and _breaks(pair, table, column, aspect, old) else "kept"
        rows.append(_row(table, column, aspect, change, old, new))
    return rows


_SIDES = ("old_value", "new_value")


def _breaks(pair: Pair, table: str, column: str, aspect: str, bound: str) -> bool:
    values = pair.query(f'SELECT DISTINCT "{column}" AS value FROM "new_{table}" WHERE "{column}" IS NOT NULL')["value"]
    if aspect == "pattern":
        return not values.astype("str").map(lambda text: re.match(bound, text) is not None).all()
    return bool((values < float(bound)).any() if aspect == "minimum" else (values > float(bound)).any())


def least_bump(contract_changes: pd.DataFrame) -> Bump:
    """Return the least bump that all changes of the contract ask together."""
    asked = contract_changes["bump"].map(BUMPS.index)
    return BUMPS[int(asked.max())] if len(asked) else "none"


def step_contract(old: str, new: str, bump: Bump) -> ContractStep:
    """Return the step from one contract version to another; words about columns alone do not ask a new version."""
    parts = [int(part) for part in old.split(".")]
    place = {"major": 0, "minor": 1, "patch": 2}.get(bump)
    least = parts if place is None else [*parts[:place], parts[place] + 1, *[0] * (2 - place)]
    needed = least if bump in ("major", "minor") else parts
    is_enough = [int(part) for part in new.split(".")] >= needed
    return ContractStep(old, new, bump, ".".join(map(str, least)), is_enough)


def require_contract_version(difference: Difference) -> None:
    """Raise BadData where the contract version is lower than the changes of the contract ask."""
    step = difference.contract
    if step is None or step.is_enough:
        return
    contract_changes = difference.frames["contract_changes"]
    asking = contract_changes.loc[contract_changes["bump"].isin(["major", "minor"])]
    asking = asking.sort_values("bump", kind="stable")
    what = f"The contract changed since the release before, and its version {step.new} is too low: {step.least_bump}, "
    remedy = (
        f'Set CONTRACT_VERSION = "{step.least_version}" or higher in schemas/registry.py, take the change back, '
        "or build into another folder by --out."
    )
    told = [f"{row.bump}: {tell_contract(row)}" for row in asking.itertuples(index=False)]
    raise BadData(describe(f"{what}from {step.old}.", told, remedy))


def tell_contract(row: object) -> str:
    """Return a row of `contract_changes` in words."""
    table, column, aspect = (getattr(row, name) for name in ("table_name", "column_name", "aspect"))
    words = contract_rules()["bound" if aspect in _BOUNDS else aspect, row.change][1]  # type: ignore[attr-defined]
    place = f"{table}.{column}" if isinstance(column, str) else table
    values = [_text(getattr(row, side)) for side in _SIDES]
    if aspect in ("table", "column", "required", "description"):
        return f"{place}: {words}"
    return f"{place}: {words} ({' -> '.join(value for value in values if value is not None)})"
