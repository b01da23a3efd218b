"""Carries role ids and codes of users from one release to another; where several may follow, a person decides."""

import pandas as pd

from flows.compare.pair import Pair
from flows.compare.releases import compare_tables
from schemas.identity import find_successors
from schemas.settings import CompareSettings

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
        _OUTCOME,
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

_OUTCOME = """
    WITH ways AS (
        SELECT n.given, n.is_blank, n.form, n.release, n.read_as, n.role_id,
               CASE WHEN n.release = 'new' THEN n.role_id ELSE s.successor_id END AS successor_id, s.kinds, s.reasons
        FROM named n LEFT JOIN successors s USING (role_id)
    ),
    shown AS (
        SELECT w.*, r.title, CASE w.form WHEN 'id' THEN r.role_id ELSE r.role_code END AS follower
        FROM ways w LEFT JOIN new_roles r ON r.role_id = w.successor_id
    ),
    ends AS (
        SELECT given, any_value(is_blank) AS is_blank, any_value(form) AS form, any_value(release) AS release,
               any_value(read_as) AS read_as, min(role_id) AS role_id,
               count(DISTINCT follower) AS followers, bool_or(kinds <> '' AND successor_id IS NULL) AS is_retired,
               bool_or(successor_id IS NOT NULL AND follower IS NULL) AS is_lost,
               min(follower) AS follower,
               string_agg(DISTINCT replace(kinds, '|', ', then '), ', ') AS kinds,
               string_agg(DISTINCT nullif(reasons, ''), '; ') AS reasons
        FROM shown GROUP BY given
    ),
    choices AS (
        SELECT given, string_agg(follower, '|' ORDER BY follower) AS choices,
               string_agg(replace(title, '|', '/'), '|' ORDER BY follower) AS choice_titles
        FROM (SELECT DISTINCT given, follower, title FROM shown WHERE follower IS NOT NULL) GROUP BY given
    ),
    proposed AS (
        SELECT e.given, CASE e.form WHEN 'id' THEN p.new_role_id ELSE p.new_role_code END AS choices,
               p.new_title AS choice_titles
        FROM ends e JOIN proposals p ON p.old_role_id = e.role_id
    ),
    causes AS (
        SELECT role_id, any_value(CASE change
            WHEN 'missing' THEN 'gone, and id_changes does not say why'
            WHEN 'dropped_by_source' THEN 'left out by its source: ' || cause
            ELSE cause END) AS cause
        FROM role_changes WHERE change IN ('missing', 'dropped_by_source', 'source_not_loaded') GROUP BY role_id
    ),
    judged AS (
        SELECT e.*, p.choices AS proposed, CASE
            WHEN e.is_blank THEN 'blank'
            WHEN e.role_id IS NULL THEN 'unknown'
            WHEN e.followers > 1 OR (e.followers = 1 AND (e.is_retired OR e.is_lost)) THEN 'needs_person'
            WHEN e.followers = 1 AND e.follower = e.given THEN 'kept'
            WHEN e.followers = 1 THEN 'updated'
            WHEN p.choices IS NOT NULL THEN 'needs_person'
            ELSE 'goes_nowhere' END AS status
        FROM ends e LEFT JOIN proposed p USING (given)
    )
    SELECT j.given, o.title AS title, CASE WHEN j.status = 'updated' THEN follower ELSE j.given END AS value,
           CASE WHEN j.status = 'needs_person' THEN coalesce(c.choices, p.choices) END AS choices,
           CASE WHEN j.status = 'needs_person' THEN coalesce(c.choice_titles, p.choice_titles) END AS choice_titles,
           j.status,
           nullif(concat_ws('; ',
               CASE WHEN read_as <> j.given THEN 'read as ' || read_as END,
               CASE WHEN release = 'older' THEN 'it went before ' || old_version END,
               CASE WHEN release = 'new' THEN 'not in ' || old_version || ', but in ' || new_version END,
               CASE WHEN j.status = 'blank' THEN 'the cell is blank'
                    WHEN j.status = 'unknown' THEN 'no role_id or role_code of ' || old_version || ' or ' || new_version
                    WHEN nullif(kinds, '') IS NOT NULL THEN kinds || coalesce(': ' || reasons, '')
                    WHEN j.status = 'updated' AND read_as <> follower THEN 'the role has another code'
                    WHEN proposed IS NOT NULL THEN 'its source seems to have renamed it; ' || coalesce(a.cause, '')
                    WHEN j.status = 'goes_nowhere' THEN coalesce(a.cause, 'not in ' || new_version) END,
               CASE WHEN j.status = 'needs_person' AND is_retired THEN 'a part was retired' END,
               CASE WHEN j.status = 'needs_person' AND is_lost THEN 'a successor is not in ' || new_version END
           ), '') AS reason
    FROM judged j CROSS JOIN told
    LEFT JOIN choices c ON c.given = j.given LEFT JOIN proposed p ON p.given = j.given
    LEFT JOIN causes a ON a.role_id = j.role_id LEFT JOIN old_roles o ON o.role_id = j.role_id
    ORDER BY j.given
"""
