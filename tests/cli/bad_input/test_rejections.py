"""A bad record in a source that is not ours is a row in rejected_rows, and the release goes on."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from tests.fixtures.onet_archive import CODE, TABLES, add_onet, archive
from tests.fixtures.working_folder import BAD, make_root, run

# Rows that the good tables go before; each is rejected for the rule and the value at its end.
ONET_ROWS = {
    "Occupation Data.txt": [("15-1252.00\tSoftware Writers\tAgain.\n", "duplicate_key", "15-1252.00")],
    "Job Zones.txt": [
        ("99-9999.00\t4\t08/2025\tAnalyst\n", "unknown_occupation", "99-9999.00"),
        ("15-1252.00\tfour\t08/2025\tAnalyst\n", "value_not_allowed", "four"),
        ("15-1252.00\t3\t08/2025\tAnalyst\n", "duplicate_key", "15-1252.00"),
    ],
    "Alternate Titles.txt": [
        ("15-1252.00\t\tn/a\t08\n", "value_not_allowed", None),
        ("15-1252.00\t=1+2\tn/a\t08\n", "value_not_allowed", "'=1+2"),
        ("15-1252.00\tPROGRAMMER\tn/a\t08\n", "duplicate_title", "PROGRAMMER"),
    ],
    "Related Occupations.txt": [
        ("15-1252.00\t15-1252.00\tPrimary-Odd\t1\n", "value_not_allowed", "Primary-Odd"),
        ("15-1252.00\t15-1252.00\tPrimary-Short\tone\n", "value_not_allowed", "one"),
    ],
}
JOBS = {
    "jobs_with_a_formula.csv": ("spreadsheet_formula", "Duty", "'=1+2"),
    "jobs_with_a_gap.csv": ("missing_value", "Job", None),
    "jobs_with_a_row_twice.csv": ("duplicate_row", "*", None),
    "jobs_that_nothing_places.csv": ("not_placed", "Grade", "Cloud / Cluster Keeper / Lowest"),
}
PAGES = {
    "page_with_an_unknown_level.txt": ("role_code", "SRES.GEN.P9"),
    "page_of_an_unknown_family.txt": ("unknown_node", "NOPE.GEN.P5"),
    "page_with_an_impossible_score.txt": ("page_status", "P5P5 — Expert Professionalhigh1.70draftglobalv1"),
    "page_whose_title_is_a_formula.txt": ("spreadsheet_formula", "'=1+2"),
    "page_with_a_shorter_list_than_it_says.txt": ("heading_count", "Skills3"),
}
LINES = {
    "page_with_an_unknown_soc_code.txt": "• code=99-0000title=Computer and Mathematical Occupations",
    "page_with_a_line_that_says_nothing.txt": "Nobody knows what this is",
}


def place_pages(pages: Path, names: Iterable[str]) -> None:
    """Register pages and place each on a rung of its own, so that nothing but their bad lines is rejected."""
    with (pages / "role_ids.csv").open("a", encoding="utf-8") as register:
        for number, name in enumerate(names, 1):
            path = pages / "pages" / name
            text = path.read_text(encoding="utf-8").replace("SRES.GEN.P5", f"SRES.GEN.P{number}")
            path.write_text(text.replace("P5P5", f"P{number}P{number}"), encoding="utf-8")
            register.write(f"role-pages-00001{number},{path.stem},2026-11-23\n")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Return tables of one release of sources that hold every bad record at once."""
    root = make_root(tmp_path_factory.mktemp("rejected"), ["survey", "pages"])
    sources = root / "raw/sources"
    for name in ("survey", "pages"):
        described = (sources / name / "source.yml").read_text(encoding="utf-8")
        described = re.sub("max_rejected_share: .*", "max_rejected_share: 0.95", described)
        (sources / name / "source.yml").write_text(described, encoding="utf-8")
    with (sources / "survey/jobs.csv").open("a", encoding="utf-8") as jobs:
        jobs.writelines((BAD / name).read_text(encoding="utf-8").splitlines(keepends=True)[-1] for name in JOBS)
    for name in (*PAGES, *LINES):
        shutil.copy(BAD / name, sources / "pages/pages" / name)
    place_pages(sources / "pages", LINES)
    bad = {name: TABLES[name] + "".join(row for row, _, _ in rows) for name, rows in ONET_ROWS.items()}
    add_onet(root, archive(bad))
    code, told = run("release", "--root", root)
    assert (code, told) == (0, "")
    folder = root / "outputs/latest/csv"
    return {
        name: pd.read_csv(folder / f"{name}.csv", dtype="str", keep_default_na=False, na_values=[""])
        for name in ("rejected_rows", "sources", "roles", "source_roles", "occupation_titles", "occupations")
    }


def rejected_in(tables: dict[str, pd.DataFrame], file: str) -> pd.DataFrame:
    return tables["rejected_rows"].loc[tables["rejected_rows"]["file"] == file]


def test_all_records_are_accepted_or_rejected(tables: dict[str, pd.DataFrame]):
    counts = tables["sources"].set_index("source_id")[["records_read", "records_accepted", "records_rejected"]]
    counts = counts.astype("int64")
    assert (counts["records_read"] == counts["records_accepted"] + counts["records_rejected"]).all()
    rejected = tables["rejected_rows"].drop_duplicates(["source_id", "file", "locator"])
    assert (
        rejected.groupby("source_id").size().to_dict()
        == counts.query("records_rejected > 0")["records_rejected"].to_dict()
    )
    assert counts.loc["onet", "records_rejected"] == sum(map(len, ONET_ROWS.values()))


@pytest.mark.parametrize("defect", JOBS)
def test_bad_row_of_a_table_is_rejected(defect: str, tables: dict[str, pd.DataFrame]):
    rule, column, value = JOBS[defect]
    rejected = tables["rejected_rows"].query("source_id == 'survey'")
    rejected = rejected.loc[rejected["rule"] == rule]
    assert rejected["column_name"].tolist() == [column]
    assert rejected["value"].fillna("").tolist() == [value or ""]
    assert rejected["file"].tolist() == ["jobs.csv"]
    assert rejected["locator"].tolist() == [f"row {6 + list(JOBS).index(defect)}"]
    assert rejected["message"].str.contains("Remove|Fill|Add", regex=True).all()


@pytest.mark.parametrize("defect", PAGES)
def test_page_with_a_damaged_head_is_rejected_with_all_its_lines(defect: str, tables: dict[str, pd.DataFrame]):
    rule, value = PAGES[defect]
    rejected = rejected_in(tables, f"pages/{defect}")
    reason = rejected.loc[rejected["rule"] == rule]
    assert reason["value"].tolist() == [value]
    assert reason["message"].str.contains(f"of pages/{defect}; the whole page is left out").all()
    assert set(rejected["rule"]) == {rule, "page_rejected"}
    assert Path(defect).stem not in set(tables["source_roles"]["source_key"])


@pytest.mark.parametrize("defect", LINES)
def test_bad_line_of_a_page_is_rejected_and_the_page_stays(defect: str, tables: dict[str, pd.DataFrame]):
    rejected = rejected_in(tables, f"pages/{defect}")
    assert rejected["rule"].tolist() == ["line_not_understood"]
    assert rejected["value"].str.startswith(LINES[defect]).all()
    assert rejected["message"].str.contains(f"Mend it in pages/{defect}").all()
    assert Path(defect).stem in set(tables["source_roles"]["source_key"])


@pytest.mark.parametrize("member", ONET_ROWS)
def test_bad_row_of_an_archive_is_rejected(member: str, tables: dict[str, pd.DataFrame]):
    rejected = rejected_in(tables, f"fetched/db.zip/{member}")
    first = TABLES[member].count("\n") + 1
    expected = [(f"row {first + n}", rule, value or "") for n, (_, rule, value) in enumerate(ONET_ROWS[member])]
    found = rejected[["locator", "rule", "value"]].fillna("").itertuples(index=False, name=None)
    assert sorted(found) == sorted(expected)


def test_good_records_beside_bad_ones_are_published(tables: dict[str, pd.DataFrame]):
    assert {"CLKE.GEN.P3", "CLKE.GEN.P5", "SRES.GEN.P5", "SRES.GEN.P6"} <= set(tables["roles"]["role_code"])
    assert tables["occupation_titles"]["title"].tolist() == ["Programmer", "Software Developers"]
    zones = tables["occupations"].set_index("occupation_code")["job_zone"]
    assert zones["15-1252.00"] == "4"
    assert CODE not in set(tables["occupations"]["occupation_code"])
