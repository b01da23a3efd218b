"""The nearest roles of each role as tables: whole fortieths, totally ordered, never outside the superfunction."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from flows.adjacency.classes import Classes
from flows.adjacency.coordinates import read_coordinates
from flows.adjacency.nearest import Nearest, find_nearest, holding_matrix
from flows.adjacency.weights import band_margins, band_numbers
from schemas.errors import BadCall
from schemas.settings import AdjacencySettings
from schemas.tables import ROLE_ADJACENCY

BANDS = ["strong", "partial", "weak"]
DIRECTIONS = ["down", "lateral", "up"]
# By the narrowest tier that two roles share; within a specialization they differ in level or stand on one place.
DIFFERENCES = ["none", "level", "specialization", "family", "function"]
_BAND_TYPE, _DIRECTION_TYPE, _DIFFERENCE_TYPE = map(pd.CategoricalDtype, (BANDS, DIRECTIONS, DIFFERENCES))


def find_neighbours(roles: pd.DataFrame, role_components: pd.DataFrame, weights: AdjacencySettings) -> pd.DataFrame:
    """Return `role_adjacency` of a table `roles` and of the components that they hold."""
    ids = roles.set_index("role_code")["role_id"]
    codes = roles.set_index("role_id")["role_code"]
    held = role_components.assign(role_code=role_components["role_id"].map(codes))
    near = nearest_by_coordinates(roles, weights, holdings=held)
    near["role_id"] = near["role_code"].map(ids)
    near["neighbour_role_id"] = near["neighbour_role_code"].map(ids)
    return ROLE_ADJACENCY.frame(near)


def nearest_by_coordinates(
    coordinates: pd.DataFrame, weights: AdjacencySettings, k: int | None = None, holdings: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return for each role its at most k nearest roles of the same superfunction, exactly, nearest first.

    `coordinates`: role_code, superfunction_code, function_code, family_code, specialization_code, track_code,
    level_rank. `holdings`: role_code, component_id. `k` is adjacency.k of the parameters where it is not given.
    Columns are those of `role_adjacency`, with role_code and neighbour_role_code as categories instead of ids; roles
    farther than adjacency.list_below are no neighbours. Order: distance, tier part, same track first, ranks apart, up
    before down, shared components (more first), role_code. Raises BadData for coordinates that are not whole or do not
    nest, BadCall for a k below 1.
    """
    slabs = list(iterate_nearest(coordinates, weights, k, holdings))
    if not slabs:
        return pd.DataFrame(columns=["role_code", "neighbour_role_code", *_COLUMNS])
    near = pd.concat(slabs, ignore_index=True)
    order = np.argsort(near["role_code"].cat.codes.to_numpy(), kind="stable")
    return near.iloc[order].reset_index(drop=True)


def iterate_nearest(
    coordinates: pd.DataFrame, weights: AdjacencySettings, k: int | None = None, holdings: pd.DataFrame | None = None
) -> Iterator[pd.DataFrame]:
    """Yield what `nearest_by_coordinates` returns some roles at a time, each role whole in one frame."""
    k = weights.k if k is None else k
    if k < 1:
        raise BadCall(f"k is {k}, and a list holds at least 1 neighbour. Ask for 1 or more.")
    read = read_coordinates(coordinates)
    held = None if holdings is None else holding_matrix(read, holdings)
    codes = pd.CategoricalDtype(read.codes)
    for nearest in find_nearest(read, weights, k, held):
        yield _frame(nearest, codes, weights)


def _frame(nearest: Nearest, codes: pd.CategoricalDtype, weights: AdjacencySettings) -> pd.DataFrame:
    of_pair = {
        "role_code": _name_categories(nearest.role, codes),
        "neighbour_role_code": _name_categories(nearest.neighbour, codes),
        "rank": nearest.rank.astype(np.int32, copy=False),
        "shared_components": nearest.shared.astype(np.int32, copy=False),
        "tie_count": nearest.tie_count.astype(np.int32, copy=False),
        "rank_lowest": nearest.rank_lowest.astype(np.int32, copy=False),
        "rank_highest": nearest.rank_highest.astype(np.int32, copy=False),
        "is_tie_cut": nearest.is_tie_cut,
    }
    of_class = _describe_classes(nearest.classes, weights)
    number = nearest.class_number.astype(np.intp, copy=False)
    return pd.DataFrame(of_pair | {name: values.take(number) for name, values in of_class.items()}, copy=False)


def _name_categories(numbers: np.ndarray, names: pd.CategoricalDtype) -> pd.Categorical:
    # The numbers are made here, and to look for bad ones would take as long as all else.
    return pd.Categorical.from_codes(numbers, dtype=names, validate=False)


def _describe_classes(classes: Classes, weights: AdjacencySettings) -> dict[str, Any]:
    """Return the columns that are the same for all pairs of a class."""
    level = classes.rank_part + classes.track_part
    taxonomy = classes.distance - level
    differs = np.where(classes.tier > 0, classes.tier + 1, ((classes.steps != 0) | ~classes.is_same_track) * 1)
    return {
        "distance": classes.distance / weights.scale,
        "match_band": _name_categories(band_numbers(classes.distance, weights), _BAND_TYPE),
        "taxonomy_distance": taxonomy / weights.elsewhere,
        "level_distance": level / weights.level_most,
        "taxonomy_contribution": taxonomy / weights.scale,
        "rank_contribution": classes.rank_part / weights.scale,
        "track_contribution": classes.track_part / weights.scale,
        "band_margin": band_margins(classes.distance, weights) / weights.scale,
        "differs_at": _name_categories(differs, _DIFFERENCE_TYPE),
        "level_steps": classes.steps.astype(np.int8),
        "direction": _name_categories(np.sign(classes.steps) + 1, _DIRECTION_TYPE),
    }


_COLUMNS = [name for name in ROLE_ADJACENCY.column_names if name not in ("role_id", "neighbour_role_id")]
