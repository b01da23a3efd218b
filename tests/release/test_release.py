"""A release of a clean clone: complete, consistent in its formats, and the same each time."""

import csv
import hashlib
import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from flows.config import Config, make_config
from flows.release import build_release
from flows.releases import Release
from flows.verify import verify_release
from schemas.registry import CONTRACT_VERSION, PUBLISHED
from tests.fixtures.otherwise import OTHERWISE, build_otherwise
from tests.fixtures.reading import table


def published(release: Release) -> list[str]:
    return list(release.manifest["tables"])


def test_every_table_that_needs_no_onet_is_there_in_three_formats(release: Release):
    expected = {name for name, contract in PUBLISHED.items() if contract.needs_source_kind is None}
    assert set(published(release)) == expected
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        for name in expected:
            rows = release.manifest["tables"][name]["rows"]
            assert len(table(release, name)) == rows
            assert connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (rows,)
            assert len(pd.read_csv(release.path / "csv" / f"{name}.csv", dtype="str")) == rows


def test_the_three_formats_hold_the_same_values(release: Release):
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        for name in published(release):
            parquet = f"read_parquet('{release.path / 'parquet' / name}.parquet')"
            assert connection.execute(f'(FROM "{name}" EXCEPT ALL FROM {parquet})').fetchall() == []
            assert connection.execute(f'(FROM {parquet} EXCEPT ALL FROM "{name}")').fetchall() == []


def test_content_digest_is_that_of_the_csv(release: Release):
    for name, facts in release.manifest["tables"].items():
        content = (release.path / "csv" / f"{name}.csv").read_bytes()
        assert hashlib.sha256(content).hexdigest() == facts["content_digest"]
        assert b"\r" not in content


def test_content_digest_follows_the_definition_of_the_readme_from_csv_and_from_parquet(release: Release):
    """By the standard library alone, and by a reader of Parquet that Canon does not write with."""
    import polars

    for name, facts in release.manifest["tables"].items():
        with (release.path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        assert digest_of(header, rows) == facts["content_digest"], name
        frame = polars.read_parquet(release.path / "parquet" / f"{name}.parquet")
        assert digest_of(frame.columns, frame.rows()) == facts["content_digest"], name


def digest_of(header: list[str], rows: Iterable[Sequence[object]]) -> str:
    def cell(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        text = f"{value:.6f}" if isinstance(value, float) else str(value)
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text

    lines = [",".join(map(cell, row)) + "\n" for row in (header, *rows)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_rows_stand_in_the_order_that_the_manifest_names(release: Release):
    for name, facts in release.manifest["tables"].items():
        frame = table(release, name)
        assert not frame.duplicated(facts["order"]).any(), name
        assert frame.sort_values(facts["order"], kind="stable").index.is_monotonic_increasing, name


def test_a_release_is_whole(release: Release):
    assert verify_release(release.path).faults == ()


def test_sha256sums_passes(release: Release):
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=release.path, check=True)
    listed = {line.split("  ")[1] for line in (release.path / "SHA256SUMS").read_text().splitlines()}
    files = {path.relative_to(release.path).as_posix() for path in release.path.rglob("*") if path.is_file()}
    assert files - listed == {"SHA256SUMS"}


def test_records_read_are_accepted_or_rejected(release: Release):
    sources = table(release, "sources")
    assert (sources["records_read"] == sources["records_accepted"] + sources["records_rejected"]).all()
    assert len(sources) >= 4
    assert len(table(release, "rejected_rows")) >= 10


def test_datapackage_is_valid(release: Release):
    from frictionless import Package

    report = Package(str(release.path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])[:5]


def test_every_table_view_and_column_of_the_duckdb_file_is_described(release: Release):
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        bare = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL UNION ALL "
            "SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL UNION ALL "
            "SELECT view_name, '' FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
    assert bare == []


def test_every_key_of_the_contract_is_declared_in_the_duckdb_file(release: Release):
    contracts = [PUBLISHED[name] for name in published(release)]
    foreign = [key for contract in contracts for key in contract.foreign_keys if key.table in published(release)]
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        declared = dict(
            connection.execute("SELECT kind, count(*) FROM meta_keys WHERE is_declared GROUP BY 1").fetchall()
        )
        kept = dict(
            connection.execute("SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY 1").fetchall()
        )
    assert declared == {"primary": len(contracts), "foreign": len(foreign)}
    assert kept["FOREIGN KEY"] == len(foreign)
    assert kept["PRIMARY KEY"] == len(contracts) + 1  # meta_release


def test_v_roles_has_one_row_a_role(release: Release):
    with duckdb.connect(str(release.path / "canon.duckdb"), read_only=True) as connection:
        count = connection.execute("SELECT count(*), count(DISTINCT role_id) FROM v_roles").fetchone()
        version = connection.execute("SELECT value FROM meta_release WHERE name = 'data_version'").fetchone()
    assert count == (release.manifest["tables"]["roles"]["rows"],) * 2
    assert version == (release.version,)


def test_every_role_has_one_primary_mapping(release: Release):
    mappings = table(release, "role_occupations")
    primary = mappings.loc[mappings["is_primary"]]
    assert sorted(primary["role_id"]) == sorted(table(release, "roles")["role_id"])
    assert (mappings.groupby("role_id")["rank"].min() == 1).all()


def test_nothing_is_approved(release: Release):
    assert not table(release, "role_aliases")["is_approved"].any()
    assert set(table(release, "role_occupations")["review_status"]) == {"needs_review"}


def test_no_text_is_one_that_a_spreadsheet_would_run(release: Release):
    for name in published(release):
        frame = pd.read_csv(release.path / "csv" / f"{name}.csv", dtype="str", keep_default_na=False)
        for column in frame.columns:
            assert not frame[column].str.match(r"[=+@\t\r]|-[^0-9]").any(), (name, column)


def test_same_inputs_make_no_second_release(config: Config, release: Release):
    again = build_release(config)
    assert not again.is_new
    assert again.version == release.version
    assert again.path == release.path
    assert again.notes == release.notes
    assert any("not fetched" in note for note in again.notes)


def test_what_is_unchanged_is_known_before_anything_is_read(
    config: Config, release: Release, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("flows.release.read_inputs", None)
    assert build_release(config).version == release.version


def test_changed_code_and_a_rebuild_make_a_new_release(
    small_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    config = make_config(small_root, tmp_path / "out")
    first = build_release(config)
    rebuilt = build_release(replace(config, is_rebuilt=True))
    monkeypatch.setattr("flows.cache.digest_own_files", lambda: "other code")
    changed = build_release(config)
    assert [release.version for release in (first, rebuilt, changed)] == ["2026.11.0", "2026.11.1", "2026.11.2"]
    assert rebuilt.manifest["input_digest"] == first.manifest["input_digest"] != changed.manifest["input_digest"]
    assert changed.manifest["verdict"] == "none"


def test_same_inputs_give_the_same_digests_and_bytes_in_other_surroundings(
    config: Config, release: Release, tmp_path: Path
):
    again = build_otherwise(config.root, tmp_path, OTHERWISE, threads=1)
    manifest = json.loads((again / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["input_digest"] == release.manifest["input_digest"]
    assert manifest["tables"] == release.manifest["tables"]
    for file in manifest["files"]:
        if file != "canon.duckdb":
            assert (again / file).read_bytes() == (release.path / file).read_bytes(), file


def test_latest_points_to_the_newest_and_the_ledger_lists_it(release: Release):
    out = release.path.parent
    assert (out / "latest").is_symlink()
    assert (out / "latest").readlink() == Path(release.version)
    assert (out / "index.csv").read_text().splitlines()[1].startswith(f"{release.version},2026-11-23,internal,")
    assert not list(out.glob(".building-*"))


def test_manifest_names_tools_sources_and_files(release: Release):
    manifest = json.loads((release.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["data_version"] == "2026.11.0"
    assert manifest["contract_version"] == CONTRACT_VERSION
    assert manifest["previous_version"] is None
    assert {"canon", "python", "pandas", "duckdb", "pyarrow", "pandera"} <= set(manifest["tools"])
    assert "canon.duckdb" in manifest["files"]


def test_the_default_says_that_it_is_internal(release: Release):
    assert release.manifest["profile"] == "internal"
    assert release.manifest["profile_notice"].startswith("Internal profile, the default")
    for page in ("README.md", "report/index.html"):
        assert release.manifest["profile_notice"] in (release.path / page).read_text(encoding="utf-8"), page


def test_changed_input_makes_the_next_version_and_says_what_changed(small_root: Path, tmp_path: Path):
    out = tmp_path / "out"
    first = build_release(make_config(small_root, out))
    family = small_root / "raw" / "canon" / "families" / "CLPE.yaml"
    text = family.read_text(encoding="utf-8")
    family.write_text(
        text.replace("holder_title: Cloud Platform Engineer\n", "holder_title: Platform Person\n"), "utf-8"
    )
    second = build_release(make_config(small_root, out))
    assert (first.version, second.version) == ("2026.11.0", "2026.11.1")
    assert second.manifest["previous_version"] == first.version
    changes = (second.path / "CHANGES.md").read_text(encoding="utf-8")
    assert "| roles |" in changes
    assert "| levels |" not in changes


@pytest.mark.parametrize(
    ("name", "label"), [("role_distance_matrix", "role_code"), ("family_distance_matrix", "family_code")]
)
def test_matrices_are_square_symmetric_and_zero_on_the_diagonal(release: Release, name: str, label: str):
    matrix = pd.read_parquet(release.path / "parquet" / f"{name}.parquet").set_index(label)
    assert matrix.index.tolist() == matrix.columns.tolist()
    assert (matrix.to_numpy() == matrix.to_numpy().T).all()
    assert not matrix.to_numpy().diagonal().any()
    assert pd.read_csv(release.path / "csv" / f"{name}.csv").set_index(label).equals(matrix)


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_parquet_loads_alike(release: Release, engine: str):
    path = str(release.path / "parquet" / "roles.parquet")
    if engine == "polars":
        import polars

        codes = polars.read_parquet(path)["role_code"].to_list()
    elif engine == "duckdb":
        codes = [row[0] for row in duckdb.connect().execute("SELECT role_code FROM read_parquet(?)", [path]).fetchall()]
    else:
        codes = pd.read_parquet(path)["role_code"].tolist()
    assert "SRES.GEN.P5" in codes
