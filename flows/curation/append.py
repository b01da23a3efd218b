"""Appends decisions to mapping_decisions.csv, whose lines stay as they are."""

from pathlib import Path

import pandas as pd

from flows.drafts import append_rows
from schemas.table import validate
from schemas.tables import MAPPING_DECISIONS


def append_decisions(path: Path, decisions: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Append the new decisions after the lines of the file, numbered on, and return their ids.

    `decisions` are those that the file holds, `new` has every column of mapping_decisions but decision_id. Raises
    BadData where the file cannot be written or a value breaks the contract; then it is as it was.
    """
    last = decisions["decision_id"].str[-6:].astype(int).max() if len(decisions) else 0
    ids = [f"decision-{number:06d}" for number in range(int(last) + 1, int(last) + 1 + len(new))]
    rows = MAPPING_DECISIONS.typed(new.assign(decision_id=ids))
    validate(MAPPING_DECISIONS, rows, "Mend those cells of the review file; nothing was imported.")
    append_rows(path, rows, "Nothing was imported. Free space, or mend the rights of its folder.")
    return ids
