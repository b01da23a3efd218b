"""What differs between two releases: each kind of change is told as such, and what is none is not."""

import pandas as pd
import pytest

from flows.compare.contract import compare_contracts
from flows.compare.likeness import name_likeness
from schemas.contract import contract_of
from schemas.registry import PUBLISHED
from tests.fixtures.tiny_releases import SKILLS, Tiny, difference, frames, pair, role_changes, role_id


def holders(tiny: Tiny, skills: tuple[str, ...], numbers: range = range(1, 5), source: str = "canon") -> Tiny:
    for number in numbers:
        tiny.role(number, source=source, holds=skills)
    return tiny


ONE = role_id(1)
OLD = Tiny().role(1).role(2)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (Tiny().role(1).role(2), []),
        (Tiny().role(2).role(1), []),
        (Tiny().role(1).role(2).role(3), [("added", role_id(3), None)]),
        (Tiny().role(1).role(2, title="Other"), [("renamed", role_id(2), role_id(2))]),
        (Tiny().role(1).role(2, code="NETW.S2.P5"), [("moved", role_id(2), role_id(2))]),
        (Tiny().role(1).role(2, code="SRES.S2.P6"), [("relevelled", role_id(2), role_id(2))]),
        (Tiny().role(2).change("retire", 1), [("retired", ONE, None)]),
        (Tiny().role(2), [("missing", ONE, None)]),
        (Tiny().role(2).change("merge", 1, 2), [("merged", ONE, role_id(2))]),
        (Tiny().role(2).role(3, code="SRES.S1.P5").change("rename", 1, 3), [("renamed", ONE, role_id(3))]),
        (
            Tiny().role(1).role(2).role(3).change("split", 1, 1).change("split", 1, 3),
            [("split", ONE, f"{ONE}|{role_id(3)}")],
        ),
        (
            Tiny().role(2).role(3).role(4).change("split", 1, 3).change("split", 1, 4),
            [("split", ONE, f"{role_id(3)}|{role_id(4)}")],
        ),
        (Tiny().role(2).change("rename", 1, 3).change("merge", 3, 2), [("merged", ONE, role_id(2))]),
    ],
)
def test_what_became_of_roles(new: Tiny, expected: list):
    assert role_changes(OLD, new) == expected


def test_a_change_that_the_earlier_release_knew_is_not_told_again():
    old = Tiny().role(1).role(3).change("split", 1, 1).change("split", 1, 3)
    new = Tiny().role(1).role(3).change("split", 1, 1).change("split", 1, 3)
    assert role_changes(old, new) == []
    assert difference(old, new).verdict == "none"


@pytest.mark.parametrize(
    ("new", "change", "cause"),
    [
        (Tiny().role(1), "source_not_loaded", "hris 1 was not loaded"),
        (Tiny().role(1).source("hris", "2"), "dropped_by_source", "hris 1 became 2"),
        (Tiny().role(1).source("hris", "1", "a"), "dropped_by_source", "hris 1 was delivered in other files"),
        (Tiny().role(1).source("hris"), "missing", "own"),
    ],
)
def test_a_role_that_its_source_does_not_bring_is_not_retired(new: Tiny, change: str, cause: str):
    old = Tiny().role(1).source("hris").role(1, code="HRIS.GEN.P1", source="hris")
    told = frames(old, new)["role_changes"]
    assert told[["change", "cause"]].to_numpy().tolist() == [[change, cause]]
    assert difference(old, new).verdict == "breaking"


def test_sources_that_differ_stand_apart_from_our_own_data():
    old = Tiny().source("hris").source("onet", kind="onet").role(1)
    new = Tiny("2").source("hris", "2").source("extra").role(1, title="New")
    new.edited()
    told = difference(old, new)
    changes = told.frames["source_changes"].set_index("source_id")["change"].to_dict()
    assert changes == {"canon": "own_files", "extra": "added", "hris": "edition", "onet": "not_loaded"}
    assert told.frames["role_changes"]["cause"].tolist() == ["own"]
    assert [section.name for section in told.sections] == ["sources", "roles"]


def test_a_table_that_an_edition_of_its_source_lacks_breaks_readers_and_not_the_contract():
    old = Tiny().source("onet", "29.3", kind="onet").role(1)
    ratings = {"occupation_code": "15-1244.00", "element_code": "2.A.1.a", "source_id": "onet"}
    old.add("occupation_ratings", **ratings)
    new = Tiny().source("onet", "30.1", kind="onet").role(1)
    tables = [PUBLISHED[name] for name in ("roles", "occupation_ratings")]
    contracts = contract_of(tables, {"roles"}), contract_of(tables[:1], {"roles"})
    assert compare_contracts(*contracts, pair(old, new)).empty
    assert compare_contracts(*contracts[::-1], pair(new, old)).empty
    told = difference(old, new)
    assert told.verdict == "breaking"
    assert told.reasons[0].startswith("occupation_ratings not there")


def test_what_an_edition_changed_in_roles_that_stayed_stands_apart_from_what_we_changed():
    sides = [Tiny().source("hris", edition).source("onet", edition, kind="onet") for edition in ("1", "2")]
    sides[1].edited()
    for side, word in zip(sides, ("Old", "New"), strict=True):
        side.role(1).role(2).role(1, code="HRIS.GEN.P1", source="hris")
        side.add("role_aliases", role_id=role_id(1), alias_normalised="a", alias=word)
        side.add("role_aliases", role_id=role_id(1, "hris"), alias_normalised="a", alias=word)
        for number in (1, 2):
            mapping = {"role_id": role_id(number), "occupation_code": "15-1244.00", "origin": "proposed"}
            side.add("role_occupations", **mapping, confidence_band=word)
    told = frames(*sides)
    causes = {
        name: told[name][["role_id", "cause"]].to_numpy().tolist() for name in ("alias_changes", "mapping_changes")
    }
    assert causes["alias_changes"] == [[role_id(1), "own"], [role_id(1, "hris"), "hris 1 became 2"]]
    assert causes["mapping_changes"] == [[role_id(1), "own"], [role_id(2), "onet 1 became 2"]]
    names = [section.name for section in difference(*sides).sections]
    assert names == ["sources", "mappings", "mappings_of_sources", "aliases", "aliases_of_sources"]


def test_a_renamed_skill_is_a_rename_and_neither_loss_nor_gain():
    old, new = holders(Tiny(), SKILLS), holders(Tiny(), ("Data modelling and design", *SKILLS[1:]))
    told = frames(old, new)
    changes = told["component_changes"]
    assert changes[["change", "old_name", "new_name"]].to_numpy().tolist() == [
        ["renamed", "Data modelling", "Data modelling and design"]
    ]
    assert told["holding_changes"].empty
    counts = told["table_changes"].set_index("table")
    figures = ["added", "removed", "renamed", "changed"]
    assert counts.loc["components", figures].tolist() == [0, 0, 1, 0]
    assert counts.loc["role_components", figures].tolist() == [0, 0, 4, 0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(holders(Tiny(), SKILLS), holders(Tiny(), ("Cooking", *SKILLS[1:])), id="called otherwise"),
        pytest.param(
            holders(holders(Tiny(), SKILLS), (), range(5, 9)),
            holders(holders(Tiny(), SKILLS[1:]), ("Data modelling and design",), range(5, 9)),
            id="held by others",
        ),
        pytest.param(
            holders(Tiny(), SKILLS), holders(Tiny(), (*SKILLS, "Data modelling and design")), id="still there"
        ),
    ],
)
def test_what_only_resembles_a_rename_is_none(old: Tiny, new: Tiny):
    assert "renamed" not in set(frames(old, new)["component_changes"]["change"])


def test_a_component_written_otherwise_is_respelled():
    old, new = holders(Tiny(), SKILLS), holders(Tiny(), ("Data  Modelling.", *SKILLS[1:]))
    assert frames(old, new)["component_changes"]["change"].tolist() == ["respelled"]


def test_a_role_that_its_source_renamed_is_proposed_and_not_taken():
    old = Tiny().source("hris").role(1, "HRIS.GEN.P1", "Data engineer", "hris", SKILLS)
    new = Tiny().source("hris", "2").role(2, "HRIS.GEN.P1", "Data engineers", "hris", SKILLS)
    told = frames(old, new)
    proposed = told["role_proposals"]
    assert proposed[["old_role_id", "new_role_id"]].to_numpy().tolist() == [[role_id(1, "hris"), role_id(2, "hris")]]
    assert sorted(told["role_changes"]["change"]) == ["added", "dropped_by_source"]
    other = Tiny().source("hris", "2").role(2, "HRIS.GEN.P1", "Nurse", "hris", SKILLS)
    assert frames(old, other)["role_proposals"].empty


def test_places_are_no_changes():
    new = Tiny()
    for number in (4, 3, 2, 1):
        new.role(number, holds=SKILLS[::-1])
    told = difference(holders(Tiny(), SKILLS), new)
    assert (told.verdict, told.sections) == ("none", ())
    assert {(row.table, row.moved) for row in told.tables} == {("role_components", 8)}


@pytest.mark.parametrize(
    ("table", "old", "new", "section"),
    [
        ("role_aliases", {"alias": "SRE"}, {"alias": "Sre"}, "aliases"),
        ("role_aliases", None, {"alias": "SRE"}, "aliases"),
        ("role_occupations", {"predicate": "broad"}, {"predicate": "exact"}, "mappings"),
        ("role_occupations", {"predicate": "broad"}, None, "mappings"),
        ("levels", {"scope": "A team."}, {"scope": "A site."}, "levels"),
        ("taxonomy_nodes", {"name": "Sites"}, {"name": "Places"}, "nodes"),
    ],
)
def test_what_describes_roles_is_listed_value_by_value(table: str, old: dict | None, new: dict | None, section: str):
    keys = {
        "role_aliases": {"role_id": ONE, "alias_normalised": "sre"},
        "role_occupations": {"role_id": ONE, "occupation_code": "15-1244.00", "origin": "curated"},
        "levels": {"level_code": "P5"},
        "taxonomy_nodes": {"node_code": "SRES"},
    }[table]
    sides = [Tiny().role(1) for _ in range(2)]
    for side, cells in zip(sides, (old, new), strict=True):
        if cells is not None:
            side.add(table, **keys, **cells)
    told = difference(*sides)
    assert [part.name for part in told.sections] == [section]
    assert len(told.sections[0].lines) == 1


def test_components_of_a_role_are_told_with_prevalence():
    old, new = (Tiny().role(1).hold(ONE, "Testing", prevalence=prevalence) for prevalence in ("core", "common"))
    told = frames(old, new)["holding_changes"]
    columns = ["change", "name", "column_name", "old_value", "new_value"]
    assert told[columns].to_numpy().tolist() == [["changed", "Testing", "prevalence", "core", "common"]]


@pytest.mark.parametrize(
    ("new", "verdict", "reason"),
    [
        (Tiny().role(1).role(2), "none", None),
        (Tiny().role(1).role(2).role(3), "additive", "1 row more in roles"),
        (Tiny().role(1).role(2, title="New"), "corrective", "1 row corrected in roles"),
        (Tiny().role(1).role(2, code="SRES.S2.P6"), "breaking", "1 role with another code"),
        (Tiny().role(1).change("retire", 2), "breaking", "1 role retired"),
        (Tiny().role(1).change("merge", 2, 1), "breaking", "1 role merged into others"),
        (Tiny().role(1).role(3, code="SRES.S2.P5").change("rename", 2, 3), "breaking", "1 role with another id"),
    ],
)
def test_the_verdict_says_what_a_release_means_for_its_users(new: Tiny, verdict: str, reason: str | None):
    told = difference(OLD, new)
    assert told.verdict == verdict
    assert (told.reasons[0] if told.reasons else None) == reason


def test_changes_of_ids_are_kept_for_good():
    old = Tiny().role(1).change("retire", 2)
    assert any("taken back" in reason for reason in difference(old, Tiny().role(1)).reasons)
    assert difference(old, Tiny().role(1).change("retire", 2)).verdict == "none"


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Data modelling", "data  Modelling", True),
        ("Communicating between the technical and non-technical", "Communicating between technical and other", True),
        ("Agile working", "Working in an agile way", True),
        ("Data modelling", "User research", False),
        ("Testing", "Coaching", False),
        ("A", "B", False),
    ],
)
def test_names_are_alike_by_their_letters(one: str, other: str, is_alike: bool):
    likeness = name_likeness(pd.Series([one]), pd.Series([other])).iloc[0]
    assert (likeness >= 0.5) == is_alike
