"""The way from one role to another in small steps."""

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.adjacency.matrices import Distances
from schemas.settings import AdjacencySettings, RouteSettings

_FAR = np.iinfo(np.int32).max
_CELLS = 4_000_000


class _Steps:
    """Which steps may be taken between roles in the order given, and how long each is in fortieths."""

    def __init__(self, roles: pd.DataFrame, weights: AdjacencySettings) -> None:
        self.distances, self.longest = Distances(roles, weights), weights.partial_most
        self.bridges = sp.csr_matrix((len(roles), len(roles)), dtype=bool)

    def lengths(self, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        """Return rows x others: the length of the step between two roles, _FAR where there is none."""
        length = self.distances.between(rows, others).astype(np.int64)
        is_step = length <= self.longest
        if self.bridges.nnz:
            is_step |= self.bridges[rows][:, others].toarray()
        return np.where(is_step, length, _FAR)

    def nearest(self, others: np.ndarray, frontier: np.ndarray, length: np.ndarray) -> np.ndarray:
        """Return by role of `others` the least of a step to one of the frontier and of that one's length; else _FAR."""
        best = np.full(len(others), _FAR, dtype=np.int64)
        size = max(1, _CELLS // max(len(others), 1))
        for part in np.split(frontier, range(size, len(frontier), size)):
            best = np.minimum(best, (self.lengths(part, others) + length[part][:, None]).min(axis=0))
        return best


def find_route(
    roles: pd.DataFrame, similar: pd.DataFrame, start: str, end: str, weights: AdjacencySettings, bridges: RouteSettings
) -> pd.DataFrame | None:
    """Return the steps of the shortest way between two roles, given by role_id; None where there is none.

    A step is a strong or partial distance by coordinates. Between roles that no such steps connect, a pair of `similar`
    (`role_similarity`) is a step too, either way, where content_similarity is at least `route.bridge_least` and the two
    are at most `route.bridge_ranks_most` ranks apart. Fewest steps first, then the least sum of distances, then the
    first codes. Columns: role_id, next_role_id, is_by_content.
    """
    ordered = roles.sort_values("role_code", ignore_index=True)
    ids = ordered["role_id"].to_numpy()
    begin, goal = (int(np.flatnonzero(ids == role)[0]) for role in (start, end))
    steps = _Steps(ordered, weights)
    parts = _find_parts(steps)
    if parts[begin] != parts[goal]:
        steps.bridges = _find_bridges(ordered, similar, parts, bridges)
    left, length = _measure_to(goal, begin, steps)
    if left[begin] < 0:
        return None
    way = [begin]
    while way[-1] != goal:
        nearer = np.flatnonzero(left == left[way[-1]] - 1)
        onward = steps.lengths(np.array(way[-1:]), nearer)[0] + length[nearer]
        way.append(int(nearer[np.flatnonzero(onward == length[way[-1]])[0]]))
    is_by_content = parts[way[:-1]] != parts[way[1:]]
    return pd.DataFrame({"role_id": ids[way[:-1]], "next_role_id": ids[way[1:]], "is_by_content": is_by_content})


def _find_parts(steps: _Steps) -> np.ndarray:
    """Return by role the number of its part: the roles that steps connect with each other."""
    roles = steps.bridges.shape[0]
    part, free = np.full(roles, -1), np.zeros(roles, dtype=np.int64)
    for number in range(roles):
        if part[number] < 0:
            frontier = np.array([number])
            part[number] = number
            while len(frontier):
                beyond = np.flatnonzero(part < 0)
                frontier = beyond[steps.nearest(beyond, frontier, free) < _FAR]
                part[frontier] = number
    return part


def _find_bridges(
    roles: pd.DataFrame, similar: pd.DataFrame, parts: np.ndarray, settings: RouteSettings
) -> sp.csr_matrix:
    ids = pd.Index(roles["role_id"])
    one, other = ids.get_indexer(similar["role_id"]), ids.get_indexer(similar["similar_role_id"])
    rank = roles["level_rank"].to_numpy(dtype=np.int64)
    is_bridge = (
        (similar["content_similarity"].to_numpy() >= settings.bridge_least)
        & (np.abs(rank[one] - rank[other]) <= settings.bridge_ranks_most)
        & (parts[one] != parts[other])
    )
    cells = one[is_bridge], other[is_bridge]
    one_way = sp.csr_matrix((np.ones(len(cells[0]), dtype=bool), cells), shape=(len(ids), len(ids)))
    return sp.csr_matrix(one_way + one_way.T)


def _measure_to(goal: int, begin: int, steps: _Steps) -> tuple[np.ndarray, np.ndarray]:
    """Return by role the fewest steps to the goal, -1 where not reached before `begin` was, and their least length."""
    roles = steps.bridges.shape[0]
    left, length = np.full(roles, -1), np.full(roles, _FAR, dtype=np.int64)
    left[goal], length[goal] = 0, 0
    frontier = np.array([goal])
    while len(frontier) and left[begin] < 0:
        beyond = np.flatnonzero(left < 0)
        best = steps.nearest(beyond, frontier, length)
        is_reached = best < _FAR
        left[beyond[is_reached]], length[beyond[is_reached]] = left[frontier[0]] + 1, best[is_reached]
        frontier = beyond[is_reached]
    return left, length
