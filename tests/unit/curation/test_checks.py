"""A review file is checked as a whole: every fault is told by its row, and nothing is half taken."""

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.curation import append_decisions, check_review, read_review, reviewed_release
from schemas.errors import BadData
from schemas.tables import MAPPING_DECISIONS
from tests.fixtures.review_files import (
    APPROVE,
    REJECT,
    TODAY,
    asked,
    facts,
    fill_in,
    make_decisions,
    make_mappings,
    make_roles,
    reviewed,
    role_id,
    tables,
    write,
)

HEADER = ",".join(MAPPING_DECISIONS.column_names) + "\n"


@pytest.fixture
def known() -> dict:
    mappings = make_mappings(
        (1, "15-1252.00", "proposed", 0.5, 0.1, "needs_review"),
        (1, "15-1244.00", "proposed", 0.4, 0.2, "needs_review"),
        (2, "15-1252.00", "proposed", 0.5, 0.3, "needs_review"),
    )
    return tables(make_roles("SRES.GEN.P4", "SRES.GEN.P5"), mappings)


def check(
    folder: Path,
    known: dict,
    *filled: dict[str, Any],
    asked_with: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    today: datetime.date = TODAY,
) -> pd.DataFrame:
    path = fill_in(write(asked(known, asked_with), folder), *filled)
    review = read_review(path)
    return check_review(review, reviewed(known, decisions), today, path)


def told(decisions: pd.DataFrame, *columns: str) -> list[list]:
    return decisions[list(columns)].astype("object").where(decisions[list(columns)].notna(), None).to_numpy().tolist()


def test_rows_in_file_are_decisions_with_facts_evidence_and_release(tmp_path: Path, known: dict):
    new = check(tmp_path, known, {"row": 2, **APPROVE}, {"row": 4, **REJECT, "decision": " Reject "})
    assert told(new, "role_id", "occupation_code", "decision", "predicate", "curator_id", "reason") == [
        [role_id(1), "15-1252.00", "approve", "close", "tester", "It fits."],
        [role_id(2), "15-1252.00", "reject", None, "tester", "It does not fit."],
    ]
    assert told(new, "rests_on", "evidence", "release_version", "decided_date")[0] == [
        facts(role_id(1), "15-1252.00"),
        "seen by proposed",
        "2026.11.0",
        "2026-11-23",
    ]


def test_another_code_is_approved_in_place_of_the_candidate_or_beside_its_rejection(tmp_path: Path, known: dict):
    other = {"other_code": "17-2112.02"}
    new = check(tmp_path, known, {"row": 2, **APPROVE, **other}, {"row": 4, **REJECT, **other, "predicate": "broad"})
    assert told(new, "role_id", "occupation_code", "decision", "predicate") == [
        [role_id(1), "17-2112.02", "approve", "close"],
        [role_id(2), "15-1252.00", "reject", None],
        [role_id(2), "17-2112.02", "approve", "broad"],
    ]
    assert new["rests_on"].iloc[0] == facts(role_id(1), "17-2112.02")
    assert new["evidence"].iloc[0] == "chosen by the curator in place of 15-1252.00"


def test_a_file_without_decisions_decides_nothing(tmp_path: Path, known: dict):
    assert check(tmp_path, known, {"row": 2, "curator_id": "tester"}).empty


FAULTS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "an unknown curator": ([{**APPROVE, "curator_id": "nobody"}], "row 2: curator 'nobody' is not in raw/curation"),
    "no curator": ([{**APPROVE, "curator_id": None}], "row 2: curator_id is missing"),
    "no reason": ([{**REJECT, "reason": "  "}], "row 2: reason is missing"),
    "a reason that would run": ([{**REJECT, "reason": "-1 for this"}], "row 2: reason begins with"),
    "no decision": ([{**APPROVE, "decision": None}], "row 2: something is filled in, and decision is empty"),
    "another decision": ([{**APPROVE, "decision": "maybe"}], "row 2: decision is neither approve nor reject"),
    "no predicate": ([{**APPROVE, "predicate": None}], "row 2: an approval needs a predicate"),
    "another predicate": ([{**APPROVE, "predicate": "same"}], "row 2: predicate is not one of exact, close"),
    "a predicate rejected": ([{**REJECT, "predicate": "close"}], "row 2: a rejection has no predicate"),
    "an unknown code": ([{**APPROVE, "other_code": "99-9999"}], "row 2: other_code '99-9999' is in neither"),
    "a code turned into a date": (
        [{**APPROVE, "other_code": datetime.datetime(2021, 11, 1)}],
        "row 2: other_code '2021-11-01 00:00:00' is in neither",
    ),
    "its own code": ([{**APPROVE, "other_code": "15-1252.00"}], "row 2: other_code is the code of the row"),
    "approve and reject of a pair": (
        [APPROVE, {**REJECT, "role_id": role_id(1), "occupation_code": "15-1252.00"}],
        "SRES.GEN.P4 and 15-1252.00 are decided more than once, in rows 2 and 3",
    ),
    "a code approved twice": (
        [{**APPROVE, "other_code": "15-1244.00"}, APPROVE],
        "row 3: SRES.GEN.P4 and 15-1244.00 are decided more than once, in rows 2 and 3",
    ),
    "an unknown role": ([{"role_id": "role-000009"}], "row 2: role_id 'role-000009' is no role"),
    "an unknown occupation": ([{"occupation_code": "Nov-21"}], "row 2: occupation_code 'Nov-21' is no occupation"),
    "a pair that was not proposed": ([{"occupation_code": "15-0000"}], "row 2: the release has no candidate"),
    "facts tampered with": ([{"rests_on": '{"role":"X"}'}], "row 2: rests_on was changed"),
    "facts removed": ([{"rests_on": None}], "row 2: rests_on was changed"),
    "a role of another row": ([{"role_code": "SRES.GEN.P5"}], "row 2: role_code and role_id are of two roles"),
    "another last decision": ([{}, {"last_decision_id": "decision-000007"}], "row 3: last_decision_id was changed"),
    "no last decision": ([{"last_decision_id": "none"}], "row 2: last_decision_id was changed"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_its_row_and_nothing_is_taken(fault: str, tmp_path: Path, known: dict):
    filled, words = FAULTS[fault]
    rows = [{"row": number, **cells} for number, cells in enumerate(filled, 2)]
    if fault == "approve and reject of a pair":
        rows[1] |= {"rests_on": facts(role_id(1), "15-1252.00")}
    with pytest.raises(BadData) as caught:
        check(tmp_path, known, *rows)
    assert words in str(caught.value)
    assert "nothing was imported" in str(caught.value)


def test_up_to_five_of_all_faults_are_told(tmp_path: Path, known: dict):
    bad = {"decision": "approve"}
    with pytest.raises(BadData, match=r"9 faults in 3 rows[\s\S]*row 3[\s\S]*and 4 more"):
        check(tmp_path, known, *[{"row": number, **bad} for number in (2, 3, 4)])


@pytest.mark.parametrize("versions", [["2026.11.0", "2026.11.1"], ["../../etc"], [None]])
def test_rows_of_no_or_several_releases_are_refused(versions: list[str | None], tmp_path: Path):
    with pytest.raises(BadData, match="release_version is not one release"):
        reviewed_release(pd.DataFrame({"release_version": pd.Series(versions, dtype="str")}), tmp_path)


def test_a_decision_that_stands_word_for_word_is_not_new(tmp_path: Path, known: dict):
    stands = make_decisions((1, "15-1252.00", "approve", "close", "2026-11-23"))
    assert check(tmp_path, known, {"row": 2, **APPROVE}, decisions=stands).empty
    more = check(tmp_path, known, {"row": 2, **APPROVE}, {"row": 3, **REJECT}, decisions=stands)
    assert told(more, "occupation_code") == [["15-1244.00"]]


@pytest.mark.parametrize("verdict", [("reject", None), ("approve", "exact")])
def test_a_decision_taken_since_the_export_is_a_conflict(verdict: tuple, tmp_path: Path, known: dict):
    since = make_decisions((2, "15-1244.00", "reject", None, "2026-11-22"), (1, "15-1252.00", *verdict, "2026-11-22"))
    with pytest.raises(BadData, match=r"decision-000002 of 2026-11-22 by tester \(\w+\) was taken since the export"):
        check(tmp_path, known, {"row": 2, **APPROVE}, decisions=since)
    before = check(tmp_path, known, {"row": 3, **APPROVE}, decisions=since)
    assert told(before, "occupation_code") == [["15-1244.00"]]


def test_a_decision_that_was_known_at_the_export_may_be_taken_anew(tmp_path: Path, known: dict):
    before = make_decisions((1, "17-2112.02", "reject", None, "2026-01-01"))
    other = {"row": 2, **APPROVE, "other_code": "17-2112.02"}
    assert told(check(tmp_path, known, other, asked_with=before, decisions=before), "occupation_code", "decision") == [
        ["17-2112.02", "approve"]
    ]


def test_a_decision_dated_ahead_is_told_as_it_would_win(tmp_path: Path, known: dict):
    ahead = make_decisions((1, "17-2112.02", "reject", None, "2027-01-01"))
    other = {"row": 2, **APPROVE, "other_code": "17-2112.02"}
    with pytest.raises(BadData, match="is dated after today and would win"):
        check(tmp_path, known, other, asked_with=ahead, decisions=ahead)


@pytest.mark.parametrize("before", [HEADER, HEADER.rstrip("\n"), HEADER.replace("\n", "\r\n"), "\ufeff" + HEADER])
def test_appending_leaves_every_byte_before_and_numbers_on(before: str, tmp_path: Path, known: dict):
    path = tmp_path / "mapping_decisions.csv"
    path.write_bytes(before.encode())
    first = check(tmp_path, known, {"row": 2, **APPROVE, "reason": 'Says "so", twice.'})
    assert append_decisions(path, MAPPING_DECISIONS.empty(), first) == ["decision-000001"]
    second = check(tmp_path, known, {"row": 3, **REJECT})
    stands = make_decisions((1, "15-1252.00", "approve", "close", "2026-11-23"))
    after_first = path.read_bytes()
    assert append_decisions(path, stands, second) == ["decision-000002"]
    assert path.read_bytes().startswith(after_first)
    assert after_first.startswith(before.encode())
    read = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    assert read["decision_id"].tolist() == ["decision-000001", "decision-000002"]
    assert read["reason"].tolist() == ['Says "so", twice.', "It does not fit."]
    assert [place.name for place in tmp_path.glob(".*")] == []


def test_columns_in_another_order_keep_their_order(tmp_path: Path, known: dict):
    path = tmp_path / "mapping_decisions.csv"
    path.write_text(",".join(reversed(MAPPING_DECISIONS.column_names)) + "\n")
    append_decisions(path, MAPPING_DECISIONS.empty(), check(tmp_path, known, {"row": 2, **APPROVE}))
    assert pd.read_csv(path)["decision_id"].tolist() == ["decision-000001"]
