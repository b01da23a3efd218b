"""O*NET 30.1: its tables, and what it adds to the mapping."""

import pytest

from flows.releases import Release
from tests.fixtures.reading import table

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
    proposed = mappings.loc[(mappings["role_id"] == role_id) & mappings["proposed_score"].notna()]
    assert {"15-1252.00", "17-2112.02"} <= set(proposed["occupation_code"])
    alone = proposed.loc[proposed["origin"] == "proposed"]
    assert len(alone)
    assert (alone["confidence_basis"] == "calibrated").all()
    assert proposed["scorer_version"].notna().all()
    assert proposed["margin"].notna().all()


def test_managers_from_m3_are_proposed_managers_only(shared_release: Release):
    roles = table(shared_release, "roles").set_index("role_id")
    mappings = table(shared_release, "role_occupations")
    proposed = mappings.loc[mappings["origin"] == "proposed"]
    levels = proposed["role_id"].map(roles["level_code"])
    assert proposed.loc[levels.isin(["M3", "M4", "M5", "M6"]), "occupation_code"].str.startswith("11-").all()


def test_tasks_activities_and_software_are_published_whole(shared_release: Release):
    tasks = table(shared_release, "occupation_tasks")
    assert len(tasks) == 18796
    assert tasks["task_type"].fillna("null").value_counts().to_dict() == {
        "core": 13643,
        "supplemental": 4308,
        "null": 845,
    }
    activities = table(shared_release, "occupation_activities")
    assert len(activities) == 23850
    assert activities["activity_name"].notna().all()
    # One name begins with an @, which a spreadsheet would run.
    software = table(shared_release, "occupation_software")
    assert (len(software), software["is_in_demand"].sum()) == (32772, 2493)
    titles = table(shared_release, "occupation_titles")
    assert titles["is_reported"].sum() == 7955


def test_descriptions_stand_beside_the_titles_of_occupations(shared_release: Release):
    occupations = table(shared_release, "occupations").set_index("classification_level")
    assert occupations.loc["onet", "description"].notna().all()
    assert occupations.drop(index="onet")["description"].isna().all()


def test_the_tables_that_the_copy_lacks_are_told(shared_release: Release):
    warned = table(shared_release, "source_warnings").query("rule == 'missing_table'")
    assert sorted(warned["value"].str.slice(stop=9)) == ["Knowledge", "Skills of", "Skills of"]
    assert not (shared_release.path / "parquet/occupation_ratings.parquet").exists()
