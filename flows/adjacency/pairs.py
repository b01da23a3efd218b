"""Pairs of roles explained: where their paths part, what each part of the distance adds, what each of the two holds."""

import numpy as np
import pandas as pd

from flows.adjacency.neighbours import BANDS, DIRECTIONS
from flows.adjacency.weights import TIERS, band_margins, band_numbers, pair_distances, tier_parts
from schemas.settings import AdjacencySettings
from schemas.sql import query
from schemas.vocabularies import KINDS, PREVALENCES


def explain_pairs(one: pd.DataFrame, other: pd.DataFrame, weights: AdjacencySettings) -> pd.DataFrame:
    """Return the distance of each pair of rows of two tables of coordinates, of any superfunctions, explained.

    Columns as in `role_adjacency`: distance, match_band, differs_at, level_steps, direction, taxonomy_contribution,
    rank_contribution, track_contribution, band_margin; `band_edge` is the edge that is so far away.
    """
    steps = other["level_rank"].to_numpy(dtype=np.int64) - one["level_rank"].to_numpy(dtype=np.int64)
    is_other = one["track_code"].to_numpy() != other["track_code"].to_numpy()
    tier = tier_parts(one, other, weights)
    rank = np.minimum(weights.level_most, weights.level_step * np.abs(steps))
    track = np.minimum(weights.level_most - rank, weights.other_track * is_other)
    distance = tier + rank + track
    edges = np.array([weights.strong_most, weights.partial_most])
    return pd.DataFrame(
        {
            "distance": distance / weights.scale,
            "match_band": np.array(BANDS, dtype=object)[band_numbers(distance, weights)],
            "differs_at": _differs_at(one, other, (steps != 0) | is_other),
            "level_steps": steps,
            "direction": np.array(DIRECTIONS, dtype=object)[np.sign(steps) + 1],
            "taxonomy_contribution": tier / weights.scale,
            "rank_contribution": rank / weights.scale,
            "track_contribution": track / weights.scale,
            "band_margin": band_margins(distance, weights) / weights.scale,
            "band_edge": edges[np.abs(distance[:, None] - edges).argmin(axis=1)] / weights.scale,
        }
    )


def _differs_at(one: pd.DataFrame, other: pd.DataFrame, is_other_level: np.ndarray) -> np.ndarray:
    differs = np.where(is_other_level, "level", "none").astype(object)
    for tier in TIERS:
        differs[one[f"{tier}_code"].to_numpy() != other[f"{tier}_code"].to_numpy()] = tier
    return differs


def count_nearer(
    role: pd.DataFrame, other: pd.DataFrame, roles: pd.DataFrame, weights: AdjacencySettings
) -> tuple[int, int]:
    """Return how many of `roles` are nearer to a role than another is, and how many as near, that one counted.

    `role` and `other` are of one row.
    """
    others = roles.loc[roles["role_code"] != role["role_code"].iloc[0]]
    found = pair_distances(role.iloc[np.zeros(len(others), dtype=np.int64)], others, weights)
    limit = pair_distances(role, other, weights)[0]
    return int((found < limit).sum()), int((found == limit).sum())


def compare_holdings(pairs: pd.DataFrame, role_components: pd.DataFrame, components: pd.DataFrame) -> pd.DataFrame:
    """Return what the two roles of each pair (role_id, other_role_id) hold, core first, kind by kind.

    Columns: role_id, other_role_id, held_by (both, first, second), component_id, kind, name, prevalence,
    other_prevalence; a prevalence is null where that role does not hold it.
    """
    return query(
        f"""
        WITH first AS (SELECT p.*, h.* EXCLUDE (role_id) FROM pairs p JOIN held h ON h.role_id = p.role_id),
        second AS (SELECT p.*, h.* EXCLUDE (role_id) FROM pairs p JOIN held h ON h.role_id = p.other_role_id)
        SELECT role_id, other_role_id,
            CASE WHEN second.prevalence IS NULL THEN 'first' WHEN first.prevalence IS NULL THEN 'second' ELSE 'both' END
                AS held_by,
            component_id, k.kind, k.name, first.prevalence, second.prevalence AS other_prevalence
        FROM first FULL JOIN second USING (role_id, other_role_id, component_id) JOIN components k USING (component_id)
        ORDER BY role_id, other_role_id, held_by, list_position({list(KINDS)}, k.kind),
            list_position({list(PREVALENCES)}, coalesce(first.prevalence, second.prevalence)),
            coalesce(first.position, second.position), component_id
        """,
        pairs=pairs[["role_id", "other_role_id"]].drop_duplicates(),
        held=role_components[["role_id", "component_id", "prevalence", "position"]],
        components=components[["component_id", "kind", "name"]],
    )
