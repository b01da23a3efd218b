"""The related roles on the page of a role: its own ladder and elsewhere apart, then those alike by content."""

from collections.abc import Iterable
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from flows.commands.pages.parts import heading
from schemas.settings import AdjacencySettings
from schemas.vocabularies import MATCH_BANDS

MOST_SIMILAR = 10


def draw_neighbours(page: dict[str, Any]) -> list[Any]:
    """Return the adjacent roles as parts of a page, band by band."""
    parts: list[Any] = [heading("Adjacent roles")]
    for title, rows in (("Own ladder", page["own_ladder"]), ("Elsewhere", page["elsewhere"])):
        parts += [Text(f"{title} ({_bands(rows)})" if rows else f"{title}: none", "bold")]
        if rows:
            parts.append(_grid(("place", "distance", "band", "role", "title", "ranks"), map(_cells, rows)))
    listed = sorted([*page["own_ladder"], *page["elsewhere"]], key=lambda row: row["rank"])
    return [*parts, *_cut(listed), Text(page["coordinates"], "dim"), Text()]


def draw_similar(page: dict[str, Any]) -> list[Any]:
    """Return the roles most alike by content as parts of a page, the first ten."""
    rows = page["similar"][:MOST_SIMILAR]
    if not rows:
        return []
    cells = (
        (f"{row['rank']}", f"{row['content_similarity']:.3f}", row["role_code"], escape(row["title"])) for row in rows
    )
    title = f"Alike by content, apart from the distance (the first {len(rows)} of {len(page['similar'])})"
    note = "The share of all pairs of roles that are less alike. `canon explain A B` tells any two roles apart."
    return [heading(title), _grid(("place", "likeness", "role", "title"), cells), Text(note, "dim"), Text()]


def describe_coordinates(weights: AdjacencySettings) -> str:
    """Return in words how the weights of a release make a distance."""
    names = ("superfunction", "function", "family", "specialization")
    tiers = ", ".join(f"{part} for the same {tier}" for tier, part in zip(names, reversed(weights.tiers), strict=True))
    return (
        f"A distance counts parts of {weights.scale}: {tiers}, {weights.elsewhere} elsewhere; {weights.level_step} "
        f"for each rank apart and {weights.other_track} for another track, together at most {weights.level_most}. "
        f"Up to {weights.strong_most / weights.scale:.2f} is strong, up to {weights.partial_most / weights.scale:.2f} "
        "partial.\nIt says how near two roles stand in the structure, and nothing about equal pay."
    )


def _bands(rows: list[dict[str, Any]]) -> str:
    counts = {band: sum(row["match_band"] == band for row in rows) for band in MATCH_BANDS}
    return ", ".join(f"{count} {band}" for band, count in counts.items() if count)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    way = f"{row['level_steps']:+d} {row['direction']}" if row["level_steps"] else "level"
    return (f"{row['rank']}", f"{row['distance']:.3f}", row["match_band"], row["role_code"], escape(row["title"]), way)


def _cut(listed: list[dict[str, Any]]) -> list[Any]:
    """Return what is said where the list ends among roles of one distance."""
    if not listed:
        return []
    last = listed[-1]
    shown = sum(row["distance"] == last["distance"] for row in listed)
    if shown == last["tie_count"]:
        return []
    return [Text(f"{shown} of the {last['tie_count']} roles at {last['distance']:.3f} are listed.", "dim")]


def _grid(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in names:
        grid.add_column(name, justify="right" if name == "place" else "left", no_wrap=name in ("role", "ranks"))
    for row in rows:
        grid.add_row(*row)
    return grid
