"""What aligned raw roles hold beside their canonical role, and which of its components it matches."""

import pandas as pd
import pytest

from schemas.inputs import Framework
from tests.fixtures.tiny_sources import Sources, tiny_framework

CODE = "SRES.GEN.P5"
COLUMNS = ["position", "kind", "name", "matched", "match_score", "match_basis"]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return tiny_framework()


@pytest.fixture
def sources(framework: Framework) -> Sources:
    sources = Sources(framework)
    sources.ours(CODE, "SRES.GEN.P4", "COOK.GEN.P5").add("acme", 50, CODE, relation="align")
    for kind, name in [("skill", "Write runbooks"), ("knowledge", "Backup and recovery"), ("task", "Boil an egg")]:
        sources.say("canon", "component", name, CODE, section=kind, prevalence="core")
    return sources.say("canon", "component", "Chop onions", "COOK.GEN.P5", section="task", prevalence="core")


def hold(sources: Sources, name: str, kind: str = "skill", **cells: str) -> Sources:
    return sources.say("acme", "component", name, CODE, section=kind, **cells)


def matches(sources: Sources) -> pd.DataFrame:
    tables = sources.assemble()
    names = tables["components"].set_index("component_id")["name"]
    held = tables["source_role_components"]
    return held.assign(matched=held["component_id"].map(names))


def test_the_same_kind_and_name_match_whatever_case_and_spacing(sources: Sources):
    found = matches(hold(sources, "write  RUNBOOKS."))
    assert found[COLUMNS].to_numpy().tolist() == [[1, "skill", "write  RUNBOOKS.", "Write runbooks", 1.0, "same_name"]]


def test_another_kind_or_other_words_match_by_likeness(sources: Sources):
    found = matches(hold(hold(sources, "Write runbooks", "task"), "Recovery from backups on tape"))
    assert found["matched"].tolist() == ["Write runbooks", "Backup and recovery"]
    assert found["match_basis"].tolist() == ["alike_words", "alike_words"]
    assert found["match_score"].iloc[0] == 1.0
    assert 0.5 <= found["match_score"].iloc[1] < 1


def test_what_the_role_does_not_hold_matches_nothing_even_where_another_role_holds_it(sources: Sources):
    found = matches(hold(hold(sources, "Chop onions", "task"), "Weld pipes"))
    assert found[["component_id", "match_score", "match_basis"]].isna().all(axis=None)
    assert set(found["role_id"]) == {"role-000001"}


def test_of_two_that_are_equally_alike_the_same_kind_goes_first(sources: Sources):
    sources.say("canon", "component", "Runbooks", CODE, section="knowledge", prevalence="core")
    sources.say("canon", "component", "Runbook", CODE, section="task", prevalence="core")
    tables = hold(sources, "The runbooks", "task").assemble()
    (row,) = tables["source_role_components"].itertuples()
    assert tables["components"].set_index("component_id").loc[row.component_id, ["kind", "name"]].tolist() == [
        "task",
        "Runbook",
    ]


def test_prevalence_and_proficiency_are_those_that_the_source_states(sources: Sources):
    found = matches(hold(hold(sources, "Weld", proficiency="Fairly good"), "Bend", prevalence="occasional"))
    assert found[["prevalence", "proficiency"]].fillna("").to_numpy().tolist() == [
        ["", "Fairly good"],
        ["occasional", ""],
    ]


def test_a_component_said_twice_is_held_once_and_positions_have_no_gap(sources: Sources):
    found = matches(hold(hold(hold(sources, "Weld"), "weld."), "Bend"))
    assert found[["position", "name"]].to_numpy().tolist() == [[1, "Weld"], [2, "Bend"]]


def test_roles_that_unite_or_stay_own_have_no_rows(sources: Sources):
    sources.add("bell", 60, "NETW.GEN.P5", relation="own").add("page", 70, CODE)
    sources.say("bell", "component", "Weld", "NETW.GEN.P5", section="skill")
    sources.say("page", "component", "Weld", CODE, section="skill")
    assert matches(sources).empty
