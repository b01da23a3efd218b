"""The role page that the project began from, alone and beside our own family."""

import datetime
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.config import make_config
from flows.ingest import find_sources, mint_role_ids, read_framework, read_sources
from flows.release import build_release
from flows.releases import Release
from flows.roles import find_roles_to_register
from tests.conftest import FIXTURES
from tests.fixtures.reading import table


@pytest.fixture(scope="module")
def seed_source(shared: Path, clean_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seed_source")
    text = (FIXTURES / "good" / "role_page" / "source.yml").read_text(encoding="utf-8")
    (folder / "source.yml").write_text(text.replace("test_pages", "seed_page"), encoding="utf-8")
    shutil.copytree(shared / "seed", folder / "pages")
    folders = find_sources(clean_root, (folder,), ("seed_page",))
    framework = read_framework(clean_root / "raw" / "canon")
    roles = find_roles_to_register(read_sources(folders, framework), framework)
    assert mint_role_ids(folders, roles, datetime.date(2026, 11, 23)) == {"seed_page": 1}
    return folder


def build(root: Path, source: Path, only: str, out: Path) -> Release:
    return build_release(make_config(root, out, [source], [only]))


@pytest.fixture(scope="module")
def alone(clean_root: Path, seed_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build(clean_root, seed_source, "seed_page", tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="module")
def beside(clean_root: Path, seed_source: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build(clean_root, seed_source, "seed_page,canon", tmp_path_factory.mktemp("beside"))


def test_page_becomes_one_draft_role(alone: Release):
    roles = table(alone, "roles")
    assert len(roles) == 1
    role = roles.iloc[0]
    assert role["role_code"] == "SRES.GEN.P5"
    assert role["title"] == "Site Reliability Engineering (SRE) Senior"
    assert (role["status"], role["region_scope"], role["record_version"]) == ("draft", "global", 1)
    assert (role["confidence_score"], role["confidence_band"]) == (0.70, "medium")


def test_components_are_recovered_by_kind(alone: Release):
    components = table(alone, "role_components")
    counts = components["kind"].value_counts().to_dict()
    assert counts == {
        "responsibility": 10,
        "task": 5,
        "skill": 8,
        "knowledge": 8,
        "competency": 8,
        "qualification": 5,
    }
    assert set(components["prevalence"]) == {"common"}
    assert set(components["attached_at"]) == {"level"}


def test_aliases_are_those_of_the_page_and_of_the_rules(alone: Release):
    aliases = table(alone, "role_aliases").sort_values("position")
    name = "Site Reliability Engineering (SRE)"
    assert dict(zip(aliases["alias"], aliases["confidence_score"], strict=True)) == {
        f"{name} V": 0.70,
        f"{name} 5": 0.66,
        f"Staff {name}": 0.72,
        f"Lead {name}": 0.66,
        f"Expert {name}": 0.60,
        f"{name} Senior": 0.60,
        "P5–P6": 0.50,
    }
    assert aliases["alias_type"].tolist() == ["common"] * 6 + ["level_band"]
    assert not aliases["is_approved"].any()
    assert set(aliases["origins"]) == {"source|rule"}


def test_story_is_whole_and_no_outputs_are_recorded(alone: Release):
    sections = table(alone, "role_stories")["section"].value_counts().to_dict()
    assert sections.pop("plan") == 5
    assert sections == dict.fromkeys(
        ("who", "external_problem", "internal_problem", "why_it_matters", "stakes", "success"), 1
    )
    assert table(alone, "role_outputs").empty


def test_level_keeps_its_dimensions_and_years(alone: Release):
    level = table(alone, "levels").set_index("level_code").loc["P5"]
    assert (level["experience_years_min"], level["experience_years_max"]) == (8, 12)
    assert level["scope"] == "Multiple systems or a technical domain"
    assert table(alone, "claim_conflicts").empty


def test_mapping_is_inferred_and_its_odd_title_is_warned_of(alone: Release):
    mapping = table(alone, "role_occupations").iloc[0]
    assert mapping["occupation_code"] == "15-0000"
    assert (mapping["origin"], mapping["review_status"]) == ("inferred_from_superfunction", "needs_review")
    assert table(alone, "source_warnings")["value"].tolist() == ["Computer & Mathematical Occupations"]


def test_every_record_of_the_page_is_accepted(alone: Release):
    source = table(alone, "sources").set_index("source_id").loc["seed_page"]
    assert source["records_read"] == source["records_accepted"] == 81


def test_beside_our_family_the_two_are_one_role_with_conflicts(beside: Release):
    roles = table(beside, "roles")
    role = roles.loc[roles["role_code"] == "SRES.GEN.P5"]
    assert len(role) == 1
    assert role["source_id"].item() == "canon"
    conflicts = table(beside, "claim_conflicts")
    assert set(conflicts["role_id"]) == {role["role_id"].item()}
    assert {"summary", "story.who", "story.plan"} <= set(conflicts["field"])
    became = table(beside, "source_roles").set_index("source_id").loc["seed_page"]
    assert became["role_id"] == role["role_id"].item()
    held = table(beside, "role_components")
    held = held.loc[held["role_id"] == role["role_id"].item()]
    assert set(held["source_id"]) == {"canon", "seed_page"}


def test_other_level_text_is_a_conflict(clean_root: Path, seed_source: Path, tmp_path: Path):
    changed = tmp_path / "changed"
    shutil.copytree(seed_source, changed)
    page = next((changed / "pages").glob("*.txt"))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("Org / multi-team outcomes", "One team").replace("8–12 yrs", "7+ yrs"), "utf-8")
    conflicts = table(build(clean_root, changed, "seed_page", tmp_path / "out"), "claim_conflicts")
    lost = dict(zip(conflicts["field"], conflicts["value"], strict=True))
    assert lost == {"levels.impact": "One team", "levels.experience_years_min": "7"}


def test_mapping_table_has_dtypes_that_load_everywhere(alone: Release):
    mapping = pd.read_csv(alone.path / "csv" / "role_occupations.csv")
    assert mapping["is_primary"].dtype == bool
