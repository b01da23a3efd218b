"""The canonical roles that come nearest to roles of a source's own, and what `source_roles` says of each raw role."""

import pandas as pd
import pytest

from schemas.inputs import Framework
from tests.fixtures.tiny_sources import Sources, tiny_framework


@pytest.fixture(scope="module")
def framework() -> Framework:
    return tiny_framework()


@pytest.fixture
def sources(framework: Framework) -> Sources:
    sources = Sources(framework)
    sources.say("canon", "holder_title", "Reliability Engineer", "SRES", "family")
    return sources.say("canon", "short_name", "SRE", "SRES", "family")


def equivalent_of(sources: Sources, key: str) -> pd.Series:
    return sources.assemble()["source_roles"].set_index("source_key").loc[key]


def test_the_same_trade_is_found_on_its_own_rung(sources: Sources):
    sources.ours("SRES.GEN.P4", "SRES.GEN.P5").add("acme", 50, "NETW.GEN.P5", relation="own")
    sources.say("acme", "holder_title", "reliability engineer", "NETW.GEN.P5")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert found["equivalent_role_id"] == "role-000002"
    assert found["equivalent_score"] == pytest.approx(0.60)
    assert "same rung" in found["equivalent_basis"]
    assert found["review_status"] == "needs_review"


def test_components_in_common_and_rungs_between_move_the_score(sources: Sources):
    sources.ours("SRES.GEN.P4").add("acme", 50, "NETW.GEN.P5", relation="own")
    sources.say("acme", "holder_title", "Reliability Engineer", "NETW.GEN.P5")
    for source_id, subject in (("canon", "SRES.GEN.P4"), ("acme", "NETW.GEN.P5")):
        sources.say(source_id, "component", "Write runbooks", subject, section="skill", prevalence="core")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert found["equivalent_score"] == pytest.approx(min(0.70, 0.60 + 0.25 - 0.05))
    assert "component words 1.00, 1 rung" in found["equivalent_basis"]


def test_another_trade_gets_no_equivalent_and_the_nearest_is_told(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "NETW.GEN.P5", relation="own")
    sources.say("acme", "holder_title", "Reliability Layer", "NETW.GEN.P5")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert pd.isna(found["equivalent_role_id"])
    assert found["equivalent_basis"].startswith("none: no canonical role reaches 0.45; nearest ")
    assert "SRES.GEN.P5" in found["equivalent_basis"]


def test_the_nearest_role_is_looked_for_in_the_whole_tree(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "COOK.GEN.P5", relation="own")
    sources.say("acme", "holder_title", "Reliability Engineer", "COOK.GEN.P5")
    assert equivalent_of(sources, "COOK.GEN.P5")["equivalent_role_id"] == "role-000001"


def test_a_name_without_a_word_gets_no_equivalent_and_leaves_the_others_theirs(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "NETW.GEN.P4", "NETW.GEN.P5", relation="own")
    sources.say("acme", "holder_title", "***", "NETW.GEN.P4")
    sources.say("acme", "holder_title", "Reliability Engineer", "NETW.GEN.P5")
    assert pd.isna(equivalent_of(sources, "NETW.GEN.P4")["equivalent_role_id"])
    assert equivalent_of(sources, "NETW.GEN.P5")["equivalent_score"] == pytest.approx(0.60)


def test_other_sources_do_not_move_the_score(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "NETW.GEN.P5", relation="own")
    sources.say("acme", "holder_title", "Network Reliability Engineer", "NETW.GEN.P5")
    before = equivalent_of(sources, "NETW.GEN.P5")
    sources.add("bell", 60, "COOK.GEN.P5", relation="own").say("bell", "holder_title", "Network Cook", "COOK.GEN.P5")
    assert equivalent_of(sources, "NETW.GEN.P5")["equivalent_basis"] == before["equivalent_basis"]


def test_why_a_raw_role_has_its_relation_is_said(sources: Sources):
    sources.add("acme", 50, "NETW.GEN.P5", relation="align")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert (found["declared_relation"], found["relation"]) == ("align", "own")
    assert found["equivalent_basis"].startswith("none: ")
    assert found["equivalent_basis"].endswith("own, since family NETW has no canonical role")
    sources.ours("NETW.GEN.P5", "NETW.GEN.P4").add("bell", 50, "NETW.GEN.P4").add("page", 40, "SRES.GEN.P5")
    stated = sources.assemble()["source_roles"].set_index(["source_id", "source_key"])["equivalent_basis"]
    assert stated["acme", "NETW.GEN.P5"] == "stands at the place of NETW.GEN.P5"
    assert stated["bell", "NETW.GEN.P4"] == "united with the canonical role NETW.GEN.P4"
    assert stated["page", "SRES.GEN.P5"] == "its source leads the canonical role"
    assert stated["canon", "NETW.GEN.P4"] == "authored role"


def test_the_words_of_the_source_are_kept_with_its_role(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "SRES.GEN.P5", relation="align")
    sources.say("acme", "summary", "Keeps it up.", "SRES.GEN.P5").say("canon", "summary", "Ours.", "SRES.GEN.P5")
    tables = sources.assemble()
    assert tables["source_roles"].set_index("source_id")["raw_summary"].to_dict() == {
        "acme": "Keeps it up.",
        "canon": "Ours.",
    }
    assert tables["roles"]["summary"].tolist() == ["Ours."]
