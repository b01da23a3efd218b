"""`canon explain`: why two roles stand as near as they do."""

import json

import pytest

from flows.cli.app import main
from flows.commands.explain import explain_roles
from flows.commands.pages.explain import print_explained
from flows.commands.pages.route import print_route
from flows.commands.route import route_roles
from flows.config import Config
from schemas.errors import BadCall
from tests.fixtures.adjacent_releases import Paths, names, write_example
from tests.fixtures.tiny_releases import role_id


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return write_example(tmp_path_factory.mktemp("example"))


def test_a_pair_is_explained_part_by_part(config: Config):
    pair = explain_roles(config, "sres.gen.p5", role_id(2))
    assert [pair[side]["role_code"] for side in ("first", "second")] == ["SRES.GEN.P5", "CLPE.GEN.P6"]
    parts = [pair[f"{part}_contribution"] for part in ("taxonomy", "rank", "track")]
    assert (parts, pair["distance"], pair["match_band"]) == ([0.2, 0.125, 0], 0.325, "partial")
    assert (pair["band_edge"], pair["band_margin"]) == (0.25, 0.075)
    assert (pair["differs_at"], pair["level_steps"], pair["direction"]) == ("family", 1, "up")
    assert [tier["tier"] for tier in pair["tiers"] if not tier["is_shared"]] == ["family", "specialization"]


def test_a_pair_says_the_place_and_how_firm_it_is(config: Config):
    place = explain_roles(config, "SRES.GEN.P5", "CLPE.GEN.P6")["place"]
    assert (place["rank"], place["listed"], place["is_listed"]) == (3, 3, True)
    assert place["rank_lowest"] <= place["rank"] <= place["rank_highest"]
    assert place["shared_components"] == 2


def test_what_one_lacks_is_told_core_first(config: Config):
    held = explain_roles(config, "SRES.GEN.P5", "CLPE.GEN.P6")["components"]
    assert names(held["both_hold"]) == ["Testing", "Contracts"]
    assert names(held["only_first_holds"]) == ["Tracing", "Planning"]
    assert names(held["only_second_holds"]) == ["Budgets", "Hiring"]
    shared = held["both_hold"][1]
    assert (shared["prevalence"], shared["other_prevalence"]) == ("core", "occasional")


def test_content_stands_beside_the_distance_whichever_role_lists_the_other(config: Config):
    content = explain_roles(config, "SRES.GEN.P5", "CLPE.GEN.P6")["content"]
    assert (content["rank"], content["rank_the_other_way"]) == (None, 1)
    assert (content["content_similarity"], content["title_similarity"]) == (0.9, 0.8)
    assert content["occupation_similarity"] is None
    assert explain_roles(config, "SRES.GEN.P5", "FACC.GEN.P3")["content"] is None


def test_roles_of_different_superfunctions_are_explained_and_not_listed(config: Config):
    pair = explain_roles(config, "SRES.GEN.P5", "FACC.GEN.P3")
    assert (pair["distance"], pair["match_band"], pair["differs_at"]) == (0.75, "weak", "superfunction")
    assert (pair["level_steps"], pair["direction"]) == (-2, "down")
    assert (pair["place"]["is_listed"], pair["place"]["rank"], pair["place"]["nearer"]) == (False, None, 5)


def test_a_role_and_itself_are_one_place(config: Config):
    pair = explain_roles(config, "SRES.GEN.P5", "SRES.GEN.P5")
    assert (pair["distance"], pair["differs_at"], pair["direction"]) == (0, "none", "lateral")
    assert not pair["components"]["only_first_holds"]
    assert not pair["components"]["only_second_holds"]


def test_the_page_of_a_pair_tells_it_in_words(config: Config, capsys):
    print_explained(explain_roles(config, "SRES.GEN.P5", "CLPE.GEN.P6"), as_json=False)
    page = " ".join(capsys.readouterr().out.split())
    for told in (
        "Distance 0.325, partial",
        "It is 0.075 beyond the end of strong",
        "the paths part at the family",
        "1 rank up: P5 (rank 7) to P6 (rank 8)",
        "In the list of SRES.GEN.P5, CLPE.GEN.P6 is number 3 of 3",
        "Only CLPE.GEN.P6 holds: the gap to close (2)",
        "SRES.GEN.P5 is number 1 in the list of CLPE.GEN.P6",
    ):
        assert told in page
    print_explained(explain_roles(config, "SRES.GEN.P5", "FACC.GEN.P3"), as_json=False)
    assert "5 roles are nearer to it, 0 others as near" in " ".join(capsys.readouterr().out.split())


def test_brackets_in_names_are_shown_as_they_are(tmp_path, capsys):
    release = Paths()
    release.stand(1, "SRES.GEN.P5", holds=("[bold]Testing",), family_name="[red]Sites", level_name="[/]")
    release.stand(2, "SRES.GEN.P4", holds=("[/]Tracing",))
    explained = explain_roles(release.related(tmp_path), "SRES.GEN.P5", "SRES.GEN.P4")
    print_explained({**explained, "first": {**explained["first"], "title": "[/] [b]"}}, as_json=False)
    page = capsys.readouterr().out
    for told in ("[bold]Testing", "[/]Tracing", "[red]Sites", "P5 [/]", "[/] [b]"):
        assert told in page


def test_an_unknown_role_is_a_bad_call_that_names_its_family(config: Config):
    for call in (explain_roles, route_roles):
        with pytest.raises(BadCall, match=r"no role 'SRES.GEN.E1'. Near it are SRES.GEN.P1"):
            call(config, "SRES.GEN.P5", "SRES.GEN.E1")


def test_machines_get_the_same_as_json(config: Config, capsys):
    for print_it, told in (
        (print_explained, explain_roles(config, "SRES.GEN.P5", "FACC.GEN.P3")),
        (print_route, route_roles(config, "SRES.GEN.P5", "FACC.GEN.P4")),
    ):
        print_it(told, as_json=True)
        assert json.loads(capsys.readouterr().out) == told


def test_the_commands_follow_their_words(config: Config, tmp_path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setenv("CANON_ROOT", str(config.root))
    for words, told in (
        (["explain", "SRES.GEN.P5", "CLPE.GEN.P6"], "Distance 0.325"),
        (["route", "SRES.GEN.P5", "CLPE.GEN.P6"], "1 step;"),
        (["matrix", "--family", "SRES", "--out", str(tmp_path / "part.csv")], "4 roles by 4"),
    ):
        monkeypatch.setattr("sys.argv", ["canon", *words, "--releases", str(config.out)])
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
        assert told in capsys.readouterr().out
