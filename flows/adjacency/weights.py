"""The weights of structural distance, and the distance of pairs by them, in whole fortieths."""

import numpy as np
import pandas as pd

from schemas.settings import AdjacencySettings

# Narrowest first; two roles are compared on the first that they share.
TIERS = ("specialization", "family", "function", "superfunction")


def tier_parts(one: pd.DataFrame, other: pd.DataFrame, weights: AdjacencySettings) -> np.ndarray:
    """Return the tier part of each pair of rows of two frames with the codes of the tiers."""
    parts = np.full(len(one), weights.elsewhere, dtype=np.int64)
    for tier, weight in reversed(list(zip(TIERS, weights.tiers, strict=True))):
        parts[one[f"{tier}_code"].to_numpy() == other[f"{tier}_code"].to_numpy()] = weight
    return parts


def level_parts(one: pd.DataFrame, other: pd.DataFrame, weights: AdjacencySettings) -> np.ndarray:
    """Return the level part of each pair of rows of two frames with level_rank and track_code."""
    steps = np.abs(one["level_rank"].to_numpy(dtype=np.int64) - other["level_rank"].to_numpy(dtype=np.int64))
    is_other = one["track_code"].to_numpy() != other["track_code"].to_numpy()
    return np.minimum(weights.level_most, weights.level_step * steps + weights.other_track * is_other)


def pair_distances(one: pd.DataFrame, other: pd.DataFrame, weights: AdjacencySettings) -> np.ndarray:
    """Return the distance of each pair of rows of two frames of coordinates, in fortieths."""
    return tier_parts(one, other, weights) + level_parts(one, other, weights)


def band_numbers(distance: np.ndarray, weights: AdjacencySettings) -> np.ndarray:
    """Return 0, 1 or 2 for strong, partial or weak distances in fortieths."""
    return np.searchsorted(np.array([weights.strong_most, weights.partial_most]), distance, side="left")


def band_margins(distance: np.ndarray, weights: AdjacencySettings) -> np.ndarray:
    """Return how far distances in fortieths are from the nearest edge of their band, in fortieths."""
    edges = np.array([weights.strong_most, weights.partial_most])
    return np.abs(np.asarray(distance)[..., None] - edges).min(axis=-1)
