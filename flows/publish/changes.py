"""What differs from the release before: counts a table, roles added and removed, and what that means for users."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from schemas.registry import PUBLISHED

MOST_LISTED = 200


@dataclass(frozen=True)
class TableChange:
    """Rows of a table before and after, and how many keys came, went or changed."""

    table: str
    before: int
    after: int
    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class Changes:
    """The difference to the previous release; `verdict` is first, none, breaking, additive or corrective."""

    previous_version: str | None
    verdict: str
    tables: list[TableChange]
    roles_added: list[str]
    roles_removed: list[str]


def compare_with(previous: dict[str, Any] | None, folder: Path | None, tables: dict[str, pd.DataFrame]) -> Changes:
    """Return the changes against the previous release, whose manifest and folder are given, None for the first."""
    roles = tables["roles"].set_index("role_id")["role_code"]
    if previous is None or folder is None:
        return Changes(None, "first", [], [], [])
    counted = [
        _compare_table(name, folder / "csv" / f"{name}.csv", frame)
        for name, frame in sorted(tables.items())
        if name in PUBLISHED and _digest_differs(previous, name, frame)
    ]
    before = _read(folder / "csv" / "roles.csv", ["role_id"])["role_code"]
    added = sorted(roles[~roles.index.isin(before.index)])
    removed = sorted(before[~before.index.isin(roles.index)])
    is_breaking = bool(removed) or set(previous["tables"]) - set(tables) != set()
    is_additive = any(change.added for change in counted)
    verdict = "breaking" if is_breaking else "additive" if is_additive else "corrective" if counted else "none"
    return Changes(previous["data_version"], verdict, counted, added[:MOST_LISTED], removed[:MOST_LISTED])


def _digest_differs(previous: dict[str, Any], name: str, frame: pd.DataFrame) -> bool:
    return previous["tables"].get(name, {}).get("content_digest") != frame.attrs.get("content_digest")


def _read(path: Path, key: list[str]) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame(columns=key).set_index(key)
    return pd.read_csv(path, dtype="str", keep_default_na=False).set_index(key)


def _compare_table(name: str, path: Path, frame: pd.DataFrame) -> TableChange:
    key = list(PUBLISHED[name].key)
    before = _read(path, key)
    after = _as_text(frame).set_index(key)
    shared = before.index.intersection(after.index)
    columns = [column for column in after.columns if column in before.columns]
    old, new = before.loc[shared, columns], after.loc[shared, columns]
    changed = int((old != new).any(axis=1).sum()) if columns and len(shared) else 0
    added, removed = len(after.index.difference(before.index)), len(before.index.difference(after.index))
    return TableChange(name, len(before), len(after), added, removed, changed)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name in frame.columns:
        values = frame[name]
        if values.dtype in ("bool", "boolean"):
            columns[name] = values.map({True: "true", False: "false"}).fillna("")
        elif values.dtype == "float64":
            columns[name] = values.map("{:.6f}".format).mask(values.isna(), "")
        else:
            columns[name] = values.astype("str").mask(values.isna(), "").fillna("")
    return pd.DataFrame(columns)
