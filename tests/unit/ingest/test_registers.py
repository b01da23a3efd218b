"""Registers of role ids: ids are given once, appended, and stay whatever else of a role changes."""

import datetime
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest import SourceFolder, mint_role_ids, read_registers
from flows.ingest.folder import open_folder
from flows.ingest.recorder import Recorder
from schemas.claims import RAW_ROLES
from schemas.errors import BadData

TODAY = datetime.date(2026, 11, 23)
HEADER = "role_id,source_key,minted_date\n"
SOURCE = {
    "publisher": "Acme",
    "title": "Jobs of Acme",
    "edition": "1",
    "licence_spdx": "CC-BY-4.0",
    "licence_url": "https://example.org/licence",
    "attribution": "Acme",
    "url": "https://example.org",
    "accessed_date": "2026-11-23",
    "priority": 50,
    "is_redistributable": True,
    "files": [{"path": "page.txt"}],
}


def source(root: Path, source_id: str = "acme", kind: str = "role_page", register: str | None = None) -> SourceFolder:
    folder = root / source_id
    folder.mkdir(exist_ok=True)
    (folder / "source.yml").write_text(json.dumps({**SOURCE, "source_id": source_id, "kind": kind}), encoding="utf-8")
    if register is not None:
        (folder / "role_ids.csv").write_bytes(register.encode())
    return open_folder(folder)


def register_of(folder: SourceFolder) -> str:
    return (folder.path / "role_ids.csv").read_bytes().decode()


def roles(*keys: str, source_id: str = "acme", **cells: str) -> pd.DataFrame:
    place = {"raw_title": "Engineer", "specialization_code": "SRES.GEN", "level_code": "P5"}
    place |= {"file": "page.txt", "locator": "line 1", "source_id": source_id}
    place |= {"relation": "unite", "title_score": 0.60}
    return RAW_ROLES.frame(
        pd.DataFrame([{"source_key": key, **place, **cells} for key in keys], columns=RAW_ROLES.column_names)
    )


def mint(folders: list[SourceFolder], *frames: pd.DataFrame) -> dict[str, int]:
    return mint_role_ids(folders, pd.concat(frames, ignore_index=True), TODAY)


def test_the_first_ids_of_a_source_begin_at_one(tmp_path: Path):
    acme = source(tmp_path)
    assert mint([acme], roles("b", "a")) == {"acme": 2}
    assert register_of(acme) == HEADER + "role-acme-000001,a,2026-11-23\nrole-acme-000002,b,2026-11-23\n"


def test_our_ids_bear_no_name_of_a_source_and_those_of_others_do(tmp_path: Path):
    ours, theirs = source(tmp_path, "canon", "family_files"), source(tmp_path, "acme")
    mint([ours, theirs], roles("CLPE-001", source_id="canon"), roles("x"))
    registers = read_registers([ours, theirs])
    assert dict(zip(registers["source_key"], registers["role_id"], strict=True)) == {
        "CLPE-001": "role-000001",
        "x": "role-acme-000001",
    }


@pytest.mark.parametrize(
    "register",
    [
        "role-acme-000007,b,2020-01-01\nrole-acme-000002,a,2021-01-01\n",
        'role-acme-000007,"b",2020-01-01\r\nrole-acme-000002,"a",2021-01-01\r\n',
        "role-acme-000007,b,2020-01-01\nrole-acme-000002,a,2021-01-01",
    ],
    ids=["plain", "quoted-crlf", "no-last-line-end"],
)
def test_minting_appends_after_the_highest_number_and_keeps_every_byte_before(register: str, tmp_path: Path):
    acme = source(tmp_path, register=HEADER + register)
    mint([acme], roles("a", "b", "c"))
    written = register_of(acme)
    assert written.startswith(HEADER + register)
    assert written[len(HEADER + register) :].strip() == "role-acme-000008,c,2026-11-23"
    assert read_registers([acme])["source_key"].tolist() == ["b", "a", "c"]


def test_the_columns_of_a_register_may_stand_in_another_order(tmp_path: Path):
    acme = source(tmp_path, register="minted_date,role_id,source_key\n2020-01-01,role-acme-000001,a\n")
    mint([acme], roles("b"))
    assert register_of(acme).endswith("\n2026-11-23,role-acme-000002,b\n")
    assert read_registers([acme])["source_key"].tolist() == ["a", "b"]


def test_a_key_keeps_its_id_when_title_level_or_place_change(tmp_path: Path):
    acme = source(tmp_path)
    mint([acme], roles("a"))
    before = register_of(acme)
    for change in ({"raw_title": "Chief"}, {"level_code": "E3"}, {"specialization_code": "CLPE.GEN"}):
        assert mint([acme], roles("a", **change)) == {}
    assert register_of(acme) == before


def test_a_key_that_is_gone_keeps_its_row_and_its_number(tmp_path: Path):
    acme = source(tmp_path)
    mint([acme], roles("a", "b"))
    mint([acme], roles("c"))
    assert read_registers([acme])["role_id"].tolist() == [f"role-acme-00000{number}" for number in (1, 2, 3)]


def test_a_key_that_needs_quotes_is_found_again(tmp_path: Path):
    acme, keys = source(tmp_path), ["A, B / C", 'the "best"', "NA", "007", "one\u2028two"]
    assert mint([acme], roles(*keys)) == {"acme": 5}
    assert set(read_registers([acme])["source_key"]) == set(keys)
    assert mint([acme], roles(*keys)) == {}


def test_two_roles_of_a_source_under_one_key_are_refused_before_they_get_an_id(tmp_path: Path):
    recorder = Recorder(source(tmp_path).source)
    recorder.add_roles(roles("a", "b"))
    assert recorder.finish().roles["source_key"].tolist() == ["a", "b"]
    recorder.add_roles(roles("a", level_code="P6", locator="line 9"))
    with pytest.raises(BadData, match=r"2 roles share a key[\s\S]*'a': page\.txt line 9"):
        recorder.finish()


def test_minting_replaces_the_register_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    acme = source(tmp_path)
    mint([acme], roles("a"))
    before, replaced = register_of(acme), []

    def replace(new: Path, place: Path) -> None:
        replaced.append((new.read_text(encoding="utf-8"), place.read_text(encoding="utf-8"), place.name))
        raise OSError("the machine stops here")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(BadData, match="stops here"):
        mint([acme], roles("a", "b"))
    ((new, old, name),) = replaced
    assert (old, name) == (before, "role_ids.csv")
    assert new == before + "role-acme-000002,b,2026-11-23\n"
    assert register_of(acme) == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("role-acme-000001,a,2026-11-23\nrole-acme-000002,a,2026-11-23\n", "name a key twice"),
        ("role-acme-000001,a,2026-11-23\nrole-acme-000001,b,2026-11-23\n", "role_ids.csv"),
        ("role-000001,a,2026-11-23\n", "role-acme-000123"),
        ("role-other-000001,a,2026-11-23\n", "role-acme-000123"),
        ("role-acme-1,a,2026-11-23\n", "role_id"),
        ("role-acme-000001,,2026-11-23\n", "source_key"),
    ],
)
def test_a_register_that_breaks_its_rules_is_refused(rows: str, words: str, tmp_path: Path):
    with pytest.raises(BadData, match=words) as caught:
        read_registers([source(tmp_path, register=HEADER + rows)])
    assert "role_ids.csv" in str(caught.value)


def test_two_sources_may_use_the_same_key(tmp_path: Path):
    one, other = source(tmp_path, "acme"), source(tmp_path, "bell")
    mint([one, other], roles("a"), roles("a", source_id="bell"))
    assert read_registers([one, other])["role_id"].tolist() == ["role-acme-000001", "role-bell-000001"]


def test_a_source_without_register_has_no_ids(tmp_path: Path):
    assert read_registers([source(tmp_path)]).empty


keys = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1), unique=True)


@given(keys.map(lambda found: [f"k{key}" for key in found]), st.randoms(use_true_random=False))
def test_ids_are_given_once_whatever_the_order_in_which_roles_come(
    tmp_path_factory: pytest.TempPathFactory, found: list[str], random
):
    acme = source(tmp_path_factory.mktemp("register"))
    given_ids: dict[str, str] = {}
    for _ in range(3):
        mint([acme], roles(*random.sample(found, random.randint(0, len(found)))))
        registers = read_registers([acme])
        now = dict(zip(registers["source_key"], registers["role_id"], strict=True))
        assert given_ids.items() <= now.items()
        assert len(set(now.values())) == len(now)
        given_ids = now
