"""What commands that carry a user's codes over say of them: rows by status, and what a person has to look at."""

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

SHOWN_CODES = 10
SHOWN_CHOICES = 4


def status_grid(outcome: pd.DataFrame, statuses: tuple[str, ...]) -> Grid:
    """Return rows and codes by status; `outcome` has a row a distinct code with rows and status."""
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("status")
    for name in ("rows", "codes"):
        grid.add_column(name, justify="right")
    for status, count in count_statuses(outcome, statuses).items():
        grid.add_row(status, f"{count['rows']:,}", f"{count['codes']:,}")
    return grid


def count_statuses(outcome: pd.DataFrame, statuses: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return the number of rows and of codes by status, those without any too."""
    counts = outcome.groupby("status")["rows"].agg(["sum", "size"])
    return {
        status: {"rows": int(counts["sum"].get(status, 0)), "codes": int(counts["size"].get(status, 0))}
        for status in statuses
    }


def print_codes(console: Console, heading: str, outcome: pd.DataFrame, status: str, title: str) -> None:
    """Tell the codes of a status, the most frequent first, each with the title in that column and its choices."""
    codes = by_rows(outcome, status)
    if codes.empty:
        return
    console.print(f"{heading} ({len(codes):,} codes), the most frequent first:")
    for row in codes.head(SHOWN_CODES).itertuples(index=False):
        named = f"  {row.given} {getattr(row, title) or ''}".rstrip()[:100]
        console.print(f"{named}, {row.rows:,} {'row' if row.rows == 1 else 'rows'}: {_told(row)}")
    if len(codes) > SHOWN_CODES:
        console.print(f"  ... and {len(codes) - SHOWN_CODES:,} more (--json lists all)")


def _told(row: Any) -> str:
    if row.choices is None:
        return str(row.reason)
    listed = [f"{choice['code']} {choice['title']}" for choice in choices(row)]
    more = f"; and {len(listed) - SHOWN_CHOICES} more" if len(listed) > SHOWN_CHOICES else ""
    return "; ".join(listed[:SHOWN_CHOICES]) + more


def choices(row: Any) -> list[dict[str, str]]:
    """Return the choices of a row that needs a person, each with code and title."""
    pairs = zip(row.choices.split("|"), row.choice_titles.split("|"), strict=True)
    return [{"code": code, "title": title} for code, title in pairs]


def by_rows(outcome: pd.DataFrame, *statuses: str) -> pd.DataFrame:
    """Return the codes of these statuses, the most frequent first, None for what is missing."""
    chosen = outcome.loc[outcome["status"].isin(statuses)].sort_values(["rows", "given"], ascending=[False, True])
    return chosen.astype("object").where(chosen.notna(), None)
