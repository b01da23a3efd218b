"""canon.duckdb as older DuckDB and BI tools read it."""

from collections.abc import Callable

import pytest

from flows.releases import Release
from tests.trials.readers import DIALECT, DUCKDB_VERSIONS, READ, REFLECT, refusals, run_with

Tell = Callable[[list[str], str], dict]
OLDER = [f"duckdb=={version}" for version in DUCKDB_VERSIONS[:-1]]


@pytest.fixture(scope="module")
def refused() -> dict[str, str]:
    return refusals([*OLDER, DIALECT])


@pytest.fixture
def told(release: Release, refused: dict[str, str]):
    """Return what tells what a script reads with wheels; the test skips where one of them cannot be had."""

    def tell(requirements: list[str], script: str) -> dict:
        for requirement in requirements:
            if requirement in refused:
                pytest.skip(refused[requirement])
        return run_with(requirements, script, release.path / "canon.duckdb")

    return tell


@pytest.mark.parametrize("older", OLDER)
def test_older_duckdb_reads_all_tables_views_and_comments(release: Release, told: Tell, older: str):
    read = told([older], READ)
    assert f"duckdb=={read['version']}" == older
    meta = {name: read["rows"].pop(name) for name in ("meta_release", "meta_keys")}
    assert read["rows"] == {name: table["rows"] for name, table in release.manifest["tables"].items()}
    assert all(meta.values())
    assert read["views"]["v_roles"] == read["rows"]["roles"]
    assert read["bare"] == []
    assert read["keys"]["FOREIGN KEY"] > 30


@pytest.mark.parametrize("further", [["duckdb==1.5.6"], []], ids=["1.5", "installed"])
def test_sqlalchemy_reflects_tables_views_keys_and_comments(release: Release, told: Tell, further: list[str]):
    reflected = told([*further, DIALECT], REFLECT)
    assert set(release.manifest["tables"]) | {"meta_release", "v_roles", "v_role_adjacency"} <= set(reflected["tables"])
    assert reflected["key"] == ["role_id", "neighbour_role_id"]
    assert reflected["foreign"] == ["roles.role_id", "roles.role_id"]
    assert reflected["comment"].startswith("One row a canonical role")
    assert reflected["column_comment"] == "Permanent opaque identifier of the role."
    assert reflected["rows"] == release.manifest["tables"]["roles"]["rows"]
