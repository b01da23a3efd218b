"""What became of roles: who went and why, who came, who was renamed, moved or put on another level."""

import pandas as pd

from flows.compare.pair import Pair
from schemas.differences import DIFFERENCES
from schemas.identity import find_successors
from schemas.sql import read_sql

_FRESH = "SELECT n.* FROM new_id_changes n ANTI JOIN old_id_changes o USING (change_id)"


def follow_roles(pair: Pair) -> pd.DataFrame:
    """Return role_id of each role of the earlier release with successor_id (null: retired), kinds and reasons.

    A role that no change made since names is its own successor, whether the later release holds it or not.
    """
    return find_successors(pair.query("SELECT role_id FROM old_roles")["role_id"], pair.query(_FRESH))


def renamed_ids(pair: Pair, successors: pd.DataFrame) -> pd.DataFrame:
    """Return old_id, new_id of roles that have one successor of another id, which the earlier release had not."""
    return pair.query(
        """
        SELECT role_id AS old_id, any_value(successor_id) AS new_id FROM successors
        GROUP BY role_id HAVING count(*) = 1 AND new_id IS NOT NULL AND new_id <> old_id
           AND new_id NOT IN (SELECT role_id FROM old_roles) AND NOT contains(any_value(kinds), 'merge')
        """,
        successors=successors,
    )


def compare_roles(pair: Pair, successors: pd.DataFrame, source_changes: pd.DataFrame) -> pd.DataFrame:
    """Return `role_changes`; the cause is `own` unless the role's source was not loaded or is another.

    A role that went without a row in id_changes is source_not_loaded, dropped_by_source (its source has another
    edition or other files), or else missing.
    """
    changes = pair.query(
        read_sql("flows.compare", "role_changes"), successors=successors, source_changes=source_changes
    )
    return DIFFERENCES["role_changes"].frame(changes)
