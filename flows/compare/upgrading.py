"""Carries role ids and codes of users from one release to another; where several may follow, a person decides."""

import pandas as pd

from flows.compare.pair import Pair
from flows.compare.releases import compare_tables
from schemas.identity import find_successors
from schemas.settings import CompareSettings
from schemas.sql import read_sql

UPGRADE_STATUSES = ("kept", "updated", "needs_person", "goes_nowhere", "unknown", "blank")
UPGRADE_COLUMNS = (
    "upgraded_from",
    "upgrade_choices",
    "upgrade_choice_titles",
    "upgrade_status",
    "upgrade_reason",
)


def upgrade_roles(given: pd.Series, pair: Pair, versions: tuple[str, str], settings: CompareSettings) -> pd.DataFrame:
    """Return a row a distinct cell: given, title, value, choices, choice_titles, status, reason.

    A cell is a role_id or role_code of the earlier release, or one that went before it. `value` is the cell for the
    later release: where one role follows it is that one's id or code (kept, updated), where several may (needs_person)
    or none does (goes_nowhere), and where no release knows it (unknown), the cell as it stands. A rename that only the
    data suggest is a choice, never taken.
    """
    frames = compare_tables(pair, settings)
    named = pair.query(_NAMED, given_cells=pd.DataFrame({"given": given.drop_duplicates()}))
    older, known = (named.loc[named["release"] == release, "role_id"] for release in ("older", "old"))
    fresh = pair.query("SELECT n.* FROM new_id_changes n ANTI JOIN old_id_changes o USING (change_id)")
    every = pair.query("FROM new_id_changes")
    ends = [find_successors(known, fresh), find_successors(older, every)]
    return pair.query(
        read_sql("flows.compare", "upgraded_roles"),
        named=named,
        successors=pd.concat(ends, ignore_index=True).drop_duplicates(["role_id", "successor_id"]),
        role_changes=frames["role_changes"],
        proposals=frames["role_proposals"],
        told=pd.DataFrame([{"old_version": versions[0], "new_version": versions[1]}]),
    )


_NAMED = """
    WITH cells AS (SELECT given, upper(trim(given)) AS name FROM given_cells),
    old_names AS (
        SELECT upper(role_id) AS name, role_id, 'id' AS form FROM old_roles
        UNION SELECT role_code, role_id, 'code' FROM old_roles
    ),
    new_names AS (
        SELECT upper(role_id) AS name, role_id, 'id' AS form FROM new_roles
        UNION SELECT role_code, role_id, 'code' FROM new_roles
    ),
    older_names AS (
        SELECT upper(old_role_id) AS name, old_role_id AS role_id, 'id' AS form FROM new_id_changes
        UNION SELECT old_role_code, old_role_id, 'code' FROM new_id_changes
    ),
    found AS (
        SELECT c.given, n.*, 'old' AS release, 1 AS rank FROM cells c JOIN old_names n USING (name)
        UNION ALL SELECT c.given, n.*, 'new', 2 FROM cells c JOIN new_names n USING (name)
        UNION ALL SELECT c.given, n.*, 'older', 3 FROM cells c JOIN older_names n USING (name)
    ),
    best AS (SELECT * FROM found QUALIFY rank = min(rank) OVER (PARTITION BY given))
    SELECT c.given, c.name = '' AS is_blank, b.role_id, b.form, b.release,
           CASE b.form WHEN 'id' THEN b.role_id ELSE b.name END AS read_as
    FROM cells c LEFT JOIN best b USING (given)
"""
