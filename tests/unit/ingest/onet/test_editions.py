"""Which edition an archive is, and what changed between two: values, never order, spacing, repeats or layout."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.kinds.onet import read_onet, told_edition
from flows.ingest.kinds.onet.editions import compare_editions
from flows.ingest.kinds.onet.recognise import onet_layout
from schemas.errors import BadCall, BadData
from schemas.inputs import Ingested
from schemas.tables import OCCUPATION_CHANGES
from tests.fixtures.onet_releases import (
    DEVELOPER,
    TABLES,
    TESTER,
    Tables,
    as_csv,
    as_excel,
    as_text,
    context,
    load,
    place,
    renamed,
    zipped,
)

READ_ME = {"Read Me.txt": b"O*NET 29.3 Database\nMay 2025 Release\n"}
EVERYTHING = {table.table for table in onet_layout().tables}


def changed(table: str, place: tuple[int, int], cell: str | None) -> Tables:
    rows = [list(row) for row in TABLES[table]]
    rows[place[0]][place[1]] = cell
    return TABLES | {table: rows}


def with_editions(folder: Path, old: dict[str, bytes] | None, new: dict[str, bytes]) -> SourceFolder:
    """Make a source of edition 30.1 that is compared with 29.3, which is at hand where its members are given."""
    place(folder, new, "db_30_1.zip")
    if old is not None:
        (folder / "fetched/db_29_3.zip").write_bytes(zipped(old))
    described = (folder / "source.yml").read_text(encoding="utf-8").replace("db_30_1", "db_{edition}")
    (folder / "source.yml").write_text(described + 'compare_with: "29.3"\n', encoding="utf-8")
    return open_folder(folder)


def read_both(folder: Path, old: dict[str, bytes] | None, new: dict[str, bytes]) -> Ingested:
    return read_onet(with_editions(folder, old, new), context())


def told(ingested: Ingested) -> list[tuple[str, ...]]:
    columns = ["table_name", "occupation_code", "row_key", "column_name", "change", "old_value", "new_value"]
    changes = ingested.reference["occupation_changes"][columns].fillna("-")
    return list(changes.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("tables", "change"),
    [
        (
            changed("Job Zones", (1, 1), "5"),
            ("occupations", DEVELOPER, DEVELOPER, "job_zone", "changed", "4", "5"),
        ),
        (
            changed("Occupation Data", (2, 2), "They break programs."),
            ("occupations", TESTER, TESTER, "description", "changed", "They try programs.", "They break programs."),
        ),
        (
            changed("Task Statements", (1, 3), "Supplemental"),
            ("occupation_tasks", DEVELOPER, "101", "task_type", "changed", "core", "supplemental"),
        ),
        (
            changed("Task Statements", (3, 3), "Core"),
            ("occupation_tasks", TESTER, "103", "task_type", "changed", "-", "core"),
        ),
        (
            changed("Knowledge", (1, 4), "1.75"),
            ("occupation_ratings", TESTER, "2.C.10", "importance", "changed", "1.5", "1.75"),
        ),
        (
            changed("Technology Skills", (2, 5), "Y"),
            ("occupation_software", TESTER, "Breaker", "is_in_demand", "changed", "false", "true"),
        ),
        (
            TABLES | {"Alternate Titles": [*TABLES["Alternate Titles"], [TESTER, "Bug Finder", None, "08"]]},
            ("occupation_titles", TESTER, "bug finder", "title", "added", "-", "Bug Finder"),
        ),
        (
            TABLES | {"Alternate Titles": TABLES["Alternate Titles"][:-1]},
            ("occupation_titles", TESTER, "quality tester", "title", "removed", "Quality Tester", "-"),
        ),
    ],
)
def test_a_change_is_one_row_that_says_what_was_and_what_is(tables: Tables, change: tuple[str, ...], tmp_path: Path):
    ingested = read_both(tmp_path, as_text(TABLES), as_text(tables))
    assert told(ingested) == [change]
    published = OCCUPATION_CHANGES.frame(ingested.reference["occupation_changes"])
    assert published[["edition_old", "edition_new"]].to_numpy().tolist() == [["29.3", "30.1"]]
    assert "1 values changed from edition 29.3 to 30.1" in ingested.notes[-1]
    assert ingested.files["path"].tolist() == ["fetched/db_29_3.zip", "fetched/db_30_1.zip"]


@pytest.mark.parametrize("old", [as_text, as_csv, as_excel])
@pytest.mark.parametrize("new", [as_text, as_excel])
def test_a_layout_is_no_change(old, new, tmp_path: Path):
    assert told(read_both(tmp_path, old(TABLES), new(TABLES))) == []


def test_new_names_and_another_scheme_of_software_are_no_change(tmp_path: Path):
    assert told(read_both(tmp_path, as_text(TABLES), as_csv(renamed(TABLES)))) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.randoms(use_true_random=False), spaced=st.booleans())
def test_order_spacing_and_repeated_rows_are_no_change(order, spaced: bool, tmp_path_factory: pytest.TempPathFactory):
    def disturbed(rows: list[list[str | None]]) -> list[list[str | None]]:
        body = rows[1:] + rows[1:2]
        order.shuffle(body)
        return [rows[0], *([f" {cell} " if spaced and cell else cell for cell in row] for row in body)]

    tables = {name: disturbed(rows) for name, rows in TABLES.items()}
    folder = tmp_path_factory.mktemp("editions")
    before = load(folder / "old", as_text(TABLES)).reference
    after = load(folder / "new", as_text(tables)).reference
    assert compare_editions(before, after, EVERYTHING, ("29.3", "30.1"), "onet").empty


def test_what_only_one_of_them_has_is_told_and_not_compared(tmp_path: Path):
    without = {name: rows for name, rows in TABLES.items() if name not in ("Skills", "Task Statements")}
    ingested = read_both(tmp_path, as_text(TABLES), as_text(without))
    assert told(ingested) == []
    assert "only one of them has Task Statements" in ingested.notes[-1]


def test_a_column_that_one_of_them_lacks_is_not_compared(tmp_path: Path):
    older = TABLES | {"Technology Skills": [row[:-1] for row in TABLES["Technology Skills"]]}
    assert told(read_both(tmp_path, as_text(older), as_text(TABLES))) == []


def test_bad_rows_of_the_older_edition_are_told_and_are_no_records_of_this_one(tmp_path: Path):
    older = TABLES | {"Job Zones": [*TABLES["Job Zones"], [TESTER, "9", "", ""]]}
    ingested = read_both(tmp_path, as_text(older), as_text(TABLES))
    assert "1 rows of 29.3 are left out" in ingested.notes[-1]
    assert ingested.sources["records_rejected"].tolist() == [0]


def test_an_edition_that_is_not_fetched_leaves_a_note_and_no_table(tmp_path: Path):
    ingested = read_both(tmp_path, None, as_text(TABLES))
    assert "occupation_changes" not in ingested.reference
    assert "what changed since edition 29.3 is not told (canon fetch onet --edition 29.3)" in ingested.notes[-1]


def test_the_edition_that_is_in_use_is_not_compared_with_itself(tmp_path: Path):
    path = with_editions(tmp_path, None, as_text(TABLES)).path / "source.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('compare_with: "29.3"', 'compare_with: "30.1"'), "utf-8")
    ingested = read_onet(open_folder(tmp_path), context())
    assert "occupation_changes" not in ingested.reference
    assert not any("changed" in note for note in ingested.notes)


def test_comparing_needs_places_that_tell_the_editions_apart(tmp_path: Path):
    path = with_editions(tmp_path, None, as_text(TABLES)).path / "source.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("{edition}", "30_1"), encoding="utf-8")
    with pytest.raises(BadData, match=r"compare_with needs \{edition\} in the path"):
        open_folder(tmp_path)


@pytest.mark.parametrize(
    ("members", "edition", "doubts"),
    [
        (as_text(TABLES) | READ_ME, "29.3", []),
        (as_text(TABLES) | READ_ME, "30.1", ["its Read Me says 29.3"]),
        (as_text(TABLES), "30.3", ["'Alternate Title' stands in editions to 30.2 alone"]),
        (as_text(renamed(TABLES)), "30.2", ["'Job Title' stands in editions from 30.3 on"]),
        (as_text(renamed(TABLES)), "31.0", []),
        (as_text(TABLES), "spring", []),
    ],
)
def test_an_archive_of_another_edition_than_named_is_told(
    members: dict[str, bytes], edition: str, doubts: list[str], tmp_path: Path
):
    ingested = load(tmp_path, members, edition=edition)
    warned = ingested.warnings.loc[ingested.warnings["rule"] == "other_edition", "value"]
    assert warned.empty == (not doubts)
    assert [doubt for doubt in doubts if not warned.str.contains(doubt, regex=False).any()] == []
    assert [doubt for doubt in doubts if doubt not in ingested.notes[0]] == []


@pytest.mark.parametrize(
    ("content", "edition"),
    [(zipped(READ_ME), "29.3"), (zipped(as_text(TABLES)), None), (b"no archive", None), (b"", None)],
)
def test_the_edition_of_an_archive_is_what_its_read_me_says(content: bytes, edition: str | None, tmp_path: Path):
    (tmp_path / "db.zip").write_bytes(content)
    assert told_edition(tmp_path / "db.zip") == edition


def test_a_source_is_spelled_out_in_its_edition(tmp_path: Path):
    described = (with_editions(tmp_path, None, as_text(TABLES)).path / "source.yml").read_text(encoding="utf-8")
    described = described.replace("attribution: Test data", "attribution: O*NET {edition} Database,")
    described = described.replace("zip\n", "zip\n    url: https://example.org/{edition}/db_{edition}.zip\n")
    (tmp_path / "source.yml").write_text(described, encoding="utf-8")
    folder = open_folder(tmp_path)
    assert folder.source.attribution.startswith("O*NET 30.1 Database")
    assert folder.source.files[0].path == "fetched/db_30_1.zip"
    assert folder.of_edition("31.0").source.files[0].url == "https://example.org/31_0/db_31_0.zip"
    assert folder.of_edition("31.0").source.attribution.startswith("O*NET 31.0 Database")


@pytest.mark.parametrize("edition", ["../30", "30/1", "", ".", "30.1\n"])
def test_a_strange_edition_is_a_bad_call(edition: str, tmp_path: Path):
    with pytest.raises(BadCall, match="is no edition"):
        with_editions(tmp_path, None, as_text(TABLES)).of_edition(edition)


def test_another_edition_of_a_source_that_has_one_is_a_bad_call(tmp_path: Path):
    folder = place(tmp_path, as_text(TABLES))
    assert folder.of_edition("30.1").source == folder.source
    with pytest.raises(BadCall, match=r"no \{edition\} in their names"):
        folder.of_edition("29.3")
