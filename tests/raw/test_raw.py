"""The committed raw/ against its contracts and against what the project promises of it."""

import itertools

import pandas as pd
import pytest

from flows.config import Config
from flows.ingest import find_sources, read_registers
from flows.occupations import core_digest
from flows.releases import Release
from schemas.inputs import Inputs
from schemas.text import normalise_titles
from schemas.vocabularies import DIMENSIONS, KINDS
from tests.fixtures.reading import table

FULL_FAMILIES = 12


@pytest.fixture(scope="module")
def ours(release: Release) -> pd.DataFrame:
    roles = table(release, "roles")
    return roles.loc[roles["source_id"] == "canon"]


def test_levels_are_nineteen_and_ranks_rise_on_each_track(inputs: Inputs):
    levels = inputs.framework.levels
    ranks = levels.groupby("track_code")["level_rank"].agg(list).to_dict()
    assert ranks == {"S": [1, 2, 3, 4], "P": [3, 4, 5, 6, 7, 8], "M": [4, 5, 6, 7, 8, 9], "E": [10, 11, 12]}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_no_two_cells_of_a_dimension_are_equal_within_a_track(inputs: Inputs, dimension: str):
    levels = inputs.framework.levels
    assert not levels.duplicated(["track_code", dimension]).any()
    assert levels[dimension].notna().all()


def test_superfunctions_are_anchored_by_track(inputs: Inputs):
    taxonomy, anchors = inputs.framework.taxonomy, inputs.framework.anchors
    tops = set(taxonomy.loc[taxonomy["tier"] == "superfunction", "node_code"])
    assert len(tops) == 23
    assert set(anchors["superfunction_code"]) == tops
    is_high = anchors["track_code"].eq("E") | anchors["level_low"].eq("M3")
    assert set(anchors.loc[is_high, "soc_code_2018"]) == {"11-0000"}
    own = anchors.loc[~is_high].groupby("superfunction_code")["soc_code_2018"].agg(set)
    assert own.map(len).eq(1).all()
    assert own.map(min).nunique() == 23


def test_there_are_four_alias_rules_or_more_for_each_level(inputs: Inputs):
    rules = inputs.framework.alias_rules
    common = rules.loc[rules["alias_type"] == "common"]
    assert (common.groupby("level_code").size() >= 4).all()
    assert set(common["level_code"]) == set(inputs.framework.levels["level_code"])


def test_the_layer_of_embeddings_was_learned_on_this_core(inputs: Inputs):
    basis = inputs.framework.embeddings["basis"].iloc[0]
    assert basis["core_digest"] == core_digest(inputs.framework.scorer), "run python -m flows.learn --embeddings"


def test_our_own_titles_stand_under_every_occupation_and_each_once(inputs: Inputs):
    further = inputs.framework.scorer["further_titles"]
    assert set(further["occupation_code"]) == set(inputs.ingested.reference["onet_soc_occupations"]["occupation_code"])
    assert not further.assign(title=normalise_titles(further["title"])).duplicated().any()
    assert further["title"].str.len().max() < 80


def test_words_of_seniority_reach_every_rung(inputs: Inputs):
    framework = inputs.framework
    ranks = framework.levels.set_index("level_code")["level_rank"]
    reached = set()
    for word in framework.seniority_words.itertuples(index=False):
        low, high = ranks[word.level_low], ranks[word.level_high]
        assert low <= high
        on_track = framework.levels["track_code"] == word.track_code
        reached |= set(framework.levels.loc[on_track & framework.levels["level_rank"].between(low, high), "level_code"])
    assert reached == set(framework.levels["level_code"])


def test_what_is_said_of_words_of_seniority_elsewhere_is_said_of_known_ones(inputs: Inputs):
    framework = inputs.framework
    tokens = set(framework.seniority_words["token"])
    phrases = framework.protected_phrases
    assert set(phrases.loc[phrases["says_rung"], "phrase"]) <= tokens
    assert not set(phrases.loc[~phrases["says_rung"], "phrase"]) - {"account executive", "staff nurse"} & tokens
    assert set(framework.seniority_by_occupation["token"]) <= tokens


def test_twelve_families_in_six_superfunctions_hold_120_roles(ours: pd.DataFrame):
    assert ours["family_code"].nunique() >= FULL_FAMILIES
    assert ours["superfunction_code"].nunique() >= 6
    assert len(ours) >= 120
    assert (ours.groupby("family_code")["level_code"].nunique() >= 3).all()


def test_four_families_have_two_specializations_and_three_functions_two_families(ours: pd.DataFrame):
    assert (ours.groupby("family_code")["specialization_code"].nunique() >= 2).sum() >= 4
    assert (ours.groupby("function_code")["family_code"].nunique() >= 2).sum() >= 3


def test_each_family_holds_forty_components_of_six_kinds(release: Release, ours: pd.DataFrame):
    held = table(release, "role_components").merge(ours[["role_id", "family_code"]], on="role_id")
    assert (held.groupby("family_code")["component_id"].nunique() >= 40).all()
    assert (held.groupby("family_code")["kind"].nunique() == len(KINDS)).all()
    tiers = held.groupby("attached_at")["family_code"].nunique()
    assert tiers["family"] >= FULL_FAMILIES
    assert tiers["level"] >= FULL_FAMILIES


def test_components_stand_on_three_functions(inputs: Inputs):
    claims = inputs.ingested.claims
    of_functions = claims.loc[(claims["subject_type"] == "function") & (claims["field"] == "component")]
    assert of_functions["subject"].nunique() >= 3


def test_each_band_and_its_rungs_have_ten_components_of_their_own(inputs: Inputs):
    claims = inputs.ingested.claims.loc[inputs.ingested.claims["source_id"] == "canon"]
    own = claims.loc[claims["subject_type"].isin(["band", "role"]) & (claims["field"] == "component")]
    roles = inputs.ingested.roles.loc[inputs.ingested.roles["source_id"] == "canon"]
    bands = own["subject"].map(roles.set_index("source_key")["band_key"]).fillna(own["subject"])
    counts = bands.value_counts().reindex(roles["band_key"].unique(), fill_value=0)
    assert counts.loc[counts < 10].to_dict() == {}


def test_every_role_of_ours_is_told_in_full(release: Release, ours: pd.DataFrame):
    outputs = table(release, "role_outputs").groupby("role_id").size()
    assert (outputs.reindex(ours["role_id"]).fillna(0) >= 3).all()
    sections = table(release, "role_stories").groupby("role_id")["section"].nunique()
    assert (sections.reindex(ours["role_id"]).fillna(0) == 7).all()
    assert ours["holder_title"].notna().all()
    assert ours["summary"].notna().all()
    assert not ours["summary"].duplicated().any()
    mapped = table(release, "role_occupations")
    curated = set(mapped.loc[mapped["origin"] == "curated", "role_id"])
    assert set(ours["role_id"]) <= curated


def test_our_roles_are_drafts_stated_at_most_at_070(ours: pd.DataFrame):
    assert set(ours["status"]) == {"draft"}
    assert (ours["confidence_score"] <= 0.70).all()


def test_titles_of_our_roles_are_distinct(ours: pd.DataFrame):
    assert not ours["title"].duplicated().any()


def test_every_tier_distance_occurs_among_our_roles(ours: pd.DataFrame):
    found = set()
    for a, b in itertools.combinations(ours.itertuples(index=False), 2):
        tiers = ("specialization_code", "family_code", "function_code", "superfunction_code")
        found.add(next((tier for tier in tiers if getattr(a, tier) == getattr(b, tier)), "none"))
    assert found == {"specialization_code", "family_code", "function_code", "superfunction_code", "none"}


def test_neighbours_of_a_senior_sre_are_sensible(release: Release, ours: pd.DataFrame):
    roles = table(release, "roles").set_index("role_id")["role_code"]
    adjacency = table(release, "role_adjacency")
    role_id = ours.loc[ours["role_code"] == "SRES.GEN.P5", "role_id"].item()
    rows = adjacency.loc[adjacency["role_id"] == role_id].sort_values("rank")
    codes = rows["neighbour_role_id"].map(roles).tolist()
    assert codes[0] == "SRES.DBRE.P5"
    assert {"SRES.GEN.P4", "SRES.GEN.P6", "SRES.GEN.M4", "CLPE.GEN.P5"} <= set(codes[:8])
    assert all(code.split(".")[0] in ("SRES", "CLPE") for code in codes[:10])


def test_registers_hold_every_role_once(config: Config):
    registers = read_registers(find_sources(config.root, ()))
    assert not registers.duplicated(["source_id", "source_key"]).any()
    assert len(registers.loc[registers["source_id"] == "uk_gdad"]) == 201


def test_classifications_are_those_of_their_publishers(inputs: Inputs, shared):
    soc = pd.read_csv(shared / "data/soc/soc2018_all.csv", dtype="str", keep_default_na=False)
    expected = soc[["code", "title", "Hierarchical_structure", "parent"]].sort_values("code")
    ours = inputs.ingested.reference["soc_groups"].sort_values("occupation_code")
    assert len(ours) == 1447
    assert ours["occupation_code"].tolist() == expected["code"].tolist()
    assert ours["title"].tolist() == expected["title"].str.strip().tolist()
    assert ours["classification_level"].tolist() == expected["Hierarchical_structure"].str.lower().tolist()
    assert ours["parent_code"].fillna("NA").tolist() == expected["parent"].tolist()
    onet = pd.read_csv(shared / "data/soc/2019_to_SOC_Crosswalk.csv", dtype="str", encoding="utf-8-sig")
    codes = inputs.ingested.reference["onet_soc_occupations"].sort_values("occupation_code")
    assert len(codes) == 1016
    assert codes["occupation_code"].tolist() == sorted(onet["O*NET-SOC 2019 Code"])
    titles = onet.set_index("O*NET-SOC 2019 Code")["O*NET-SOC 2019 Title"].str.strip()
    assert codes["title"].tolist() == titles[codes["occupation_code"]].tolist()


def test_examples_reject_ten_records(inputs: Inputs):
    rejected = inputs.ingested.rejected
    assert (rejected["source_id"] == "example_hris").sum() == 10
    sources = inputs.ingested.sources.set_index("source_id")
    assert sources.loc["example_hris", "records_read"] == 150


def test_example_page_carries_every_section(inputs: Inputs):
    claims = inputs.ingested.claims
    pages = claims.loc[claims["source_id"] == "example_pages"]
    expected = {"summary", "story", "level", "core_output", "adjacent_role", "component", "alias", "occupation"}
    assert expected <= set(pages["field"])


def test_a_skill_has_one_spelling(inputs: Inputs):
    skills = inputs.framework.skills
    synonyms = skills["synonyms"].dropna().str.split("|").explode()
    names = normalise_titles(pd.concat([skills["skill"], synonyms], ignore_index=True))
    assert names.loc[names.duplicated()].tolist() == []


def test_families_that_use_the_vocabulary_write_its_spelling(release: Release):
    components = table(release, "components")
    skills = components.loc[components["kind"] == "skill"]
    assert set(skills["skill_type"].dropna()) == {"tool", "technique", "domain", "human"}
