"""Where roles stand: the tree with what sources add, and each raw role's place and identity."""

import pandas as pd

from schemas.errors import BadData, describe
from schemas.sql import query
from schemas.tables import TAXONOMY_NODES
from schemas.tables.taxonomy_nodes import ANCHORED_LEVELS

GENERAL = "GEN"
AUTHORS = "canon"


def build_taxonomy_nodes(taxonomy: pd.DataFrame, raw_nodes: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Return `taxonomy_nodes`: the authored tree with the nodes that sources add, paths and SOC anchors spelled out.

    Raises BadData where two sources give one code to different nodes.
    """
    nodes = pd.concat([taxonomy.assign(source_id=AUTHORS), raw_nodes], ignore_index=True)
    nodes = nodes.drop_duplicates(["node_code", "tier", "name", "parent_code"])
    twice = nodes.loc[nodes.duplicated("node_code", keep=False)].sort_values(["node_code", "source_id"])
    if len(twice):
        examples = [f"{row.node_code}: {row.name!r} of {row.source_id}" for row in twice.itertuples(index=False)]
        what = f"{len(twice)} nodes share a code with another node"
        raise BadData(describe(what, examples, "Give one of them another code in its source's placement table."))
    nodes = _with_ancestors(nodes)
    return TAXONOMY_NODES.frame(nodes.merge(_anchor_columns(anchors), on="node_code", how="left"))


def _with_ancestors(nodes: pd.DataFrame) -> pd.DataFrame:
    return query(
        """
        SELECT n.*, concat_ws(' > ', c.name, b.name, a.name, n.name) AS path,
               coalesce(c.node_code, b.node_code, a.node_code, n.node_code) AS superfunction_code,
               CASE n.tier WHEN 'function' THEN n.node_code WHEN 'family' THEN a.node_code
                           WHEN 'specialization' THEN b.node_code END AS function_code,
               CASE n.tier WHEN 'family' THEN n.node_code WHEN 'specialization' THEN a.node_code END AS family_code
        FROM nodes n
        LEFT JOIN nodes a ON a.node_code = n.parent_code
        LEFT JOIN nodes b ON b.node_code = a.parent_code
        LEFT JOIN nodes c ON c.node_code = b.parent_code
        ORDER BY n.node_code
        """,
        nodes=nodes,
    )


def _anchor_columns(anchors: pd.DataFrame) -> pd.DataFrame:
    parts = {
        ("S", "S1"): "s",
        ("P", "P1"): "p",
        ("M", "M1"): "m_lead",
        ("M", "M3"): "m_manager",
        ("E", "E1"): "e",
    }
    part = pd.Series(list(zip(anchors["track_code"], anchors["level_low"], strict=True))).map(parts)
    wide = anchors.assign(part=part.to_numpy()).pivot(
        index="superfunction_code", columns="part", values="soc_code_2018"
    )
    wide = wide.reindex(columns=list(ANCHORED_LEVELS)).add_prefix("soc_major_group_")
    return wide.rename_axis("node_code").reset_index()


def place_roles(
    raw_roles: pd.DataFrame, nodes: pd.DataFrame, levels: pd.DataFrame, sources: pd.DataFrame, registers: pd.DataFrame
) -> pd.DataFrame:
    """Return raw roles with role_code, role_id, priority and the columns of their nodes and level.

    Raw roles of one role_code share the role_id of the source that leads: lowest priority number, then source_id.
    Raises BadData for a role outside the tree, twice in one source, or not registered.
    """
    lost = raw_roles.loc[~raw_roles["specialization_code"].isin(nodes["node_code"])]
    if len(lost):
        examples = [f"{row.source_id} {row.file} {row.locator}: {row.specialization_code}" for row in lost.itertuples()]
        raise BadData(
            describe(f"{len(lost)} roles stand outside the taxonomy", examples, "Edit raw/canon/taxonomy.csv.")
        )
    placed = query(
        """
        SELECT r.*, r.specialization_code || '.' || r.level_code AS role_code, g.role_id AS own_role_id, s.priority,
               s.kind AS source_kind, l.track_code, l.level_rank, l.level_name,
               n.superfunction_code, n.function_code, n.family_code, n.name AS specialization_name
        FROM raw_roles r
        JOIN nodes n ON n.node_code = r.specialization_code
        JOIN levels l ON l.level_code = r.level_code
        JOIN sources s ON s.source_id = r.source_id
        LEFT JOIN registers g ON g.source_id = r.source_id AND g.source_key = r.source_key
        ORDER BY role_code, s.priority, r.source_id, r.source_key
        """,
        raw_roles=raw_roles,
        nodes=nodes,
        levels=levels,
        sources=sources,
        registers=registers,
    )
    _require_one_per_source(placed)
    _require_registered(placed)
    leads = placed.drop_duplicates("role_code").set_index("role_code")["own_role_id"]
    return placed.assign(role_id=placed["role_code"].map(leads))


def _require_one_per_source(placed: pd.DataFrame) -> None:
    twice = placed.loc[placed.duplicated(["source_id", "role_code"], keep=False)]
    if len(twice):
        examples = [
            f"{row.role_code}: {row.source_id} {row.file} {row.locator}" for row in twice.itertuples(index=False)
        ]
        what = f"{len(twice)} records claim a role that another record of the same source claims"
        raise BadData(describe(what, examples, "Keep one record of each, or place one of them elsewhere."))


def _require_registered(placed: pd.DataFrame) -> None:
    lost = placed.loc[placed["own_role_id"].isna()].sort_values(["source_id", "source_key"])
    if len(lost):
        examples = [f"{row.source_id}: {row.source_key!r} ({row.role_code})" for row in lost.itertuples(index=False)]
        what = f"{len(lost)} roles are not registered in their source's role_ids.csv"
        raise BadData(describe(what, examples, "Run `canon mint`, look at what it appended, and commit it."))
