"""Square matrices of distance: between roles, and between families."""

from collections.abc import Callable

import numpy as np
import pandas as pd

Parameter = Callable[[str], float]
_TIERS = ("specialization", "family", "function", "superfunction")


def distances(roles: pd.DataFrame, parameter: Parameter) -> np.ndarray:
    """Return the n by n distances in fortieths between roles, in the order of the rows, as small integers."""
    tier_part = np.full((len(roles), len(roles)), int(parameter("adjacency.elsewhere")), dtype=np.int16)
    for tier in reversed(_TIERS):
        codes = roles[f"{tier}_code"].to_numpy()
        tier_part[codes[:, None] == codes[None, :]] = int(parameter(f"adjacency.same_{tier}"))
    ranks = roles["level_rank"].to_numpy().astype(np.int16)
    tracks = roles["track_code"].to_numpy()
    level_part = int(parameter("adjacency.level_step")) * np.abs(ranks[:, None] - ranks[None, :])
    level_part += int(parameter("adjacency.other_track")) * (tracks[:, None] != tracks[None, :])
    return tier_part + np.minimum(level_part, int(parameter("adjacency.level_most")))


def build_matrices(roles: pd.DataFrame, parameter: Parameter) -> dict[str, pd.DataFrame]:
    """Return `family_distance_matrix` and, up to `adjacency.matrix_most_roles` roles, `role_distance_matrix`.

    Each is square, with its labels in the first column (family_code or role_code) and as the names of the others,
    symmetric and zero on the diagonal. Between families F and G stands the mean distance from each role of F to its
    nearest role of G, averaged over both directions, at 6 places; that is no metric.
    """
    ordered = roles.sort_values("role_code", ignore_index=True)
    if len(ordered) > parameter("adjacency.matrix_most_roles"):
        return {}
    apart = distances(ordered, parameter) / parameter("adjacency.scale")
    return {
        "role_distance_matrix": _square(apart, ordered["role_code"], "role_code"),
        "family_distance_matrix": _family_matrix(apart, ordered["family_code"]),
    }


def _family_matrix(apart: np.ndarray, families: pd.Series) -> pd.DataFrame:
    codes = sorted(families.unique())
    members = [np.flatnonzero(families == code) for code in codes]
    nearest = np.column_stack([apart[:, places].min(axis=1) for places in members]) if codes else np.zeros((0, 0))
    one_way = np.vstack([nearest[places].mean(axis=0) for places in members]) if codes else np.zeros((0, 0))
    return _square(np.round((one_way + one_way.T) / 2, 6), pd.Series(codes, dtype="str"), "family_code")


def _square(values: np.ndarray, labels: pd.Series, name: str) -> pd.DataFrame:
    matrix = pd.DataFrame(values, columns=labels.tolist())
    matrix.insert(0, name, labels.astype("str").to_numpy())
    return matrix
