"""How each raw role stands to the canonical roles: united with one, aligned with one, or a role of its own."""

import pandas as pd

from schemas.sql import query, read_sql


def resolve_relations(raw_roles: pd.DataFrame, levels: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return raw roles with the relation that each ended with and the role_code of the role that it became.

    Canonical are the roles at the places of raw roles that unite. A raw role that aligns takes the one at its place,
    else the nearest rung of its track in its specialization, else in its family, else of the family on any track; where
    its family has no canonical role it ends as `own`. Adds declared_relation, placement_code, family_code, track_code,
    level_rank, level_name, priority, source_kind, and for aligned roles steps, is_other_specialization and
    is_other_track. Rows come in order of role_code, ours first, then by priority.
    """
    return query(
        read_sql("flows.roles", "nearest_canonical"),
        raw_roles=raw_roles,
        levels=levels,
        sources=sources,
    )


def select_roles_with_ids(resolved: pd.DataFrame) -> pd.DataFrame:
    """Return the raw roles that need an id of their own: ours, those that stay own, those united where we have none."""
    ours = resolved.loc[resolved["source_kind"] == "family_files", "role_code"]
    is_ours = resolved["source_kind"] == "family_files"
    is_new = resolved["relation"].eq("unite") & ~resolved["role_code"].isin(ours)
    return resolved.loc[is_ours | resolved["relation"].eq("own") | is_new]
