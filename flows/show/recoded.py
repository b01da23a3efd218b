"""What `canon recode` prints at its end."""

import json
import sys
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from flows.occupations import STATUSES
from flows.recode import Recoded

SHOWN_CODES = 10
SHOWN_CHOICES = 4


def print_recoded(recoded: Recoded, as_json: bool) -> None:
    """Tell how many rows became what, which codes need a person, with their choices, and where the file is."""
    if as_json:
        sys.stdout.write(json.dumps(_answer(recoded), indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True, markup=False)
    way = f" by way of {recoded.via.replace('|', ', ')}" if recoded.via else ""
    how = ", as its codes say" if recoded.is_recognised else ""
    console.print(f"{recoded.column!r} from {recoded.from_scheme}{how} to {recoded.to_scheme}{way}:")
    console.print(_status_grid(recoded))
    repaired = _repaired(recoded.codes)
    if repaired:
        console.print(f"{repaired:,} rows had codes that were read in another form; their reason says how.")
    _print_codes(console, "needs_person", "A person has to choose", recoded)
    _print_codes(console, "unknown_code", "Unknown", recoded)
    console.print(f"{recoded.rows:,} rows written to {recoded.out}")


def _status_grid(recoded: Recoded) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("status")
    for name in ("rows", "codes"):
        grid.add_column(name, justify="right")
    for status in STATUSES:
        of_status = recoded.codes.loc[recoded.codes["status"] == status]
        grid.add_row(status, f"{of_status['rows'].sum():,}", f"{len(of_status):,}")
    return grid


def _print_codes(console: Console, status: str, heading: str, recoded: Recoded) -> None:
    codes = _by_rows(recoded.codes, status)
    if codes.empty:
        return
    console.print(f"{heading} ({len(codes):,} codes), the most frequent first:")
    for row in codes.head(SHOWN_CODES).itertuples(index=False):
        console.print(f"  {row.given} {row.from_title or ''}".rstrip()[:100] + f", {row.rows:,} rows: {_told(row)}")
    if len(codes) > SHOWN_CODES:
        console.print(f"  ... and {len(codes) - SHOWN_CODES:,} more (--json lists all)")


def _told(row: Any) -> str:
    if row.status != "needs_person":
        return str(row.reason)
    choices = [f"{code} {title}" for code, title in _choices(row)]
    more = f"; and {len(choices) - SHOWN_CHOICES} more" if len(choices) > SHOWN_CHOICES else ""
    return "; ".join(choices[:SHOWN_CHOICES]) + more


def _choices(row: Any) -> list[tuple[str, str]]:
    return list(zip(row.choices.split("|"), row.choice_titles.split("|"), strict=True))


def _by_rows(codes: pd.DataFrame, status: str) -> pd.DataFrame:
    chosen = codes.loc[codes["status"] == status].sort_values(["rows", "given"], ascending=[False, True])
    return chosen.astype("object").where(chosen.notna(), None)


def _repaired(codes: pd.DataFrame) -> int:
    return int(codes.loc[codes["from_code"].notna() & (codes["from_code"] != codes["given"]), "rows"].sum())


def _answer(recoded: Recoded) -> dict[str, Any]:
    codes = recoded.codes
    by_status = codes.groupby("status")["rows"].agg(["sum", "size"])
    return {
        "file": str(recoded.file),
        "out": str(recoded.out),
        "column": recoded.column,
        "from_scheme": recoded.from_scheme,
        "is_recognised": recoded.is_recognised,
        "to_scheme": recoded.to_scheme,
        "via": recoded.via.split("|") if recoded.via else [],
        "rows": recoded.rows,
        "statuses": {
            status: {"rows": int(by_status["sum"].get(status, 0)), "codes": int(by_status["size"].get(status, 0))}
            for status in STATUSES
        },
        "repaired_rows": _repaired(codes),
        "needs_person": [
            {
                "given": row.given,
                "code": row.from_code,
                "title": row.from_title,
                "rows": int(row.rows),
                "choices": [{"code": code, "title": title} for code, title in _choices(row)],
            }
            for row in _by_rows(codes, "needs_person").itertuples(index=False)
        ],
        "unknown_codes": [
            {"given": row.given, "rows": int(row.rows), "reason": row.reason}
            for row in _by_rows(codes, "unknown_code").itertuples(index=False)
        ],
    }
