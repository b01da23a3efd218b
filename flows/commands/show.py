"""The story of `canon show`: all that the latest release says of one role."""

from typing import Any

from flows.config import Config
from flows.releases import Opened, open_latest
from schemas.settings import AdjacencySettings
from schemas.vocabularies import KINDS

RoleRows = list[dict[str, Any]]


def read_role_page(config: Config, name: str) -> dict[str, Any]:
    """Return all that the latest release says of a role, by code or id, section by section, ready for JSON.

    Raises BadCall where there is no release or no such role.
    """
    release = open_latest(config.out, config.profile)
    role = release.find_role(name)
    role_id = role["role_id"]
    components = read_components(release, role_id)
    neighbours = read_related(release, "role_adjacency", "neighbour_role_id", role_id)
    has_similar = release.holds("role_similarity")
    return {
        "role": role,
        "path": _read_one(release, "taxonomy_nodes", "node_code", role["specialization_code"])["path"],
        "level": _read_one(release, "levels", "level_code", role["level_code"]),
        "story": _read_rows(release, "role_stories", role_id, "section, position"),
        "core_outputs": [row["core_output"] for row in _read_rows(release, "role_outputs", role_id, "position")],
        "components": {kind: [row for row in components if row["kind"] == kind] for kind in KINDS},
        "aliases": _read_rows(release, "role_aliases", role_id, "position"),
        "occupations": read_mappings(release, role_id),
        "own_ladder": [row for row in neighbours if row["family_code"] == role["family_code"]],
        "elsewhere": [row for row in neighbours if row["family_code"] != role["family_code"]],
        "coordinates": describe_coordinates(release.settings(AdjacencySettings)),
        "similar": read_related(release, "role_similarity", "similar_role_id", role_id) if has_similar else [],
        "conflicts": _read_rows(release, "claim_conflicts", role_id, "field, source_id"),
        "sources": _read_rows(release, "source_roles", role_id, "source_id, source_key"),
    }


def read_components(release: Opened, role_id: str) -> RoleRows:
    """Return the components of a role with their names, by kind and position."""
    sql = """
        SELECT held.*, components.name FROM role_components AS held JOIN components USING (component_id)
        WHERE role_id = $role_id ORDER BY held.kind, held.position
    """
    return release.query(sql, ["role_components", "components"], role_id=role_id)


def read_mappings(release: Opened, role_id: str) -> RoleRows:
    """Return the occupations of a role with their titles, by rank."""
    sql = """
        SELECT mapped.*, occupations.title
        FROM role_occupations AS mapped JOIN occupations USING (scheme, occupation_code)
        WHERE role_id = $role_id ORDER BY rank
    """
    return release.query(sql, ["role_occupations", "occupations"], role_id=role_id)


def read_related(release: Opened, table: str, column: str, role_id: str) -> RoleRows:
    """Return the rows of a table of pairs of roles, with code, title and family of the other role, by rank."""
    sql = f"""
        SELECT pairs.*, roles.role_code, roles.title, roles.family_code
        FROM {table} AS pairs JOIN roles ON roles.role_id = pairs.{column}
        WHERE pairs.role_id = $role_id ORDER BY rank
    """
    return release.query(sql, [table, "roles"], role_id=role_id)


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


def _read_rows(release: Opened, table: str, role_id: str, order: str) -> RoleRows:
    return release.query(f"SELECT * FROM {table} WHERE role_id = $role_id ORDER BY {order}", [table], role_id=role_id)


def _read_one(release: Opened, table: str, key: str, value: str) -> dict[str, Any]:
    return release.query(f"SELECT * FROM {table} WHERE {key} = $value", [table], value=value)[0]
