"""The taxonomy as a tree in the terminal."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.tree import Tree


def print_tree(branches: list[dict[str, Any]], is_deep: bool, as_json: bool) -> None:
    """Print nodes with what lies below them, each with its number of roles, or as JSON for machines.

    Unless the tree `is_deep`, what lies below a node without roles is left out.
    """
    if as_json:
        sys.stdout.write(json.dumps(branches, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    for branch in branches:
        console.print(_draw_branch(branch, is_deep))


def _draw_branch(branch: dict[str, Any], is_deep: bool) -> Tree:
    shown = Tree(_label(branch))
    if is_deep or branch["role_count"]:
        for child in branch["children"]:
            shown.children.append(_draw_branch(child, is_deep))
    return shown


def _label(branch: dict[str, Any]) -> str:
    count = branch["role_count"]
    roles = f"  [cyan]{count} role{'s' if count != 1 else ''}[/]" if count else "  [dim]no roles yet[/]"
    levels = f"  [dim]{' '.join(branch['levels'])}[/]" if branch["levels"] else ""
    return f"[bold]{branch['node_code']}[/] {branch['name']}{roles}{levels}"
