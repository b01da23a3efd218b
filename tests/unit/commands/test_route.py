"""`canon route`: the first of the shortest ways between two roles, or that there is none."""

import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.adjacency import find_route
from flows.commands.pages.route import print_route
from flows.commands.route import route_roles
from flows.config import Config
from schemas.errors import BadCall
from tests.conftest import REPOSITORY
from tests.fixtures.adjacent_releases import RANKS, SETTINGS, Paths, names, write_example


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return write_example(tmp_path_factory.mktemp("example"))


def way(route: dict[str, Any]) -> list[str]:
    return [step["to"]["role_code"] for step in route["steps"]]


def test_a_route_goes_in_strong_and_partial_steps(config: Config):
    route = route_roles(config, "SRES.GEN.P1", "CLPE.GEN.P6")
    assert way(route) == ["SRES.GEN.P4", "CLPE.GEN.P6"]
    assert [step["match_band"] for step in route["steps"]] == ["partial", "partial"]
    assert {step["by"] for step in route["steps"]} == {"coordinates"}


def test_each_step_tells_what_is_gained_and_lost(config: Config):
    step = route_roles(config, "SRES.GEN.P5", "CLPE.GEN.P6")["steps"][0]
    assert names(step["gained"]) == ["Budgets", "Hiring"]
    assert names(step["lost"]) == ["Tracing", "Planning"]
    assert step["kept"] == 2


def test_content_leads_where_steps_do_not_reach(config: Config):
    route = route_roles(config, "SRES.GEN.P5", "FACC.GEN.P4")
    assert way(route) == ["SRES.GEN.P3", "FACC.GEN.P3", "FACC.GEN.P4"]
    assert [step["by"] for step in route["steps"]] == ["coordinates", "content", "coordinates"]
    assert route["steps"][1]["content_similarity"] == 0.96
    assert way(route_roles(config, "FACC.GEN.P4", "SRES.GEN.P5")) == ["FACC.GEN.P3", "SRES.GEN.P3", "SRES.GEN.P5"]


def test_that_there_is_no_route_is_said(config: Config, capsys):
    route = route_roles(config, "SRES.GEN.P5", "RNUR.GEN.P1")
    assert (route["is_found"], route["steps"]) == (False, [])
    print_route(route, as_json=False)
    assert "There is no way" in capsys.readouterr().out


def test_a_route_to_the_role_itself_has_no_step(config: Config, capsys):
    route = route_roles(config, "SRES.GEN.P5", "SRES.GEN.P5")
    assert (route["is_found"], route["steps"]) == (True, [])
    print_route(route, as_json=False)
    assert "one role" in capsys.readouterr().out


def test_the_page_of_a_route_tells_each_step(config: Config, capsys):
    print_route(route_roles(config, "SRES.GEN.P5", "FACC.GEN.P4"), as_json=False)
    page = " ".join(capsys.readouterr().out.split())
    assert "3 steps, 1 of them by content, where no distance is near enough" in page
    assert "2. FACC.GEN.P3 Role 6 by content, likeness 0.960; distance 0.500" in page
    assert "gained: 1 components, 1 core: Ledgers" in page


def test_a_release_without_a_parameter_says_to_build_another(config: Config, tmp_path: Path):
    release = Paths()
    release.stand(1, "SRES.GEN.P5").stand(2, "SRES.GEN.P4").related(tmp_path)
    parameters = tmp_path / "2026.11.0" / "parquet" / "parameters.parquet"
    known = pd.read_parquet(parameters)
    known.loc[~known["parameter"].str.startswith("route.")].to_parquet(parameters)
    with pytest.raises(BadCall, match=r"lacks 'route\.bridge_least'"):
        route_roles(Config(REPOSITORY, tmp_path), "SRES.GEN.P5", "SRES.GEN.P4")


PLACES = st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 1), st.sampled_from("PM"), st.integers(1, 6))


@given(st.lists(PLACES, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_a_route_is_the_first_of_the_shortest(places: list, random):
    roles = pd.DataFrame(
        {
            "role_id": f"role-{number:06d}",
            "role_code": f"T{top}F{function}.S{spec}.{track}{rung}.{random.randint(0, 99)}.{number}",
            "superfunction_code": f"T{top}",
            "function_code": f"T{top}F{function}",
            "family_code": f"T{top}F{function}",
            "specialization_code": f"T{top}F{function}.S{spec}",
            "track_code": track,
            "level_rank": RANKS[track] + rung,
        }
        for number, (top, function, spec, track, rung) in enumerate(places)
    )
    pairs = list(itertools.permutations(roles["role_id"], 2))
    chosen = random.sample(pairs, min(len(pairs), 8))
    similar = pd.DataFrame(chosen, columns=["role_id", "similar_role_id"])
    similar["content_similarity"] = [random.choice([0.9, 0.95, 0.99]) for _ in chosen]
    found = find_route(roles, similar, "role-000000", "role-000001", SETTINGS.adjacency, SETTINGS.route)
    expected = walk_all(roles, similar, "role-000000", "role-000001")
    assert expected == (None if found is None else ["role-000000", *found["next_role_id"]])


def walk_all(roles: pd.DataFrame, similar: pd.DataFrame, start: str, end: str) -> list[str] | None:
    """Return the least way by trying all ways, step by step."""
    known = roles.set_index("role_id")
    apart = {pair: far(known.loc[pair[0]], known.loc[pair[1]]) for pair in itertools.permutations(known.index, 2)}
    steps = {pair for pair, distance in apart.items() if distance <= 18}
    joined = {role: reach(role, steps) for role in known.index}
    is_apart = end not in joined[start]
    for row in similar.itertuples():
        pair = (row.role_id, row.similar_role_id)
        ranks = abs(known.loc[pair[0], "level_rank"] - known.loc[pair[1], "level_rank"])
        if is_apart and row.content_similarity >= 0.95 and ranks <= 1 and pair[1] not in joined[pair[0]]:
            steps |= {pair, pair[::-1]}
    ways = [[start]]
    while ways and not any(way[-1] == end for way in ways):
        ways = [[*way, role] for way in ways for role in known.index if (way[-1], role) in steps and role not in way]

    def cost(way: list[str]) -> tuple:
        return sum(apart[pair] for pair in itertools.pairwise(way)), [known.loc[role, "role_code"] for role in way]

    return min((way for way in ways if way[-1] == end), key=cost, default=None)


def far(one: pd.Series, other: pd.Series) -> int:
    tiers = {"specialization": 0, "family": 4, "function": 8, "superfunction": 14}
    tier = next((part for name, part in tiers.items() if one[f"{name}_code"] == other[f"{name}_code"]), 20)
    is_other = one["track_code"] != other["track_code"]
    return tier + min(20, 5 * abs(one["level_rank"] - other["level_rank"]) + 6 * is_other)


def reach(role: str, steps: set) -> set[str]:
    reached, before = {role}, set()
    while reached != before:
        before = reached
        reached = before | {other for one, other in steps if one in before}
    return reached
