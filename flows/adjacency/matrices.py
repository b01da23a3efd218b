"""Square matrices of distance: between roles, and between families."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from flows.adjacency.weights import TIERS, Weights, read_weights

Parameter = Callable[[str], float]
_PLACE = [f"{tier}_code" for tier in TIERS[1:]] + ["track_code", "level_rank"]


def distances(roles: pd.DataFrame, others: pd.DataFrame, weights: Weights) -> np.ndarray:
    """Return the distances in fortieths from each row to each of the others, as small integers."""
    tier_part = np.full((len(roles), len(others)), weights.elsewhere, dtype=np.int16)
    for tier, weight in reversed(list(zip(TIERS, weights.tiers, strict=True))):
        if f"{tier}_code" in roles:
            codes = pd.factorize(pd.concat([roles[f"{tier}_code"], others[f"{tier}_code"]]))[0].astype(np.int32)
            tier_part[codes[: len(roles), None] == codes[None, len(roles) :]] = weight
    steps = np.abs(roles["level_rank"].to_numpy("int16")[:, None] - others["level_rank"].to_numpy("int16")[None, :])
    is_other = roles["track_code"].to_numpy()[:, None] != others["track_code"].to_numpy()[None, :]
    return tier_part + np.minimum(weights.level_step * steps + weights.other_track * is_other, weights.level_most)


def build_matrices(roles: pd.DataFrame, parameter: Parameter) -> dict[str, pd.DataFrame]:
    """Return `family_distance_matrix` and, up to `adjacency.matrix_most_roles` roles, `role_distance_matrix`.

    Each is square, with its labels in the first column (family_code or role_code) and as the names of the others,
    symmetric and zero on the diagonal.
    """
    matrices = {"family_distance_matrix": build_family_matrix(roles, parameter)}
    if len(roles) <= parameter("adjacency.matrix_most_roles"):
        matrices["role_distance_matrix"] = build_role_matrix(roles, parameter)
    return matrices


def build_role_matrix(roles: pd.DataFrame, parameter: Parameter) -> pd.DataFrame:
    """Return the distances between all roles given, labelled by role_code, roles x roles + 1 columns."""
    weights = read_weights(parameter)
    ordered = roles.sort_values("role_code", ignore_index=True)
    return _square(distances(ordered, ordered, weights) / weights.scale, ordered["role_code"], "role_code")


def build_family_matrix(roles: pd.DataFrame, parameter: Parameter) -> pd.DataFrame:
    """Return the distances between families, labelled by family_code.

    Between families F and G stands the mean distance from each role of F to its nearest role of G, averaged over both
    directions, at 6 places; that is no metric.
    """
    weights = read_weights(parameter)
    # To a role of another family all specializations of a family are alike, so roles of one place count as one.
    places = roles.groupby(_PLACE, as_index=False).size().sort_values(["family_code", "track_code", "level_rank"])
    families, starts = np.unique(places["family_code"].to_numpy(dtype=object), return_index=True)
    one_way = np.zeros((len(families), len(families)))
    counts = places["size"].to_numpy()
    for number, own in enumerate(np.split(np.arange(len(places)), starts[1:])):
        nearest = np.minimum.reduceat(distances(places.iloc[own], places, weights), starts, axis=1)
        one_way[number] = (counts[own] @ nearest) / counts[own].sum()
    np.fill_diagonal(one_way, 0)
    apart = np.round((one_way + one_way.T) / 2 / weights.scale, 6)
    return _square(apart, pd.Series(families, dtype="str"), "family_code")


def _square(values: np.ndarray, labels: pd.Series, name: str) -> pd.DataFrame:
    matrix = pd.DataFrame(values, columns=labels.tolist())
    matrix.insert(0, name, labels.astype("str").to_numpy())
    return matrix
