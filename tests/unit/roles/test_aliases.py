"""Other titles of roles, and the authored roles that come nearest to those of other sources."""

import pandas as pd
import pytest

from schemas.inputs import Framework
from tests.fixtures.tiny_sources import Sources, tiny_framework


@pytest.fixture(scope="module")
def framework() -> Framework:
    return tiny_framework()


@pytest.fixture
def sources(framework: Framework) -> Sources:
    return Sources(framework)


def aliases_of(sources: Sources, code: str) -> pd.DataFrame:
    tables = sources.assemble()
    role_id = tables["roles"].set_index("role_code")["role_id"][code]
    aliases = tables["role_aliases"]
    return aliases.loc[aliases["role_id"] == role_id].set_index("alias")


def engineers(sources: Sources, *codes: str) -> Sources:
    sources.ours(*codes)
    sources.say("canon", "holder_title", "Reliability Engineer", "SRES", "family")
    return sources.say("canon", "short_name", "SRE", "SRES", "family")


def test_rules_run_over_the_family_and_over_what_holders_are_called(sources: Sources):
    aliases = aliases_of(engineers(sources, "SRES.GEN.P5"), "SRES.GEN.P5")
    assert aliases["confidence_score"].to_dict() == {
        "Site Reliability V": 0.70,
        "Site Reliability Senior": 0.60,
        "P5–P6": 0.50,
        "Reliability Engineer V": 0.70,
        "Senior Reliability Engineer": 0.40,
        "SRE V": 0.70,
        "Senior SRE": 0.40,
    }
    assert aliases["position"].tolist() == list(range(1, 8))
    assert set(aliases["origins"]) == {"rule"}
    assert not aliases["is_approved"].any()


def test_the_band_itself_is_kept_under_its_own_type(sources: Sources):
    aliases = aliases_of(engineers(sources, "SRES.GEN.P5"), "SRES.GEN.P5")
    assert aliases.index[aliases["alias_type"] == "level_band"].tolist() == ["P5–P6"]


def test_a_specialization_goes_by_its_own_name_and_by_what_its_family_is_called(sources: Sources):
    sources.ours("SRES.DBRE.P4").say("canon", "holder_title", "Reliability Engineer", "SRES", "family")
    assert aliases_of(sources, "SRES.DBRE.P4").index.tolist() == ["Senior Reliability Engineer"]
    sources.say("canon", "holder_title", "Database Engineer", "SRES.DBRE", "specialization")
    assert aliases_of(sources, "SRES.DBRE.P4").index.tolist() == [
        "Senior Database Engineer",
        "Senior Reliability Engineer",
    ]


@pytest.mark.parametrize(
    ("stated_by", "origins", "score", "basis"),
    [
        (["canon", "acme"], "curated|source|rule", 0.60, "stated"),
        (["acme"], "source|rule", 0.90, "stated"),
        ([], "rule", 0.70, "rule"),
    ],
)
def test_the_best_origin_gives_score_and_basis_and_all_origins_are_told(
    stated_by: list[str], origins: str, score: float, basis: str, sources: Sources
):
    engineers(sources, "SRES.GEN.P5").add("acme", 50, "SRES.GEN.P5")
    scores = {"canon": 0.60, "acme": 0.90}
    for source_id in stated_by:
        cells = {"section": "common", "confidence_score": scores[source_id]}
        sources.say(source_id, "alias", "sre  v", "SRES.GEN.P5", **cells)
    tables = sources.assemble()["role_aliases"].set_index("alias_normalised")
    assert tables.loc["sre v", ["origins", "confidence_score", "confidence_basis"]].tolist() == [origins, score, basis]


def test_of_two_claims_of_one_origin_the_higher_score_stands(sources: Sources):
    sources.add("acme", 40, "COOK.GEN.P3").add("bell", 50, "COOK.GEN.P3")
    for source_id, score in (("acme", 0.30), ("bell", 0.55)):
        sources.say(source_id, "alias", "Chef", "COOK.GEN.P3", section="common", confidence_score=score)
    assert aliases_of(sources, "COOK.GEN.P3").loc["Chef", ["confidence_score", "origins"]].tolist() == [0.55, "source"]


def test_an_alias_of_several_roles_is_kept_on_each_and_marked(sources: Sources):
    engineers(sources, "SRES.GEN.P4", "SRES.GEN.P5")
    aliases = sources.assemble()["role_aliases"]
    shared = aliases.loc[aliases["alias_normalised"] == "senior sre"]
    assert shared["role_id"].tolist() == ["role-000001", "role-000002"]
    assert shared["is_ambiguous"].all()
    assert not aliases.loc[aliases["alias_normalised"] == "sre v", "is_ambiguous"].any()


def equivalent_of(sources: Sources, key: str) -> pd.Series:
    return sources.assemble()["source_roles"].set_index("source_key").loc[key]


def test_the_same_trade_is_found_on_its_own_rung(sources: Sources):
    engineers(sources, "SRES.GEN.P4", "SRES.GEN.P5").add("acme", 50, "NETW.GEN.P5")
    sources.say("acme", "holder_title", "reliability engineer", "NETW.GEN.P5")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert found["equivalent_role_id"] == "role-000002"
    assert found["equivalent_score"] == pytest.approx(0.60)
    assert "same rung" in found["equivalent_basis"]
    assert found["review_status"] == "needs_review"


def test_components_in_common_and_rungs_between_move_the_score(sources: Sources):
    engineers(sources, "SRES.GEN.P4").add("acme", 50, "NETW.GEN.P5")
    sources.say("acme", "holder_title", "Reliability Engineer", "NETW.GEN.P5")
    for source_id, subject in (("canon", "SRES.GEN.P4"), ("acme", "NETW.GEN.P5")):
        sources.say(source_id, "component", "Write runbooks", subject, section="skill", prevalence="core")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert found["equivalent_score"] == pytest.approx(min(0.70, 0.60 + 0.25 - 0.05))
    assert "component words 1.00, 1 rung" in found["equivalent_basis"]


def test_another_trade_gets_no_equivalent_and_the_nearest_is_told(sources: Sources):
    engineers(sources, "SRES.GEN.P5").add("acme", 50, "NETW.GEN.P5")
    sources.say("acme", "holder_title", "Cable Layer", "NETW.GEN.P5")
    found = equivalent_of(sources, "NETW.GEN.P5")
    assert pd.isna(found["equivalent_role_id"])
    assert found["equivalent_basis"].startswith("none: no authored role of the superfunction reaches 0.45; nearest ")
    assert "SRES.GEN.P5" in found["equivalent_basis"]


def test_a_trade_of_another_superfunction_is_not_compared(sources: Sources):
    engineers(sources, "SRES.GEN.P5").add("acme", 50, "COOK.GEN.P5")
    sources.say("acme", "holder_title", "Reliability Engineer", "COOK.GEN.P5")
    found = equivalent_of(sources, "COOK.GEN.P5")
    assert found["equivalent_basis"].startswith("none: no ")
    assert pd.isna(found["equivalent_role_id"])


def test_a_name_without_a_word_gets_no_equivalent_and_leaves_the_others_theirs(sources: Sources):
    engineers(sources, "SRES.GEN.P5").add("acme", 50, "NETW.GEN.P4", "NETW.GEN.P5")
    sources.say("acme", "holder_title", "***", "NETW.GEN.P4")
    sources.say("acme", "holder_title", "Reliability Engineer", "NETW.GEN.P5")
    assert pd.isna(equivalent_of(sources, "NETW.GEN.P4")["equivalent_role_id"])
    assert equivalent_of(sources, "NETW.GEN.P5")["equivalent_score"] == pytest.approx(0.60)


def test_without_authored_roles_and_for_roles_that_became_ours_the_reason_is_told(sources: Sources):
    sources.add("acme", 50, "SRES.GEN.P5", "NETW.GEN.P5")
    assert equivalent_of(sources, "SRES.GEN.P5")["equivalent_basis"] == "none: no authored role was read"
    sources.ours("SRES.GEN.P5")
    told = sources.assemble()["source_roles"].set_index(["source_id", "source_key"])["equivalent_basis"]
    assert told["acme", "SRES.GEN.P5"] == "became the authored role SRES.GEN.P5"
    assert told["canon", "SRES.GEN.P5"] == "authored role"
