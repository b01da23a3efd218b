"""Roles in order of their places in the tree, and the neighbours that are found there."""

from dataclasses import dataclass

import numpy as np

from flows.adjacency.classes import Classes
from flows.adjacency.coordinates import Coordinates


@dataclass(frozen=True)
class Places:
    """The roles of each node and position, tier by tier: `order` holds them, narrowest tier first, by role_code.

    Those of node n and position p stand from `start[n * positions + p]`, `count[n, p]` of them.
    """

    order: list[np.ndarray]
    start: list[np.ndarray]
    count: list[np.ndarray]

    def first_roles(self, position: int) -> np.ndarray:
        """Return the first role of each cell of a position: of one specialization, track and rank."""
        firsts = self.start[0][position :: self.count[0].shape[1]]
        return self.order[0][firsts[self.count[0][:, position] > 0]]


@dataclass(frozen=True)
class Nearest:
    """Listed neighbours, one an element: of role `role`, on `rank`, role `neighbour` of class `class_number`.

    `classes` tells the classes, all roles of a slab being of one position.
    """

    classes: Classes
    role: np.ndarray
    neighbour: np.ndarray
    rank: np.ndarray
    class_number: np.ndarray
    shared: np.ndarray
    tie_count: np.ndarray
    is_tie_cut: np.ndarray
    rank_lowest: np.ndarray
    rank_highest: np.ndarray


def place_roles(coordinates: Coordinates) -> Places:
    """Return where the roles stand."""
    positions = len(coordinates.ranks)
    order, start, count = [], [], []
    for nodes in coordinates.nodes:
        key = nodes.astype(np.int64) * positions + coordinates.position
        nodes_here = int(nodes.max(initial=-1)) + 1
        counted = np.bincount(key, minlength=nodes_here * positions)
        order.append(np.argsort(key, kind="stable"))
        start.append(np.cumsum(counted) - counted)
        count.append(counted.reshape(nodes_here, positions))
    return Places(order, start, count)
