"""The story of `canon tree`: the taxonomy of the latest release, or a part of it, as nested nodes."""

from collections import Counter, defaultdict
from typing import Any

from flows.config import Config
from flows.releases import open_latest
from schemas.errors import BadCall
from schemas.vocabularies import TIERS, TRACKS


def read_tree(config: Config, code: str | None) -> list[dict[str, Any]]:
    """Return the node of a code, or all superfunctions, each with the nodes and the number of roles below it.

    Raises BadCall where there is no release, or no node of that code in it.
    """
    release = open_latest(config.out, config.profile)
    nodes = release.query("SELECT node_code, tier, name, parent_code FROM taxonomy_nodes", ["taxonomy_nodes"])
    columns = ", ".join(f"{tier}_code" for tier in TIERS)
    roles = release.query(f"SELECT level_code, {columns} FROM roles", ["roles"])
    counts = Counter(role[f"{tier}_code"] for role in roles for tier in TIERS)
    levels, children = defaultdict(list), defaultdict(list)
    for role in roles:
        levels[role["specialization_code"]].append(role["level_code"])
    for node in sorted(nodes, key=lambda node: str(node["node_code"])):
        children[node["parent_code"]].append(node)

    def make_branch(node: dict[str, Any]) -> dict[str, Any]:
        node_code = node["node_code"]
        return {
            **{name: node[name] for name in ("node_code", "tier", "name")},
            "role_count": counts[node_code],
            "levels": sorted(levels[node_code], key=lambda level: (TRACKS.index(level[0]), level)),
            "children": [make_branch(child) for child in children[node_code]],
        }

    tops = [node for node in nodes if node["node_code"] == code.upper()] if code else children[None]
    if code and not tops:
        raise BadCall(f"{code!r} is no node of the taxonomy. `canon tree` shows all of them.")
    return [make_branch(node) for node in tops]
