"""One role as a page: every section of it, with its neighbours and how coordinates work."""

import json
import sys
from typing import Any

import pandas as pd
from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from flows.commands.pages.neighbours import describe_coordinates, draw_neighbours, draw_similar
from flows.commands.pages.parts import WIDTH, heading
from flows.config import Config
from flows.releases import Opened, find_role, open_latest, plain
from schemas.settings import AdjacencySettings
from schemas.tables import ROLE_SIMILARITY
from schemas.vocabularies import DIMENSIONS, KINDS

SECTION_TITLES = {
    "who": "Who does this work",
    "external_problem": "The external problem",
    "internal_problem": "The internal problem",
    "why_it_matters": "Why it matters",
    "plan": "The plan",
    "stakes": "What is at stake",
    "success": "What success looks like",
}


def print_role(config: Config, code: str, as_json: bool) -> None:
    """Print the role of a code or an id; BadCall where the release has no such role."""
    page = read_page(open_latest(config.out, config.profile), code)
    if as_json:
        sys.stdout.write(json.dumps(page, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, width=min(Console().width, WIDTH))
    for part in _drawn(page):
        console.print(part)


def read_page(release: Opened, code: str) -> dict[str, Any]:
    """Return all that a release says of one role, section by section, ready for JSON."""
    roles = release.table("roles")
    role = find_role(roles, code)
    role_id, family = role["role_id"].iloc[0], role["family_code"].iloc[0]
    held = {name: release.table(name, role_id=[role_id]) for name in _ROLE_TABLES}
    nodes = release.table("taxonomy_nodes").set_index("node_code")
    levels = release.table("levels")
    named = release.table("components")[["component_id", "name"]]
    components = held["role_components"].merge(named, on="component_id").sort_values(["kind", "position"])
    titles = release.table("occupations").set_index(["scheme", "occupation_code"])["title"]
    mappings = held["role_occupations"].sort_values("rank")
    mappings["title"] = [titles[pair] for pair in zip(mappings["scheme"], mappings["occupation_code"], strict=True)]
    neighbours = _with_roles(held["role_adjacency"], "neighbour_role_id", roles)
    is_own = neighbours["family_code"] == family
    return {
        "role": plain(role)[0],
        "path": nodes.loc[role["specialization_code"].iloc[0], "path"],
        "level": plain(levels.loc[levels["level_code"] == role["level_code"].iloc[0]])[0],
        "story": plain(held["role_stories"]),
        "core_outputs": held["role_outputs"].sort_values("position")["core_output"].tolist(),
        "components": {kind: plain(components.loc[components["kind"] == kind]) for kind in KINDS},
        "aliases": plain(held["role_aliases"].sort_values("position")),
        "occupations": plain(mappings),
        "own_ladder": plain(neighbours.loc[is_own]),
        "elsewhere": plain(neighbours.loc[~is_own]),
        "coordinates": describe_coordinates(release.settings(AdjacencySettings)),
        "similar": plain(_similar(release, role_id, roles)),
        "conflicts": plain(held["claim_conflicts"]),
        "sources": plain(held["source_roles"]),
    }


_ROLE_TABLES = (
    "role_stories",
    "role_outputs",
    "role_components",
    "role_aliases",
    "role_occupations",
    "role_adjacency",
    "claim_conflicts",
    "source_roles",
)


def _with_roles(related: pd.DataFrame, column: str, roles: pd.DataFrame) -> pd.DataFrame:
    named = roles[["role_id", "role_code", "title", "family_code"]].rename(columns={"role_id": column})
    return related.merge(named, on=column).sort_values("rank")


def _similar(release: Opened, role_id: str, roles: pd.DataFrame) -> pd.DataFrame:
    if not release.holds("role_similarity"):
        return ROLE_SIMILARITY.empty()
    return _with_roles(release.table("role_similarity", role_id=[role_id]), "similar_role_id", roles)


def _drawn(page: dict[str, Any]) -> list[Any]:
    role, level = page["role"], page["level"]
    head = Text.assemble((role["title"], "bold"), f"\n{role['role_code']}  {role['role_id']}\n", (page["path"], "dim"))
    state = (
        f"{role['level_code']} {role['level_name']} | {role['status']} | {role['region_scope']} | "
        f"version {role['record_version']} | "
        f"confidence {role['confidence_score']:.2f} {role['confidence_band']} ({role['confidence_basis']})"
    )
    parts: list[Any] = [Text(), head, Text(state, "cyan"), Text()]
    if role["summary"]:
        parts += [Text(role["summary"]), Text()]
    parts += [*_story(page), *_level(level), *_outputs(page), *_components(page), *_aliases(page)]
    return [
        *parts,
        *_occupations(page),
        *draw_neighbours(page),
        *draw_similar(page),
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
            parts += [Text(title, "bold"), Padding(Group(*map(Text, lines)), (0, 0, 0, 2))]
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
    return [heading(title), Text(level["descriptor"]), grid, Text()]


def _outputs(page: dict[str, Any]) -> list[Any]:
    lines = [f"- {text}" for text in page["core_outputs"]] or ["No core outputs recorded."]
    return [heading("Core outputs"), *map(Text, lines), Text()]


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
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("alias", "type", "confidence", "from", ""):
        grid.add_column(name)
    for row in page["aliases"]:
        marks = ", ".join(word for word in ("approved", "ambiguous") if row[f"is_{word}"])
        score = f"{row['confidence_score']:.2f} {row['confidence_band']}"
        grid.add_row(escape(row["alias"]), row["alias_type"], score, row["origins"], marks)
    return [heading(f"Title aliases ({len(page['aliases'])})"), grid, Text()]


def _occupations(page: dict[str, Any]) -> list[Any]:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("code", "title", "relation", "confidence", "review", "evidence"):
        grid.add_column(name)
    for row in page["occupations"]:
        code = f"{row['occupation_code']}{' *' if row['is_primary'] else ''}"
        score = f"{row['confidence_score']:.2f} {row['confidence_band']}"
        if row["proposed_score"] is not None and row["origin"] != "proposed":
            score += f", scorer {row['proposed_score']:.2f}"
        review = row["review_status"] + (f": {row['stale_reason']}" if row["stale_reason"] else "")
        cells = (code, escape(row["title"]), row["predicate"], score, escape(review), escape(row["evidence"]))
        grid.add_row(*cells)
    return [heading("Occupations (* primary)"), grid, Text()]


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
