"""The related roles on the page of a role: its own ladder and elsewhere apart, then those alike by content."""

from collections.abc import Iterable
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from flows.commands.pages.parts import heading, make_prose
from schemas.vocabularies import MATCH_BANDS

MOST_SIMILAR = 10
# Below this width code and title of a role share a column.
LEAST_WIDTH = 90


def draw_neighbours(page: dict[str, Any], width: int) -> list[Any]:
    """Return the adjacent roles as parts of a page, band by band."""
    parts: list[Any] = [heading("Adjacent roles")]
    for title, rows in (("Own ladder", page["own_ladder"]), ("Elsewhere", page["elsewhere"])):
        parts += [Text(f"{title} ({_bands(rows)})" if rows else f"{title}: none", "bold")]
        if rows:
            parts.append(_grid(("place", "distance", "band", "ranks", "role", "title"), map(_cells, rows), width))
    listed = sorted([*page["own_ladder"], *page["elsewhere"]], key=lambda row: row["rank"])
    return [*parts, *_cut(listed), make_prose(page["coordinates"], "dim"), Text()]


def draw_similar(page: dict[str, Any], width: int) -> list[Any]:
    """Return the roles most alike by content as parts of a page, the first ten."""
    rows = page["similar"][:MOST_SIMILAR]
    if not rows:
        return []
    cells = (
        (f"{row['rank']}", f"{row['content_similarity']:.3f}", row["role_code"], escape(row["title"])) for row in rows
    )
    title = f"Alike by content, apart from the distance (the first {len(rows)} of {len(page['similar'])})"
    note = "The share of all pairs of roles that are less alike. `canon explain A B` tells any two roles apart."
    return [
        heading(title),
        _grid(("place", "likeness", "role", "title"), cells, width),
        make_prose(note, "dim"),
        Text(),
    ]


def _bands(rows: list[dict[str, Any]]) -> str:
    counts = {band: sum(row["match_band"] == band for row in rows) for band in MATCH_BANDS}
    return ", ".join(f"{count} {band}" for band, count in counts.items() if count)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    way = f"{row['level_steps']:+d} {row['direction']}" if row["level_steps"] else "level"
    return (f"{row['rank']}", f"{row['distance']:.3f}", row["match_band"], way, row["role_code"], escape(row["title"]))


def _cut(listed: list[dict[str, Any]]) -> list[Any]:
    """Return what is said where the list ends among roles of one distance."""
    if not listed:
        return []
    last = listed[-1]
    shown = sum(row["distance"] == last["distance"] for row in listed)
    if shown == last["tie_count"]:
        return []
    return [Text(f"{shown} of the {last['tie_count']} roles at {last['distance']:.3f} are listed.", "dim")]


def _grid(names: tuple[str, ...], rows: Iterable[tuple[str, ...]], width: int) -> Grid:
    """Return a table whose last columns are role and title."""
    is_narrow = width < LEAST_WIDTH
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in names[:-1] if is_narrow else names:
        grid.add_column(name, justify="right" if name == "place" else "left", no_wrap=name != "title" and not is_narrow)
    for row in rows:
        grid.add_row(*((*row[:-2], f"{row[-2]} {row[-1]}") if is_narrow else row))
    return grid
