"""The story of `canon route`: the way from one role of a release to another in small steps."""

from typing import Any

import pandas as pd

from flows import adjacency
from flows.commands.explain import describe_role
from flows.config import Config
from flows.releases import Opened, make_records, open_latest
from schemas.settings import AdjacencySettings, RouteSettings
from schemas.tables import ROLE_SIMILARITY

GAINED, LOST = "second", "first"
_COLUMNS = ["component_id", "kind", "name"]


def route_roles(config: Config, first: str, second: str) -> dict[str, Any]:
    """Return the way between two roles of the latest release, by code or id, step by step, ready for JSON.

    `is_found` is false, and `steps` empty, where there is no way. Raises BadCall where there is no release or no such
    role.
    """
    release = open_latest(config.out, config.profile)
    bridges = release.settings(RouteSettings)
    roles = release.table("roles")
    similar = release.table("role_similarity") if release.holds("role_similarity") else ROLE_SIMILARITY.empty()
    ids = release.find_role(first)["role_id"], release.find_role(second)["role_id"]
    way = adjacency.find_route(roles, similar, *ids, release.settings(AdjacencySettings), bridges)
    return {
        "release": release.version,
        "first": describe_role(roles.loc[roles["role_id"] == ids[0]]),
        "second": describe_role(roles.loc[roles["role_id"] == ids[1]]),
        "is_found": way is not None,
        "bridge_least": bridges.bridge_least,
        "bridge_ranks_most": bridges.bridge_ranks_most,
        "steps": [] if way is None or way.empty else _steps(release, roles, similar, way),
    }


def _steps(release: Opened, roles: pd.DataFrame, similar: pd.DataFrame, way: pd.DataFrame) -> list[dict[str, Any]]:
    known = roles.set_index("role_id", drop=False)
    one, other = known.loc[way["role_id"]], known.loc[way["next_role_id"]]
    explained = make_records(adjacency.explain_pairs(one, other, release.settings(AdjacencySettings)))
    pairs = way.rename(columns={"next_role_id": "other_role_id"})
    passed = sorted({*way["role_id"], *way["next_role_id"]})
    held = adjacency.compare_holdings(
        pairs, release.table("role_components", role_id=passed), release.table("components")
    )
    steps = []
    for place, (start, end, is_by_content) in enumerate(way.itertuples(index=False, name=None)):
        here = held.loc[(held["role_id"] == start) & (held["other_role_id"] == end)]
        gained = here.loc[here["held_by"] == GAINED].rename(columns={"other_prevalence": "of"})
        lost = here.loc[here["held_by"] == LOST].rename(columns={"prevalence": "of"})
        steps.append(
            {
                "from": describe_role(one.iloc[[place]]),
                "to": describe_role(other.iloc[[place]]),
                "by": "content" if is_by_content else "coordinates",
                "content_similarity": _likeness(similar, start, end),
                **explained[place],
                "kept": int((here["held_by"] == "both").sum()),
                **{
                    name: make_records(part[[*_COLUMNS, "of"]].rename(columns={"of": "prevalence"}))
                    for name, part in (("gained", gained), ("lost", lost))
                },
            }
        )
    return steps


def _likeness(similar: pd.DataFrame, start: str, end: str) -> float | None:
    pair = [start, end]
    found = similar.loc[similar["role_id"].isin(pair) & similar["similar_role_id"].isin(pair), "content_similarity"]
    return float(found.iloc[0]) if len(found) else None
