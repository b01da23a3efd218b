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

from flows.config import Config
from flows.show.reading import Opened, open_latest
from schemas.errors import BadCall
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
COORDINATES = (
    "A distance counts fortieths: 0 for the same specialization, 4 for the same family, 8 for the same function, "
    "14 for the same superfunction; 5 for each rank apart and 6 for another track. Up to 0.25 is strong, up to 0.45 "
    "partial. It says how near two roles stand in the structure, and nothing about equal pay."
)


def print_role(config: Config, code: str, as_json: bool, profile: str | None = None) -> None:
    """Print the role of a code or an id; BadCall where the release has no such role."""
    page = read_page(open_latest(config, profile), code)
    if as_json:
        sys.stdout.write(json.dumps(page, indent=2, ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, width=min(Console().width, 110))
    for part in _drawn(page):
        console.print(part)


def read_page(release: Opened, code: str) -> dict[str, Any]:
    """Return all that a release says of one role, section by section, ready for JSON."""
    roles = release.table("roles")
    found = roles.loc[(roles["role_code"] == code.upper()) | (roles["role_id"] == code)]
    if found.empty:
        raise BadCall(f"The release has no role {code!r}. {_hint(roles, code.upper())}")
    role = found.iloc[0]
    held = {name: _of(release.table(name), role["role_id"]) for name in _ROLE_TABLES}
    nodes = release.table("taxonomy_nodes").set_index("node_code")
    levels = release.table("levels").set_index("level_code")
    named = release.table("components")[["component_id", "name"]]
    components = held["role_components"].merge(named, on="component_id").sort_values(["kind", "position"])
    titles = release.table("occupations").set_index(["scheme", "occupation_code"])["title"]
    mappings = held["role_occupations"].sort_values("rank")
    mappings["title"] = [titles[pair] for pair in zip(mappings["scheme"], mappings["occupation_code"], strict=True)]
    neighbours = (
        held["role_adjacency"]
        .sort_values("rank")
        .merge(roles[["role_id", "role_code", "title", "family_code"]], left_on="neighbour_role_id", right_on="role_id")
    )
    is_own = neighbours["family_code"] == role["family_code"]
    return {
        "role": _plain(role.to_frame().T)[0],
        "path": nodes.loc[role["specialization_code"], "path"],
        "level": _plain(levels.loc[[role["level_code"]]].reset_index())[0],
        "story": _plain(held["role_stories"]),
        "core_outputs": held["role_outputs"].sort_values("position")["core_output"].tolist(),
        "components": {kind: _plain(components.loc[components["kind"] == kind]) for kind in KINDS},
        "aliases": _plain(held["role_aliases"].sort_values("position")),
        "occupations": _plain(mappings),
        "own_ladder": _plain(neighbours.loc[is_own]),
        "elsewhere": _plain(neighbours.loc[~is_own]),
        "conflicts": _plain(held["claim_conflicts"]),
        "sources": _plain(held["source_roles"]),
    }


def _hint(roles: pd.DataFrame, code: str) -> str:
    for parts in (2, 1):
        prefix = ".".join(code.split(".")[:parts]) + "."
        near = roles.loc[roles["role_code"].str.startswith(prefix)].sort_values(["track_code", "level_rank"])
        if len(near):
            return f"Near it are {', '.join(near['role_code'].head(12))}."
    return "`canon tree` shows what there is."


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


def _of(table: pd.DataFrame, role_id: str) -> pd.DataFrame:
    return table.loc[table["role_id"] == role_id].copy()


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return json.loads(frame.to_json(orient="records", force_ascii=False))


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
    return [*parts, *_occupations(page), *_neighbours(page), *_conflicts(page)]


def _heading(text: str) -> Text:
    return Text(text, "bold underline")


def _story(page: dict[str, Any]) -> list[Any]:
    if not page["story"]:
        return []
    parts: list[Any] = [_heading("The story of this role")]
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
    return [_heading(title), Text(level["descriptor"]), grid, Text()]


def _outputs(page: dict[str, Any]) -> list[Any]:
    lines = [f"- {text}" for text in page["core_outputs"]] or ["No core outputs recorded."]
    return [_heading("Core outputs"), *map(Text, lines), Text()]


def _components(page: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [_heading("Components")]
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
    return [_heading(f"Title aliases ({len(page['aliases'])})"), grid, Text()]


def _occupations(page: dict[str, Any]) -> list[Any]:
    grid = Grid(box=None, pad_edge=False, header_style="dim")
    for name in ("code", "title", "relation", "confidence", "review", "evidence"):
        grid.add_column(name)
    for row in page["occupations"]:
        code = f"{row['occupation_code']}{' *' if row['is_primary'] else ''}"
        score = f"{row['confidence_score']:.2f} {row['confidence_band']}"
        review = row["review_status"] + (f": {row['stale_reason']}" if row["stale_reason"] else "")
        cells = (code, escape(row["title"]), row["predicate"], score, escape(review), escape(row["evidence"]))
        grid.add_row(*cells)
    return [_heading("Occupations (* primary)"), grid, Text()]


def _neighbours(page: dict[str, Any]) -> list[Any]:
    parts: list[Any] = [_heading("Adjacent roles")]
    for title, rows in (("Own ladder", page["own_ladder"]), ("Elsewhere", page["elsewhere"])):
        grid = Grid(box=None, show_header=False, pad_edge=False)
        for row in rows:
            way = "level" if row["level_steps"] == 0 else f"{row['level_steps']:+d} {row['direction']}"
            cells = (f"{row['distance']:.3f}", row["match_band"], row["role_code"], escape(row["title"]), way)
            grid.add_row(*cells)
        parts += [Text(title, "bold"), grid if rows else Text("none")]
    return [*parts, Text(COORDINATES, "dim"), Text()]


def _conflicts(page: dict[str, Any]) -> list[Any]:
    if not page["conflicts"]:
        return []
    lines = [
        f"{row['field']}: {row['winning_source_id']} stands; {row['source_id']} says {row['value']!r}"
        for row in page["conflicts"]
    ]
    return [_heading(f"Conflicts between sources ({len(lines)})"), *map(Text, lines), Text()]
