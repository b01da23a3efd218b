"""The questions: one row a role and a candidate, those on top where looking pays most."""

import pandas as pd

from schemas.documents.review import NO_DECISION, column_names
from schemas.sql import query, read_sql

OTHERS_SHOWN = 5


def review_rows(
    tables: dict[str, pd.DataFrame], decisions: pd.DataFrame, latest: pd.DataFrame, release_version: str
) -> pd.DataFrame:
    """Return the rows of a review file, entry columns empty, in the order in which looking pays most.

    `tables` holds roles, occupations, role_occupations and source_roles of the release; `latest` has the latest of
    `decisions` on each pair. Pairs that are approved, or decided since the release, are left out, and the group
    inferred from the superfunction where the role has a finer claim. Order, which is total: roles with a stale
    approval, then raw records times the chance that the primary mapping is wrong (none where it is approved), most
    first, then the smallest margin, role_code, rank.
    """
    asked = query(
        read_sql("flows.curation", "review_questions"),
        {"inferred": "inferred_from_superfunction", "others_shown": OTHERS_SHOWN},
        mappings=tables["role_occupations"],
        roles=tables["roles"],
        occupations=tables["occupations"],
        source_roles=tables["source_roles"],
        latest=latest[["role_id", "occupation_code", "decision_id"]],
    )
    last = NO_DECISION if decisions.empty else decisions["decision_id"].max()
    empty = pd.Series(None, index=asked.index, dtype="str")
    filled = asked.assign(
        **dict.fromkeys(column_names("entry"), empty), release_version=release_version, last_decision_id=last
    )
    return filled[column_names()]
