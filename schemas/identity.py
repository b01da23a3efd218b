"""What became of role ids over time: the events of id_changes, and where a chain of them leads."""

import pandas as pd

from schemas.errors import BadData, describe
from schemas.sql import query

# A role that stays is among its own successors; every other event ends the old id.
EVENTS = """
    grouped AS (
        SELECT old_role_id, kind, changed_date, min(change_id) AS event,
               coalesce(bool_or(new_role_id = old_role_id), false) AS stays
        FROM changes GROUP BY old_role_id, kind, changed_date
    ),
    events AS (SELECT *, lag(event) OVER (PARTITION BY old_role_id ORDER BY event) AS prior FROM grouped),
    steps AS (
        SELECT e.*, c.change_id, c.new_role_id, c.reason
        FROM events e JOIN changes c USING (old_role_id, kind, changed_date)
    )
"""


def require_sound_changes(id_changes: pd.DataFrame, file: str) -> None:
    """Raise BadData where rows of id_changes contradict their kind, or a role that had gone is named again.

    A rename or merge has one successor, a split at least two, a retirement none; ids and codes stand together.
    """
    faults = query(f"WITH {_FAULTS}", changes=id_changes)
    if len(faults):
        examples = [f"{row.change_id}: {row.fault}" for row in faults.itertuples(index=False)]
        remedy = f"Mend {file}: a row of an id that went points to its last successor; nothing follows it."
        raise BadData(describe(f"{file}: {len(faults)} changes cannot be followed", examples, remedy))


_FAULTS = f"""
    {EVENTS},
    gone AS (SELECT old_role_id, min(event) AS event FROM steps WHERE NOT stays GROUP BY old_role_id),
    targets AS (SELECT event, any_value(kind) AS kind, any_value(old_role_id) AS old_role_id, any_value(stays) AS stays,
                       count(DISTINCT new_role_id) AS successors FROM steps GROUP BY event)
    SELECT change_id, fault FROM (
        SELECT change_id, 'retire names a successor; leave it out, or call it merge or split' AS fault
        FROM changes WHERE kind = 'retire' AND new_role_id IS NOT NULL
        UNION ALL
        SELECT change_id, kind || ' names no successor' FROM changes WHERE kind <> 'retire' AND new_role_id IS NULL
        UNION ALL
        SELECT change_id, 'new_role_id and new_role_code stand together or not at all'
        FROM changes WHERE (new_role_id IS NULL) <> (new_role_code IS NULL)
        UNION ALL
        SELECT event, kind || ' of ' || old_role_id || ' has ' || successors || ' successors, not one'
        FROM targets WHERE kind IN ('rename', 'merge') AND successors > 1
        UNION ALL
        SELECT event, 'split of ' || old_role_id || ' has one successor; add the others, or call it rename or merge'
        FROM targets WHERE kind = 'split' AND successors = 1
        UNION ALL
        SELECT s.change_id, s.old_role_id || ' is changed again; it had gone by ' || g.event
        FROM steps s JOIN gone g USING (old_role_id) WHERE s.event > g.event
        UNION ALL
        SELECT s.change_id, s.new_role_id || ' comes back; it had gone by ' || g.event || ' (a cycle)'
        FROM steps s JOIN gone g ON g.old_role_id = s.new_role_id
        WHERE s.change_id > g.event AND s.new_role_id <> s.old_role_id
    ) ORDER BY ALL
"""


def gone_ids(changes: pd.DataFrame) -> pd.Series:
    """Return the ids that changes ended: of roles retired, merged, renamed to another id, or split without a rest."""
    return query(f"WITH {EVENTS} SELECT DISTINCT old_role_id FROM events WHERE NOT stays", changes=changes)[
        "old_role_id"
    ]


def find_successors(role_ids: pd.Series, changes: pd.DataFrame) -> pd.DataFrame:
    """Return where chains of changes lead: role_id, successor_id (null: retired), kinds and reasons on the way.

    One row a role and successor; a role that no change names is its own successor. Changes are followed in the order
    of change_id, so that what befell a successor before a role came to it does not count.
    """
    starts = role_ids.drop_duplicates().astype("str").rename("role_id").to_frame()
    return query(f"WITH RECURSIVE {_FOLLOWED}", starts=starts, changes=changes)


_FOLLOWED = f"""
    {EVENTS},
    walks AS (
        SELECT role_id, role_id AS successor_id, '' AS event, '' AS kinds, '' AS reasons FROM starts
        UNION ALL
        SELECT w.role_id, s.new_role_id, s.event, concat_ws('|', nullif(w.kinds, ''), s.kind),
               CASE WHEN s.reason IS NULL OR contains(w.reasons, s.reason) THEN w.reasons
                    ELSE concat_ws('; ', nullif(w.reasons, ''), s.reason) END
        FROM walks w JOIN steps s
          ON s.old_role_id = w.successor_id AND s.event > w.event AND (s.prior IS NULL OR s.prior <= w.event)
    )
    SELECT w.role_id, w.successor_id, min(w.kinds) AS kinds, min(w.reasons) AS reasons
    FROM walks w
    WHERE NOT EXISTS (FROM events e WHERE e.old_role_id = w.successor_id AND e.event > w.event)
    GROUP BY w.role_id, w.successor_id
    ORDER BY w.role_id, w.successor_id NULLS LAST
"""
