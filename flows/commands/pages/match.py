"""What `canon match` prints at its end."""

import json
import sys

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from flows.commands.match import Matched

SHOWN_TITLES = 10
MOST_LETTERS = 60


def print_matched(matched: Matched, as_json: bool) -> None:
    """Tell how many rows got a role and an occupation, how sure they are, and which titles to look at first."""
    counts = {name: _rows_by(matched.subjects, name) for name in ("confidence_band", "trusted_level", "review_status")}
    with_role = int(matched.subjects.loc[matched.subjects["role_code"].notna(), "rows"].sum())
    if as_json:
        answer = {"file": str(matched.file), "out": str(matched.out), "rows": matched.rows, "with_role": with_role}
        answer |= {"distinct": len(matched.subjects), "scorer_version": matched.scorer_version}
        answer |= {"is_degraded": matched.scorer_version is None, **counts}
        sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, soft_wrap=True, markup=False)
    console.print(
        f"{matched.rows:,} rows, {len(matched.subjects):,} distinct; {with_role:,} rows name a canonical role."
    )
    if not matched.rows:
        console.print(f"Written to {matched.out}")
        return
    for name, what in (("confidence_band", "Confidence"), ("trusted_level", "Safe down to the group")):
        told = ", ".join(f"{value} {rows:,}" for value, rows in counts[name].items())
        console.print(f"{what} (rows): {told}")
    unsure = matched.subjects.loc[matched.subjects["trusted_level"].isna() & (matched.subjects["title"] != "")]
    if len(unsure):
        console.print(_grid(unsure.sort_values(["rows", "title"], ascending=[False, True]).head(SHOWN_TITLES)))
    console.print(f"Scored by {matched.scorer_version or 'no scorer, since O*NET is not fetched'}.")
    console.print(f"Written to {matched.out}")


def _rows_by(subjects: pd.DataFrame, column: str) -> dict[str, int]:
    named = subjects[column].astype("object").where(subjects[column].notna(), "none")
    return {str(value): int(rows) for value, rows in subjects.groupby(named)["rows"].sum().sort_index().items()}


def _grid(subjects: pd.DataFrame) -> Grid:
    grid = Grid(title="Most frequent titles to look at", title_justify="left", box=None, pad_edge=False)
    for name, side in (("title", "left"), ("rows", "right"), ("best guess", "left"), ("reason", "left")):
        grid.add_column(name, justify=side)  # type: ignore[arg-type]
    told = subjects[["title", "occupation_title", "reason"]].astype("object").fillna("")
    titles = told["title"].str.slice(0, MOST_LETTERS).str.split().str.join(" ")
    rows = subjects["rows"].map("{:,}".format)
    for cells in zip(titles, rows, told["occupation_title"], told["reason"], strict=True):
        grid.add_row(*cells)
    return grid
