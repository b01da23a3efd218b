"""Appends decisions to mapping_decisions.csv, whose lines stay as they are."""

import csv
from pathlib import Path

import pandas as pd

from schemas.errors import BadData
from schemas.table import validate
from schemas.tables import MAPPING_DECISIONS


def append_decisions(path: Path, decisions: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Append the new decisions after the lines of the file, numbered on, and return their ids.

    `decisions` are those that the file holds, `new` has every column of mapping_decisions but decision_id. The file is
    written beside and moved into place. Raises BadData where that fails or a value breaks the contract; then the file
    is as it was.
    """
    last = decisions["decision_id"].str[-6:].astype(int).max() if len(decisions) else 0
    ids = [f"decision-{number:06d}" for number in range(int(last) + 1, int(last) + 1 + len(new))]
    rows = MAPPING_DECISIONS.typed(new.assign(decision_id=ids))
    validate(MAPPING_DECISIONS, rows, "Mend those cells of the review file; nothing was imported.")
    beside = path.with_name(f".{path.name}.new")
    try:
        before = path.read_bytes()
        beside.write_bytes(before + _lines(before, rows))
        if path.read_bytes() != before:
            raise BadData(f"{path}: was changed while decisions were appended. Import again; nothing was imported.")
        beside.replace(path)
    except OSError as error:
        raise BadData(f"{path}: cannot be written ({error.strerror}); nothing was imported. Mend rights.") from error
    finally:
        beside.unlink(missing_ok=True)
    return ids


def _lines(before: bytes, rows: pd.DataFrame) -> bytes:
    head = before.decode("utf-8-sig").splitlines()[0]
    end = "\r\n" if b"\r\n" in before else "\n"
    gap = b"" if before.endswith(b"\n") else end.encode()
    return gap + rows[next(csv.reader([head]))].to_csv(index=False, header=False, lineterminator=end).encode()
