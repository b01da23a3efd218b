"""Releases are found by name, and roles of them by code or id."""

from pathlib import Path

import pytest

from flows.releases import Opened, find_release, open_latest
from schemas.errors import BadCall
from schemas.settings import AdjacencySettings
from tests.fixtures.adjacent_releases import SETTINGS, write_example
from tests.fixtures.tiny_releases import Tiny, role_id


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return open_latest(write_example(tmp_path_factory.mktemp("outputs")).out, None)


@pytest.mark.parametrize("name", ["SRES.GEN.P5", "sres.gen.p5", role_id(1), role_id(1).upper()])
def test_a_role_is_found_by_code_or_id_in_any_case(release: Opened, name: str):
    assert release.find_role(name)["role_id"] == role_id(1)


def test_a_role_that_is_not_there_is_refused_with_those_near_it(release: Opened):
    with pytest.raises(BadCall, match=r"no role 'sres\.gen\.m3'. Near it are SRES\.GEN\.P1, SRES\.GEN\.P3"):
        release.find_role("sres.gen.m3")
    with pytest.raises(BadCall, match="canon find"):
        release.find_role("plumber")


def test_a_role_in_force_goes_before_a_deprecated_one_of_its_code(tmp_path: Path):
    tiny = Tiny()
    tiny.role(1, "SRES.GEN.P5", "Old", status="deprecated").role(2, "SRES.GEN.P5", "New")
    tiny.write(tmp_path / "2026.11.0")
    assert Opened(tmp_path / "2026.11.0").find_role("SRES.GEN.P5")["title"] == "New"


def test_settings_are_those_of_the_release(release: Opened, tmp_path: Path):
    assert release.settings(AdjacencySettings) == SETTINGS.adjacency
    tiny = Tiny()
    tiny.add("parameters", parameter="adjacency.k", value=25.0)
    tiny.write(tmp_path / "2026.11.0")
    with pytest.raises(BadCall, match="is too old"):
        Opened(tmp_path / "2026.11.0").settings(AdjacencySettings)


def test_a_query_of_a_table_that_is_not_there_is_refused(release: Opened):
    with pytest.raises(BadCall, match="has no table occupation_titles"):
        release.query("SELECT * FROM occupation_titles", ["occupation_titles"])


def test_rows_are_those_of_the_frame(release: Opened):
    rows = release.query("SELECT role_code FROM roles ORDER BY role_code", ["roles"])
    assert [row["role_code"] for row in rows] == sorted(release.table("roles")["role_code"])


def test_a_release_is_found_by_version_link_and_path(release: Opened, tmp_path: Path):
    out = release.folder.parent
    for name in ("2026.11.0", "latest", str(release.folder)):
        assert find_release(out, name) == release.folder
    with pytest.raises(BadCall, match=r"'2020\.1\.0' is no release"):
        find_release(out, "2020.1.0")
