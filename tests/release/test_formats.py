"""What describes a release, and its Parquet as pandas, polars, DuckDB and Spark read it."""

import csv
import io
import json
import re

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML

from flows.releases import Release
from schemas.registry import PUBLISHED
from tests.conftest import REPOSITORY
from tests.fixtures.reading import table

# The types of Parquet that every reader has, not those of Arrow alone, and what polars and DuckDB make of them.
READ_AS = {
    pa.string(): (pl.String, "VARCHAR"),
    pa.int32(): (pl.Int32, "INTEGER"),
    pa.float64(): (pl.Float64, "DOUBLE"),
    pa.bool_(): (pl.Boolean, "BOOLEAN"),
    pa.date32(): (pl.Date, "DATE"),
}


def parquet(release: Release) -> list:
    return sorted((release.path / "parquet").glob("*.parquet"))


def test_parquet_has_plain_types_that_polars_and_duckdb_read_alike(release: Release):
    with duckdb.connect() as connection:
        for path in parquet(release):
            schema = pq.read_schema(path)
            kinds = [READ_AS[field.type] for field in schema]
            assert list(pl.read_parquet_schema(path).values()) == [kind for kind, _ in kinds], path.stem
            described = connection.execute("DESCRIBE FROM read_parquet(?)", [str(path)]).fetchall()
            assert [row[1] for row in described] == [kind for _, kind in kinds], path.stem
            assert pd.read_parquet(path).columns.tolist() == schema.names


def test_parquet_is_packed_described_and_says_its_release_and_licence(release: Release):
    for path in parquet(release):
        file = pq.ParquetFile(path)
        groups = range(file.metadata.num_row_groups)
        assert {file.metadata.row_group(group).column(0).compression for group in groups} <= {"ZSTD"}
        told = {key.decode(): value.decode() for key, value in file.metadata.metadata.items()}
        assert told["canon.data_version"] == release.version
        assert told["canon.licence"] == "CC-BY-4.0"
        assert told["canon.profile"] == "internal"
        if path.stem in PUBLISHED:
            assert told["canon.description"] == PUBLISHED[path.stem].description
            fields = {field.name: field.metadata[b"description"].decode() for field in file.schema_arrow}
            assert fields == {column.name: column.meaning for column in PUBLISHED[path.stem].columns}


@pytest.mark.parametrize("name", ["roles", "role_components", "taxonomy_nodes", "occupations", "levels"])
def test_rows_stand_in_the_order_that_parquet_declares(release: Release, name: str):
    file = pq.ParquetFile(release.path / "parquet" / f"{name}.parquet")
    order = [file.schema_arrow.names[column.column_index] for column in file.metadata.row_group(0).sorting_columns]
    assert tuple(order) == (PUBLISHED[name].sort or PUBLISHED[name].key)
    keys = file.read(order)
    assert keys.equals(keys.sort_by([(column, "ascending") for column in order]))


def test_csv_is_rfc_4180_with_lf(release: Release):
    for path in sorted((release.path / "csv").glob("*.csv")):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}, path.stem


def test_each_table_of_the_datapackage_names_its_licences_and_sources(release: Release):
    package = json.loads((release.path / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == set(release.manifest["tables"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for name, resource in resources.items():
        assert resource["licenses"], name
        assert resource["sources"] or not release.manifest["tables"][name]["rows"], name
        assert all(field["description"] for field in resource["schema"]["fields"])
    levels, crosswalks = resources["levels"], resources["code_crosswalks"]
    assert [source["title"].split(",")[0] for source in levels["sources"]] == ["Canon role taxonomy"]
    assert "LicenseRef-ILO" in {licence["name"] for licence in crosswalks["licenses"]}
    assert "LicenseRef-ILO" not in {licence["name"] for licence in resources["roles"]["licenses"]}


def test_attribution_has_the_words_of_every_source(release: Release):
    page = (release.path / "ATTRIBUTION.md").read_text(encoding="utf-8")
    sources = table(release, "sources")
    for source in sources.loc[sources["kind"] != "family_files"].itertuples(index=False):
        part = page.split(f"### {source.title}\n")[1].split("\n### ")[0]
        assert f"\n> {source.attribution}\n" in part
        assert f"[{source.licence_spdx}]({source.licence_url})" in part
    assert "`role_components`" in page.split("### Job catalogue of a made-up")[1].split("\n### ")[0]
    assert "Left out" not in page


# The fields and forms of the Citation File Format 1.2.0 that are used, as its schema states them.
CITATION_FIELDS = {
    "cff-version": r"1\.2\.0",
    "message": r"\S.*",
    "type": r"dataset|software",
    "title": r"\S.*",
    "abstract": r"\S.*",
    "authors": None,
    "version": r"\S+",
    "date-released": r"\d{4}-\d{2}-\d{2}",
    "license": r"CC-BY-4\.0",
    "keywords": None,
    "references": None,
}
REFERENCE_FIELDS = {
    "type": r"dataset",
    "title": r"\S.*",
    "authors": None,
    "version": r"\S.*",
    "date-accessed": r"\d{4}-\d{2}-\d{2}",
    "url": r"(https|http|ftp|sftp)://.+",
}


def assert_fields(told: dict, fields: dict[str, str | None], required: set[str]) -> None:
    assert required <= set(told) <= set(fields)
    for name, value in told.items():
        if fields[name] is not None:
            assert isinstance(value, str), name
            assert re.fullmatch(fields[name] or "", value), name
    assert all(list(author) == ["name"] and author["name"] for author in told["authors"])


def test_citations_follow_the_citation_file_format(release: Release):
    yaml = YAML(typ="safe")
    told = yaml.load((release.path / "CITATION.cff").read_text(encoding="utf-8"))
    needed = {"cff-version", "message", "title", "authors"}
    assert_fields(told, CITATION_FIELDS, needed | {"version", "date-released", "license", "type"})
    assert told["version"] == release.version
    assert len(told["references"]) == len(table(release, "sources")) - 1
    for reference in told["references"]:
        assert_fields(reference, REFERENCE_FIELDS, {"type", "title", "authors"})
    assert_fields(yaml.load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")), CITATION_FIELDS, needed)
