"""Tables of roles: differently shaped files give the same claims by source.yml alone, and no row is lost."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.context import Context
from flows.ingest.folder import open_folder
from flows.ingest.kinds.catalogue_table import read_catalogue_table
from schemas.errors import BadData
from schemas.inputs import Ingested
from tests.fixtures.framework import authored_framework

SOURCE = {
    "source_id": "acme",
    "kind": "catalogue_table",
    "publisher": "Acme",
    "title": "Jobs of Acme",
    "edition": "1",
    "licence_spdx": "CC-BY-4.0",
    "licence_url": "https://example.org/licence",
    "attribution": "Acme",
    "url": "https://example.org",
    "accessed_date": "2026-11-23",
    "priority": 50,
    "is_redistributable": True,
    "max_rejected_share": 1,
    "files": [{"path": "jobs.csv"}],
    "delimiter": ";",
    "null_words": ["n/a"],
    "columns": {
        "family": "Area",
        "role": "Job",
        "level": "Grade",
        "description": "Purpose",
        "core_outputs": "Results",
        "components": [{"column": "Abilities", "kind": "skill", "separator": "|"}],
    },
    "other_columns": ["Site"],
    "key": ["Area", "Job", "Grade"],
    "prefix": "WATR",
    "placements": ["placements.csv"],
}
HEADER = ["Area", "Job", "Grade", "Purpose", "Results", "Abilities", "Site"]
TASTER = ["Water", "Taster", "G1", "Tastes water", "Report | Log", "Tasting|Noting", "North"]
BOSS = ["Water", "Taster", "G2", "Leads tasters", "Roster", "Leading", "n/a"]
PLACED = ["family,role,level,function_code,family_code,specialization_code,level_code"]
PLACED += ["Water,Taster,G1,INFR,WATR,TASTE,P1", "Water,Taster,G2,INFR,WATR,TASTE,P2"]


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(authored_framework(), pd.Series(dtype="str"))


def semicolons(*rows: list[str]) -> bytes:
    frame = pd.DataFrame(rows, columns=HEADER, dtype="str")
    return frame.to_csv(index=False, sep=";").encode("utf-8-sig")


def read(
    folder: Path, context: Context, content: bytes, placed: list[str] | dict[str, list[str]] = PLACED, **changes: object
) -> Ingested:
    source = {**SOURCE, **changes}
    tables = placed if isinstance(placed, dict) else {"placements.csv": placed}
    source["placements"] = list(tables)
    for name, lines in tables.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "source.yml").write_text(json.dumps(source), encoding="utf-8")
    (folder / source["files"][0]["path"]).write_bytes(content)
    return read_catalogue_table(open_folder(folder), context)


def said(ingested: Ingested, claimed: str) -> list[str]:
    return ingested.claims.loc[ingested.claims["field"] == claimed, "value"].tolist()


def rejections(ingested: Ingested) -> list[tuple[str, str, str]]:
    return list(ingested.rejected[["locator", "column_name", "rule"]].itertuples(index=False, name=None))


def content_of(ingested: Ingested) -> set[tuple]:
    columns = ["subject_type", "subject", "field", "section", "value", "prevalence"]
    return set(ingested.claims[columns].fillna("").itertuples(index=False, name=None))


def test_a_workbook_under_two_banner_rows_gives_the_claims_of_the_csv_file(tmp_path: Path, context: Context):
    from_csv = read(tmp_path, context, semicolons(TASTER, BOSS))
    book = openpyxl.Workbook()
    for row in (["Jobs of Acme"], [None, "printed today"], HEADER, TASTER, BOSS):
        book.active.append(row)
    book.save(tmp_path / "jobs.xlsx")
    content = (tmp_path / "jobs.xlsx").read_bytes()
    from_excel = read(tmp_path, context, content, files=[{"path": "jobs.xlsx"}], header_row=3)
    place = ["file", "locator"]
    pd.testing.assert_frame_equal(from_excel.claims.drop(columns=place), from_csv.claims.drop(columns=place))
    pd.testing.assert_frame_equal(from_excel.roles.drop(columns=place), from_csv.roles.drop(columns=place))
    assert from_csv.roles["locator"].tolist() == ["row 2", "row 3"]
    assert from_excel.roles["locator"].tolist() == ["row 4", "row 5"]


def test_a_row_a_component_under_other_headers_gives_the_claims_of_a_row_a_role(tmp_path: Path, context: Context):
    wide = read(tmp_path, context, semicolons(TASTER, BOSS))
    lines = [
        "stream,rank,post,why,makes,can",
        "Water,G1,Taster,Tastes water,Report,Tasting",
        "Water,G1,Taster,Tastes water,Log,Noting",
        "Water,G2,Taster,Leads tasters,Roster,Leading",
    ]
    columns = {
        "family": "stream",
        "role": "post",
        "level": "rank",
        "description": "why",
        "core_outputs": "makes",
        "components": [{"column": "can", "kind": "skill"}],
    }
    shape = {"delimiter": ",", "columns": columns, "other_columns": [], "key": ["stream", "post", "rank"]}
    long = read(tmp_path, context, "\r\n".join(lines).encode(), **shape)
    assert content_of(long) == content_of(wide)
    assert (len(long.roles), long.sources.iloc[0]["records_accepted"]) == (2, 3)


def test_null_words_are_missing_and_other_words_are_values(tmp_path: Path, context: Context):
    ingested = read(tmp_path, context, semicolons([*TASTER[:3], "n/a", "", "none", "North"]))
    assert said(ingested, "summary") == []
    assert said(ingested, "core_output") == []
    assert said(ingested, "component") == ["none"]


def test_a_rule_rejects_the_rows_that_match_it_whole(tmp_path: Path, context: Context):
    rule = {"column": "Site", "pattern": "closed.*", "rule": "closed_site", "message": "Nothing to do."}
    content = semicolons([*TASTER[:6], "closed in May"], [*BOSS[:6], "not closed"])
    ingested = read(tmp_path, context, content, reject=[rule])
    assert rejections(ingested) == [("row 2", "Site", "closed_site")]
    assert ingested.rejected["value"].tolist() == ["closed in May"]
    assert ingested.roles["source_key"].tolist() == ["Water / Taster / G2"]


def test_a_row_that_repeats_another_in_every_column_is_rejected(tmp_path: Path, context: Context):
    nearly = [*TASTER[:6], "South"]
    ingested = read(tmp_path, context, semicolons(TASTER, TASTER, nearly))
    assert rejections(ingested) == [("row 3", "*", "duplicate_row")]
    assert ingested.sources.iloc[0]["records_accepted"] == 2


@pytest.mark.parametrize(
    ("column", "text", "is_refused"),
    [
        ("Site", "=HYPERLINK(1)", True),
        ("Purpose", "@sum", True),
        ("Abilities", "Tasting| -SQL", True),
        ("Results", "Report|+1", True),
        ("Purpose", "Tastes = drinks", False),
        ("Abilities", "Tasting - twice|e-mail", False),
        ("Site", "North|=1", False),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_rejected(
    column: str, text: str, is_refused: bool, tmp_path: Path, context: Context
):
    row = dict(zip(HEADER, TASTER, strict=True)) | {column: text}
    ingested = read(tmp_path, context, semicolons(list(row.values()), BOSS))
    expected = [("row 2", column, "spreadsheet_formula")] if is_refused else []
    assert rejections(ingested) == expected
    assert not ingested.rejected["value"].str.startswith(("=", "@", "+", "-")).any()


@pytest.mark.parametrize("column", ["Area", "Job", "Grade"])
def test_a_row_without_family_role_or_level_is_rejected(column: str, tmp_path: Path, context: Context):
    row = dict(zip(HEADER, TASTER, strict=True)) | {column: " "}
    ingested = read(tmp_path, context, semicolons(list(row.values()), BOSS))
    assert rejections(ingested) == [("row 2", column, "missing_value")]


def test_a_row_that_no_table_places_is_rejected_and_says_where_to_place_it(tmp_path: Path, context: Context):
    ingested = read(tmp_path, context, semicolons([*TASTER[:2], "G9", *TASTER[3:]], BOSS))
    assert rejections(ingested) == [("row 2", "Grade", "not_placed")]
    assert ingested.rejected["value"].tolist() == ["Water / Taster / G9"]
    assert "placements.csv" in ingested.rejected["message"].iloc[0]


def test_a_placement_that_places_nothing_is_warned_of(tmp_path: Path, context: Context):
    ingested = read(tmp_path, context, semicolons(TASTER))
    assert ingested.warnings["rule"].tolist() == ["placement_unused"]
    assert ingested.warnings["value"].tolist() == ["Water / Taster / G2"]
    assert ingested.warnings["locator"].tolist() == ["row 3"]
    assert read(tmp_path, context, semicolons(TASTER, BOSS)).warnings.empty


def test_line_separators_inside_a_cell_stay_and_line_ends_of_the_file_do_not(tmp_path: Path, context: Context):
    content = semicolons([*TASTER[:3], "One\u2028two\nthree", "Report", "Tasting", "North"], BOSS)
    from_lf = read(tmp_path, context, content)
    from_crlf = read(tmp_path, context, content.replace(b"\n", b"\r\n"))
    assert said(from_lf, "summary")[0] == "One\u2028two\nthree"
    pd.testing.assert_frame_equal(from_crlf.claims, from_lf.claims)


def test_rows_of_one_key_are_united_in_one_role(tmp_path: Path, context: Context):
    further = [*TASTER[:4], "Log|Map", "Boiling|Tasting", "South"]
    ingested = read(tmp_path, context, semicolons(TASTER, further))
    assert len(ingested.roles) == 1
    assert said(ingested, "component") == ["Tasting", "Noting", "Boiling", "Tasting"]
    assert said(ingested, "core_output") == ["Report", "Log", "Map"]
    assert "second_description" not in set(ingested.warnings["rule"])


def test_a_description_that_differs_between_rows_of_a_role_is_warned_of(tmp_path: Path, context: Context):
    further = [*TASTER[:3], "Sips water", "", "Boiling", "South"]
    ingested = read(tmp_path, context, semicolons(TASTER, further, BOSS))
    assert said(ingested, "summary") == ["Tastes water", "Leads tasters"]
    assert ingested.warnings["rule"].tolist() == ["second_description"]
    assert ingested.warnings["value"].tolist() == ["Sips water"]


def test_rows_of_one_key_that_stand_on_two_rungs_are_warned_of(tmp_path: Path, context: Context):
    ingested = read(tmp_path, context, semicolons(TASTER, BOSS), key=["Job"])
    assert ingested.roles["level_code"].tolist() == ["P1"]
    places = ingested.warnings.loc[ingested.warnings["rule"] == "second_place"]
    assert places["value"].tolist() == ["WATR.TASTE.P2"]


def test_two_jobs_on_one_rung_pass_with_two_specializations(tmp_path: Path, context: Context):
    placed = [*PLACED[:2], PLACED[2].replace("TASTE,P2", "HEAD,P1")]
    ingested = read(tmp_path, context, semicolons(TASTER, BOSS), placed)
    assert ingested.roles["specialization_code"].tolist() == ["WATR.TASTE", "WATR.HEAD"]
    assert set(ingested.nodes["node_code"]) == {"WATR", "WATR.TASTE", "WATR.HEAD"}


def test_columns_named_like_ours_are_read_as_the_source_means_them(tmp_path: Path, context: Context):
    lines = ["row,file,value,level_code,title,family_code", "7,a.pdf,Tasting,G1,Taster,Water"]
    columns = {"family": "family_code", "role": "title", "level": "level_code"}
    columns |= {"components": [{"column": "value", "kind": "skill"}]}
    shape = {"delimiter": ",", "columns": columns, "other_columns": ["row", "file"], "key": ["row"]}
    ingested = read(tmp_path, context, "\n".join(lines).encode(), **shape)
    assert ingested.roles[["source_key", "level_code", "file"]].to_numpy().tolist() == [["7", "P1", "jobs.csv"]]
    assert said(ingested, "component") == ["Tasting"]


def test_placement_tables_complete_one_another_and_a_later_one_goes_before(tmp_path: Path, context: Context):
    families = ["family,function_code,family_code", "Water,INFR,WATR"]
    levels = ["level,level_code", "G1,P1", "G2,P2"]
    tables = {"families.csv": families, "levels.csv": levels}
    ingested = read(tmp_path, context, semicolons(TASTER, BOSS), tables)
    assert ingested.roles["specialization_code"].tolist() == ["WATR.GEN", "WATR.GEN"]
    tables["boss.csv"] = ["role,level,family_code,specialization_code,relation", "Taster,G2,SRES,DBRE,unite"]
    ingested = read(tmp_path, context, semicolons(TASTER, BOSS), tables)
    assert ingested.roles[["specialization_code", "level_code", "relation"]].to_numpy().tolist() == [
        ["WATR.GEN", "P1", "align"],
        ["SRES.DBRE", "P2", "unite"],
    ]


def test_the_relation_of_a_placement_goes_before_that_of_the_source(tmp_path: Path, context: Context):
    placed = [f"{line},{relation}" for line, relation in zip(PLACED, ["relation", "", "unite"], strict=True)]
    assert read(tmp_path, context, semicolons(TASTER, BOSS)).roles["relation"].tolist() == ["align", "align"]
    assert read(tmp_path, context, semicolons(TASTER, BOSS), placed, relation="own").roles["relation"].tolist() == [
        "own",
        "unite",
    ]
    with pytest.raises(BadData, match=r"row 3: 'merge'[\s\S]*unite, align, own"):
        read(tmp_path, context, semicolons(TASTER, BOSS), [line.replace("unite", "merge") for line in placed])


@pytest.mark.parametrize(
    ("changes", "placed", "words"),
    [
        ({"prefix": None}, PLACED, ["WATR: 'Water / Taster / G1' (row 2)", "Add `prefix` to source.yml"]),
        ({"prefix": "ACME"}, PLACED, ["WATR", "Begin them with ACME", "placements.csv"]),
        ({"relation": "own"}, [line.replace("WATR", "SRES") for line in PLACED], ["SRES", "Begin them with WATR"]),
    ],
)
def test_a_family_of_the_source_begins_with_its_prefix(
    changes: dict, placed: list[str], words: list[str], tmp_path: Path, context: Context
):
    with pytest.raises(BadData) as caught:
        read(tmp_path, context, semicolons(TASTER, BOSS), placed, **changes)
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_family_of_ours_needs_no_prefix(tmp_path: Path, context: Context):
    placed = [line.replace("WATR,TASTE", "SRES,GEN") for line in PLACED]
    ingested = read(tmp_path, context, semicolons(TASTER, BOSS), placed, prefix=None)
    assert ingested.roles["specialization_code"].tolist() == ["SRES.GEN", "SRES.GEN"]
    assert ingested.nodes.empty


words = st.sampled_from(["", "n/a", "Water", "Taster", "G1", "G2", "=1", "a|b", "|", "\u2028", "é\u2028x", '"', " - "])
rows = st.tuples(
    st.sampled_from(["Water", "Water", "", "Air"]), st.just("Taster"), st.sampled_from(["G1", "G2", "n/a", "+1"])
).flatmap(lambda named: st.tuples(words, words, words, words).map(lambda rest: [*named, *rest]))


@given(st.lists(rows, max_size=6))
def test_every_row_is_either_accepted_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, context: Context, table: list[list[str]]
):
    ingested = read(tmp_path_factory.mktemp("table"), context, semicolons(*table))
    counts = ingested.sources.iloc[0]
    assert counts["records_read"] == len(table)
    assert counts["records_read"] == counts["records_accepted"] + counts["records_rejected"]
    accepted = set(ingested.claims.loc[ingested.claims["file"] == "jobs.csv", "locator"])
    rejected = set(ingested.rejected["locator"])
    assert accepted | rejected == {f"row {number}" for number in range(2, len(table) + 2)}
    assert not accepted & rejected
