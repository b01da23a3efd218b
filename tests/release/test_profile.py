"""The public profile holds nothing of a source that may not be passed on, in any byte; the internal one says so."""

import io
import re
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from flows.commands.review import export_review
from flows.config import Config, make_config
from flows.release import assemble, build_release, check_tables, map_to_occupations, read_inputs, relate
from flows.releases import Release
from schemas.registry import PUBLISHED
from tests.fixtures.restricted_sources import MARKER, OURS_GONE, SHARED_TASK, close_sources, make_marked_root
from tests.fixtures.working_folder import run

MARK = MARKER.lower()
# Each column of these tables that holds words of sources or of decisions on them.
TOLD = {
    "claim_conflicts": {"value", "winning_value"},
    "components": {"name"},
    "family_distance_matrix": {"family_code"},
    "id_changes": {"old_role_code", "new_role_code", "reason"},
    "mapping_decisions": {"reason", "evidence", "rests_on"},
    "rejected_rows": {"file", "value"},
    "role_aliases": {"alias", "alias_normalised"},
    "role_distance_matrix": {"role_code"},
    "role_occupations": {"rests_on", "stale_reason"},
    "role_outputs": {"core_output"},
    "role_stories": {"text"},
    "roles": {"title", "holder_title", "summary", "family_name", "specialization_name", "source_key"},
    "source_files": {"path"},
    "source_role_components": {"source_key", "name", "proficiency"},
    "source_roles": {"source_key", "raw_title", "raw_level", "raw_family", "raw_summary", "file"},
    "source_warnings": {"file", "value"},
    "taxonomy_nodes": {"name", "description", "path"},
}


def built(config: Config) -> dict[str, pd.DataFrame]:
    inputs = read_inputs(config)
    assembled = assemble(inputs)
    mapped = map_to_occupations(inputs, assembled)
    checked = check_tables(inputs, assembled, mapped, relate(inputs, assembled, mapped))
    return checked.tables | checked.matrices


def marked(tables: dict[str, pd.DataFrame]) -> dict[str, set[str]]:
    found = {
        name: {column for column in frame.columns if frame[column].astype("str").str.lower().str.contains(MARK).any()}
        for name, frame in tables.items()
    }
    return {name: columns for name, columns in found.items() if columns}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder whose sources were open for one public release and are closed since."""
    folder = make_marked_root(tmp_path_factory.mktemp("restricted"))
    build_release(make_config(folder, profile="public"))
    close_sources(folder)
    return folder


@pytest.fixture(scope="module")
def internal(root: Path) -> dict[str, pd.DataFrame]:
    return built(make_config(root))


@pytest.fixture(scope="module")
def public(root: Path) -> Release:
    return build_release(make_config(root, profile="public"))


@pytest.fixture(scope="module")
def public_tables(public: Release) -> dict[str, pd.DataFrame]:
    return {path.stem: pd.read_parquet(path) for path in sorted((public.path / "parquet").glob("*.parquet"))}


def test_the_internal_release_holds_the_marker_wherever_sources_speak(internal: dict[str, pd.DataFrame]):
    found = marked(internal)
    assert {name: columns - found.get(name, set()) for name, columns in TOLD.items()} == {name: set() for name in TOLD}


def test_no_byte_of_the_public_release_holds_the_marker(public: Release, public_tables: dict[str, pd.DataFrame]):
    files = [path for path in public.path.rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in [*files, public.path.parent / "index.csv"]:
        assert MARK.encode() not in path.read_bytes().lower(), path.name
        assert MARK not in path.name.lower()
    assert marked(public_tables) == {}
    with duckdb.connect(str(public.path / "canon.duckdb"), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        read = {name: connection.execute(f'SELECT * FROM "{name}"').df() for (name,) in names}
    assert {"roles", "meta_release", "v_roles"} <= set(read)
    assert marked(read) == {}


def test_where_every_source_is_open_both_profiles_hold_the_same(public: Release, internal: dict[str, pd.DataFrame]):
    folder = public.path.parent / public.manifest["previous_version"] / "parquet"
    told_otherwise = {"sources", "source_files", "mapping_decisions"}
    for name in PUBLISHED.keys() & internal.keys() - told_otherwise:
        dropped = ["stale_reason"] if name == "role_occupations" else []
        found = PUBLISHED[name].frame(pd.read_parquet(folder / f"{name}.parquet")).drop(columns=dropped)
        pd.testing.assert_frame_equal(found, internal[name].drop(columns=dropped), check_dtype=False, obj=name)


def test_changes_since_an_open_release_count_and_do_not_quote(root: Path, public: Release):
    before = public.path.parent / public.manifest["previous_version"]
    assert MARK.encode() in (before / "csv" / "roles.csv").read_bytes().lower()
    changes = (public.path / "CHANGES.md").read_text(encoding="utf-8")
    assert "pages 1 was not loaded" in changes
    assert "may quote pages, survey, whose text may not be passed on any more" in changes
    assert re.search(r"^## Components.*removed [0-9]", changes, re.MULTILINE)


def test_a_review_of_the_public_release_holds_no_marker(root: Path, public: Release, tmp_path: Path):
    exported = export_review(make_config(root, profile="public"), tmp_path / "review.xlsx")
    book = zipfile.ZipFile(io.BytesIO(exported.workbook.read_bytes()))
    for content in [exported.beside.read_bytes(), *(book.read(name) for name in book.namelist())]:
        assert MARK.encode() not in content.lower()


def test_the_public_release_is_as_if_the_sources_had_not_been_read(root: Path, public_tables: dict[str, pd.DataFrame]):
    without = built(make_config(root, only=["canon"]))
    told_otherwise = {"sources", "source_files", "mapping_decisions", "id_changes"}
    for name in without.keys() - told_otherwise:
        frame = public_tables[name]
        found = PUBLISHED[name].frame(frame) if name in PUBLISHED else frame
        dropped = ["stale_reason"] if name == "role_occupations" else []
        pd.testing.assert_frame_equal(
            found.drop(columns=dropped), without[name].drop(columns=dropped), check_dtype=False, obj=name
        )


def test_roles_and_components_that_are_ours_too_stay_in_our_words(
    internal: dict[str, pd.DataFrame], public_tables: dict[str, pd.DataFrame]
):
    led = internal["roles"].set_index("role_code").loc["CLPE.GEN.P3"]
    assert (led["source_id"], led["role_id"]) == ("pages", "role-000001")
    assert public_tables["roles"].set_index("role_code")["role_id"]["CLPE.GEN.P3"] == "role-000001"
    names = public_tables["components"]["name"].tolist()
    assert SHARED_TASK in names
    assert SHARED_TASK.upper() not in names


def test_sources_left_out_are_listed_with_their_counts(
    internal: dict[str, pd.DataFrame], public_tables: dict[str, pd.DataFrame]
):
    both = [tables["sources"].set_index("source_id") for tables in (internal, public_tables)]
    counts = ["records_read", "records_accepted", "records_rejected"]
    assert (both[0][counts].astype("int64") == both[1][counts].astype("int64")).all(axis=None)
    assert both[1].index[both[1]["is_left_out"]].tolist() == ["pages", "survey"]
    assert not both[0]["is_left_out"].any()
    assert set(public_tables["source_files"]["source_id"]).isdisjoint({"pages", "survey"})


def test_decisions_on_roles_that_stay_lose_what_they_quote_and_nothing_else(public_tables: dict[str, pd.DataFrame]):
    decisions = public_tables["mapping_decisions"]
    assert decisions["role_id"].tolist() == ["role-000002"]
    assert decisions["reason"].tolist() == ["It is software"]
    assert decisions["rests_on"].tolist() == ["{}"]
    mapping = public_tables["role_occupations"].set_index("decision_id").loc["decision-000002"]
    assert mapping["review_status"] == "stale"
    assert "left out of this profile" in mapping["stale_reason"]


def test_a_role_that_became_one_of_theirs_is_retired_as_far_as_the_profile_goes(public_tables: dict[str, pd.DataFrame]):
    changes = public_tables["id_changes"]
    assert changes["old_role_id"].tolist() == [OURS_GONE]
    assert changes["kind"].tolist() == ["retire"]
    assert changes[["new_role_id", "new_role_code"]].isna().all(axis=None)


def test_the_profile_stands_on_the_face_of_the_release(public: Release):
    notice = public.manifest["profile_notice"]
    assert notice.startswith("Public profile")
    assert "survey (LicenseRef-Closed)" in notice
    assert public.manifest["profile"] == "public"
    for page in ("README.md", "CHANGES.md", "report/index.html"):
        assert notice in (public.path / page).read_text(encoding="utf-8"), page
    with duckdb.connect(str(public.path / "canon.duckdb"), read_only=True) as connection:
        told = dict(connection.execute("SELECT name, value FROM meta_release").fetchall())
    assert (told["profile"], told["profile_notice"]) == ("public", notice)


def test_what_describes_the_release_counts_no_source_that_is_left_out(public: Release):
    page = (public.path / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "- Survey of jobs, Canon project (test data), edition 1 (LicenseRef-Closed): 6 records read" in page
    assert "### Survey of jobs" not in page
    for name in ("datapackage.json", "CITATION.cff"):
        text = (public.path / name).read_text(encoding="utf-8")
        assert "Survey of jobs" not in text, name
        assert "2018 Standard Occupational Classification" in text, name


def test_the_same_inputs_make_no_second_release_of_the_profile(root: Path, public: Release):
    again = build_release(make_config(root, profile="public"))
    assert (again.is_new, again.version) == (False, public.version)


def test_a_profile_that_is_unknown_or_not_built_is_a_bad_call(root: Path, public: Release):
    code, told = run("release", "--root", root, "--profile", "secret")
    assert code == 2
    assert "'internal', 'public'" in told
    code, told = run("show", "CLPE.GEN.P3", "--root", root, "--profile", "internal")
    assert code == 2
    assert "holds no release of profile 'internal' yet" in told
    assert run("show", "CLPE.GEN.P3", "--root", root, "--profile", "public") == (0, "")


def test_no_public_release_without_what_every_release_rests_on(root: Path, tmp_path: Path):
    source = root / "raw" / "sources" / "soc_2018" / "source.yml"
    before = source.read_text(encoding="utf-8")
    source.write_text(before.replace("is_redistributable: true", "is_redistributable: false"), encoding="utf-8")
    try:
        code, told = run("release", "--root", root, "--out", tmp_path / "out", "--profile", "public")
    finally:
        source.write_text(before, encoding="utf-8")
    assert code == 1
    assert "soc_2018: is_redistributable is false" in told
    assert not (tmp_path / "out").exists()
