"""Structural distance: a metric on coordinates, and neighbours in a total order."""

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.adjacency import (
    build_family_matrix,
    build_matrices,
    cells,
    explain_pairs,
    find_neighbours,
    matrices,
    nearest_by_coordinates,
)
from schemas.errors import BadCall, BadData
from tests.fixtures.framework import authored_framework

WEIGHTS = authored_framework().settings.adjacency
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


def distances(roles: pd.DataFrame) -> np.ndarray:
    return matrices.Distances(roles, WEIGHTS).between(np.arange(len(roles)))


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
    neighbours = find_neighbours(make_roles([HERE, other]), no_components(), WEIGHTS)
    assert neighbours["distance"].tolist() == [expected] * 2
    assert neighbours["match_band"].tolist() == [band] * 2


def test_a_list_never_leaves_the_superfunction_and_ends_below_one_half():
    roles = make_roles([HERE, (1, 0, 0, 0, "P", 5), (0, 0, 0, 0, "P", 1)])
    assert find_neighbours(roles, no_components(), WEIGHTS).empty


def no_components() -> pd.DataFrame:
    return pd.DataFrame({"role_id": [], "component_id": []}, dtype="str")


@given(places, places, places)
def test_distance_is_a_metric_on_coordinates(a: tuple, b: tuple, c: tuple):
    matrix = distances(make_roles([a, b, c]))
    assert (matrix == matrix.T).all()
    assert (np.diag(matrix) == 0).all()
    for i, j, k in itertools.permutations(range(3)):
        assert matrix[i, j] <= matrix[i, k] + matrix[k, j]


COMPARED = [
    "role_code",
    "neighbour_role_code",
    "rank",
    "distance",
    "shared_components",
    "tie_count",
    "rank_lowest",
    "rank_highest",
]


@given(
    st.lists(places, min_size=2, max_size=60),
    st.integers(1, 30),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_neighbours_equal_brute_force_in_any_order_of_input(coordinates: list, k: int, is_held: bool, random):
    roles = make_roles(coordinates)
    held = pd.DataFrame(
        [(code, f"cmp-{random.randint(0, 6)}") for code in roles["role_code"] for _ in range(random.randint(0, 4))],
        columns=["role_code", "component_id"],
    )
    shuffled = roles.sample(frac=1, random_state=random.randint(0, 999))
    found = nearest_by_coordinates(shuffled, WEIGHTS, k, held if is_held else None)
    expected = brute_force(roles, held if is_held else held.iloc[:0], k)
    assert found[COMPARED].to_dict("list") == expected[COMPARED].to_dict("list")


@given(st.lists(places, max_size=60), st.integers(1, 30))
def test_compiled_lists_are_those_of_numpy(coordinates: list, k: int):
    pytest.importorskip("numba", reason="numba (the extra `fast`) is not installed")
    roles = make_roles(coordinates) if coordinates else make_roles([HERE]).iloc[:0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "LEAST_ROLES", 0)
        compiled = nearest_by_coordinates(roles, WEIGHTS, k)
    assert compiled.equals(nearest_by_coordinates(roles, WEIGHTS, k))


@pytest.mark.parametrize("workers", [1, 3])
def test_compiled_lists_rest_on_no_number_of_threads(workers: int, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("numba", reason="numba (the extra `fast`) is not installed")
    roles = make_roles([(0, n % 2, n % 3 % 2, n % 5 % 2, "SPME"[n % 4], n % 6 + 1) for n in range(300)])
    expected = nearest_by_coordinates(roles, WEIGHTS)
    for name, value in (("LEAST_ROLES", 0), ("WORKERS", workers), ("SLAB_ROWS", 100)):
        monkeypatch.setattr(cells, name, value)
    assert nearest_by_coordinates(roles, WEIGHTS).equals(expected)


def test_without_numba_or_for_few_roles_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch):
    assert cells.find_kernel(cells.LEAST_ROLES - 1) is None
    for unusable in (None, NowhereToKeep("compiled")):
        monkeypatch.setitem(sys.modules, "flows.adjacency.compiled", unusable)
        assert cells.find_kernel(cells.LEAST_ROLES) is None


class NowhereToKeep(ModuleType):
    def __getattr__(self, name: str):
        raise RuntimeError("cannot cache function: no locator available")


def test_lists_are_the_same_in_many_threads_and_need_no_role_id():
    roles = make_roles([(0, n % 2, n % 3 % 2, n % 5 % 2, "SPME"[n % 4], n % 6 + 1) for n in range(100)])
    alone = nearest_by_coordinates(roles, WEIGHTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(
            lambda table: nearest_by_coordinates(table, WEIGHTS), [roles.drop(columns="role_id")] * 8
        ):
            assert found.equals(alone)


def brute_force(roles: pd.DataFrame, held: pd.DataFrame, k: int) -> pd.DataFrame:
    components = held.groupby("role_code")["component_id"].agg(set).to_dict()
    tiers = {"specialization": 0, "family": 4, "function": 8, "superfunction": 14}
    weights = {**tiers, "step": 5, "track": 6}
    moved = [{**weights, name: weight * share} for name, weight in weights.items() for share in (0.8, 1.2)]
    rows = []
    for a in roles.itertuples():
        near = []
        for b in roles.itertuples():
            tier = next((t for t in tiers if getattr(a, f"{t}_code") == getattr(b, f"{t}_code")), None)
            if tier is None or a.role_code == b.role_code:
                continue
            shared = len(components.get(a.role_code, set()) & components.get(b.role_code, set()))
            near.append((tier, b.level_rank - a.level_rank, a.track_code != b.track_code, shared, b.role_code))
        orders = [{pair[-1]: place for place, pair in enumerate(sort(near, each), 1)} for each in [weights, *moved]]
        listed = [pair for pair in sort(near, weights) if far(pair, weights) < 20]
        for rank, pair in enumerate(listed[:k], 1):
            distance, shared, code = far(pair, weights), *pair[-2:]
            ties = sum(far(other, weights) == distance for other in listed)
            seen = [order[code] for order in orders]
            rows.append((a.role_code, code, rank, distance / 40, shared, ties, min(seen), max(seen)))
    return pd.DataFrame(rows, columns=COMPARED).sort_values(["role_code", "rank"], ignore_index=True)


def far(pair: tuple, weights: dict[str, float]) -> float:
    tier, steps, is_other, *_ = pair
    return round(weights[tier] + min(20, weights["step"] * abs(steps) + weights["track"] * is_other), 6)


def sort(pairs: list[tuple], weights: dict[str, float]) -> list[tuple]:
    return sorted(
        pairs,
        key=lambda pair: (far(pair, weights), weights[pair[0]], pair[2], abs(pair[1]), -pair[1], -pair[3], pair[4]),
    )


@given(st.lists(places, min_size=2, max_size=40))
def test_contributions_add_up_and_tell_where_the_paths_part(coordinates: list):
    roles = make_roles(coordinates).set_index("role_code", drop=False)
    near = nearest_by_coordinates(roles, WEIGHTS)
    parts = near["taxonomy_contribution"] + near["rank_contribution"] + near["track_contribution"]
    assert np.allclose(parts, near["distance"])
    one, other = roles.loc[near["role_code"].astype("str")], roles.loc[near["neighbour_role_code"].astype("str")]
    for tier in ("function", "family", "specialization"):
        is_apart = one[f"{tier}_code"].to_numpy() != other[f"{tier}_code"].to_numpy()
        assert is_apart[(near["differs_at"] == tier).to_numpy()].all()
        assert not is_apart[near["differs_at"].isin(["level", "none"]).to_numpy()].any()
    assert ((near["differs_at"] == "none") == (near["distance"] == 0)).all()
    margin = np.minimum((near["distance"] - 0.25).abs(), (near["distance"] - 0.45).abs())
    assert np.allclose(near["band_margin"], margin)
    explained = explain_pairs(one, other, WEIGHTS).drop(columns="band_edge")
    assert explained.to_dict("list") == near[explained.columns].to_dict("list")


def test_pairs_looked_into_are_bounded_and_lists_so_cut_are_flagged():
    roles = make_roles([(0, 0, 0, spec, "P", 3) for spec in (0, 1) for _ in range(30)])
    held = pd.DataFrame({"role_code": roles["role_code"], "component_id": "cmp-a"})
    few = nearest_by_coordinates(roles, replace(WEIGHTS, pairs_most=500), 5, held)
    whole = nearest_by_coordinates(roles, WEIGHTS, 5, held)
    assert few["is_tie_cut"].all()
    assert not whole["is_tie_cut"].any()
    assert few.groupby("role_code", observed=True).size().eq(5).all()
    assert few.drop(columns="is_tie_cut").equals(whole.drop(columns="is_tie_cut"))


def test_what_may_be_looked_into_is_shared_by_the_classes_that_are_cut():
    roles = make_roles([HERE] * 60).assign(role_code=[f"R{number:02d}" for number in range(60)])
    held = pd.DataFrame(
        [("R59", "cmp-a"), ("R59", "cmp-b"), ("R08", "cmp-a"), ("R40", "cmp-a"), ("R40", "cmp-b")],
        columns=["role_code", "component_id"],
    )
    for pairs_most, found in ((600, "R08"), (60 * 59, "R40")):
        near = nearest_by_coordinates(roles, replace(WEIGHTS, pairs_most=pairs_most), 1, held).set_index("role_code")
        assert near.loc["R59", "neighbour_role_code"] == found
        assert near["is_tie_cut"].all() == (found == "R08")


def test_two_roles_on_one_place_are_neighbours_at_no_distance():
    near = nearest_by_coordinates(make_roles([HERE, HERE]), WEIGHTS)
    assert near["distance"].tolist() == [0, 0]
    assert near["differs_at"].tolist() == ["none", "none"]
    assert near["direction"].tolist() == ["lateral", "lateral"]


def test_one_role_or_none_has_no_neighbours_and_k_may_exceed_the_table():
    columns = ["role_code", "neighbour_role_code", "distance", "rank_lowest"]
    for roles in (make_roles([HERE]), make_roles([HERE]).iloc[:0]):
        near = nearest_by_coordinates(roles, WEIGHTS)
        assert near.empty
        assert set(columns) <= set(near.columns)
        assert find_neighbours(roles, no_components(), WEIGHTS).empty
    assert len(nearest_by_coordinates(make_roles([HERE, HERE, HERE]), WEIGHTS, 100)) == 6


def test_a_k_below_one_is_a_bad_call():
    with pytest.raises(BadCall, match="k is 0"):
        nearest_by_coordinates(make_roles([HERE, HERE]), WEIGHTS, 0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"family_code": None}, "1 roles have no family_code"),
        ({"superfunction_code": ""}, "1 roles have no superfunction_code"),
        ({"level_rank": None}, "1 roles have no level_rank that is a whole number"),
        ({"level_rank": 2.5}, "1 roles have no level_rank that is a whole number"),
        ({"track_code": None}, "1 roles have no track_code"),
        ({"role_code": "T0F0A0.S0.P5.1"}, "1 roles stand twice"),
        ({"function_code": "T0F1"}, "1 codes of tier family lie in more than one function"),
        ({"superfunction_code": "T1"}, "1 codes of tier function lie in more than one superfunction"),
    ],
)
def test_coordinates_that_are_not_whole_are_refused(changes: dict, told: str):
    roles = make_roles([HERE, HERE, HERE]).astype(object)
    roles.loc[0, list(changes)] = list(changes.values())
    with pytest.raises(BadData, match=told):
        nearest_by_coordinates(roles, WEIGHTS)


def test_a_table_without_a_coordinate_is_refused():
    with pytest.raises(BadData, match="lacks the column track_code"):
        nearest_by_coordinates(make_roles([HERE, HERE]).drop(columns="track_code"), WEIGHTS)


def test_tier_weights_that_do_not_rise_are_refused():
    with pytest.raises(BadData, match="must rise one by one"):
        replace(WEIGHTS, same_function=4)


def test_family_matrix_is_the_mean_of_nearest_distances_both_ways():
    roles = make_roles([(0, 0, 0, 0, "P", 1), (0, 0, 0, 0, "P", 2), (0, 0, 1, 0, "P", 2)])
    matrix = build_matrices(roles, WEIGHTS)[0].set_index("family_code")
    # From the first family: 13 and 8 fortieths; from the second: 8.
    assert matrix.iloc[0, 1] == pytest.approx((10.5 + 8) / 2 / 40)
    assert matrix.iloc[0, 0] == 0


@given(st.lists(places, min_size=1, max_size=30))
def test_family_matrix_equals_brute_force(coordinates: list):
    roles = make_roles(coordinates)
    apart = distances(roles)
    matrix = build_family_matrix(roles, WEIGHTS).set_index("family_code")
    for one, other in itertools.product(matrix.index, repeat=2):
        of_one, of_other = (roles["family_code"] == family for family in (one, other))
        part = apart[np.ix_(of_one, of_other)]
        expected = 0 if one == other else (part.min(axis=1).mean() + part.min(axis=0).mean()) / 2 / 40
        assert matrix.loc[one, other] == pytest.approx(expected, abs=1e-6)
