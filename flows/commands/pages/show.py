"""One role as a page: every section of it, with its neighbours and how coordinates work."""

import json
import sys
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from flows.commands.pages.neighbours import draw_neighbours, draw_similar
from flows.commands.pages.parts import heading, make_prose
from schemas.vocabularies import DIMENSIONS

SECTION_TITLES = {
    "who": "Who does this work",
    "external_problem": "The external problem",
    "internal_problem": "The internal problem",
    "why_it_matters": "Why it matters",
    "plan": "The plan",
    "stakes": "What is at stake",
    "success": "What success looks like",
}


def print_role(page: dict[str, Any], as_json: bool) -> None:
    """Print a role as a page, or as JSON for machines."""
    if as_json:
        sys.stdout.write(json.dumps(page, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    for part in _draw(page, console.width):
        console.print(part)


def _draw(page: dict[str, Any], width: int) -> list[Any]:
    role, level = page["role"], page["level"]
    head = Text.assemble((role["title"], "bold"), f"\n{role['role_code']}  {role['role_id']}\n", (page["path"], "dim"))
    state = (
        f"{role['level_code']} {role['level_name']} | {role['status']} | {role['region_scope']} | "
        f"version {role['record_version']} | "
        f"confidence {role['confidence_score']:.2f} {role['confidence_band']} ({role['confidence_basis']})"
    )
    parts: list[Any] = [Text(), head, Text(state, "cyan"), Text()]
    if role["summary"]:
        parts += [make_prose(role["summary"]), Text()]
    parts += [*_story(page), *_level(level), *_outputs(page), *_components(page), *_aliases(page)]
    return [
        *parts,
        *_occupations(page),
        *draw_neighbours(page, width),
        *draw_similar(page, width),
        *_sources(page),
        *_conflicts(page),
    ]


def _story(page: dict[str, Any]) -> list[Any]:
    if not page["story"]:
        return []
    parts: list[Any] = [heading("The story of this role")]
    for section, title in SECTION_TITLES.items():
        told = sorted((row for row in page["story"] if row["section"] == section), key=lambda row: row["position"])
        if told:
            is_plan = section == "plan"
            lines = [f"{row['position']}. {row['text']}" if is_plan else row["text"] for row in told]
            parts += [Text(title, "bold"), Padding(Group(*map(make_prose, lines)), (0, 0, 0, 2))]
    return [*parts, Text()]


def _level(level: dict[str, Any]) -> list[Any]:
    grid = Grid(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for dimension in DIMENSIONS[1:]:
        grid.add_row(dimension.replace("_", " "), escape(level[dimension]))
    low, high = level["experience_years_min"], level["experience_years_max"]
    grid.add_row("experience", f"{low:.0f} to {high:.0f} years" if high is not None else f"{low:.0f} years and more")
    title = f"Level {level['level_code']}: {level['level_name']}"
    return [heading(title), make_prose(level["descriptor"]), grid, Text()]


def _outputs(page: dict[str, Any]) -> list[Any]:
    lines = [f"- {text}" for text in page["core_outputs"]] or ["No core outputs recorded."]
    return [heading("Core outputs"), *map(make_prose, lines), Text()]


def _components(page: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [heading("Components")]
    for kind, rows in page["components"].items():
        if rows:
            grid = Grid(box=None, show_header=False, pad_edge=False)
            grid.add_column(ratio=1)
            grid.add_column(style="dim", no_wrap=True)
            for row in rows:
                proficiency = f", {row['proficiency']}" if row["proficiency"] else ""
                grid.add_row(f"- {escape(row['name'])}", f"{row['prevalence']}, {row['attached_at']}{proficiency}")
            parts += [Text(f"{kind} ({len(rows)})", "bold"), grid]
    return [*parts, Text()]


def _aliases(page: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [heading(f"Title aliases ({len(page['aliases'])})")]
    for origins in dict.fromkeys(row["origins"] for row in page["aliases"]):
        rows = [row for row in page["aliases"] if row["origins"] == origins]
        grid = Grid(box=None, show_header=False, pad_edge=False)
        for row in rows:
            score = f"{row['confidence_score']:.2f} {row['confidence_band']}"
            grid.add_row(f"- {escape(row['alias'])}", f"[dim]{score}[/]", f"[dim]{_mark_alias(row)}[/]")
        parts += [Text(f"from {origins.replace('|', ', ')} ({len(rows)})", "bold"), grid]
    return [*parts, Text()]


def _mark_alias(row: dict[str, Any]) -> str:
    marks = [word for word in ("approved", "ambiguous") if row[f"is_{word}"]]
    return ", ".join(marks if row["alias_type"] == "common" else [row["alias_type"].replace("_", " "), *marks])


def _occupations(page: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [heading(f"Occupations ({len(page['occupations'])})")]
    for row in page["occupations"]:
        head = Text.assemble((row["occupation_code"], "bold"), f"  {row['title']}")
        lines = [
            make_prose(_describe_mapping(row)),
            *(make_prose(fact, "dim") for fact in row["evidence"].split(" | ")),
        ]
        parts += [head, Padding(Group(*lines), (0, 0, 0, 4))]
    return [*parts, Text()]


def _describe_mapping(row: dict[str, Any]) -> str:
    """Return how an occupation relates to the role, how sure that is, and who has reviewed it."""
    facts = [row["predicate"], f"{row['confidence_score']:.2f} {row['confidence_band']}"]
    if row["proposed_score"] is not None and row["origin"] != "proposed":
        facts.append(f"scorer {row['proposed_score']:.2f}")
    facts.append(row["review_status"].replace("_", " ") + (f": {row['stale_reason']}" if row["stale_reason"] else ""))
    return ", ".join(["primary"] * row["is_primary"] + facts)


def _sources(page: dict[str, Any]) -> list[Any]:
    others = [row for row in page["sources"] if row["relation"] != "unite"]
    if not others:
        return []
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("source", "its title", "relation", "why"):
        grid.add_column(name)
    for row in others:
        cells = [row[name] or "" for name in ("source_id", "raw_title", "relation", "equivalent_basis")]
        grid.add_row(*map(escape, cells))
    return [heading(f"Roles of other sources ({len(others)})"), grid, Text()]


def _conflicts(page: dict[str, Any]) -> list[Any]:
    if not page["conflicts"]:
        return []
    lines = [
        f"{row['field']}: {row['winning_source_id']} stands; {row['source_id']} says {row['value']!r}"
        for row in page["conflicts"]
    ]
    return [heading(f"Conflicts between sources ({len(lines)})"), *map(Text, lines), Text()]
