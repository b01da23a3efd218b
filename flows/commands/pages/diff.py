"""What `canon diff` says: text for people, Markdown, and JSON for machines."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from flows.drafts import open_draft
from schemas.differences import Difference

MOST_LINES = 10
WIDTH = 120
_ALL_SAME = "Every table says the same, row for row."
_FIGURES = ("before", "after", "added", "removed", "renamed", "changed", "moved")


def print_difference(difference: Difference, as_json: bool) -> None:
    """Write the difference to standard output: the verdict and its reasons first, then what each part says."""
    if as_json:
        sys.stdout.write(as_json_text(difference))
        return
    _print(difference, Console(highlight=False, soft_wrap=True, markup=False, emoji=False), MOST_LINES)


def write_difference(difference: Difference, out: Path) -> None:
    """Write the difference whole, in the form that the file's ending says; BadData where it cannot be written."""
    forms = {".json": as_json_text, ".md": as_markdown, ".txt": as_text}
    with open_draft(out, "Free the place, or name another by --out.") as draft:
        draft.write_text(forms[out.suffix](difference), encoding="utf-8", newline="\n")


def as_text(difference: Difference) -> str:
    """Return the difference as plain text, every line of it."""
    stream = io.StringIO()
    _print(difference, Console(file=stream, highlight=False, soft_wrap=True, markup=False, emoji=False, width=WIDTH))
    return stream.getvalue()


def _print(difference: Difference, console: Console, most: int | None = None) -> None:
    console.print(f"{difference.previous_version} -> {difference.version}: {difference.verdict}", style="bold")
    for reason in difference.reasons:
        console.print(f"  {reason}")
    told = _contract(difference)
    if told:
        console.print(told)
    for section in difference.sections:
        console.print()
        console.print(section.heading, style="bold")
        for line in section.lines[:most]:
            console.print(f"  {line}")
        if most is not None and section.count > most:
            console.print(f"  ... and {section.count - most:,} more lines (--json or --out FILE has all)")
    console.print()
    console.print(_grid(difference) if difference.tables else _ALL_SAME)
    if difference.tables_recomputed:
        console.print()
        console.print(describe_recomputed(difference))


def _contract(difference: Difference) -> str:
    step = difference.contract
    if step is None or (step.least_bump == "none" and step.old == step.new and step.is_enough):
        return ""
    asks = f"its changes ask at least {step.least_version} ({step.least_bump})"
    return f"Contract {step.old} -> {step.new}: {asks}{'' if step.is_enough else ', which it does not reach'}"


def _grid(difference: Difference) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("rows of table")
    for name in _FIGURES:
        grid.add_column(name, justify="right")
    for row in difference.tables:
        figures = [getattr(row, name) for name in _FIGURES]
        grid.add_row(
            row.table,
            *(
                f"{figure:,}" if figure or name in _FIGURES[:2] else ""
                for name, figure in zip(_FIGURES, figures, strict=True)
            ),
        )
    return grid


def describe_recomputed(difference: Difference) -> str:
    """Return in words which tables have rows that say the same with values computed anew."""
    tables = ", ".join(difference.tables_recomputed)
    return f"Not counted: rows of {tables} that say the same, with derived figures or words computed anew."


def as_markdown(difference: Difference) -> str:
    """Return the difference as Markdown, every line of it."""
    lines = [f"# {difference.previous_version} to {difference.version}: {difference.verdict}", ""]
    lines += [f"- {reason}" for reason in difference.reasons]
    lines += ["", _contract(difference)] if _contract(difference) else []
    for section in difference.sections:
        lines += ["", f"## {section.heading}", "", *(f"- {line}" for line in section.lines)]
    lines += ["", "## Rows", "", f"| table | {' | '.join(_FIGURES)} |", f"|---|{'---:|' * len(_FIGURES)}"]
    lines += [
        f"| {row.table} | {' | '.join(str(getattr(row, name)) for name in _FIGURES)} |" for row in difference.tables
    ]
    lines += ["", describe_recomputed(difference)] if difference.tables_recomputed else []
    return "\n".join(lines) + "\n"


def as_json_text(difference: Difference) -> str:
    """Return the difference as JSON: verdict, reasons, contract, the counts a table, and every table of changes."""
    step = difference.contract
    answer: dict[str, Any] = {
        "from": difference.previous_version,
        "to": difference.version,
        "verdict": difference.verdict,
        "reasons": list(difference.reasons),
        "contract": None if step is None else vars(step),
        "counts": {
            name: frame["change"].value_counts().sort_index().to_dict() if "change" in frame else len(frame)
            for name, frame in difference.frames.items()
            if name != "table_changes"
        },
    }
    answer |= {name: _records(frame) for name, frame in difference.frames.items()}
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = frame.astype("object").where(frame.notna(), None).to_dict("records")
    return records
