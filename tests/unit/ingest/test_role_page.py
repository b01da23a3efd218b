"""Role pages: every line understood or rejected."""

from pathlib import Path

import pandas as pd
import pytest

from flows.ingest.context import Context
from flows.ingest.folder import open_folder
from flows.ingest.kinds.role_page import read_role_pages
from flows.ingest.kinds.role_page_lines import ALIAS, BADGE, COMPONENT, OCCUPATION, parse_heading
from schemas.inputs import Ingested
from tests.conftest import FIXTURES
from tests.fixtures.framework import authored_framework

PAGE = (FIXTURES / "good" / "role_page" / "pages" / "senior_sre.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def context() -> Context:
    titles = pd.Series({"15-0000": "Computer and Mathematical Occupations", "15-1252.00": "Software Developers"})
    return Context(authored_framework(), titles)


def read(text: str, folder: Path, context: Context) -> Ingested:
    source = (FIXTURES / "good" / "role_page" / "source.yml").read_text(encoding="utf-8")
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "source.yml").write_text(source.replace("max_rejected_share: 0.05", "max_rejected_share: 1"), "utf-8")
    (folder / "pages" / "senior_sre.txt").write_text(text, encoding="utf-8")
    return read_role_pages(open_folder(folder), context)


def test_glued_status_line_is_taken_apart():
    found = BADGE.match("P5P5 — Expert Professionalmedium0.70draftglobalv1")
    assert found is not None
    assert found.groupdict() == {
        "level": "P5",
        "level_name": "Expert Professional",
        "band": "medium",
        "score": "0.70",
        "status": "draft",
        "region": "global",
        "version": "1",
    }


@pytest.mark.parametrize(
    "line",
    [
        "P5P6 — Expert Professionalmedium0.70draftglobalv1",
        "P5P5 — Expert Professionalgreat0.70draftglobalv1",
        "P5P5 — Expert Professionalmedium0.70finishedglobalv1",
        "P9P9 — Expert Professionalmedium0.70draftglobalv1",
    ],
)
def test_status_line_outside_the_vocabularies_is_not_matched(line: str):
    assert BADGE.match(line) is None


@pytest.mark.parametrize(
    ("line", "name", "prevalence", "tier"),
    [
        ("Define and enforce SLOscommonlevel", "Define and enforce SLOs", "common", "level"),
        ("Guard the corecorefunction", "Guard the core", "core", "function"),
        ("Work at any levelcommonoccasionalfamily", "Work at any levelcommon", "occasional", "family"),
    ],
)
def test_component_ends_in_prevalence_and_tier(line: str, name: str, prevalence: str, tier: str):
    found = COMPONENT.match(line)
    assert found is not None
    assert (found["name"], found["prevalence"], found["attached_at"]) == (name, prevalence, tier)


def test_alias_keeps_a_type_word_inside_the_title():
    found = ALIAS.match("House of Commons common room managercommonlow0.40")
    assert found is not None
    assert found["alias"] == "House of Commons common room manager"


def test_occupation_line_is_taken_apart():
    found = OCCUPATION.match("code=15-0000title=Some titlesource=inferred_from_superfunctionreviewStatus=needs_review")
    assert found is not None
    assert found["title"] == "Some title"


def test_heading_states_the_count_of_its_list():
    heading = parse_heading("Responsibilities10")
    assert heading is not None
    assert (heading.section, heading.count) == ("responsibility", 10)
    assert parse_heading("Responsibilities") is None
    assert parse_heading("Summary3") is None


def test_whole_page_is_accepted(tmp_path: Path, context: Context):
    ingested = read(PAGE, tmp_path, context)
    assert ingested.rejected.empty
    row = ingested.sources.iloc[0]
    assert row["records_read"] == row["records_accepted"] > 30


def test_unknown_line_is_a_rejected_record_and_the_page_goes_on(tmp_path: Path, context: Context):
    ingested = read(PAGE.replace("Core outputs\n", "Core outputs\n\nSomething else entirely\n"), tmp_path, context)
    assert ingested.rejected["rule"].tolist() == ["line_not_understood"]
    assert ingested.rejected["value"].tolist() == ["Something else entirely"]
    assert len(ingested.roles) == 1


def test_heading_count_that_differs_rejects_the_page(tmp_path: Path, context: Context):
    ingested = read(PAGE.replace("Tasks2", "Tasks3"), tmp_path, context)
    assert ingested.roles.empty
    assert ingested.claims.empty
    assert "heading_count" in set(ingested.rejected["rule"])
    row = ingested.sources.iloc[0]
    assert row["records_read"] == row["records_rejected"] == len(ingested.rejected)


def test_title_that_differs_from_the_classification_is_warned_of_and_kept(tmp_path: Path, context: Context):
    ingested = read(PAGE.replace("Computer and Mathematical", "Computer & Mathematical"), tmp_path, context)
    assert ingested.warnings["rule"].tolist() == ["occupation_title"]
    assert "15-0000" in ingested.claims.loc[ingested.claims["field"] == "occupation", "value"].tolist()


def test_unknown_occupation_code_is_rejected(tmp_path: Path, context: Context):
    ingested = read(PAGE.replace("code=15-0000", "code=15-0009"), tmp_path, context)
    assert len(ingested.rejected) == 1


def test_plan_steps_must_follow_one_another(tmp_path: Path, context: Context):
    ingested = read(PAGE.replace("  2. ", "  7. "), tmp_path, context)
    assert len(ingested.rejected) >= 1


def test_approved_mark_is_not_carried_over(tmp_path: Path, context: Context):
    changed = PAGE.replace("Reliability Leadcommonmedium0.60", "Reliability Leadcommonmedium0.60✓")
    assert changed != PAGE
    assert read(changed, tmp_path, context).warnings["rule"].tolist() == ["approval_not_carried"]
