"""O*NET 30.1: its tables, and what it adds to the mapping."""

import pytest

from flows.publish import Release
from tests.reading import table

pytestmark = pytest.mark.shared


def test_titles_relations_and_job_zones_are_published(shared_release: Release):
    assert len(table(shared_release, "occupation_relations")) == 18460
    titles = table(shared_release, "occupation_titles")
    assert titles["occupation_code"].nunique() == 1016
    occupations = table(shared_release, "occupations")
    assert occupations["job_zone"].notna().sum() == 923


def test_missing_words_are_null(shared_release: Release):
    titles = table(shared_release, "occupation_titles")
    assert not titles["short_title"].eq("n/a").any()
    assert titles["short_title"].notna().any()


def test_site_reliability_engineer_is_proposed_under_both_occupations_that_list_it(shared_release: Release):
    roles = table(shared_release, "roles")
    role_id = roles.loc[roles["role_code"] == "SRES.GEN.P5", "role_id"].item()
    mappings = table(shared_release, "role_occupations")
    proposed = mappings.loc[(mappings["role_id"] == role_id) & (mappings["origin"] == "proposed")]
    assert {"15-1252.00", "17-2112.02"} <= set(proposed["occupation_code"])
    assert (proposed["confidence_score"] <= 0.60).all()
    assert proposed["margin"].notna().all()


def test_managers_from_m3_are_proposed_managers_only(shared_release: Release):
    roles = table(shared_release, "roles").set_index("role_id")
    mappings = table(shared_release, "role_occupations")
    proposed = mappings.loc[mappings["origin"] == "proposed"]
    levels = proposed["role_id"].map(roles["level_code"])
    assert proposed.loc[levels.isin(["M3", "M4", "M5", "M6"]), "occupation_code"].str.startswith("11-").all()
