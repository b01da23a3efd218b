"""A release with a whole made-up O*NET, compared with an older one: every table in three formats."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.fixtures.onet_releases import TABLES, TESTER, as_csv, as_text, place, zipped
from tests.fixtures.working_folder import make_root, run

ROWS = {
    "occupation_activities": 2,
    "occupation_changes": 1,
    "occupation_ratings": 3,
    "occupation_relations": 1,
    "occupation_software": 2,
    "occupation_tasks": 3,
    "occupation_titles": 6,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_root(tmp_path_factory.mktemp("onet"), ["survey"])
    codes = root / "raw/sources/onet_soc_2019"
    with (codes / "onet_soc_occupations.csv").open("a", encoding="utf-8") as listed:
        listed.write(f"{TESTER},Software Testers,15-1252\n")
    bounds = (codes / "source.yml").read_text(encoding="utf-8").replace("max: 1}", "max: 2}")
    (codes / "source.yml").write_text(bounds, encoding="utf-8")
    onet = place(root / "raw/sources/onet", as_text(TABLES), "db_30_1.zip").path
    older = TABLES | {"Job Zones": [TABLES["Job Zones"][0], [TABLES["Job Zones"][1][0], "3", "", ""]]}
    (onet / "fetched/db_29_3.zip").write_bytes(zipped(as_csv(older)))
    described = (onet / "source.yml").read_text(encoding="utf-8").replace("db_30_1", "db_{edition}")
    described = described.replace("attribution: Test data", "attribution: O*NET {edition} Database, test data")
    (onet / "source.yml").write_text(described + 'compare_with: "29.3"\n', encoding="utf-8")
    assert run("release", "--root", root) == (0, "")
    return root / "outputs/latest"


@pytest.mark.parametrize("name", ROWS)
def test_a_table_is_the_same_in_every_format(name: str, built: Path):
    with duckdb.connect(built / "canon.duckdb", read_only=True) as connection:
        stored = connection.execute(f"FROM {name}")
        columns, rows = [column[0] for column in stored.description], stored.fetchall()
        parquet = connection.execute("FROM read_parquet(?)", [str(built / f"parquet/{name}.parquet")]).fetchall()
    csv = pd.read_csv(built / f"csv/{name}.csv", dtype="str", keep_default_na=False)
    assert rows == parquet
    assert (len(csv), csv.columns.tolist()) == (len(rows), columns)
    assert len(rows) == ROWS[name]


def test_flags_are_true_false_or_blank(built: Path):
    ratings = pd.read_csv(built / "csv/occupation_ratings.csv", dtype="str", keep_default_na=False)
    flags = ratings.set_index("element_code")["is_level_suppressed"]
    assert flags.to_dict() == {"2.A.1.a": "true", "2.B.3.e": "", "2.C.10": "false"}


def test_what_changed_stands_with_both_editions(built: Path):
    (change,) = pd.read_csv(built / "csv/occupation_changes.csv", dtype="str").to_dict("records")
    assert (change["edition_old"], change["edition_new"]) == ("29.3", "30.1")
    assert (change["column_name"], change["old_value"], change["new_value"]) == ("job_zone", "3", "4")


def test_occupations_say_what_holders_do(built: Path):
    occupations = pd.read_csv(built / "csv/occupations.csv", dtype="str").set_index("occupation_code")
    assert occupations.loc[TESTER, "description"] == "They try programs."
    assert pd.isna(occupations.loc["15-1252", "description"])


def test_the_release_names_the_edition_in_its_attribution(built: Path):
    sources = pd.read_csv(built / "csv/sources.csv", dtype="str").set_index("source_id")
    assert sources.loc["onet", "attribution"].startswith("O*NET 30.1 Database")
    assert "O*NET 30.1 Database" in (built / "ATTRIBUTION.md").read_text(encoding="utf-8")


def test_the_package_names_no_table_that_is_not_in_it(built: Path):
    resources = json.loads((built / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    names = {resource["name"] for resource in resources}
    foreign = {
        key["reference"]["resource"] for resource in resources for key in resource["schema"].get("foreignKeys", [])
    }
    assert set(ROWS) <= names
    assert foreign - {""} <= names


def test_a_second_release_says_that_nothing_changed(built: Path):
    root = built.parent.parent
    before = sorted(path.name for path in built.parent.iterdir())
    assert run("release", "--root", root)[0] == 0
    assert sorted(path.name for path in built.parent.iterdir()) == before


def test_a_changed_flag_is_counted_as_a_change(built: Path):
    root = built.parent.parent
    first, *rows = TABLES["Technology Skills"]
    changed = TABLES | {"Technology Skills": [first, [*rows[0][:-1], "N"], rows[1]]}
    (root / "raw/sources/onet/fetched/db_30_1.zip").write_bytes(zipped(as_text(changed)))
    assert run("release", "--root", root)[0] == 0
    told = (root / "outputs/latest/CHANGES.md").read_text(encoding="utf-8")
    assert "| occupation_software | 2 | 2 | 0 | 0 | 0 | 1 | 0 |" in told
    assert "| occupation_ratings |" not in told
