"""What `canon recode` prints at its end."""

import json
import sys
from typing import Any

import pandas as pd
from rich.console import Console

from flows.commands.pages.outcomes import by_rows, choices, count_statuses, print_codes, status_grid
from flows.commands.recode import Recoded
from flows.occupations import STATUSES


def print_recoded(recoded: Recoded, as_json: bool) -> None:
    """Tell how many rows became what, which codes need a person, with their choices, and where the file is."""
    if as_json:
        sys.stdout.write(json.dumps(_answer(recoded), indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True, markup=False)
    way = f" by way of {recoded.via.replace('|', ', ')}" if recoded.via else ""
    how = ", as its codes say" if recoded.is_recognised else ""
    console.print(f"{recoded.column!r} from {recoded.from_scheme}{how} to {recoded.to_scheme}{way}:")
    console.print(status_grid(recoded.codes, STATUSES))
    repaired = _count_repaired(recoded.codes)
    if repaired:
        console.print(f"{repaired:,} rows had codes that were read in another form; their reason says how.")
    print_codes(console, "A person has to choose", recoded.codes, "needs_person", "from_title")
    print_codes(console, "Unknown", recoded.codes, "unknown_code", "from_title")
    console.print(f"{recoded.rows:,} rows written to {recoded.out}")


def _count_repaired(codes: pd.DataFrame) -> int:
    return int(codes.loc[codes["from_code"].notna() & (codes["from_code"] != codes["given"]), "rows"].sum())


def _answer(recoded: Recoded) -> dict[str, Any]:
    codes = recoded.codes
    return {
        "file": str(recoded.file),
        "out": str(recoded.out),
        "column": recoded.column,
        "from_scheme": recoded.from_scheme,
        "is_recognised": recoded.is_recognised,
        "to_scheme": recoded.to_scheme,
        "via": recoded.via.split("|") if recoded.via else [],
        "rows": recoded.rows,
        "statuses": count_statuses(codes, STATUSES),
        "repaired_rows": _count_repaired(codes),
        "needs_person": [
            {
                "given": row.given,
                "code": row.from_code,
                "title": row.from_title,
                "rows": int(row.rows),
                "choices": choices(row),
            }
            for row in by_rows(codes, "needs_person").itertuples(index=False)
        ],
        "unknown_codes": [
            {"given": row.given, "rows": int(row.rows), "reason": row.reason}
            for row in by_rows(codes, "unknown_code").itertuples(index=False)
        ],
    }
