"""What `canon upgrade` prints at its end."""

import json
import sys

from rich.console import Console

from flows.commands.pages.outcomes import by_rows, choices, count_statuses, print_codes, status_grid
from flows.commands.upgrade import Upgraded
from flows.compare import UPGRADE_STATUSES


def print_upgraded(upgraded: Upgraded, as_json: bool) -> None:
    """Tell how many rows became what, which roles need a person, with their choices, and where the file is."""
    cells = upgraded.cells
    if as_json:
        sys.stdout.write(json.dumps(_answer(upgraded), indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True, markup=False)
    console.print(f"{upgraded.column!r} from {upgraded.from_version} to {upgraded.to_version}:")
    console.print(status_grid(cells, UPGRADE_STATUSES))
    for status, heading in (
        ("needs_person", "A person has to choose"),
        ("goes_nowhere", "No role follows"),
        ("unknown", "Unknown"),
    ):
        print_codes(console, heading, cells, status, "title")
    console.print(f"{upgraded.rows:,} rows written to {upgraded.out}")


def _answer(upgraded: Upgraded) -> dict[str, object]:
    cells = upgraded.cells
    return {
        "file": str(upgraded.file),
        "out": str(upgraded.out),
        "column": upgraded.column,
        "from_version": upgraded.from_version,
        "to_version": upgraded.to_version,
        "rows": upgraded.rows,
        "statuses": count_statuses(cells, UPGRADE_STATUSES),
        "updated": [
            {"given": row.given, "value": row.value, "rows": int(row.rows), "reason": row.reason}
            for row in by_rows(cells, "updated").itertuples(index=False)
        ],
        "needs_person": [
            {
                "given": row.given,
                "title": row.title,
                "rows": int(row.rows),
                "choices": choices(row),
                "reason": row.reason,
            }
            for row in by_rows(cells, "needs_person").itertuples(index=False)
        ],
        "without_successor": [
            {"given": row.given, "status": row.status, "rows": int(row.rows), "reason": row.reason}
            for row in by_rows(cells, "goes_nowhere", "unknown").itertuples(index=False)
        ],
    }
