"""Square matrices of distance: between roles, and between families."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from flows.adjacency.weights import TIERS, level_parts
from schemas.settings import AdjacencySettings

# So many distances are found at a time: a strip of them stays in a processor's cache.
BLOCK, STRIP = 4_000_000, 250_000
_CODES = [f"{tier}_code" for tier in TIERS]
_POSITION = ["track_code", "level_rank"]
_PLACE = [*_CODES[1:], *_POSITION]


class Distances:
    """The distances between rows of one table of coordinates; a tier of which it has no codes is left out."""

    def __init__(self, roles: pd.DataFrame, weights: AdjacencySettings) -> None:
        self.elsewhere = np.int16(weights.elsewhere)
        tiers = [(name, weight) for name, weight in zip(_CODES, weights.tiers, strict=True) if name in roles]
        # Numbers compare faster than words; the widest tier first, which a narrower one then overrules.
        self.tiers = [
            (pd.factorize(roles[name])[0].astype(np.int32), np.int16(weight)) for name, weight in reversed(tiers)
        ]
        position = roles.groupby(_POSITION, sort=False).ngroup().to_numpy()
        places = roles[_POSITION].drop_duplicates()
        count = np.arange(len(places))
        one, other = (places.iloc[which] for which in (np.repeat(count, len(count)), np.tile(count, len(count))))
        self.position = position
        self.levels = level_parts(one, other, weights).astype(np.int16).reshape(len(count), len(count))

    def between(self, rows: np.ndarray, others: np.ndarray | None = None) -> np.ndarray:
        """Return rows x others, or x all rows of the table: the distances in fortieths, as small integers."""
        others = np.arange(len(self.position)) if others is None else others
        found = np.empty((len(rows), len(others)), dtype=np.int16)
        compared = [(code, code[others], weight) for code, weight in self.tiers]
        position = self.position[others]
        size = max(1, STRIP // max(len(others), 1))
        for begin in range(0, len(rows), size):
            strip = rows[begin : begin + size]
            part = found[begin : begin + size]
            part[:] = self.elsewhere
            for code, other_code, weight in compared:
                np.copyto(part, weight, where=code[strip, None] == other_code)
            part += np.take(self.levels[self.position[strip]], position, axis=1)
        return found


def build_matrices(roles: pd.DataFrame, weights: AdjacencySettings) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the distances between families, and between roles; None for the latter where there are too many roles."""
    is_small = len(roles) <= weights.matrix_most_roles
    return build_family_matrix(roles, weights), build_role_matrix(roles, weights) if is_small else None


def build_role_matrix(roles: pd.DataFrame, weights: AdjacencySettings) -> pd.DataFrame:
    """Return the distances between all roles given, labelled by role_code, roles x roles + 1 columns."""
    labels, blocks = iterate_role_matrix(roles, weights)
    return _square(np.concatenate([np.empty((0, len(labels))), *blocks]), labels, "role_code")


def iterate_role_matrix(roles: pd.DataFrame, weights: AdjacencySettings) -> tuple[pd.Series, Iterator[np.ndarray]]:
    """Return the codes of the roles, in order, and their matrix of distances some rows at a time, each rows x roles."""
    ordered = roles.sort_values("role_code", ignore_index=True)
    apart = Distances(ordered, weights)
    size = max(1, BLOCK // max(len(ordered), 1))

    def blocks() -> Iterator[np.ndarray]:
        for begin in range(0, len(ordered), size):
            yield apart.between(np.arange(begin, min(begin + size, len(ordered)))) / weights.scale

    return ordered["role_code"], blocks()


def build_family_matrix(roles: pd.DataFrame, weights: AdjacencySettings) -> pd.DataFrame:
    """Return the distances between families, labelled by family_code.

    Between families F and G stands the mean distance from each role of F to its nearest role of G, averaged over both
    directions, at 6 places; that is no metric.
    """
    # To a role of another family all specializations of a family are alike, so roles of one place count as one.
    places = roles.groupby(_PLACE, as_index=False).size().sort_values(["family_code", "track_code", "level_rank"])
    families, starts = np.unique(places["family_code"].to_numpy(dtype=object), return_index=True)
    one_way = np.zeros((len(families), len(families)))
    counts = places["size"].to_numpy()
    apart = Distances(places, weights)
    for number, own in enumerate(np.split(np.arange(len(places)), starts[1:])):
        nearest = np.minimum.reduceat(apart.between(own), starts, axis=1)
        one_way[number] = (counts[own] @ nearest) / counts[own].sum()
    np.fill_diagonal(one_way, 0)
    mean = np.round((one_way + one_way.T) / 2 / weights.scale, 6)
    return _square(mean, pd.Series(families, dtype="str"), "family_code")


def _square(values: np.ndarray, labels: pd.Series, name: str) -> pd.DataFrame:
    matrix = pd.DataFrame(values, columns=labels.tolist())
    matrix.insert(0, name, labels.astype("str").to_numpy())
    return matrix
