"""Where roles stand: the tree with what sources add, and the place and identity of each canonical role."""

import pandas as pd

from flows.roles.relations import select_roles_with_ids
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


def select_nodes(raw_nodes: pd.DataFrame, resolved: pd.DataFrame) -> pd.DataFrame:
    """Return the nodes that sources add and on which a role stands; aligned roles add none."""
    standing = resolved.loc[resolved["relation"] != "align"]
    used = pd.concat([standing["specialization_code"], standing["family_code"]])
    return raw_nodes.loc[raw_nodes["node_code"].isin(used)]


def place_roles(resolved: pd.DataFrame, nodes: pd.DataFrame, registers: pd.DataFrame) -> pd.DataFrame:
    """Return the raw roles that unite or stay own, with role_id and the columns of their nodes.

    Raw roles of one role_code share a role_id: ours, else that of the source that leads by priority and source_id.
    Raises BadData for a role outside the tree, two roles of one role_code, or a role that is not registered.
    """
    standing = resolved.loc[resolved["relation"] != "align"]
    lost = standing.loc[~standing["specialization_code"].isin(nodes["node_code"])]
    if len(lost):
        examples = [f"{row.source_id} {row.file} {row.locator}: {row.specialization_code}" for row in lost.itertuples()]
        raise BadData(
            describe(f"{len(lost)} roles stand outside the taxonomy", examples, "Edit raw/canon/taxonomy.csv.")
        )
    _require_one_per_code(standing)
    placed = query(
        """
        SELECT r.*, g.role_id AS own_role_id, n.superfunction_code, n.function_code, n.name AS specialization_name
        FROM standing r
        JOIN nodes n ON n.node_code = r.specialization_code
        LEFT JOIN registers g ON g.source_id = r.source_id AND g.source_key = r.source_key
        ORDER BY r.role_code, r.priority, r.source_id, r.source_key
        """,
        standing=standing,
        nodes=nodes,
        registers=registers,
    )
    owners = select_roles_with_ids(placed)
    _require_registered(owners)
    is_theirs = owners["source_kind"] != "family_files"
    order = ["role_code", "is_theirs", "priority", "source_id", "source_key"]
    leads = owners.assign(is_theirs=is_theirs).sort_values(order).drop_duplicates("role_code")
    return placed.assign(role_id=placed["role_code"].map(leads.set_index("role_code")["own_role_id"]))


def _require_one_per_code(standing: pd.DataFrame) -> None:
    shared = standing.loc[standing.duplicated("role_code", keep=False)]
    is_twice = shared.duplicated(["source_id", "role_code"], keep=False)
    is_own = shared["role_code"].isin(shared.loc[shared["relation"] == "own", "role_code"])
    faults = {
        "records claim a role that another record of the same source claims": (
            is_twice,
            "Place one of each on another rung, or give the two jobs two specializations, in the placement tables of "
            "their source. Of two pages or files keep one.",
        ),
        "roles of their own bear the role_code of a role of another source": (
            is_own,
            "Give their families codes that begin with the prefix of their source. Where both sources write one role, "
            "say `relation: unite`. Where only --only left the canonical role out, add canon to it.",
        ),
    }
    for what, (is_fault, remedy) in faults.items():
        if is_fault.any():
            examples = [
                f"{row.role_code}: {row.source_key!r} ({row.source_id} {row.file} {row.locator})"
                for row in shared.loc[is_fault].itertuples(index=False)
            ]
            raise BadData(describe(f"{len(examples)} {what}", examples, remedy))


def _require_registered(owners: pd.DataFrame) -> None:
    lost = owners.loc[owners["own_role_id"].isna()].sort_values(["source_id", "source_key"])
    if len(lost):
        examples = [f"{row.source_id}: {row.source_key!r} ({row.role_code})" for row in lost.itertuples(index=False)]
        what = f"{len(lost)} roles are not registered in their source's role_ids.csv"
        raise BadData(describe(what, examples, "Run `canon mint`, look at what it appended, and commit it."))
