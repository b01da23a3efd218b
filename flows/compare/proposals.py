"""Renames that the data suggest: what went and what came are of one kind, in the same places, and called alike."""

import pandas as pd

from flows.compare.pair import Pair
from schemas.differences import DIFFERENCES
from schemas.settings import CompareSettings
from schemas.sql import read_sql
from schemas.text import normalise_titles


def propose_components(pair: Pair, renamed_roles: pd.DataFrame, settings: CompareSettings) -> pd.DataFrame:
    """Return old_id, new_id, holder_share and name_likeness of components that seem to have been renamed.

    Both are of one kind, the share of holders in common (of roles that both releases have) and the likeness of names
    reach the parameters compare.holder_share_least and compare.name_likeness_least, and each is the other's best.
    """
    pairs = pair.query(read_sql("flows.compare", "component_proposals"), renamed_roles=renamed_roles)
    likely = pairs.loc[pairs["share"] >= settings.holder_share_least]
    best = _mutual_best(_with_likeness(likely), settings.name_likeness_least)
    return best.rename(columns={"share": "holder_share"})


def propose_roles(
    pair: Pair, role_changes: pd.DataFrame, components: pd.DataFrame, settings: CompareSettings
) -> pd.DataFrame:
    """Return `role_proposals`: roles of one source that went and came, alike in name and in what they hold.

    `components` has old_id, new_id of renamed components, which count as held in common.
    """
    pairs = pair.query(_ROLE_PAIRS, role_changes=role_changes, components=components)
    likely = pairs.loc[pairs["share"] >= settings.component_share_least]
    best = _mutual_best(_with_likeness(likely), settings.name_likeness_least)
    told = best.assign(old_role_id=best["old_id"], new_role_id=best["new_id"])
    told = told.rename(columns={"old_name": "old_title", "new_name": "new_title"})
    return DIFFERENCES["role_proposals"].frame(told.assign(score=told["share"] * told["name_likeness"]))


_ROLE_PAIRS = """
    WITH gone AS (SELECT * FROM role_changes WHERE change = 'dropped_by_source'),
    came AS (SELECT * FROM role_changes WHERE change = 'added'),
    old_held AS (
        SELECT g.source_id, g.role_id, coalesce(c.new_id, h.component_id) AS component_id
        FROM gone g JOIN old_role_components h USING (role_id) LEFT JOIN components c ON c.old_id = h.component_id
    ),
    new_held AS (
        SELECT c.source_id, c.role_id, h.component_id FROM came c JOIN new_role_components h USING (role_id)
    ),
    old_sizes AS (SELECT role_id, count(*) AS held FROM old_held GROUP BY ALL),
    new_sizes AS (SELECT role_id, count(*) AS held FROM new_held GROUP BY ALL),
    shared AS (
        SELECT o.role_id AS old_id, n.role_id AS new_id, count(*) AS held
        FROM old_held o JOIN new_held n USING (source_id, component_id) GROUP BY ALL
    )
    SELECT s.old_id, s.new_id, g.old_title AS old_name, c.new_title AS new_name, g.old_role_code, c.new_role_code,
           s.held / (a.held + b.held - s.held) AS share
    FROM shared s
    JOIN old_sizes a ON a.role_id = s.old_id JOIN new_sizes b ON b.role_id = s.new_id
    JOIN gone g ON g.role_id = s.old_id JOIN came c ON c.role_id = s.new_id
"""


def _with_likeness(pairs: pd.DataFrame) -> pd.DataFrame:
    likeness = name_likeness(pairs["old_name"], pairs["new_name"])
    return pairs.assign(name_likeness=likeness.to_numpy(dtype="float64"))


def _mutual_best(pairs: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return the pairs alike enough in which each side is the other's best; ties go to the lower id."""
    alike = pairs.loc[pairs["name_likeness"] >= least].assign(score=lambda rows: rows["share"] * rows["name_likeness"])
    best = [
        alike.sort_values([side, "score", other], ascending=[True, False, True]).drop_duplicates(side).index
        for side, other in (("old_id", "new_id"), ("new_id", "old_id"))
    ]
    return alike.loc[best[0].intersection(best[1])].sort_values("old_id", ignore_index=True)


def name_likeness(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return twice the shared runs of three letters over all of both, 0 to 1, for each pair of names.

    Names are in the normal form of titles with a blank before and after; order and case of words count little.
    """
    return pd.Series(
        [_dice(a, b) for a, b in zip(_runs(one), _runs(other), strict=True)], index=one.index, dtype="float64"
    )


def _runs(names: pd.Series) -> list[set[str]]:
    padded = " " + normalise_titles(names).str.replace(r"[\W_]+", " ", regex=True).str.strip() + " "
    return [{text[start : start + 3] for start in range(len(text) - 2)} for text in padded]


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
