"""The weights of structural distance, and the distance of pairs by them, in whole fortieths."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.errors import BadData

Parameter = Callable[[str], float]
# Narrowest first; two roles are compared on the first that they share.
TIERS = ("specialization", "family", "function", "superfunction")


@dataclass(frozen=True)
class Weights:
    """What `parameters` says of adjacency; `tiers` is the tier part of two roles that share each of TIERS."""

    tiers: tuple[int, ...]
    elsewhere: int
    level_step: int
    other_track: int
    level_most: int
    scale: int
    strong_most: int
    partial_most: int
    list_below: int
    k: int
    moved_share: float
    pairs_most: int


def read_weights(parameter: Parameter) -> Weights:
    """Return the weights; raise BadData where a wider tier does not count more than a narrower one."""
    whole = {
        name: int(parameter(f"adjacency.{name}"))
        for name in Weights.__dataclass_fields__
        if name not in ("tiers", "moved_share")
    }
    tiers = tuple(int(parameter(f"adjacency.same_{tier}")) for tier in TIERS)
    if any(wide <= narrow for narrow, wide in zip(tiers, (*tiers[1:], whole["elsewhere"]), strict=True)):
        raise BadData(
            "raw/canon/parameters.csv: adjacency.same_specialization, same_family, same_function, same_superfunction "
            "and elsewhere must rise one by one. Mend their values."
        )
    return Weights(tiers=tiers, moved_share=parameter("adjacency.moved_share"), **whole)


def tier_parts(one: pd.DataFrame, other: pd.DataFrame, weights: Weights) -> np.ndarray:
    """Return the tier part of each pair of rows of two frames with the codes of the tiers."""
    parts = np.full(len(one), weights.elsewhere, dtype=np.int64)
    for tier, weight in reversed(list(zip(TIERS, weights.tiers, strict=True))):
        parts[one[f"{tier}_code"].to_numpy() == other[f"{tier}_code"].to_numpy()] = weight
    return parts


def level_parts(one: pd.DataFrame, other: pd.DataFrame, weights: Weights) -> np.ndarray:
    """Return the level part of each pair of rows of two frames with level_rank and track_code."""
    steps = np.abs(one["level_rank"].to_numpy(dtype=np.int64) - other["level_rank"].to_numpy(dtype=np.int64))
    is_other = one["track_code"].to_numpy() != other["track_code"].to_numpy()
    return np.minimum(weights.level_most, weights.level_step * steps + weights.other_track * is_other)


def pair_distances(one: pd.DataFrame, other: pd.DataFrame, weights: Weights) -> np.ndarray:
    """Return the distance of each pair of rows of two frames of coordinates, in fortieths."""
    return tier_parts(one, other, weights) + level_parts(one, other, weights)


def band_numbers(distance: np.ndarray, weights: Weights) -> np.ndarray:
    """Return 0, 1 or 2 for strong, partial or weak distances in fortieths."""
    return np.searchsorted(np.array([weights.strong_most, weights.partial_most]), distance, side="left")


def band_margins(distance: np.ndarray, weights: Weights) -> np.ndarray:
    """Return how far distances in fortieths are from the nearest edge of their band, in fortieths."""
    edges = np.array([weights.strong_most, weights.partial_most])
    return np.abs(np.asarray(distance)[..., None] - edges).min(axis=-1)
