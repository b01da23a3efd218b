"""canon.duckdb as older DuckDB and BI tools read it."""

import pytest

from flows.publish import Release
from tests.trials.readers import DIALECT, DUCKDB_VERSIONS, READ, REFLECT, NoWheelError, run_with

OLDER = DUCKDB_VERSIONS[:-1]


def told(release: Release, requirements: list[str], script: str) -> dict:
    try:
        return run_with(requirements, script, release.path / "canon.duckdb")
    except NoWheelError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("version", OLDER)
def test_older_duckdb_reads_all_tables_views_and_comments(release: Release, version: str):
    read = told(release, [f"duckdb=={version}"], READ)
    assert read["version"] == version
    meta = {name: read["rows"].pop(name) for name in ("meta_release", "meta_keys")}
    assert read["rows"] == {name: table["rows"] for name, table in release.manifest["tables"].items()}
    assert all(meta.values())
    assert read["views"]["v_roles"] == read["rows"]["roles"]
    assert read["bare"] == []
    assert read["keys"]["FOREIGN KEY"] > 30


@pytest.mark.parametrize("version", ["1.5.6", "2.0.0"])
def test_sqlalchemy_reflects_tables_views_keys_and_comments(release: Release, version: str):
    reflected = told(release, [f"duckdb=={version}", DIALECT], REFLECT)
    assert set(release.manifest["tables"]) | {"meta_release", "v_roles", "v_role_adjacency"} <= set(reflected["tables"])
    assert reflected["key"] == ["role_id", "neighbour_role_id"]
    assert reflected["foreign"] == ["roles.role_id", "roles.role_id"]
    assert reflected["comment"].startswith("One row a canonical role")
    assert reflected["column_comment"] == "Permanent opaque identifier of the role."
    assert reflected["rows"] == release.manifest["tables"]["roles"]["rows"]
