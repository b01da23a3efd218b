"""Checks every row of a review file before anything is imported, and makes decisions of them."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.curation.reading import ROW
from schemas.documents.review import VERSION, column_names
from schemas.errors import BadData, describe
from schemas.fields import DECISION_ID
from schemas.table import SAFE_TEXT
from schemas.vocabularies import DECISIONS, PREDICATES

PAIR = ["role_id", "occupation_code"]
SAID = ["decision", "predicate", "curator_id", "reason", "rests_on"]
_REMEDY = "Mend those rows and import the file again; nothing was imported."
Faults = Iterator[tuple[pd.Series, "str | pd.Series"]]


@dataclass(frozen=True)
class Reviewed:
    """What a review file is checked against: the release that it was made from, and what has been decided since.

    `facts` gives what a decision on each of some pairs (role_id, occupation_code) rests on.
    """

    role_occupations: pd.DataFrame
    roles: pd.DataFrame
    occupations: pd.DataFrame
    decisions: pd.DataFrame
    latest: pd.DataFrame
    curator_ids: tuple[str, ...]
    facts: Callable[[pd.DataFrame], pd.Series]


def reviewed_release(review: pd.DataFrame, path: Path) -> str:
    """Return the one release that all rows of a review file name; raise BadData where they name none or several."""
    versions = sorted(review["release_version"].fillna("nothing").unique())
    if len(versions) != 1 or not re.fullmatch(VERSION, versions[0]):
        remedy = "Rows of one export go together. Take a fresh file by `canon review export`; nothing was imported."
        raise BadData(describe(f"{path}: release_version is not one release", versions, remedy))
    return str(versions[0])


def check_review(review: pd.DataFrame, reviewed: Reviewed, today: datetime.date, path: Path) -> pd.DataFrame:
    """Return the new decisions of a review file, in order of its rows: columns of mapping_decisions and ROW.

    A decision that already stands word for word is not new. Raises BadData for anything wrong in any row.
    """
    review = review.assign(decision=review["decision"].str.casefold(), predicate=review["predicate"].str.casefold())
    _refuse(review, path, [*_damages(review, reviewed), *_entry_faults(review, reviewed)])
    decided = _decisions(review, reviewed)
    _refuse(decided, path, list(_repeats(decided)))
    before = decided[PAIR].merge(reviewed.latest, on=PAIR, how="left")
    is_known = (before[SAID].fillna("") == decided[SAID].fillna("").reset_index(drop=True)).all(axis=1)
    new, before = decided.loc[~is_known.to_numpy()].reset_index(drop=True), before.loc[~is_known]
    _refuse(new, path, list(_conflicts(new, before.reset_index(drop=True), today)))
    return new.assign(decided_date=today.isoformat())


def _refuse(rows: pd.DataFrame, path: Path, faults: list[tuple[pd.Series, "str | pd.Series"]]) -> None:
    parts = [
        pd.DataFrame({"row": rows.loc[bad, ROW], "why": why if isinstance(why, str) else why[bad]})
        for bad, why in faults
        if bad.any()
    ]
    if parts:
        found = pd.concat(parts).drop_duplicates().sort_values(["row", "why"], kind="stable")
        examples = [f"row {fault.row}: {fault.why}" for fault in found.itertuples(index=False)]
        raise BadData(describe(f"{path}: {len(found)} faults in {found['row'].nunique()} rows", examples, _REMEDY))


def _damages(review: pd.DataFrame, reviewed: Reviewed) -> Faults:
    known = reviewed.role_occupations[[*PAIR, "rests_on"]]
    found = review[PAIR].merge(known.rename(columns={"rests_on": "expected"}), on=PAIR, how="left")
    is_role = review["role_id"].isin(reviewed.roles["role_id"])
    is_code = review["occupation_code"].isin(reviewed.occupations["occupation_code"])
    is_pair = pd.Series(found["expected"].notna().to_numpy(), index=review.index)
    yield ~is_role, "role_id " + _shown(review["role_id"]) + " is no role of the release"
    yield ~is_code, "occupation_code " + _shown(review["occupation_code"]) + " is no occupation of the release"
    yield is_role & is_code & ~is_pair, "the release has no candidate of this role and occupation"
    is_same = review["rests_on"].fillna("") == found["expected"].fillna("").to_numpy()
    yield is_pair & ~is_same, "rests_on was changed; it must stay as it was exported"
    codes = reviewed.roles.set_index("role_id")["role_code"]
    is_own = review["role_code"] == review["role_id"].map(codes)
    yield is_role & ~is_own, "role_code and role_id are of two roles; was a column sorted alone?"
    is_id = review["last_decision_id"].str.fullmatch(DECISION_ID.strip("^$")).eq(True)
    yield ~is_id | (review["last_decision_id"] != review["last_decision_id"].iloc[0]), "last_decision_id was changed"


def _entry_faults(review: pd.DataFrame, reviewed: Reviewed) -> Faults:
    touched = review[[name for name in column_names("entry") if name != "curator_id"]].notna().any(axis=1)
    decision, predicate, other = review["decision"], review["predicate"], review["other_code"]
    is_decided = touched & decision.isin(DECISIONS)
    yield touched & decision.isna(), "something is filled in, and decision is empty"
    yield touched & decision.notna() & ~decision.isin(DECISIONS), "decision is neither approve nor reject"
    yield is_decided & review["curator_id"].isna(), "curator_id is missing"
    is_curator = review["curator_id"].isin(reviewed.curator_ids)
    unknown = "curator " + _shown(review["curator_id"]) + " is not in raw/curation/curators.csv"
    yield review["curator_id"].notna() & is_decided & ~is_curator, unknown
    yield is_decided & review["reason"].isna(), "reason is missing"
    is_safe = review["reason"].str.fullmatch(SAFE_TEXT).eq(True)
    yield review["reason"].notna() & ~is_safe, "reason begins with = + - or @, which a spreadsheet would run"
    is_approval = is_decided & (decision.eq("approve") | other.notna())
    yield is_approval & predicate.isna(), "an approval needs a predicate"
    yield predicate.notna() & ~predicate.isin(PREDICATES), "predicate is not one of " + ", ".join(PREDICATES)
    yield is_decided & ~is_approval & predicate.notna(), "a rejection has no predicate"
    is_known = other.isin(reviewed.occupations["occupation_code"])
    yield other.notna() & ~is_known, "other_code " + _shown(other) + " is in neither O*NET-SOC 2019 nor SOC 2018"
    yield other.notna() & (other == review["occupation_code"]), "other_code is the code of the row; leave it empty"


def _shown(values: pd.Series) -> pd.Series:
    return "'" + values.fillna("").str.slice(0, 60) + "'"


def _decisions(review: pd.DataFrame, reviewed: Reviewed) -> pd.DataFrame:
    """Return one row a decision: that on the row's own pair, and the approval of another code."""
    rows = review.loc[review["decision"].notna()]
    has_other = rows["other_code"].notna()
    is_rejection = rows["decision"] == "reject"
    own = rows.loc[is_rejection | ~has_other]
    own = own.assign(predicate=own["predicate"].mask(own["decision"] == "reject"))
    chosen = rows.loc[has_other].assign(
        decision="approve",
        occupation_code=rows.loc[has_other, "other_code"],
        evidence="chosen by the curator in place of " + rows.loc[has_other, "occupation_code"],
    )
    chosen["rests_on"] = reviewed.facts(chosen[PAIR])
    return pd.concat([own, chosen]).sort_values([ROW, "decision"], ascending=[True, False], ignore_index=True)


def _repeats(decided: pd.DataFrame) -> Faults:
    rows = decided.groupby(PAIR)[ROW].transform(lambda numbers: " and ".join(map(str, numbers))).astype("str")
    fault = decided["role_code"] + " and " + decided["occupation_code"] + " are decided more than once, in rows " + rows
    yield decided.duplicated(PAIR, keep=False), fault


def _conflicts(new: pd.DataFrame, before: pd.DataFrame, today: datetime.date) -> Faults:
    is_newer = before["decision_id"].fillna("") > new["last_decision_id"]
    pair = new["role_code"] + " and " + new["occupation_code"]
    taken = before["decision_id"] + " of " + before["decided_date"] + " by " + before["curator_id"]
    said = " (" + before["decision"] + ")"
    yield is_newer, pair + ": " + taken + said + " was taken since the export; export again"
    is_ahead = before["decided_date"].fillna("") > today.isoformat()
    yield is_ahead & ~is_newer, pair + ": " + taken + said + " is dated after today and would win"
