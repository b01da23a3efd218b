"""Rows that differ: counted for every table, and listed value by value for those that people read."""

from collections.abc import Sequence

import pandas as pd

from flows.compare.pair import SIDES, Pair
from schemas.comparison import Listed, comparison_rules
from schemas.differences import DIFFERENCES, ROW_CHANGES
from schemas.registry import PUBLISHED


def count_changes(pair: Pair, renamed: dict[str, pd.DataFrame], corrected: pd.Series) -> pd.DataFrame:
    """Return `table_changes`, a row a table of either release.

    `renamed` has old_id, new_id of `roles` and of `components`, which keys follow. `corrected` has by table how many
    sentences were corrected: where the key holds the sentence, such a row is one that changed and none that came or
    went, and where the sentence is part of what is derived, none that was computed anew.
    """
    names = sorted({*pair.columns["old"], *pair.columns["new"]})
    counts = pd.concat([_count(pair, name, renamed) for name in names], ignore_index=True)
    rows = counts["table"].map(corrected).fillna(0)
    texts = comparison_rules().texts
    in_key = rows.where(counts["table"].isin([t.table for t in texts if {*t.columns} & {*_key(pair, t.table)}]), 0)
    derived = rows.where(counts["table"].isin([t.table for t in texts if t.text is not None]), 0)
    derived = derived.clip(upper=counts["recomputed"])
    counts[["added", "removed"]] = counts[["added", "removed"]].sub(in_key, axis=0)
    counts["changed"] += in_key + derived
    return DIFFERENCES["table_changes"].frame(counts.assign(recomputed=counts["recomputed"] - derived))


def _count(pair: Pair, name: str, renamed: dict[str, pd.DataFrame]) -> pd.DataFrame:
    key = _key(pair, name)
    if not key:
        return _count_unkeyed(pair, name)
    rules = comparison_rules()
    others = [column for column in pair.shared_columns(name) if column not in key]
    said = [_differs(pair, name, column) for column in others if rules.is_said(name, column)]
    placed = [_is_distinct(pair, name, column) for column in others if column in rules.place_columns]
    any_other = [_is_distinct(pair, name, column) for column in others if column not in rules.place_columns]
    is_changed, is_moved, is_other = (" OR ".join(parts) or "false" for parts in (said, placed, any_other))
    return pair.query(
        f"""
        WITH olds AS ({follow_renames(name, key)}), news AS (SELECT *, true AS is_there FROM "new_{name}"),
        joined AS (
            SELECT o.is_there AS is_old, n.is_there AS is_new,
                   CASE WHEN is_old IS NULL THEN 'added' WHEN is_new IS NULL THEN 'removed'
                        WHEN o.is_renamed THEN 'renamed' WHEN {is_changed} THEN 'changed' WHEN {is_moved} THEN 'moved'
                        WHEN {is_other} THEN 'recomputed' END AS change
            FROM olds o FULL JOIN news n USING ({_quoted(key)})
        )
        SELECT '{name}' AS "table", count(is_old) AS before, count(is_new) AS after,
               {", ".join(f"count(*) FILTER (change = '{change}') AS {change}" for change in ROW_CHANGES)}
        FROM joined
        """,
        **name_frames(renamed),
    )


def _count_unkeyed(pair: Pair, name: str) -> pd.DataFrame:
    before, after = (f'(SELECT count(*) FROM "{side}_{name}")' if pair.has(side, name) else "0" for side in SIDES)
    counts = {
        "before": before,
        "after": after,
        "added": after,
        "removed": before,
        **dict.fromkeys(ROW_CHANGES[2:], "0"),
    }
    counted = ", ".join(f"{count} AS {change}" for change, count in counts.items())
    return pair.query(f"""SELECT '{name}' AS "table", {counted}""")


def list_changes(pair: Pair, listed: Listed, renamed: dict[str, pd.DataFrame], causes: pd.DataFrame) -> pd.DataFrame:
    """Return the values of a table that differ: of roles, levels or nodes that both releases have.

    A row that came or went has no column_name; where a value changed, each column has a row. `causes` has source_id and
    cause; a row is of the source that it names, else of its role's.
    """
    name, key = listed.table, _key(pair, listed.table)
    if not key or not pair.shared_columns(name):
        return DIFFERENCES[listed.difference].empty()
    naming = " JOIN codes USING (role_id)" if "role_id" in key else ""
    naming += " LEFT JOIN names USING (component_id)" if "component_id" in key else ""
    naming += " LEFT JOIN titles USING (occupation_code)" if "occupation_code" in key else ""
    source_id = "coalesce(p.of_source, codes.role_source)" if "role_id" in key else "p.of_source"
    rows = pair.query(
        f"""
        WITH olds AS ({follow_renames(name, key)}), news AS (SELECT * FROM "new_{name}"), {_NAMED}
        SELECT *, coalesce(c.cause_of_source, 'own') AS cause
        FROM ({" UNION ALL ".join(_changed_parts(pair, listed, key))}) p {naming}
        LEFT JOIN (SELECT source_id AS caused, cause AS cause_of_source FROM causes) c ON c.caused = {source_id}
        """,
        **name_frames(renamed),
        causes=causes,
    )
    return DIFFERENCES[listed.difference].frame(rows)


_NAMED = """
    codes AS (
        SELECT role_id, role_code, source_id AS role_source FROM new_roles
        WHERE role_id IN (SELECT role_id FROM old_roles) OR role_id IN (SELECT new_id FROM renamed_roles)
    ),
    names AS (
        SELECT component_id, coalesce(n.name, o.name) AS name
        FROM old_components o FULL JOIN new_components n USING (component_id)
    ),
    titles AS (
        SELECT occupation_code, coalesce(n.title, o.title) AS occupation_title
        FROM old_occupations o FULL JOIN new_occupations n USING (scheme, occupation_code)
    )
"""


def _changed_parts(pair: Pair, listed: Listed, key: Sequence[str]) -> list[str]:
    name, shown = listed.table, [*key, *listed.beside]
    rules = comparison_rules()
    nothing = "NULL AS column_name, NULL AS old_value, NULL AS new_value"
    old_source, new_source = (
        f"{side}.source_id AS of_source" if "source_id" in PUBLISHED[name].column_names else "NULL AS of_source"
        for side in ("o", "n")
    )
    return [
        f"""SELECT 'added' AS change, {_columns("n", shown)}, {new_source}, {nothing}
            FROM news n ANTI JOIN olds o USING ({_quoted(key)})""",
        f"""SELECT 'removed' AS change, {_columns("o", shown)}, {old_source}, {nothing}
            FROM olds o ANTI JOIN news n USING ({_quoted(key)})""",
        *(
            f"""SELECT 'changed' AS change, {_columns("n", shown)}, {new_source}, '{column}' AS column_name,
                       CAST(o."{column}" AS VARCHAR) AS old_value, CAST(n."{column}" AS VARCHAR) AS new_value
                FROM olds o JOIN news n USING ({_quoted(key)}) WHERE {_differs(pair, name, column)}"""
            for column in pair.shared_columns(name)
            if column not in {*key, *listed.without} and rules.is_said(name, column)
        ),
    ]


def _key(pair: Pair, name: str) -> list[str]:
    """Return the columns by which rows of a table are told apart; none where a release lacks one of them."""
    if name not in PUBLISHED:
        return []
    key = list(comparison_rules().compared_by.get(name, PUBLISHED[name].key))
    known = [pair.columns[side][name] for side in SIDES if pair.has(side, name)]
    return key if all(column in columns for columns in known for column in key) else []


def follow_renames(name: str, key: Sequence[str]) -> str:
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


def name_frames(renamed: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames of renamed ids under the names by which `follow_renames` joins them."""
    return {f"renamed_{what}": frame for what, frame in renamed.items()}


def _differs(pair: Pair, name: str, column: str) -> str:
    """Return SQL for whether a column says something else: a number of a least step by that much."""
    step = comparison_rules().least_step(name, column)
    is_distinct = _is_distinct(pair, name, column)
    is_far = f'coalesce(round(abs(o."{column}" - n."{column}"), 6) >= {step}, true)'
    return f"({is_distinct} AND {is_far})" if step is not None else is_distinct


def _is_distinct(pair: Pair, name: str, column: str) -> str:
    is_alike = pair.columns["old"][name][column] == pair.columns["new"][name][column]
    old, new = (f'{side}."{column}"' if is_alike else f'CAST({side}."{column}" AS VARCHAR)' for side in ("o", "n"))
    return f"{old} IS DISTINCT FROM {new}"


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _columns(side: str, columns: Sequence[str]) -> str:
    return ", ".join(f'{side}."{column}"' for column in columns)
