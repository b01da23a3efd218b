"""Structural distance: a metric on coordinates, and neighbours in a total order."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.adjacency import build_matrices, find_neighbours
from flows.adjacency.matrices import distances
from flows.ingest import read_framework
from tests.conftest import REPOSITORY

PARAMETER = read_framework(REPOSITORY / "raw" / "canon").parameter
RANKS = {"S": 0, "P": 2, "M": 3, "E": 9}
TOPS = {"S": 4, "P": 6, "M": 6, "E": 3}

places = st.tuples(
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 1),
    st.sampled_from("SPME"),
    st.integers(1, 6),
)


def make_roles(coordinates: list[tuple[int, int, int, int, str, int]]) -> pd.DataFrame:
    rows = []
    for number, (top, function, family, spec, track, rung) in enumerate(coordinates):
        rung = min(rung, TOPS[track])
        codes = [f"T{top}", f"T{top}F{function}", f"T{top}F{function}A{family}"]
        path = f"{codes[2]}.S{spec}"
        rows.append(
            {
                "role_id": f"role-{number:06d}",
                "role_code": f"{path}.{track}{rung}.{number}",
                "superfunction_code": codes[0],
                "function_code": codes[1],
                "family_code": codes[2],
                "specialization_code": path,
                "track_code": track,
                "level_code": f"{track}{rung}",
                "level_rank": RANKS[track] + rung,
            }
        )
    return pd.DataFrame(rows)


def apart(one: tuple, other: tuple) -> int:
    return int(distances(make_roles([one, other]), PARAMETER)[0, 1])


HERE = (0, 0, 0, 0, "P", 5)


@pytest.mark.parametrize(
    ("other", "expected", "band"),
    [
        ((0, 0, 0, 0, "P", 6), 0.125, "strong"),
        ((0, 0, 0, 0, "P", 3), 0.25, "strong"),
        ((0, 0, 0, 0, "P", 2), 0.375, "partial"),
        ((0, 0, 0, 0, "M", 4), 0.15, "strong"),
        ((0, 0, 0, 1, "P", 5), 0.10, "strong"),
        ((0, 0, 1, 0, "P", 5), 0.20, "strong"),
        ((0, 0, 1, 0, "P", 6), 0.325, "partial"),
        ((0, 0, 1, 0, "P", 3), 0.45, "partial"),
        ((0, 1, 0, 0, "P", 5), 0.35, "partial"),
        ((0, 1, 0, 0, "P", 6), 0.475, "weak"),
    ],
)
def test_distance_and_band_of_the_worked_examples(other: tuple, expected: float, band: str):
    assert apart(HERE, other) / 40 == expected
    neighbours = find_neighbours(make_roles([HERE, other]), no_components(), PARAMETER)
    assert neighbours["distance"].tolist() == [expected] * 2
    assert neighbours["match_band"].tolist() == [band] * 2


def test_a_list_never_leaves_the_superfunction_and_ends_below_one_half():
    roles = make_roles([HERE, (1, 0, 0, 0, "P", 5), (0, 0, 0, 0, "P", 1)])
    assert find_neighbours(roles, no_components(), PARAMETER).empty


def no_components() -> pd.DataFrame:
    return pd.DataFrame({"role_id": [], "component_id": []}, dtype="str")


@given(places, places, places)
def test_distance_is_a_metric_on_coordinates(a: tuple, b: tuple, c: tuple):
    matrix = distances(make_roles([a, b, c]), PARAMETER)
    assert (matrix == matrix.T).all()
    assert (np.diag(matrix) == 0).all()
    for i, j, k in itertools.permutations(range(3)):
        assert matrix[i, j] <= matrix[i, k] + matrix[k, j]


@settings(max_examples=15, deadline=None)
@given(st.lists(places, min_size=2, max_size=60), st.randoms(use_true_random=False))
def test_neighbours_equal_brute_force_in_any_order_of_input(coordinates: list, random):
    roles = make_roles(coordinates)
    held = pd.DataFrame(
        [(role_id, f"cmp-{random.randint(0, 6)}") for role_id in roles["role_id"] for _ in range(random.randint(0, 4))],
        columns=["role_id", "component_id"],
    ).drop_duplicates()
    shuffled = roles.sample(frac=1, random_state=random.randint(0, 999))
    found = find_neighbours(shuffled, held.astype("str"), PARAMETER)
    expected = brute_force(roles, held)
    columns = ["role_id", "neighbour_role_id", "rank", "distance", "shared_components", "tie_count"]
    assert found[columns].to_dict("list") == expected[columns].to_dict("list")


def brute_force(roles: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    components = held.groupby("role_id")["component_id"].agg(set).to_dict()
    matrix = distances(roles, PARAMETER)
    rows = []
    for i, a in enumerate(roles.itertuples()):
        near = []
        for j, b in enumerate(roles.itertuples()):
            if i == j or matrix[i, j] >= 20:
                continue
            steps = b.level_rank - a.level_rank
            tier = next(
                weight
                for weight, tier in ((0, "specialization"), (4, "family"), (8, "function"), (14, "superfunction"))
                if getattr(a, f"{tier}_code") == getattr(b, f"{tier}_code")
            )
            shared = len(components.get(a.role_id, set()) & components.get(b.role_id, set()))
            order = (matrix[i, j], tier, a.track_code != b.track_code, abs(steps), -steps, -shared, b.role_code)
            near.append((order, b.role_id, shared))
        near.sort()
        for rank, (order, neighbour, shared) in enumerate(near[:25], 1):
            ties = sum(1 for other, _, _ in near if other[0] == order[0])
            rows.append((a.role_id, neighbour, rank, order[0] / 40, shared, ties))
    columns = ["role_id", "neighbour_role_id", "rank", "distance", "shared_components", "tie_count"]
    return pd.DataFrame(rows, columns=columns).sort_values(["role_id", "rank"], ignore_index=True)


def test_family_matrix_is_the_mean_of_nearest_distances_both_ways():
    roles = make_roles([(0, 0, 0, 0, "P", 1), (0, 0, 0, 0, "P", 2), (0, 0, 1, 0, "P", 2)])
    matrix = build_matrices(roles, PARAMETER)["family_distance_matrix"].set_index("family_code")
    # From the first family: 13 and 8 fortieths; from the second: 8.
    assert matrix.iloc[0, 1] == pytest.approx((10.5 + 8) / 2 / 40)
    assert matrix.iloc[0, 0] == 0
