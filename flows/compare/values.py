"""Rows that differ: counted for every table, and listed value by value for those that people read."""

from collections.abc import Sequence

import pandas as pd

from flows.compare.pair import SIDES, Pair
from schemas.comparison import Listed, comparison_rules
from schemas.differences import DIFFERENCES
from schemas.registry import PUBLISHED


def count_changes(pair: Pair, renamed: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return `table_changes`, a row a table of either release.

    `renamed` has old_id, new_id of `roles` and of `components`, which keys follow.
    """
    names = sorted({*pair.columns["old"], *pair.columns["new"]})
    return DIFFERENCES["table_changes"].frame(pd.concat([_count(pair, name, renamed) for name in names]))


def _count(pair: Pair, name: str, renamed: dict[str, pd.DataFrame]) -> pd.DataFrame:
    key = _key(pair, name)
    if not key:
        return _count_unkeyed(pair, name)
    rules = comparison_rules()
    others = [column for column in pair.shared_columns(name) if column not in key]
    said = [_differs(pair, name, column) for column in others if column not in rules.place_columns]
    placed = [_differs(pair, name, column) for column in others if column in rules.place_columns]
    is_changed, is_moved = (" OR ".join(parts) or "false" for parts in (said, placed))
    return pair.query(
        f"""
        WITH olds AS ({_followed(name, key)}), news AS (SELECT *, true AS is_there FROM "new_{name}"),
        joined AS (
            SELECT o.is_there AS is_old, n.is_there AS is_new, o.is_renamed, ({is_changed}) AS is_changed,
                   ({is_moved}) AS is_moved
            FROM olds o FULL JOIN news n USING ({_quoted(key)})
        )
        SELECT '{name}' AS "table", count(is_old) AS before, count(is_new) AS after,
               count(*) FILTER (is_old IS NULL) AS added, count(*) FILTER (is_new IS NULL) AS removed,
               count(*) FILTER (is_old AND is_new AND is_renamed) AS renamed,
               count(*) FILTER (is_old AND is_new AND NOT is_renamed AND is_changed) AS changed,
               count(*) FILTER (is_old AND is_new AND NOT is_renamed AND NOT is_changed AND is_moved) AS moved
        FROM joined
        """,
        **_frames(renamed),
    )


def _count_unkeyed(pair: Pair, name: str) -> pd.DataFrame:
    before, after = (f'(SELECT count(*) FROM "{side}_{name}")' if pair.has(side, name) else "0" for side in SIDES)
    return pair.query(
        f"""
        SELECT '{name}' AS "table", {before} AS before, {after} AS after, {after} AS added, {before} AS removed,
               0 AS renamed, 0 AS changed, 0 AS moved
        """
    )


def list_changes(pair: Pair, listed: Listed, renamed: dict[str, pd.DataFrame], causes: pd.DataFrame) -> pd.DataFrame:
    """Return the values of a table that differ: of roles, levels or nodes that both releases have.

    A row that came or went has no column_name; where a value changed, each column has a row. `causes` has role_id and
    cause, which the rows of a role take.
    """
    name, key = listed.table, _key(pair, listed.table)
    if not key or not pair.shared_columns(name):
        return DIFFERENCES[listed.difference].empty()
    naming = " JOIN codes USING (role_id)" if "role_id" in key else ""
    naming += " LEFT JOIN names USING (component_id)" if "component_id" in key else ""
    rows = pair.query(
        f"""
        WITH olds AS ({_followed(name, key)}), news AS (SELECT * FROM "new_{name}"), {_NAMED}
        SELECT * FROM ({" UNION ALL ".join(_changed_parts(pair, listed, key))}) {naming}
        """,
        **_frames(renamed),
        causes=causes,
    )
    return DIFFERENCES[listed.difference].frame(rows)


_NAMED = """
    codes AS (
        SELECT role_id, role_code, cause FROM new_roles JOIN causes USING (role_id)
        WHERE role_id IN (SELECT role_id FROM old_roles) OR role_id IN (SELECT new_id FROM renamed_roles)
    ),
    names AS (
        SELECT component_id, coalesce(n.name, o.name) AS name
        FROM old_components o FULL JOIN new_components n USING (component_id)
    )
"""


def _changed_parts(pair: Pair, listed: Listed, key: Sequence[str]) -> list[str]:
    name, shown = listed.table, [*key, *listed.beside]
    left_out = {*key, *comparison_rules().place_columns}
    nothing = "NULL AS column_name, NULL AS old_value, NULL AS new_value"
    return [
        f"""SELECT 'added' AS change, {_columns("n", shown)}, {nothing}
            FROM news n ANTI JOIN olds o USING ({_quoted(key)})""",
        f"""SELECT 'removed' AS change, {_columns("o", shown)}, {nothing}
            FROM olds o ANTI JOIN news n USING ({_quoted(key)})""",
        *(
            f"""SELECT 'changed' AS change, {_columns("n", shown)}, '{column}' AS column_name,
                       CAST(o."{column}" AS VARCHAR) AS old_value, CAST(n."{column}" AS VARCHAR) AS new_value
                FROM olds o JOIN news n USING ({_quoted(key)}) WHERE {_differs(pair, name, column)}"""
            for column in pair.shared_columns(name)
            if column not in left_out
        ),
    ]


def _key(pair: Pair, name: str) -> list[str]:
    """Return the columns by which rows of a table are told apart; none where a release lacks one of them."""
    if name not in PUBLISHED:
        return []
    key = list(comparison_rules().compared_by.get(name, PUBLISHED[name].key))
    known = [pair.columns[side][name] for side in SIDES if pair.has(side, name)]
    return key if all(column in columns for columns in known for column in key) else []


def _followed(name: str, key: Sequence[str]) -> str:
    """Return SQL for the earlier release's rows whose keys follow renames, with is_there and is_renamed."""
    rules = comparison_rules()
    ways = {column: "renamed_roles" for column in key if column in rules.role_columns}
    ways |= {column: "renamed_components" for column in key if column in rules.component_columns}
    replaced = ", ".join(f'coalesce("{column}_way".new_id, t."{column}") AS "{column}"' for column in ways)
    joins = " ".join(
        f'LEFT JOIN {way} "{column}_way" ON "{column}_way".old_id = t."{column}"' for column, way in ways.items()
    )
    is_renamed = " OR ".join(f'"{column}_way".new_id IS NOT NULL' for column in ways) or "false"
    columns = f"t.* REPLACE ({replaced})" if ways else "t.*"
    return f'SELECT {columns}, true AS is_there, ({is_renamed}) AS is_renamed FROM "old_{name}" t {joins}'


def _frames(renamed: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {f"renamed_{what}": frame for what, frame in renamed.items()}


def _differs(pair: Pair, name: str, column: str) -> str:
    is_alike = pair.columns["old"][name][column] == pair.columns["new"][name][column]
    old, new = (f'{side}."{column}"' if is_alike else f'CAST({side}."{column}" AS VARCHAR)' for side in ("o", "n"))
    return f"{old} IS DISTINCT FROM {new}"


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _columns(side: str, columns: Sequence[str]) -> str:
    return ", ".join(f'{side}."{column}"' for column in columns)
