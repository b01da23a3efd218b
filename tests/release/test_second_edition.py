"""A second edition of a source, read without code: what is the same is no change, and a rename is one."""

import csv
import gzip
import io
import random
import re
from pathlib import Path

import pytest

from flows.commands.diff import diff_releases
from flows.commands.fetch import fetch_source
from flows.config import make_config
from flows.ingest import find_sources, mint_role_ids, read_framework, read_sources
from flows.release import build_release
from flows.releases import Release
from flows.roles import find_roles_to_register
from schemas.differences import Difference
from tests.conftest import copy_raw

Rows = list[dict[str, str]]
RENAMED = ("Agile working", "Agile and lean working")
SPACES = re.compile(" ")


def read_rows(path: Path) -> Rows:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: Rows) -> None:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(stream.getvalue().encode(), mtime=0))


def edit_source(root: Path, source_id: str, edition: str) -> None:
    """Name another edition, as a maintainer does in source.yml; its files bear no digest yet."""
    path = root / "raw" / "sources" / source_id / "source.yml"
    text = re.sub(r"(?m)^edition: .*$", f'edition: "{edition}"', path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"(?m)^ +sha256: .*\n", "", text), encoding="utf-8")


@pytest.fixture(scope="module")
def uk(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Release, Rows]:
    """Return a working folder with the framework's 2025 edition, a folder of releases, its release and its rows."""
    root = copy_raw(tmp_path_factory.mktemp("uk"))
    given = shared / "data/roles/uk_gdad_2025/roles.csv.gz"
    fetch_source(find_sources(root, ()), "uk_gdad", given)
    list(fetch_source(find_sources(root, ()), "uk_gdad", given))
    out = tmp_path_factory.mktemp("uk_outputs")
    return root, out, build_release(make_config(root, out)), read_rows(given)


def next_edition(uk: tuple[Path, Path, Release, Rows], rows: Rows, edition: str) -> Difference:
    root, out, first, _ = uk
    edit_source(root, "uk_gdad", edition)
    write_rows(root / "raw" / "sources" / "uk_gdad" / "fetched" / "roles.csv.gz", rows)
    config = make_config(root, out)
    folders = find_sources(root, ())
    framework = read_framework(config.canon)
    roles = find_roles_to_register(read_sources(folders, framework), framework)
    mint_role_ids(folders, roles, config.release_date)
    release = build_release(config)
    assert release.is_new
    return diff_releases(config, first.path, release.path)


@pytest.mark.shared
def test_order_spacing_and_repeated_rows_are_no_changes(uk: tuple[Path, Path, Release, Rows]):
    rows = [dict(row) for row in uk[3]]
    random.Random(5).shuffle(rows)
    rows = [{name: f"  {SPACES.sub('  ', cell)} " for name, cell in row.items()} for row in rows] + rows[:40]
    told = next_edition(uk, rows, "2026-a")
    assert told.frames["source_changes"]["change"].tolist() == ["edition"]
    assert (told.verdict, told.reasons) == ("none", ())
    assert [section.name for section in told.sections] == ["sources"]


@pytest.mark.shared
def test_a_new_framework_gives_a_correct_difference(uk: tuple[Path, Path, Release, Rows]):
    rows = [dict(row) for row in uk[3]]
    renamed_holders = {row["Role"] + row["Role Level"] for row in rows if row["Skill Name"].strip() == RENAMED[0]}
    assert len(renamed_holders) == 7
    dropped = ("Data analyst", "Senior data analyst")
    kept = [row for row in rows if (row["Role"].strip(), row["Role Level"].strip()) != dropped]
    for row in kept:
        if row["Skill Name"].strip() == RENAMED[0]:
            row["Skill Name"] = RENAMED[1]
    told = next_edition(uk, kept, "2026-b")
    components = told.frames["component_changes"]
    assert components[["change", "kind", "old_name", "new_name"]].to_numpy().tolist() == [
        ["renamed", "skill", *RENAMED]
    ]
    roles = told.frames["role_changes"]
    assert roles[["change", "old_title", "cause"]].to_numpy().tolist() == [
        ["dropped_by_source", "Senior data analyst", "uk_gdad 2025 became 2026-b"]
    ]
    assert told.frames["holding_changes"].empty
    assert told.frames["contract_changes"].empty
    assert told.verdict == "breaking"
