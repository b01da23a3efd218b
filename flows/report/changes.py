"""What differs from the release before, from the same Difference that CHANGES.md is made of."""

import pandas as pd

from flows.report.lists import Listed, Record
from schemas.differences import GONE_KINDS, Difference

MOST_REASONS, MOST_SECTIONS, MOST_LINES = 12, 20, 6
_KINDS = {
    "added": ("added",),
    "gone": GONE_KINDS,
    "renamed": ("renamed",),
    "moved": ("moved",),
    "relevelled": ("relevelled",),
}
_FIGURES = ("before", "after", "added", "removed", "renamed", "changed", "moved")


def change_facts(difference: Difference) -> Record:
    """Return the verdict with its reasons, counts of roles and of rows a table, and the first lines of each section."""
    roles = difference.frames.get("role_changes", pd.DataFrame({"change": []}))
    sections = [
        {
            "heading": section.heading,
            "lines": Listed([{"text": line} for line in section.lines[:MOST_LINES]], section.count),
        }
        for section in difference.sections[:MOST_SECTIONS]
    ]
    tables = [{"table": row.table, **{name: int(getattr(row, name)) for name in _FIGURES}} for row in difference.tables]
    reasons = [{"text": reason} for reason in difference.reasons[:MOST_REASONS]]
    return {
        "verdict": difference.verdict,
        "previous_version": difference.previous_version,
        "reasons": Listed(reasons, len(difference.reasons)),
        "roles": {name: int(roles["change"].isin(kinds).sum()) for name, kinds in _KINDS.items()},
        "sections": Listed(sections, len(difference.sections)),
        "tables": tables,
    }
