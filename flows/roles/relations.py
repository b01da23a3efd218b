"""How each raw role stands to the canonical roles: united with one, aligned with one, or a role of its own."""

import pandas as pd

from schemas.sql import query

# A ladder is left only where it has no rung: first for another specialization, then for the track beside it (an
# executive is nearer to managers than to professionals).
_TRACKS_APART = "abs(strpos('SPME', c.track_code) - strpos('SPME', r.track_code))"
_NEAREST = f"{_TRACKS_APART}, is_other_specialization, steps, c.level_rank, c.role_code"


def resolve_relations(raw_roles: pd.DataFrame, levels: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return raw roles with the relation that each ended with and the role_code of the role that it became.

    Canonical are the roles at the places of raw roles that unite. A raw role that aligns takes the one at its place,
    else the nearest rung of its track in its specialization, else in its family, else of the family on any track; where
    its family has no canonical role it ends as `own`. Adds declared_relation, placement_code, family_code, track_code,
    level_rank, level_name, priority, source_kind, and for aligned roles steps, is_other_specialization and
    is_other_track. Rows come in order of role_code, ours first, then by priority.
    """
    return query(
        f"""
        WITH raw AS (
            SELECT r.* EXCLUDE (relation), r.relation AS declared_relation,
                   r.specialization_code || '.' || r.level_code AS placement_code,
                   split_part(r.specialization_code, '.', 1) AS family_code,
                   l.track_code, l.level_rank, l.level_name, s.priority, s.kind AS source_kind
            FROM raw_roles r
            JOIN levels l ON l.level_code = r.level_code
            JOIN sources s ON s.source_id = r.source_id
        ),
        canonical AS (
            SELECT DISTINCT placement_code AS role_code, specialization_code, family_code, track_code, level_rank
            FROM raw WHERE declared_relation = 'unite'
        ),
        nearest AS (
            SELECT DISTINCT ON (r.source_id, r.source_key) r.source_id, r.source_key, c.role_code,
                   abs(c.level_rank - r.level_rank) AS steps,
                   c.specialization_code <> r.specialization_code AS is_other_specialization,
                   c.track_code <> r.track_code AS is_other_track
            FROM raw r JOIN canonical c ON c.family_code = r.family_code
            WHERE r.declared_relation = 'align'
            ORDER BY r.source_id, r.source_key, {_NEAREST}
        )
        SELECT r.*, coalesce(n.role_code, r.placement_code) AS role_code,
               n.steps, n.is_other_specialization, n.is_other_track,
               CASE WHEN declared_relation = 'align' AND n.role_code IS NULL THEN 'own'
                    ELSE declared_relation END AS relation
        FROM raw r
        LEFT JOIN nearest n ON n.source_id = r.source_id AND n.source_key = r.source_key
        ORDER BY role_code, r.source_kind <> 'family_files', r.priority, r.source_id, r.source_key
        """,
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
