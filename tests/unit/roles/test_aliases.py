"""Other titles of roles: stated by sources and made by rules."""

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
