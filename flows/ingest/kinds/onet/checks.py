"""Which rows of O*NET are accepted: known codes, cells that their columns can hold, keys that stand once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from flows.ingest.kinds.onet.cells import is_in
from flows.ingest.kinds.onet.recognise import Taken
from flows.ingest.recorder import Recorder
from schemas.documents.onet_layout import FLAGS, LayoutColumn
from schemas.table import SAFE_TEXT
from schemas.text import clean_text

CODE = "occupation_code"
# Text as nearly every cell of O*NET has it: printable ASCII, single spaces, safe to open in a spreadsheet.
_PLAIN = r"[!-*,./0-<>?A-~][!-~]*( [!-~]+)*"
_UNKNOWN = "The code is not in O*NET-SOC 2019. Fetch an edition on that taxonomy."
_MISFIT = "The cell is no {} as the data dictionary of O*NET has it. Mend the row, or do without it."
_REPEATED = "An earlier row has the same codes. Remove one of them."


def accept_rows(taken: Taken, known_codes: pd.Series, recorder: Recorder) -> None:
    """Reject the rows of a table that have an unknown code, a cell that its column cannot hold, or a key again.

    What is left has clean text. `known_codes` are the occupations of O*NET-SOC 2019.
    """
    for column in taken.layout.columns:
        if column.name in taken.rows.columns:
            _accept_column(taken, column, known_codes, recorder)
    if taken.layout.key:
        is_repeated = taken.rows.duplicated(taken.layout.key)
        key = taken.layout.key
        reject(taken, is_repeated, Fault(key[0], "duplicate_key", _REPEATED, key), recorder)


def _accept_column(taken: Taken, column: LayoutColumn, known_codes: pd.Series, recorder: Recorder) -> None:
    cells = taken.rows[column.name]
    is_code = column.name.endswith(CODE)
    is_good = is_in(cells, known_codes) if is_code else cells.str.fullmatch(_fast_pattern(column), na=False)
    if column.is_nullable:
        is_good |= cells.isna()
    if is_good.all():
        return
    cleaned = cells[~is_good].map(clean_text, na_action="ignore").astype("str")
    cleaned = cleaned.mask(cleaned == "")
    taken.rows = taken.rows.assign(**{column.name: cells.mask(~is_good, cleaned)})
    fits = is_in(cleaned, known_codes) if is_code else cleaned.str.fullmatch(_pattern(column), na=False)
    # Wide forms of signs become plain ones where titles are compared.
    fits &= ~cleaned.str.normalize("NFKC").str.match(r"[=+@-]", na=False)
    if column.is_nullable:
        fits |= cleaned.isna()
    rule, message = ("unknown_occupation", _UNKNOWN) if is_code else ("value_not_allowed", _MISFIT)
    is_bad = ~fits.reindex(cells.index, fill_value=True)
    fault = Fault(column.name, rule, message.format(taken.heading(column.name)))
    reject(taken, is_bad, fault, recorder)


def _fast_pattern(column: LayoutColumn) -> str:
    pattern = _pattern(column)
    return _PLAIN if pattern == SAFE_TEXT else pattern


def _pattern(column: LayoutColumn) -> str:
    words = column.words or (FLAGS if column.kind == "flag" else {})
    return "|".join(map(re.escape, words)) if words else column.pattern


@dataclass(frozen=True)
class Fault:
    """What is wrong with rows; the cells of the columns `shown`, else of the column at fault, are noted."""

    column: str
    rule: str
    message: str
    shown: Sequence[str] = ()


def reject(taken: Taken, is_bad: pd.Series, fault: Fault, recorder: Recorder) -> None:
    """Take the bad rows out of a table and note the fault."""
    if not is_bad.any():
        return
    lost = taken.rows.loc[is_bad]
    first, *further = [lost[name] for name in fault.shown or [fault.column]]
    rows = {
        "file": lost["piece"].map(dict(enumerate(taken.files))),
        "locator": "row " + lost["row"].astype("str"),
        "column_name": taken.heading(fault.column),
        "rule": fault.rule,
        "value": first.str.cat(further, sep=" / "),
        "message": fault.message,
    }
    recorder.add_rejections(pd.DataFrame(rows))
    taken.rows = taken.rows.loc[~is_bad]
