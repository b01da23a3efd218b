"""The table of sources that `canon release` and `canon check` print."""

import pandas as pd
from rich.table import Table as Grid

from schemas.vocabularies import RELATIONS


def draw_sources(sources: pd.DataFrame, source_roles: pd.DataFrame) -> Grid:
    """Return a row a source: its edition, its records, and how many of its roles have each relation."""
    relations = source_roles.groupby(["source_id", "relation"]).size().to_dict()
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    grid.add_column("source")
    grid.add_column("edition")
    for name in ("read", "accepted", "rejected", *RELATIONS):
        grid.add_column(name, justify="right")
    for row in sources.itertuples(index=False):
        counts = (row.records_read, row.records_accepted, row.records_rejected)
        became = [relations.get((row.source_id, relation)) for relation in RELATIONS]
        shown = [f"{count:,}" if count is not None else "" for count in (*counts, *became)]
        grid.add_row(row.source_id, str(row.edition), *shown)
    return grid
