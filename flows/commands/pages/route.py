"""What `canon route` prints: the way between two roles, with what each step gains and loses."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.commands.pages.parts import WIDTH, describe_way

MOST_NAMED = 5
CORE = "core"


def print_route(route: dict[str, Any], as_json: bool) -> None:
    """Print the way step by step, or as JSON for machines; that there is none is said."""
    if as_json:
        sys.stdout.write(json.dumps(route, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, markup=False, width=min(Console().width, WIDTH))
    console.print(f"\nFrom {_name_role(route['first'])}\nto {_name_role(route['second'])}", style="bold")
    console.print(_summary(route))
    for number, step in enumerate(route["steps"], 1):
        console.print(Text(f"\n{number}. {_name_role(step['to'])}", "bold"))
        for line in (_how(step), _told(step, "gained"), _told(step, "lost")):
            console.print(Padding(Text(line), (0, 0, 0, 3)))


def _name_role(role: dict[str, Any]) -> str:
    return f"{role['role_code']} {role['title']}"


def _summary(route: dict[str, Any]) -> str:
    steps = route["steps"]
    if not route["is_found"]:
        return (
            "There is no way: strong and partial distances do not join the two, nor do roles that are alike by content "
            f"(likeness of at least {route['bridge_least']:g}, ranks apart at most {route['bridge_ranks_most']})."
        )
    if not steps:
        return "The two are one role; there is no step to take."
    far = sum(step["distance"] for step in steps)
    bridges = sum(step["by"] == "content" for step in steps)
    content = f", {bridges} of them by content, where no distance is near enough" if bridges else ""
    return f"{len(steps)} step{'s' if len(steps) > 1 else ''}{content}; distances add up to {far:.3f}."


def _how(step: dict[str, Any]) -> str:
    apart = (
        f"another {step['differs_at']}" if step["differs_at"] not in ("level", "none") else "the same specialization"
    )
    way = f"{describe_way(step)}, {apart}"
    if step["by"] == "content":
        return f"by content, likeness {step['content_similarity']:.3f}; distance {step['distance']:.3f}: {way}"
    return f"{step['match_band']}, distance {step['distance']:.3f}: {way}"


def _told(step: dict[str, Any], which: str) -> str:
    rows = step[which]
    if not rows:
        return f"{which}: nothing"
    core = sum(row["prevalence"] == CORE for row in rows)
    ordered = sorted(rows, key=lambda row: row["prevalence"] != CORE)
    names = "; ".join(row["name"] for row in ordered[:MOST_NAMED])
    more = f"; and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
    kept = f" (keeps {step['kept']})" if which == "lost" else ""
    return f"{which}: {len(rows)} components, {core} core{kept}: {names}{more}"
