"""Small tables of a release for tests of the review, and workbooks filled in as a curator would."""

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from flows.curation import Reviewed, review_rows, write_review
from flows.occupations import latest_decisions
from schemas.review import DECISIONS_SHEET
from schemas.tables import MAPPING_DECISIONS

VERSION = "2026.11.0"
TODAY = datetime.date(2026, 11, 23)
OCCUPATIONS = pd.DataFrame(
    [
        ("soc_2018", "15-0000", "Computer and Mathematical Occupations", "major"),
        ("soc_2018", "15-1252", "Software Developers", "detailed"),
        ("onet_soc_2019", "15-1252.00", "Software Developers", "onet"),
        ("onet_soc_2019", "15-1244.00", "Network and Computer Systems Administrators", "onet"),
        ("onet_soc_2019", "17-2112.02", "Validation Engineers", "onet"),
    ],
    columns=["scheme", "occupation_code", "title", "classification_level"],
)


def role_id(number: int) -> str:
    return f"role-{number:06d}"


def make_roles(*codes: str) -> pd.DataFrame:
    cells = [(role_id(n), code, f"Role {code}", "What it is for.") for n, code in enumerate(codes, 1)]
    roles = pd.DataFrame(cells, columns=["role_id", "role_code", "title", "summary"])
    return roles.assign(family_code=roles["role_code"].str.split(".").str[0])


def make_mappings(*rows: tuple[int, str, str, float, float | None, str]) -> pd.DataFrame:
    """Return `role_occupations` of rows (role number, code, origin, score, margin, review_status), ranked as given."""
    columns = ["number", "occupation_code", "origin", "confidence_score", "margin", "review_status"]
    mappings = pd.DataFrame(rows, columns=columns)
    mappings["role_id"] = mappings["number"].map(role_id)
    mappings["rank"] = mappings.groupby("role_id").cumcount() + 1
    mappings["rests_on"] = [facts(row.role_id, row.occupation_code) for row in mappings.itertuples()]
    mappings["scheme"] = np.where(
        mappings["occupation_code"].str.contains(".", regex=False), "onet_soc_2019", "soc_2018"
    )
    mappings["margin"] = mappings["margin"].astype("float64")
    cells = {
        "predicate": "broad",
        "evidence": "seen by " + mappings["origin"],
        "stale_reason": None,
        "scorer_version": None,
    }
    mappings["decision_id"] = pd.Series(None, index=mappings.index, dtype="str")
    return mappings.assign(**cells).astype({"stale_reason": "str", "scorer_version": "str"})


def facts(role: str, code: str) -> str:
    return json.dumps({"occupation": code, "role": role})


def make_decisions(*rows: tuple[int, str, str, str | None, str], **cells: Any) -> pd.DataFrame:
    """Return decisions of rows (role number, code, decision, predicate, date)."""
    columns = ["number", "occupation_code", "decision", "predicate", "decided_date"]
    decisions = pd.DataFrame(rows, columns=columns)
    decisions["role_id"] = decisions["number"].map(role_id)
    decisions["decision_id"] = [f"decision-{n:06d}" for n in range(1, len(rows) + 1)]
    on = [facts(row.role_id, row.occupation_code) for row in decisions.itertuples()]
    said = {"curator_id": "tester", "reason": "It fits.", "evidence": "seen", "release_version": VERSION, **cells}
    return MAPPING_DECISIONS.frame(decisions.assign(rests_on=on, **said))


def tables(roles: pd.DataFrame, mappings: pd.DataFrame, raw_roles: dict[int, int] | None = None) -> dict:
    counts = [(raw_roles or {}).get(number, 1) for number in range(1, len(roles) + 1)]
    source_roles = pd.DataFrame({"role_id": roles["role_id"].repeat(counts).reset_index(drop=True)})
    source_roles["equivalent_role_id"] = pd.Series(None, index=source_roles.index, dtype="str")
    return {"roles": roles, "occupations": OCCUPATIONS, "role_occupations": mappings, "source_roles": source_roles}


def asked(known: dict, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    decisions = MAPPING_DECISIONS.empty() if decisions is None else decisions
    return review_rows(known, decisions, latest_decisions(decisions), VERSION)


def reviewed(known: dict, decisions: pd.DataFrame | None = None) -> Reviewed:
    decisions = MAPPING_DECISIONS.empty() if decisions is None else decisions
    return Reviewed(
        known["role_occupations"],
        known["roles"],
        known["occupations"],
        decisions,
        latest_decisions(decisions),
        ("tester", "second"),
        lambda pairs: pd.Series([facts(*pair) for pair in pairs.to_numpy()], index=pairs.index, dtype="str"),
    )


def write(rows: pd.DataFrame, folder: Path) -> Path:
    path = folder / "review.xlsx"
    write_review(rows, ["tester", "second"], path, TODAY)
    return path


def fill_in(path: Path, *rows: dict[str, Any]) -> Path:
    """Fill in rows of a workbook, each a dict of cells with its number in the sheet under `row`."""
    book = openpyxl.load_workbook(path)
    sheet = book[DECISIONS_SHEET]
    places = {cell.value: cell.column for cell in sheet[1]}
    for row in rows:
        for name, value in row.items():
            if name != "row":
                sheet.cell(row["row"], places[name]).value = value
    book.save(path)
    return path


APPROVE = {"decision": "approve", "predicate": "close", "curator_id": "tester", "reason": "It fits."}
REJECT = {"decision": "reject", "curator_id": "tester", "reason": "It does not fit."}
