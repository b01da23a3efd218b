"""The UK Digital and Data framework, read as a catalogue without code of its own."""

import pytest

from flows.releases import Release
from tests.fixtures.reading import table

pytestmark = pytest.mark.shared


def test_records_are_all_accounted_for(shared_release: Release):
    source = table(shared_release, "sources").set_index("source_id").loc["uk_gdad"]
    counts = source[["records_read", "records_accepted", "records_rejected"]].tolist()
    assert counts == [1825, 1781, 44]
    rejected = table(shared_release, "rejected_rows")
    rules = rejected.loc[rejected["source_id"] == "uk_gdad", "rule"].value_counts().to_dict()
    assert rules == {"not_in_use": 28, "duplicate_row": 16}


def test_families_roles_and_levels_remain_and_no_node_is_empty(shared_release: Release):
    nodes = table(shared_release, "taxonomy_nodes")
    added = nodes.loc[nodes["source_id"] == "uk_gdad"]
    assert (added["tier"] == "family").sum() == 6
    assert set(added["superfunction_code"]) == {"TECH"}
    roles = table(shared_release, "roles")
    ours = roles.loc[roles["source_id"] == "uk_gdad"]
    assert len(ours) == 167
    assert set(added.loc[added["tier"] == "family", "node_code"]) == set(ours["family_code"])
    assert set(added.loc[added["tier"] == "specialization", "node_code"]) == set(ours["specialization_code"])
    raw = table(shared_release, "source_roles")
    raw = raw.loc[raw["source_id"] == "uk_gdad"]
    assert raw["source_key"].str.split(" / ").str[0].nunique() == 48


def test_role_levels_of_families_of_ours_are_aligned_and_add_nothing_but_their_titles(shared_release: Release):
    raw = table(shared_release, "source_roles")
    raw = raw.loc[raw["source_id"] == "uk_gdad"]
    aligned = raw.loc[raw["relation"] == "align"]
    assert raw["relation"].value_counts().to_dict() == {"own": 167, "align": 34}
    roles = table(shared_release, "roles").set_index("role_id")["role_code"]
    codes = aligned.set_index("raw_title")["role_id"].map(roles)
    assert codes["Senior data engineer"] == "DENG.GEN.P4"
    away = aligned.loc[aligned["equivalent_basis"].str.startswith("nearest rung"), "raw_title"]
    assert set(away) == {"Head of data engineering", "Head of frontend development"}
    held = table(shared_release, "role_components")
    assert held.loc[held["role_id"].isin(aligned["role_id"]), "source_id"].unique().tolist() == ["canon"]
    beside = table(shared_release, "source_role_components")
    assert set(beside.loc[beside["source_id"] == "uk_gdad", "source_key"]) == set(aligned["source_key"])


def test_every_role_level_of_their_own_has_an_equivalent_or_the_reason_for_none(shared_release: Release):
    raw = table(shared_release, "source_roles")
    raw = raw.loc[(raw["source_id"] == "uk_gdad") & (raw["relation"] == "own")]
    has_one = raw["equivalent_role_id"].notna()
    assert has_one.any()
    assert (~has_one).any()
    assert raw.loc[~has_one, "equivalent_basis"].str.startswith("none: ").all()
    assert raw.loc[has_one, "equivalent_score"].between(0.45, 0.70).all()
    assert set(raw["review_status"]) == {"needs_review"}


def test_equivalent_of_an_analytics_engineer_is_a_data_engineer(shared_release: Release):
    raw = table(shared_release, "source_roles").set_index(["source_id", "source_key"])
    roles = table(shared_release, "roles").set_index("role_id")["role_code"]
    proposed = raw.loc[("uk_gdad", "Analytics engineer / Senior analytics engineer"), "equivalent_role_id"]
    assert roles[proposed] == "DENG.GEN.P4"


def test_skill_levels_of_the_framework_are_kept(shared_release: Release):
    degrees = {"Awareness", "Working", "Practitioner", "Expert"}
    held = table(shared_release, "role_components")
    held = held.loc[held["source_id"] == "uk_gdad"]
    assert set(held["proficiency"]) == {degree.lower() for degree in degrees}
    beside = table(shared_release, "source_role_components")
    assert set(beside.loc[beside["source_id"] == "uk_gdad", "proficiency"]) == degrees
