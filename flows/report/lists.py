"""What every part of the report is made of: capped lists, records without missing values, and its parameters."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas.settings import Section, read_section

Tables = dict[str, pd.DataFrame]
Record = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many there are in all: a page stays small whatever the data."""

    rows: list[Record]
    total: int

    @property
    def more(self) -> int:
        """Return how many rows are not shown."""
        return self.total - len(self.rows)


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame as records, None for what is missing."""
    rows: list[Record] = frame.astype("object").where(frame.notna(), None).to_dict("records")
    return rows


def cap_list(frame: pd.DataFrame, most: int) -> Listed:
    """Return the first rows of an ordered frame as a capped list."""
    return Listed(records(frame.head(most)), len(frame))


def settings_of(tables: Tables, section: type[Section]) -> Section:
    """Return the settings of a stage from the published table parameters; raise BadData where one is missing."""
    return read_section(tables["parameters"], section)


def share(part: int, whole: int) -> float:
    """Return the part of a whole as a share from 0 to 1; of nothing it is 0."""
    return part / whole if whole else 0.0
