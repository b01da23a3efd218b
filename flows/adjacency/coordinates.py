"""Coordinates of roles as numbers, checked: the path through the four tiers, the track and the level rank."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.adjacency.weights import TIERS
from schemas.errors import BadData, describe

COLUMNS = ("role_code", "superfunction_code", "function_code", "family_code", "specialization_code", "track_code")
_REMEDY = "Mend the table of coordinates: each role has one code, a whole path, a track and a level rank."


@dataclass(frozen=True)
class Coordinates:
    """Roles in order of role_code; a role's number is its place in that order.

    `nodes` is tiers x roles: the number of each role's node, narrowest tier first. `position` is the number of its
    track and rank, whose `tracks` and `ranks` are by position.
    """

    codes: np.ndarray
    nodes: np.ndarray
    position: np.ndarray
    tracks: np.ndarray
    ranks: np.ndarray


def read_coordinates(coordinates: pd.DataFrame) -> Coordinates:
    """Return the table of coordinates as numbers.

    Raises BadData where a role code is missing or stands twice, a role lacks a tier, a track or a rank, a rank is no
    whole number, or a narrower node lies in two wider ones.
    """
    _require_whole(coordinates)
    ordered = coordinates.reset_index(drop=True).sort_values("role_code", ignore_index=True)
    nodes = np.stack([pd.factorize(ordered[f"{tier}_code"], sort=True)[0] for tier in TIERS]).astype(np.int32)
    _require_nested(ordered, nodes)
    track = pd.factorize(ordered["track_code"], sort=True)[0]
    rank, ranks = pd.factorize(ordered["level_rank"].to_numpy(dtype=np.int64), sort=True)
    position, pairs = pd.factorize(track * len(ranks) + rank, sort=True)
    tracks, places = np.divmod(pairs, max(len(ranks), 1))
    return Coordinates(ordered["role_code"].to_numpy(), nodes, position.astype(np.int32), tracks, ranks[places])


def _require_whole(coordinates: pd.DataFrame) -> None:
    lacking = [name for name in (*COLUMNS, "level_rank") if name not in coordinates.columns]
    if lacking:
        raise BadData(f"The table of coordinates lacks the column {', '.join(lacking)}. {_REMEDY}")
    for name in COLUMNS:
        _refuse(coordinates, coordinates[name].isna() | (coordinates[name] == ""), f"have no {name}")
    rank = pd.to_numeric(coordinates["level_rank"], errors="coerce").astype("Float64")
    _refuse(coordinates, rank.isna() | (rank % 1 != 0).fillna(True), "have no level_rank that is a whole number")
    _refuse(coordinates, coordinates["role_code"].duplicated(), "stand twice")


def _refuse(coordinates: pd.DataFrame, is_bad: pd.Series, what: str) -> None:
    if is_bad.any():
        examples = [str(code) for code in coordinates.loc[is_bad.to_numpy(dtype=bool), "role_code"]]
        raise BadData(describe(f"{len(examples)} roles {what}:", examples, _REMEDY))


def _require_nested(ordered: pd.DataFrame, nodes: np.ndarray) -> None:
    for narrow, wide, inner, outer in zip(TIERS, TIERS[1:], nodes, nodes[1:], strict=False):
        parent = np.full(int(inner.max(initial=-1)) + 1, -1, dtype=np.int32)
        parent[inner] = outer
        is_torn = parent[inner] != outer
        if is_torn.any():
            examples = list(ordered.loc[is_torn, f"{narrow}_code"].unique())
            what = f"{len(examples)} codes of tier {narrow} lie in more than one {wide}:"
            raise BadData(describe(what, examples, "Give each node one parent."))
