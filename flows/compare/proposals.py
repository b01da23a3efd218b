"""Renames that the data suggest: what went and what came are of one kind, in the same places, and called alike."""

import pandas as pd

from flows.compare.likeness import pair_alike
from flows.compare.pair import Pair
from schemas.differences import DIFFERENCES
from schemas.settings import CompareSettings
from schemas.sql import read_sql


def propose_components(pair: Pair, renamed_roles: pd.DataFrame, settings: CompareSettings) -> pd.DataFrame:
    """Return old_id, new_id, holder_share and name_likeness of components that seem to have been renamed.

    Both are of one kind, the share of holders in common (of roles that both releases have) and the likeness of names
    reach the parameters compare.holder_share_least and compare.name_likeness_least, and each is the other's best.
    """
    pairs = pair.query(read_sql("flows.compare", "component_proposals"), renamed_roles=renamed_roles)
    likely = pairs.loc[pairs["share"] >= settings.holder_share_least]
    best = pair_alike(likely, settings.name_likeness_least)
    return best.rename(columns={"share": "holder_share"})


def propose_roles(
    pair: Pair, role_changes: pd.DataFrame, components: pd.DataFrame, settings: CompareSettings
) -> pd.DataFrame:
    """Return `role_proposals`: roles of one source that went and came, alike in name and in what they hold.

    `components` has old_id, new_id of renamed components, which count as held in common.
    """
    pairs = pair.query(_ROLE_PAIRS, role_changes=role_changes, components=components)
    likely = pairs.loc[pairs["share"] >= settings.component_share_least]
    best = pair_alike(likely, settings.name_likeness_least)
    columns = {"old_id": "old_role_id", "new_id": "new_role_id", "old_name": "old_title", "new_name": "new_title"}
    return DIFFERENCES["role_proposals"].frame(best.rename(columns=columns))


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
