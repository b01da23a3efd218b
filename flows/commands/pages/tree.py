"""The taxonomy as a tree in the terminal."""

import json
import sys
from typing import Any

import pandas as pd
from rich.console import Console
from rich.tree import Tree

from flows.config import Config
from flows.releases import open_latest
from schemas.errors import BadCall
from schemas.vocabularies import TRACKS


def print_tree(config: Config, code: str | None, as_json: bool) -> None:
    """Print the nodes at and below a code, each with the number of roles below it; BadCall for an unknown code."""
    release = open_latest(config.out, config.profile)
    nodes = release.table("taxonomy_nodes")
    roles = release.table("roles")
    if code is not None and code not in set(nodes["node_code"]):
        raise BadCall(f"{code!r} is no node of the taxonomy. `canon tree` shows all of them.")
    counts = _role_counts(roles)
    tops = nodes.loc[nodes["node_code"] == code] if code else nodes.loc[nodes["tier"] == "superfunction"]
    branches = [_branch(node, nodes, roles, counts) for node in tops.sort_values("node_code").to_dict("records")]
    if as_json:
        sys.stdout.write(json.dumps(branches, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False)
    for branch in branches:
        console.print(_drawn(branch, is_deep=code is not None))


def _role_counts(roles: pd.DataFrame) -> dict[str, int]:
    columns = ("superfunction_code", "function_code", "family_code", "specialization_code")
    counted: dict[str, int] = {}
    for column in columns:
        counted |= {str(code): int(count) for code, count in roles[column].value_counts().items()}
    return counted


def _branch(node: dict[str, Any], nodes: pd.DataFrame, roles: pd.DataFrame, counts: dict[str, int]) -> dict[str, Any]:
    below = nodes.loc[nodes["parent_code"] == node["node_code"]].sort_values("node_code")
    held = roles.loc[roles["specialization_code"] == node["node_code"]]
    return {
        "node_code": node["node_code"],
        "tier": node["tier"],
        "name": node["name"],
        "role_count": counts.get(node["node_code"], 0),
        "levels": sorted(held["level_code"], key=lambda level: (TRACKS.index(level[0]), level)),
        "children": [_branch(child, nodes, roles, counts) for child in below.to_dict("records")],
    }


def _drawn(branch: dict[str, Any], is_deep: bool) -> Tree:
    shown = Tree(_label(branch))
    if is_deep or branch["role_count"]:
        for child in branch["children"]:
            shown.children.append(_drawn(child, is_deep))
    return shown


def _label(branch: dict[str, Any]) -> str:
    count = branch["role_count"]
    roles = f"  [cyan]{count} role{'s' if count != 1 else ''}[/]" if count else "  [dim]no roles yet[/]"
    levels = f"  [dim]{' '.join(branch['levels'])}[/]" if branch["levels"] else ""
    return f"[bold]{branch['node_code']}[/] {branch['name']}{roles}{levels}"
