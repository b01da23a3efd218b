"""What `canon explain` prints: why two roles stand as near as they do, and what lies between them."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from flows.commands.pages.parts import WIDTH, describe_way, heading
from schemas.vocabularies import KINDS

LAYERS = ("component", "title", "text", "occupation")


def print_explained(explained: dict[str, Any], as_json: bool) -> None:
    """Print the pair as a page, or as JSON for machines."""
    if as_json:
        sys.stdout.write(json.dumps(explained, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, width=min(Console().width, WIDTH))
    for part in (*_head(explained), *_distance(explained), *_content(explained), *_components(explained)):
        console.print(part)


def _head(explained: dict[str, Any]) -> list[Any]:
    grid = Grid(box=None, show_header=False, pad_edge=False)
    for side in ("first", "second"):
        role = explained[side]
        level = f"{role['level_code']} {role['level_name']}"
        grid.add_row(role["role_code"], escape(role["title"]), escape(level))
    distance = f"Distance {explained['distance']:.3f}, {explained['match_band']}"
    return [Text(), grid, Text(), Text(distance, "bold"), Text(_margin(explained))]


def _margin(explained: dict[str, Any]) -> str:
    strong, partial = explained["edges"]["strong"], explained["edges"]["partial"]
    edge, margin = explained["band_edge"], explained["band_margin"]
    band = "strong" if edge == strong else "partial"
    bands = f"strong ends at {strong:.2f}, partial at {partial:.2f}"
    if margin == 0:
        return f"It stands on the edge: {band} ends here ({bands})."
    return f"It is {margin:.3f} {'inside' if explained['distance'] < edge else 'beyond'} the end of {band} ({bands})."


def _distance(explained: dict[str, Any]) -> list[Any]:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("part", "what it compares", "adds"):
        grid.add_column(name, justify="right" if name == "adds" else "left")
    one, other = explained["first"], explained["second"]
    is_same_track = one["track_code"] == other["track_code"]
    levels = f"{describe_way(explained)}: {one['level_code']} (rank {one['level_rank']})"
    levels += f" to {other['level_code']} (rank {other['level_rank']})"
    track = f"both on track {one['track_code']}" if is_same_track else f"{one['track_code']} to {other['track_code']}"
    grid.add_row("path", escape(_parting(explained)), f"{explained['taxonomy_contribution']:.3f}")
    grid.add_row("ranks", levels, f"{explained['rank_contribution']:.3f}")
    grid.add_row("track", track, f"{explained['track_contribution']:.3f}")
    grid.add_row("", "together", f"{explained['distance']:.3f}")
    places = [
        Text(_place(explained["place"], one, other, explained["moved_share"])),
        Text(_place(explained["place_the_other_way"], other, one, explained["moved_share"])),
    ]
    return [Text(), heading("What makes the distance"), *_paths(explained), Text(), grid, Text(), *places, Text()]


def _parting(explained: dict[str, Any]) -> str:
    apart = [tier for tier in explained["tiers"] if not tier["is_shared"]]
    if not apart:
        return "one specialization" if explained["differs_at"] == "level" else "one place in the tree, one rung"
    tier = apart[0]
    return f"the paths part at the {tier['tier']}: {tier['first_name']} and {tier['second_name']}"


def _paths(explained: dict[str, Any]) -> list[Any]:
    grid = Grid(box=None, show_header=False, pad_edge=False)
    for tier in explained["tiers"]:
        one, other = (f"{escape(tier[f'{side}_name'])} [dim]{tier[f'{side}_code']}[/]" for side in ("first", "second"))
        grid.add_row(f"[dim]{tier['tier']}[/]", one, "" if tier["is_shared"] else other)
    return [grid]


def _place(place: dict[str, Any], one: dict[str, Any], other: dict[str, Any], moved_share: float) -> str:
    whose = f"In the list of {one['role_code']}"
    if not place["is_listed"]:
        nearer = f"{place['nearer']:,} roles are nearer to it, {place['as_near'] - 1:,} others as near"
        return f"{whose}, {place['listed']} long, {other['role_code']} is not: {nearer}."
    moved = f"place {place['rank_lowest']} to {place['rank_highest']} when any one weight moves by {moved_share:.0%}"
    cut = "; more tie with it than were looked into" if place["is_tie_cut"] else ""
    told = f"{whose}, {other['role_code']} is number {place['rank']} of {place['listed']} ({moved})"
    return f"{told}; {place['tie_count']} at this distance{cut}."


def _content(explained: dict[str, Any]) -> list[Any]:
    title = heading("Likeness by content, apart from the distance")
    content = explained["content"]
    if content is None:
        return [
            title,
            Text("Neither is among the roles most alike to the other, so that no likeness is recorded."),
            Text(),
        ]
    grid = Grid(box=None, show_header=False, pad_edge=False)
    for name in ("content", *LAYERS):
        value = content.get(f"{name}_similarity")
        grid.add_row(
            "together" if name == "content" else name, "not known of both" if value is None else f"{value:.3f}"
        )
    ranks = [
        f"{two['role_code']} is number {content[rank]} in the list of {one['role_code']}"
        for rank, one, two in (
            ("rank", explained["first"], explained["second"]),
            ("rank_the_other_way", explained["second"], explained["first"]),
        )
        if content[rank]
    ]
    return [title, grid, Text(f"Share of all pairs of roles that are less alike; {'; '.join(ranks)}."), Text()]


def _components(explained: dict[str, Any]) -> list[Any]:
    one, other = (explained[side]["role_code"] for side in ("first", "second"))
    titles = {
        "both_hold": "Both hold",
        "only_first_holds": f"Only {one} holds",
        "only_second_holds": f"Only {other} holds: the gap to close",
    }
    parts: list[Any] = []
    for name, title in titles.items():
        rows = explained["components"][name]
        parts += [heading(f"{title} ({len(rows)})"), *(_by_kind(rows) if rows else [Text("Nothing.")]), Text()]
    return parts


def _by_kind(rows: Iterable[dict[str, Any]]) -> Iterable[Any]:
    held = list(rows)
    for kind in KINDS:
        of_kind = [row for row in held if row["kind"] == kind]
        if of_kind:
            grid = Grid(box=None, show_header=False, pad_edge=False, expand=True)
            grid.add_column(ratio=1)
            grid.add_column(style="dim", no_wrap=True, justify="right")
            for row in of_kind:
                grid.add_row(f"- {escape(row['name'])}", _prevalence(row))
            yield Text(f"{kind} ({len(of_kind)})", "bold")
            yield grid


def _prevalence(row: dict[str, Any]) -> str:
    one, other = row["prevalence"], row["other_prevalence"]
    if one and other and one != other:
        return f"{one}, then {other}"
    return str(one or other)
