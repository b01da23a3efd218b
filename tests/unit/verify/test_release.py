"""What `canon verify` finds in a release: a changed byte anywhere, and what checksums alone do not tell."""

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from flows.verify import verify_release
from tests.fixtures.made_tables import make_tables, write_made


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Return tables of 40 roles."""
    return dict(make_tables(40, 100))


@pytest.fixture(scope="module")
def small(tables: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small release; tests do not write into it."""
    return write_made(tmp_path_factory.mktemp("small"), tables).path


@pytest.fixture
def copied(small: Path, tmp_path: Path) -> Path:
    """Return a copy of the small release."""
    return Path(shutil.copytree(small, tmp_path / small.name))


def seal(folder: Path) -> None:
    """Write manifest, datapackage and SHA256SUMS again for the files as they are, as somebody who tampers would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    package = json.loads((folder / "datapackage.json").read_text())
    for name in manifest["files"]:
        if name != "datapackage.json" and (folder / name).is_file():
            manifest["files"][name] = facts_of(folder / name)
    for resource in package["resources"]:
        if resource["path"] in manifest["files"]:
            facts = manifest["files"][resource["path"]]
            resource |= {"bytes": facts["bytes"], "hash": f"sha256:{facts['sha256']}"}
    (folder / "datapackage.json").write_text(json.dumps(package))
    manifest["files"]["datapackage.json"] = facts_of(folder / "datapackage.json")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    sums(folder)


def sums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{facts_of(path)['sha256']}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines))


def facts_of(path: Path) -> dict:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def first_fault(folder: Path) -> tuple[str, str]:
    faults = verify_release(folder).faults
    assert len(faults) == 1
    return faults[0].check, faults[0].place


def test_a_release_as_it_was_written_is_whole(small: Path):
    verified = verify_release(small, every=True)
    assert verified.faults == ()
    assert verified.notes == ()
    assert verified.version == small.name
    assert verified.files == len([path for path in small.rglob("*") if path.is_file()]) - 1


def test_one_flipped_bit_in_any_file_is_found(copied: Path):
    draw = random.Random(20261123)
    files = sorted(path for path in copied.rglob("*") if path.is_file())
    assert {"SHA256SUMS", "manifest.json", "datapackage.json", "canon.duckdb", "index.html"} <= {f.name for f in files}
    for path in files:
        content = path.read_bytes()
        place = draw.randrange(len(content))
        flipped = bytes([content[place] ^ 1 << draw.randrange(8)])
        path.write_bytes(content[:place] + flipped + content[place + 1 :])
        assert verify_release(copied).faults, (path.name, place, flipped)
        path.write_bytes(content)
    assert verify_release(copied).faults == ()


def test_every_bit_of_the_checksums_counts(copied: Path):
    path = copied / "SHA256SUMS"
    content = path.read_bytes()
    end = content.index(b"\n") + 1
    for place in range(0, end, 3):
        for bit in range(8):
            path.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
            assert verify_release(copied).faults, (place, bit)


@pytest.mark.parametrize(
    "name", ["SHA256SUMS", "manifest.json", "datapackage.json", "canon.duckdb", "parquet/roles.parquet"]
)
@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe"])
def test_a_file_that_is_missing_or_no_such_file_is_told(copied: Path, name: str, content: bytes | None):
    (copied / name).unlink()
    if content is not None:
        (copied / name).write_bytes(content)
    assert first_fault(copied) == ("checksums", name)
    if name != "SHA256SUMS":
        sums(copied)
        check, place = first_fault(copied)
        assert check in ("manifest", "datapackage", "formats", "digests")
        assert place.split(",")[0] in (name, "manifest.json")


def test_a_file_that_is_not_listed_is_told(copied: Path):
    (copied / "notes.txt").write_text("x")
    (copied / "manifest.json").unlink()
    places = [(fault.check, fault.place) for fault in verify_release(copied, every=True).faults]
    assert places == [("checksums", "manifest.json"), ("unlisted", "notes.txt"), ("manifest", "manifest.json")]


def test_a_link_and_an_empty_folder_are_told(copied: Path):
    (copied / "more").mkdir()
    (copied / "roles.csv").symlink_to("csv/roles.csv")
    assert [fault.place for fault in verify_release(copied, every=True).faults] == ["more", "roles.csv"]


def edit_parquet(table: str, edit: Callable[[pa.Table], pa.Table]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "parquet" / f"{table}.parquet"
        pq.write_table(edit(pq.read_table(path)), path)

    return change


def edit_database(statement: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with duckdb.connect(str(folder / "canon.duckdb")) as connection:
            connection.execute(statement)

    return change


def edit_manifest(edit: Callable[[dict], object]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text())
        edit(manifest)
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return change


def edit_csv(table: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "csv" / f"{table}.csv"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


ROLES = "parquet/roles.parquet"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(edit_csv("roles", "draft", "drafts"), ("digests", "csv/roles.csv"), id="a cell of CSV"),
        pytest.param(edit_parquet("roles", lambda roles: roles.slice(1)), ("digests", ROLES), id="a row less"),
        pytest.param(
            edit_parquet("roles", lambda roles: roles.take(list(range(len(roles)))[::-1])),
            ("digests", ROLES),
            id="another order",
        ),
        pytest.param(
            edit_parquet("roles", lambda roles: roles.set_column(14, "level_rank", roles["level_rank"].cast("int64"))),
            ("schemas", ROLES),
            id="another type",
        ),
        pytest.param(
            edit_parquet("roles", lambda roles: roles.drop_columns(["summary"])), ("schemas", ROLES), id="a column less"
        ),
        pytest.param(
            edit_database("UPDATE role_adjacency SET distance = 0.5 WHERE rank = 1"),
            ("formats", "canon.duckdb, role_adjacency"),
            id="values of DuckDB",
        ),
        pytest.param(
            edit_database("DELETE FROM role_adjacency WHERE rank = 1"),
            ("formats", "canon.duckdb, role_adjacency"),
            id="rows of DuckDB",
        ),
        pytest.param(
            edit_database("CREATE TABLE extra (x INTEGER)"), ("formats", "canon.duckdb"), id="a table of DuckDB"
        ),
        pytest.param(
            edit_database("UPDATE meta_release SET value = '2026.1.0' WHERE name = 'data_version'"),
            ("formats", "canon.duckdb"),
            id="meta_release",
        ),
        pytest.param(
            edit_manifest(lambda told: told["tables"]["roles"].update(rows=7)), ("digests", ROLES), id="rows told"
        ),
        pytest.param(
            edit_manifest(lambda told: told["tables"]["roles"].update(rows="many")),
            ("manifest", "manifest.json"),
            id="a manifest of another form",
        ),
        pytest.param(
            edit_manifest(lambda told: told["tables"].pop("levels")),
            ("manifest", "manifest.json"),
            id="a table less told",
        ),
        pytest.param(
            edit_manifest(lambda told: told.update(data_version="2026.1.0")),
            ("datapackage", "datapackage.json"),
            id="version",
        ),
    ],
)
def test_what_was_sealed_again_is_found_by_its_contents(copied: Path, change: Callable, fault: tuple[str, str]):
    change(copied)
    seal(copied)
    assert first_fault(copied) == fault


def test_values_that_break_the_contract_are_told(tables: dict[str, pd.DataFrame], tmp_path: Path):
    broken = {"alias": "=1+1", "confidence_score": 1.5, "confidence_band": "none", "position": 0, "is_approved": True}
    aliases = tables["role_aliases"].copy()
    for column, value in broken.items():
        aliases.loc[aliases.index[-1], column] = value
    faults = verify_release(write_made(tmp_path, {**tables, "role_aliases": aliases}).path, every=True).faults
    assert {(fault.check, fault.place) for fault in faults} == {
        *(("values", f"role_aliases.{column}") for column in broken if column != "is_approved"),
        ("checks", "role_aliases"),
    }


def test_a_table_that_contradicts_itself_is_told(tables: dict[str, pd.DataFrame], tmp_path: Path):
    mappings = tables["role_occupations"].assign(is_primary=False)
    faults = verify_release(write_made(tmp_path, {**tables, "role_occupations": mappings}).path, every=True).faults
    assert {(fault.check, fault.place) for fault in faults} == {("checks", "roles"), ("checks", "role_occupations")}
    message = next(fault.message for fault in faults if fault.place == "role_occupations")
    assert "40 rows break the check 'primary first'" in message
    assert "is_primary false" in message


def test_keys_and_foreign_keys_are_checked_in_what_was_published(copied: Path):
    """A row twice, and a row that leads nowhere, the same in all three formats."""
    path = copied / "parquet" / "role_adjacency.parquet"
    table = pq.read_table(path)
    lost = pc.if_else(pc.equal(table["rank"], 2), "role-999999", table["neighbour_role_id"])
    changed = pa.concat_tables([table.set_column(1, table.schema.field(1), lost), table.slice(len(table) - 1)])
    pq.write_table(changed, path)
    faults = verify_release(copied, every=True).faults
    told = [(fault.check, fault.place) for fault in faults]
    assert ("keys", "role_adjacency") in told
    assert ("foreign keys", "role_adjacency") in told


def test_a_release_of_another_contract_is_held_against_its_own_words(copied: Path):
    path = copied / "manifest.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {"contract_version": "1.0.0"}))
    seal(copied)
    verified = verify_release(copied)
    assert "contract 1.0.0" in verified.notes[0]
    assert [(fault.check, fault.place) for fault in verified.faults] == [("formats", "canon.duckdb")]


def test_a_contract_that_the_release_does_not_keep_is_told(copied: Path):
    path = copied / "datapackage.json"
    told = json.loads(path.read_text())
    fields = next(part for part in told["resources"] if part["name"] == "roles")["schema"]["fields"]
    fields[0]["constraints"] = {"required": True}
    path.write_text(json.dumps(told))
    seal(copied)
    assert first_fault(copied) == ("contract", "roles.role_id")
