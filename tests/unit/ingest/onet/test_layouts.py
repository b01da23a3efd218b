"""O*NET in every layout gives the same tables; what looks alike is not taken, and what is damaged is refused."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pydantic import ValidationError

from flows.ingest.folder import open_folder
from flows.ingest.kinds.onet import read_onet
from flows.ingest.kinds.onet.recognise import onet_layout
from schemas.documents.onet_layout import OnetLayout
from schemas.errors import BadData
from schemas.registry import PUBLISHED
from schemas.table import validate
from tests.fixtures.onet_releases import (
    DEVELOPER,
    NEAR_MISSES,
    TABLES,
    TESTER,
    as_csv,
    as_excel,
    as_text,
    context,
    counts,
    load,
    place,
    renamed,
    zipped,
)

ROWS = sum(len(rows) - 1 for rows in TABLES.values())
ALL = {
    "occupation_descriptions",
    "job_zones",
    "occupation_titles",
    "occupation_tasks",
    "occupation_activities",
    "occupation_ratings",
    "occupation_software",
    "occupation_relations",
}


def in_folder(members: dict[str, bytes]) -> dict[str, bytes]:
    return {f"db_30_1/deep/{name}": content for name, content in members.items()}


def nameless(members: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{number}.bin": content for number, content in enumerate(members.values())}


def with_mark(members: dict[str, bytes]) -> dict[str, bytes]:
    return {name: b"\xef\xbb\xbf" + content for name, content in members.items()}


def in_zip(members: dict[str, bytes]) -> dict[str, bytes]:
    return {"inner.zip": zipped(members)}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    return load(tmp_path_factory.mktemp("text"), as_text(TABLES)).reference


@pytest.mark.parametrize(
    ("members", "name"),
    [
        pytest.param(as_text(TABLES), "30.1", id="text in a folder"),
        pytest.param(in_folder(as_text(TABLES)), "db.zip", id="text in a zip, deep"),
        pytest.param(nameless(as_text(TABLES)), "db.zip", id="text without names"),
        pytest.param(with_mark(as_text(TABLES)), "db.zip", id="text with byte order marks"),
        pytest.param(as_csv(TABLES), "db.zip", id="csv in a zip"),
        pytest.param(in_folder(as_csv(TABLES, packed=True)), "30.1", id="gzipped csv in a folder"),
        pytest.param(as_csv(TABLES, packed=True), "db.zip", id="gzipped csv in a zip"),
        pytest.param(as_excel(TABLES), "db.zip", id="excel in a zip"),
        pytest.param(in_zip(as_text(TABLES)), "db.zip", id="text in a zip in a zip"),
        pytest.param(nameless(as_excel(TABLES)), "30.1", id="excel in a folder, without names"),
    ],
)
def test_every_layout_gives_the_same_tables(members, name: str, expected, tmp_path: Path):
    ingested = load(tmp_path, members, name=name)
    assert ingested.reference.keys() == expected.keys() == ALL
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(ingested.reference[table], frame)
    assert counts(ingested) == (ROWS, ROWS, 0)
    assert ingested.notes == ()


def test_a_zip_is_not_followed_further_than_into_one_zip_of_it(tmp_path: Path):
    with pytest.raises(BadData, match="is a zip in a zip in a zip"):
        load(tmp_path, in_zip(in_zip(as_text(TABLES))))


@pytest.mark.parametrize("layout", [as_text, as_csv, as_excel])
def test_the_names_of_30_3_give_the_same_tables_but_for_the_scheme_of_software(layout, expected, tmp_path: Path):
    ingested = load(tmp_path, layout(renamed(TABLES)), edition="30.3")
    software = ingested.reference.pop("occupation_software")
    others = {name: frame for name, frame in expected.items() if name != "occupation_software"}
    assert ingested.reference.keys() == others.keys()
    for table, frame in others.items():
        pd.testing.assert_frame_equal(ingested.reference[table], frame)
    assert software["category_scheme"].tolist() == ["onet_element"] * 2
    assert software["category_code"].tolist() == ["2.E.1.a", "2.E.1.b"]
    assert expected["occupation_software"]["category_scheme"].tolist() == ["unspsc"] * 2
    assert (ingested.notes, counts(ingested)) == ((), (ROWS, ROWS, 0))


@pytest.mark.parametrize("table", sorted(ALL - {"occupation_descriptions", "job_zones"}))
def test_the_tables_are_as_their_contracts_say(table: str, expected):
    contract = PUBLISHED[table]
    assert len(validate(contract, contract.frame(expected[table]), "Mend it.")) == len(expected[table]) > 0


def test_titles_say_where_they_come_from_and_whether_workers_reported_them(expected):
    titles = expected["occupation_titles"].set_index("title")
    assert titles.loc[["Programmer (PG)", "Coder"], "title_sources"].tolist() == ["02,08", "08"]
    assert titles.loc["Software Developers", "title_sources"] == "occupation"
    assert titles.index[titles["is_reported"]].tolist() == ["Coder", "Bug Hunter"]
    assert pd.isna(titles.loc["Bug Hunter", "title_sources"])
    assert titles["short_title"].dropna().to_dict() == {"Programmer (PG)": "PG"}


def test_ratings_have_one_row_an_element_with_what_was_said_of_both_scales(expected):
    ratings = expected["occupation_ratings"].set_index("element_code")
    reading = ratings.loc["2.A.1.a"]
    assert (reading["importance"], reading["level"], reading["domain"]) == (4.12, 5.0, "skill")
    assert (reading["is_importance_suppressed"], reading["is_level_suppressed"]) == (False, True)
    assert pd.isna(ratings.loc["2.B.3.e", "is_importance_suppressed"])
    assert ratings["is_level_not_relevant"].tolist() == [False, True, False]
    assert ratings.loc["2.C.10", ["domain", "occupation_code"]].tolist() == ["knowledge", TESTER]


def test_activities_are_named_from_their_reference_and_lead_to_the_wider_one(expected):
    activities = expected["occupation_activities"].set_index("activity_code")
    assert activities["activity_name"].tolist() == ["Write code.", "Run code."]
    assert activities.loc["4.A.2.a.4.I09.D03", "intermediate_activity_code"] == "4.A.2.a.4.I09"
    assert activities["task_id"].tolist() == ["101", "101"]


def test_tasks_keep_quotes_types_and_who_answered(expected):
    tasks = expected["occupation_tasks"].set_index("task_id")
    assert tasks.loc["101", "task"] == 'Write "clean" programs.'
    assert tasks["task_type"].fillna("null").tolist() == ["core", "supplemental", "null"]
    assert tasks["incumbents_responding"].fillna(-1).tolist() == [12, 12, -1]


@pytest.mark.parametrize("layout", [as_text, as_csv, as_excel])
def test_near_misses_are_not_taken(layout, expected, tmp_path: Path):
    ingested = load(tmp_path, layout(TABLES | NEAR_MISSES))
    assert counts(ingested) == (ROWS, ROWS, 0)
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(ingested.reference[table], frame)


@pytest.mark.parametrize(("layout", "is_null"), [(as_text, True), (as_csv, False), (as_excel, False)])
def test_the_word_for_a_missing_value_is_null_in_text_alone(layout, is_null: bool, tmp_path: Path):
    tables = TABLES | {"Alternate Titles": [TABLES["Alternate Titles"][0], [DEVELOPER, "Coder", "n/a", "08"]]}
    titles = load(tmp_path, layout(tables)).reference["occupation_titles"].set_index("title")
    assert pd.isna(titles.loc["Coder", "short_title"]) == is_null


@pytest.mark.parametrize("missing", [name for name in TABLES if name != "Occupation Data"])
def test_an_edition_that_lacks_a_table_loads_without_it_and_says_which(missing: str, tmp_path: Path):
    ingested = load(tmp_path, as_text({name: rows for name, rows in TABLES.items() if name != missing}))
    read, accepted, rejected = counts(ingested)
    assert read == ROWS - len(TABLES[missing]) + 1 == accepted
    assert rejected == 0
    told = ingested.warnings.loc[ingested.warnings["rule"] == "missing_table", "value"]
    assert told.str.contains(missing).any()
    assert missing in ingested.notes[0]


def test_without_reported_titles_nothing_is_said_of_reports(tmp_path: Path):
    tables = {name: rows for name, rows in TABLES.items() if name != "Sample of Reported Titles"}
    titles = load(tmp_path, as_text(tables)).reference["occupation_titles"]
    assert titles["is_reported"].isna().all()


def test_an_edition_without_occupations_is_refused(tmp_path: Path):
    members = as_text({name: rows for name, rows in TABLES.items() if name != "Occupation Data"})
    with pytest.raises(BadData, match=r"no table has the columns O\*NET-SOC Code, Title, Description"):
        load(tmp_path, members)


def test_demand_is_null_where_the_edition_is_older_than_the_column(tmp_path: Path):
    tables = TABLES | {"Technology Skills": [row[:-1] for row in TABLES["Technology Skills"]]}
    software = load(tmp_path, as_text(tables)).reference["occupation_software"]
    assert software["is_in_demand"].isna().all()
    assert software["is_hot"].tolist() == [True, False]


def test_activities_without_their_reference_have_the_names_that_csv_gives_them(tmp_path: Path):
    tables = {name: rows for name, rows in TABLES.items() if name != "DWA Reference"}
    first, *rows = tables["Tasks to DWAs"]
    named = [[*first, "DWA Title"], *([*row, f"Activity {number}."] for number, row in enumerate(rows))]
    (tmp_path / "text").mkdir()
    assert load(tmp_path / "text", as_text(tables)).reference["occupation_activities"]["activity_name"].isna().all()
    with_names = load(tmp_path / "csv", as_csv(tables | {"Tasks to DWAs": named})).reference["occupation_activities"]
    assert with_names["activity_name"].tolist() == ["Activity 0.", "Activity 1."]


def test_a_column_that_nobody_knows_is_told_and_left_out(expected, tmp_path: Path):
    first, *rows = TABLES["Job Zones"]
    tables = TABLES | {"Job Zones": [[*first, "Mood"], *([*row, "good"] for row in rows)]}
    ingested = load(tmp_path, as_text(tables))
    told = ingested.warnings.loc[ingested.warnings["rule"] == "unknown_column"]
    assert told[["file", "value"]].to_numpy().tolist() == [["fetched/db.zip/Job Zones.txt", "Mood"]]
    pd.testing.assert_frame_equal(ingested.reference["job_zones"], expected["job_zones"])


def test_one_table_in_two_files_is_refused_and_both_are_named(tmp_path: Path):
    members = as_text(TABLES) | {"Titles again.csv": as_csv(TABLES)["Alternate Titles.csv"]}
    with pytest.raises(BadData, match=r"(?s)2 files hold the table .*Alternate Titles\.txt.*Titles again\.csv"):
        load(tmp_path, members)


def test_hidden_files_are_left_out(expected, tmp_path: Path):
    hidden = {"__MACOSX/._Job Zones.txt": as_text(TABLES)["Job Zones.txt"], ".copy": as_text(TABLES)["Job Zones.txt"]}
    members = {f"db/{name}": content for name, content in as_text(TABLES).items()}
    ingested = load(tmp_path, members | hidden)
    pd.testing.assert_frame_equal(ingested.reference["job_zones"], expected["job_zones"])


@pytest.mark.parametrize(
    ("table", "heading", "value"),
    [
        ("Job Zones", "O*NET-SOC Code", 151252.0),
        ("Knowledge", "Element ID", 2.1),
        ("Alternate Titles", "Source(s)", 8.0),
    ],
)
def test_a_workbook_whose_codes_were_turned_into_numbers_is_refused(
    table: str, heading: str, value: float, tmp_path: Path
):
    members = as_excel(TABLES)
    stream = tmp_path / "turned.xlsx"
    stream.write_bytes(members[f"{table}.xlsx"])
    book = openpyxl.load_workbook(stream)
    headings = [cell.value for cell in book.active[1]]
    book.active.cell(row=2, column=headings.index(heading) + 1, value=value)
    book.save(stream)
    members[f"{table}.xlsx"] = stream.read_bytes()
    with pytest.raises(BadData, match=rf"(?s){table}.*1 codes were turned into numbers.*row 2.*{value}.*Fetch"):
        load(tmp_path / "source", members)


def cut_off(content: bytes) -> bytes:
    return content[:-200]


def damaged(content: bytes) -> bytes:
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    return content[:start] + bytes(byte ^ 0x5A for byte in content[start : start + 50]) + content[start + 50 :]


@pytest.mark.parametrize(("spoil", "words"), [(cut_off, "is truncated"), (damaged, "damaged workbook")])
def test_a_damaged_workbook_is_refused(spoil, words: str, tmp_path: Path):
    members = as_excel(TABLES)
    members["Job Zones.xlsx"] = spoil(members["Job Zones.xlsx"])
    with pytest.raises(BadData, match=rf"Job Zones\.xlsx: .*{words}"):
        load(tmp_path, members)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"O*NET-SOC Code\tJob Zone\n15-1252.00\t4\t5\n", "Row #2: Expected 2 columns, got 3"),
        (b"O*NET-SOC Code\tJob Zone\n15-1252.00\t4\n15-1253.00", "Row #3: Expected 2 columns, got 1"),
        (b'O*NET-SOC Code,Job Zone\n15-1252.00,4\n"15-1253.00,4\n', "Expected 2 columns, got 1"),
        (b"O*NET-SOC Code\tJob Zone\n15-1252.00\t\xe9\n", "line 2 is not utf-8"),
        (b"O*NET-SOC Code\tJob Zone\n15-1252.00\t\x00\n", "line 2 holds a NUL byte"),
        (b"O*NET-SOC Code\tJob Zone\tJob Zone\n15-1252.00\t4\t5\n", "columns occur twice"),
    ],
)
def test_a_table_that_is_not_well_formed_is_refused(content: bytes, words: str, tmp_path: Path):
    with pytest.raises(BadData, match=words):
        load(tmp_path, as_text(TABLES) | {"Job Zones.txt": content})


def test_every_file_that_was_read_is_listed_with_its_digest(tmp_path: Path):
    in_zip = load(tmp_path / "zip", as_text(TABLES))
    assert in_zip.files["path"].tolist() == ["fetched/db.zip"]
    loose = load(tmp_path / "loose", as_text(TABLES | NEAR_MISSES), name="30.1")
    assert set(loose.files["path"]) == {f"fetched/30.1/{name}.txt" for name in TABLES}


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n\r\n"])
def test_the_end_of_a_file_is_no_matter(ending: bytes, expected, tmp_path: Path):
    members = {name: content.rstrip(b"\r\n") + ending for name, content in as_text(TABLES).items()}
    ingested = load(tmp_path, members)
    pd.testing.assert_frame_equal(ingested.reference["occupation_ratings"], expected["occupation_ratings"])
    assert counts(ingested) == (ROWS, ROWS, 0)


def test_what_is_long_or_no_table_is_passed_over(expected, tmp_path: Path):
    others = {"notes.pdf": b"%PDF-1.4\n\xff\xfe" * 9000, "one line.txt": b"a" * 40000, "empty.txt": b""}
    long = [*TABLES["Occupation Data"][1][:2], "They write. " * 3000 + "And rest."]
    first, _, *rest = TABLES["Occupation Data"]
    ingested = load(tmp_path, as_text(TABLES | {"Occupation Data": [first, long, *rest]}) | others)
    assert counts(ingested) == (ROWS, ROWS, 0)
    pd.testing.assert_frame_equal(ingested.reference["occupation_titles"], expected["occupation_titles"])


@pytest.mark.parametrize(("path", "is_there"), [("30.1", True), ("30.1/*.txt", True), ("30.2", False), ("x/*", False)])
def test_a_folder_or_a_pattern_of_fetched_files_is_at_hand_where_it_is(path: str, is_there: bool, tmp_path: Path):
    described = place(tmp_path, as_text(TABLES), name="30.1").path / "source.yml"
    text = described.read_text(encoding="utf-8").replace("fetched/30.1", f"fetched/{path}")
    described.write_text(text, encoding="utf-8")
    folder = open_folder(tmp_path)
    assert folder.is_at_hand() == is_there
    assert not is_there or counts(read_onet(folder, context())) == (ROWS, ROWS, 0)


def test_an_archive_with_another_digest_is_refused(tmp_path: Path):
    path = place(tmp_path, as_text(TABLES)).path / "source.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"    sha256: {'ab' * 32}\n", encoding="utf-8")
    with pytest.raises(BadData, match=r"source\.yml names abab"):
        read_onet(open_folder(tmp_path), context())


def test_the_catalogue_takes_no_key_that_no_column_has():
    tables = [table.model_dump() for table in onet_layout().tables]
    assert OnetLayout.model_validate({"tables": tables}).tables == onet_layout().tables
    tables[0]["key"] = ["colour"]
    with pytest.raises(ValidationError, match="table occupations has no column colour"):
        OnetLayout.model_validate({"tables": tables})


def test_the_catalogue_compares_columns_that_the_published_tables_have():
    for item in onet_layout().compared:
        named = {*item.key, item.shown, *item.columns, *item.scheme_columns} | {item.parts, item.scheme} - {None}
        assert named <= set(PUBLISHED[item.table].column_names)
