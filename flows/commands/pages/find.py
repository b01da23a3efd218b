"""What `canon find` prints: a line a role, with what matched."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text


def print_roles(answer: dict[str, Any], as_json: bool) -> None:
    """Print the roles that were found, and how many more there are, or all of the answer as JSON for machines."""
    if as_json:
        sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    if not answer["roles"]:
        hint = f" Did you mean {answer['suggestion']!r}?" if answer["suggestion"] else ""
        console.print(Text(f"No role of release {answer['release']} matches {answer['text']!r}.{hint}"))
        return
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    grid.add_column("role", no_wrap=True)
    grid.add_column("title")
    grid.add_column("matched by")
    for role in answer["roles"]:
        grid.add_row(role["role_code"], Text(role["title"]), Text(_describe_match(role)))
    console.print(grid)
    shown = len(answer["roles"])
    if shown < answer["count"]:
        console.print(Text(f"The first {shown:,} of {answer['count']:,} roles; --limit shows more.", "dim"))


def _describe_match(role: dict[str, Any]) -> str:
    """Return what matched; a code and a title stand beside it, so that an alias alone is spelled out."""
    return f"alias {role['matched']}" if role["matched_by"] == "alias" else str(role["matched_by"])
