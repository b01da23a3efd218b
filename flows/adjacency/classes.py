"""Classes of neighbours: what stands at one distance, tier part, track, number of steps and side of a role.

A class depends on the role's position (track and rank) alone, so the order of classes is made once a position; how many
roles stand in each is then counted for many roles at a time.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from flows.adjacency.coordinates import Coordinates
from flows.adjacency.weights import TIERS
from schemas.settings import AdjacencySettings

# AdjacencySettings are moved in hundredths of a fortieth, so that moved distances are whole numbers too.
_FINE = 100


@dataclass(frozen=True)
class Classes:
    """The classes as roles of one position see them, in DESIGN order: distance, tier part, same track, steps, up first.

    `of_combination` is tiers x positions: the class of the roles of a position that share just that tier. Arrays by
    class: `tier` (0 is specialization), `steps` (signed), `is_same_track`, `rank_part` and `track_part` in fortieths,
    whose sum with the tier part is `distance`; `moved` is moves x classes: each class's place when a weight moves.
    """

    of_combination: np.ndarray
    tier: np.ndarray
    steps: np.ndarray
    is_same_track: np.ndarray
    rank_part: np.ndarray
    track_part: np.ndarray
    distance: np.ndarray
    moved: np.ndarray

    @cached_property
    def combinations(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the combinations in order of their classes, and where each class begins among them."""
        flat = self.of_combination.ravel()
        order = np.argsort(flat, kind="stable")
        return order, np.flatnonzero(np.append(True, flat[order][1:] != flat[order][:-1]))

    @cached_property
    def distance_groups(self) -> tuple[np.ndarray, np.ndarray]:
        """Return where each distance begins among the classes, and the number of each class's distance."""
        is_first = np.append(True, self.distance[1:] != self.distance[:-1])
        return np.flatnonzero(is_first), np.cumsum(is_first) - 1


def make_classes(coordinates: Coordinates, position: int, weights: AdjacencySettings) -> Classes:
    """Return the classes as roles of a position see them."""
    steps = coordinates.ranks - coordinates.ranks[position]
    is_same = coordinates.tracks == coordinates.tracks[position]
    tier = np.repeat(np.arange(len(TIERS)), len(steps))
    steps, is_same = np.tile(steps, len(TIERS)), np.tile(is_same, len(TIERS))
    parts = _parts(tier, steps, is_same, weights, 1)
    keys = np.stack([sum(parts), parts[0], ~is_same, np.abs(steps), -steps])
    _, first, classes = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    tier, steps, is_same = tier[first], steps[first], is_same[first]
    tier_part, rank_part, track_part = (part[first] for part in parts)
    return Classes(
        of_combination=classes.reshape(len(TIERS), -1),
        tier=tier,
        steps=steps,
        is_same_track=is_same,
        rank_part=rank_part,
        track_part=track_part,
        distance=tier_part + rank_part + track_part,
        moved=_moved_places(tier, steps, is_same, weights),
    )


def _parts(
    tier: np.ndarray, steps: np.ndarray, is_same: np.ndarray, weights: AdjacencySettings, unit: int, **moved: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return tier part, rank part and track part in `unit`ths of a fortieth; `moved` replaces weights."""
    tiers = np.array([moved.get(name, weight * unit) for name, weight in zip(TIERS, weights.tiers, strict=True)])
    most = weights.level_most * unit
    level_step = moved.get("level_step", weights.level_step * unit)
    other_track = moved.get("other_track", weights.other_track * unit)
    rank_part = np.minimum(most, level_step * np.abs(steps))
    return tiers[tier], rank_part, np.minimum(most - rank_part, other_track * ~is_same)


def _moved_places(tier: np.ndarray, steps: np.ndarray, is_same: np.ndarray, weights: AdjacencySettings) -> np.ndarray:
    """Return moves x classes: the place of each class where one weight is smaller or larger by its share."""
    named = {**dict(zip(TIERS, weights.tiers, strict=True)), "level_step": weights.level_step}
    places = []
    for name, weight in {**named, "other_track": weights.other_track}.items():
        for share in (1 - weights.moved_share, 1 + weights.moved_share):
            parts = _parts(tier, steps, is_same, weights, _FINE, **{name: round(weight * _FINE * share)})
            order = np.lexsort((-steps, np.abs(steps), ~is_same, parts[0], parts[0] + parts[1] + parts[2]))
            places.append(np.argsort(order, kind="stable"))
    return np.unique(np.stack(places), axis=0)
