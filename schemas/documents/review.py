"""The columns of a review file and the words of its guide, from the data beside this module."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from schemas.csv_rows import RESTORE, read_records

_FOLDER = Path(__file__).parent
DECISIONS_SHEET = "decisions"
GUIDE_SHEET = "how to review"
LISTS_SHEET = "lists"
NO_DECISION = "decision-000000"
VERSION = r"[0-9]{4}\.[0-9]{1,2}\.[0-9]+"


@dataclass(frozen=True)
class ReviewColumn:
    """One column of a review file: shown, entry (for the curator to fill in) or hidden; width in characters."""

    name: str
    use: str
    width: float
    meaning: str


@cache
def review_columns() -> tuple[ReviewColumn, ...]:
    """Return the columns of a review file in their order."""
    rows = read_records(_FOLDER / "review_columns.csv", ("column_name", "use", "width", "meaning"), RESTORE)
    return tuple(ReviewColumn(row["column_name"], row["use"], float(row["width"]), row["meaning"]) for row in rows)


def column_names(*uses: str) -> list[str]:
    """Return the names of the columns of these uses, of all columns where none is given."""
    return [column.name for column in review_columns() if column.use in uses or not uses]


@cache
def review_guide() -> dict[str, Any]:
    """Return the guide: title, paragraphs, and predicates with what each means."""
    return dict(YAML(typ="safe").load((_FOLDER / "review_guide.yaml").read_text(encoding="utf-8")))
