"""Each rule on a row of O*NET: what it rejects, what it lets through, and that every row is accounted for."""

import re
from pathlib import Path

import pytest

from flows.ingest.kinds.onet.checks import _PLAIN
from schemas.text import clean_text
from tests.fixtures.onet_releases import DEVELOPER, TABLES, TESTER, UNKNOWN, as_text, counts, load

ROWS = sum(len(rows) - 1 for rows in TABLES.values())
SKILL = [DEVELOPER, "2.A.1.b", "Listening"]
BAD = [
    ("Occupation Data", [DEVELOPER, "Software Writers", "Again."], "duplicate_key", DEVELOPER),
    ("Occupation Data", [UNKNOWN, "Nobody", "Nothing."], "unknown_occupation", UNKNOWN),
    ("Occupation Data", ["15-1252", "A Group of SOC", "Wide."], "unknown_occupation", "15-1252"),
    ("Job Zones", [TESTER, "6", "08/2025", "Analyst"], "value_not_allowed", "6"),
    ("Job Zones", [None, "4", "08/2025", "Analyst"], "unknown_occupation", None),
    ("Job Zones", [DEVELOPER, "3", "08/2025", "Analyst"], "duplicate_key", DEVELOPER),
    ("Alternate Titles", [DEVELOPER, None, None, "08"], "value_not_allowed", None),
    ("Alternate Titles", [DEVELOPER, "=1+2", None, "08"], "value_not_allowed", "'=1+2"),
    ("Alternate Titles", [DEVELOPER, "\uff1d1+2", None, "08"], "value_not_allowed", "\uff1d1+2"),
    ("Alternate Titles", [DEVELOPER, " CODER", None, "08"], "duplicate_title", "CODER"),
    ("Alternate Titles", [DEVELOPER, "software developers", None, "08"], "duplicate_title", "software developers"),
    ("Alternate Titles", [DEVELOPER, "Keeper", "@k", "08"], "value_not_allowed", "'@k"),
    ("Sample of Reported Titles", [DEVELOPER, "coder", "Y"], "duplicate_title", "coder"),
    ("Task Statements", [DEVELOPER, "0101", "Sleep.", "Core", "1", "", ""], "value_not_allowed", "0101"),
    ("Task Statements", [DEVELOPER, "101", "Sleep.", "Core", "1", "", ""], "duplicate_key", f"{DEVELOPER} / 101"),
    ("Task Statements", [DEVELOPER, "104", "Sleep.", "Minor", "1", "", ""], "value_not_allowed", "Minor"),
    ("Task Statements", [DEVELOPER, "104", "Sleep.", "Core", "few", "", ""], "value_not_allowed", "few"),
    ("Tasks to DWAs", [DEVELOPER, "103", "4.A.3.b.1.I01.D10", "", ""], "unknown_task", "103"),
    ("Tasks to DWAs", [DEVELOPER, "102", "4.A.3.b.1.I01", "", ""], "value_not_allowed", "4.A.3.b.1.I01"),
    ("DWA Reference", ["4.A.3.b.1", "4.A.3.b.1.I01", "4.A.3.b.1.I01.D10", "Twice."], "duplicate_key", None),
    ("Skills", [*SKILL, "XX", "4.12", "8", "N", None], "value_not_allowed", "XX"),
    ("Skills", [*SKILL, "IM", "high", "8", "N", None], "value_not_allowed", "high"),
    ("Skills", [*SKILL, "IM", "5.50", "8", "N", None], "value_not_allowed", "5.50"),
    ("Skills", [*SKILL, "LV", "7.01", "8", "N", "N"], "value_not_allowed", "7.01"),
    ("Skills", [*SKILL, "IM", "4.12", "8", "maybe", None], "value_not_allowed", "maybe"),
    ("Skills", [DEVELOPER, "1.A.1.a", "Hearing", "IM", "4", "8", "N", None], "value_not_allowed", "1.A.1.a"),
    ("Skills", [DEVELOPER, "2.A.1.a", "Reading", "IM", "4", "8", "N", None], "duplicate_key", None),
    ("Technology Skills", [DEVELOPER, "Ruby", "432324", "Languages", "Y", "Y"], "value_not_allowed", "432324"),
    ("Technology Skills", [DEVELOPER, "Ruby", "43232408", "Languages", "yes", "Y"], "value_not_allowed", "yes"),
    ("Technology Skills", [DEVELOPER, "Python", "43232408", "Languages", "N", "N"], "duplicate_key", None),
    ("Related Occupations", [TESTER, UNKNOWN, "Primary-Long", "1"], "unknown_occupation", UNKNOWN),
    ("Related Occupations", [TESTER, DEVELOPER, "Primary-Odd", "1"], "value_not_allowed", "Primary-Odd"),
    ("Related Occupations", [TESTER, DEVELOPER, "Primary-Long", "0"], "value_not_allowed", "0"),
]
GOOD = [
    ("Job Zones", [TESTER, " 5 ", "08/2025", "Analyst"], "job_zones", "job_zone", 5),
    ("Alternate Titles", [DEVELOPER, "Senior  Coder ", None, "08"], "occupation_titles", "title", "Senior Coder"),
    (
        "Alternate Titles",
        [DEVELOPER, "Cafe\u0301 Keeper", None, "08"],
        "occupation_titles",
        "title",
        "Caf\u00e9 Keeper",
    ),
    ("Alternate Titles", [TESTER, "Coder", None, "08"], "occupation_titles", "title", "Coder"),
    ("Task Statements", [DEVELOPER, "104", "Sleep.", None, None, "", ""], "occupation_tasks", "task", "Sleep."),
    ("Tasks to DWAs", [TESTER, "103", "4.A.3.b.1.I01.D10", "", ""], "occupation_activities", "task_id", "103"),
    ("Skills", [*SKILL, "IM", "5.00", "8", "N", None], "occupation_ratings", "importance", 5.0),
    ("Skills", [*SKILL, "LV", "7", "8", "N", "N"], "occupation_ratings", "level", 7.0),
    (
        "Technology Skills",
        [DEVELOPER, ".NET", "43232408", "Languages", "Y", "N"],
        "occupation_software",
        "software_name",
        ".NET",
    ),
    (
        "Related Occupations",
        [TESTER, DEVELOPER, "Supplemental", "2"],
        "occupation_relations",
        "relatedness_tier",
        "supplemental",
    ),
]


def with_row(table: str, row: list[str | None]) -> dict[str, bytes]:
    return as_text(TABLES | {table: [*TABLES[table], row]})


@pytest.mark.parametrize(("table", "row", "rule", "value"), BAD)
def test_a_bad_row_is_rejected_with_its_place_and_what_to_do(
    table: str, row: list[str | None], rule: str, value: str | None, tmp_path: Path
):
    ingested = load(tmp_path, with_row(table, row))
    (rejected,) = ingested.rejected.fillna("").to_dict("records")
    assert rejected["rule"] == rule
    assert rejected["file"] == f"fetched/db.zip/{table}.txt"
    assert rejected["locator"] == f"row {len(TABLES[table]) + 1}"
    assert rejected["column_name"] in TABLES[table][0]
    assert rejected["value"] == (value or rejected["value"])
    assert rejected["message"].endswith(".")
    assert counts(ingested) == (ROWS + 1, ROWS, 1)


@pytest.mark.parametrize(("table", "row", "published", "column", "value"), GOOD)
def test_a_good_row_is_published_in_clean_text(
    table: str, row: list[str | None], published: str, column: str, value: object, tmp_path: Path
):
    ingested = load(tmp_path, with_row(table, row))
    assert value in ingested.reference[published][column].tolist()
    assert counts(ingested) == (ROWS + 1, ROWS + 1, 0)


def test_tasks_of_activities_are_not_asked_for_where_the_edition_has_no_tasks(tmp_path: Path):
    tables = {name: rows for name, rows in TABLES.items() if name != "Task Statements"}
    assert len(load(tmp_path, as_text(tables)).reference["occupation_activities"]) == 2


def test_a_reported_title_that_is_listed_is_one_row(tmp_path: Path):
    titles = load(tmp_path, with_row("Sample of Reported Titles", [TESTER, "quality tester", "N"]))
    rows = titles.reference["occupation_titles"].query("title_normalised == 'quality tester'")
    assert rows[["title", "is_reported"]].to_numpy().tolist() == [["Quality Tester", True]]


@pytest.mark.parametrize("text", ["Coder", ".NET", "C#", "a b", "(x)", "1st", '"q"', "~"])
def test_plain_text_is_clean_as_it_stands(text: str):
    assert re.fullmatch(_PLAIN, text)
    assert clean_text(text) == text


@pytest.mark.parametrize("text", ["", " a", "a ", "a  b", "=1", "+1", "-1", "@a", "a\tb", "\u00e9", "a\u00a0b"])
def test_other_text_is_looked_into(text: str):
    assert not re.fullmatch(_PLAIN, text)
