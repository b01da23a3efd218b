"""The story of `canon explain`: why two roles of a release stand as near to each other as they do."""

from typing import Any

import pandas as pd

from flows import adjacency
from flows.config import Config
from flows.releases import Opened, make_records, open_latest
from schemas.settings import AdjacencySettings
from schemas.vocabularies import TIERS

SIDES = {"both": "both_hold", "first": "only_first_holds", "second": "only_second_holds"}
_SHOWN = ["component_id", "kind", "name", "prevalence", "other_prevalence"]


def explain_roles(config: Config, first: str, second: str) -> dict[str, Any]:
    """Return all that the latest release says of two roles, by code or id, as a pair, ready for JSON.

    Raises BadCall where there is no release or no such role.
    """
    release = open_latest(config.out, config.profile)
    roles = release.table("roles")
    one, other = (roles.loc[roles["role_id"] == release.find_role(name)["role_id"]] for name in (first, second))
    weights = release.settings(AdjacencySettings)
    explained = adjacency.explain_pairs(one, other, weights)
    return {
        "release": release.version,
        "first": describe_role(one),
        "second": describe_role(other),
        "tiers": _tiers(one, other),
        **make_records(explained)[0],
        "edges": {"strong": weights.strong_most / weights.scale, "partial": weights.partial_most / weights.scale},
        "moved_share": weights.moved_share,
        "place": _place(release, roles, one, other),
        "place_the_other_way": _place(release, roles, other, one),
        "content": _content(release, one, other),
        "components": compare_components(release, one, other),
    }


def describe_role(role: pd.DataFrame) -> dict[str, Any]:
    """Return what a page says of a role at its head."""
    columns = ["role_id", "role_code", "title", "level_code", "level_name", "level_rank", "track_code"]
    return make_records(role[columns])[0]


def compare_components(release: Opened, one: pd.DataFrame, other: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the components that two roles hold in common, and that each of them holds alone, core first by kind."""
    ids = [one["role_id"].iloc[0], other["role_id"].iloc[0]]
    held = release.table("role_components", role_id=ids)
    pairs = pd.DataFrame({"role_id": ids[:1], "other_role_id": ids[1:]})
    found = adjacency.compare_holdings(pairs, held, release.table("components"))
    return {name: make_records(found.loc[found["held_by"] == side, _SHOWN]) for side, name in SIDES.items()}


def _tiers(one: pd.DataFrame, other: pd.DataFrame) -> list[dict[str, Any]]:
    first, second = make_records(one)[0], make_records(other)[0]
    return [
        {
            "tier": tier,
            "first_code": first[f"{tier}_code"],
            "first_name": first[f"{tier}_name"],
            "second_code": second[f"{tier}_code"],
            "second_name": second[f"{tier}_name"],
            "is_shared": first[f"{tier}_code"] == second[f"{tier}_code"],
        }
        for tier in TIERS
    ]


def _place(release: Opened, roles: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame) -> dict[str, Any]:
    """Return where the other role stands in the list of the one, and how many are nearer where it is not listed."""
    nearer, as_near = adjacency.count_nearer(one, other, roles, release.settings(AdjacencySettings))
    listed = release.table("role_adjacency", role_id=[one["role_id"].iloc[0]])
    row = make_records(listed.loc[listed["neighbour_role_id"] == other["role_id"].iloc[0]])
    names = ("rank", "rank_lowest", "rank_highest", "shared_components", "tie_count", "is_tie_cut")
    return {
        "is_listed": bool(row),
        "listed": len(listed),
        "nearer": nearer,
        "as_near": as_near,
        **{name: row[0][name] if row else None for name in names},
    }


def _content(release: Opened, one: pd.DataFrame, other: pd.DataFrame) -> dict[str, Any] | None:
    """Return the layers of the pair as `role_similarity` has it, either way; None where neither lists the other."""
    if not release.holds("role_similarity"):
        return None
    ids = [one["role_id"].iloc[0], other["role_id"].iloc[0]]
    similar = release.table("role_similarity", role_id=ids, similar_role_id=ids)
    if similar.empty:
        return None
    ranks = similar.set_index("role_id")["rank"]
    layers = {name: value for name, value in make_records(similar)[0].items() if name.endswith("_similarity")}
    return {"rank": _rank(ranks, ids[0]), "rank_the_other_way": _rank(ranks, ids[1]), **layers}


def _rank(ranks: pd.Series, role_id: str) -> int | None:
    return int(ranks[role_id]) if role_id in ranks.index else None
