"""The nearest roles by coordinates, exactly, at any number of roles.

Roles are grouped into cells of one specialization, track and rank. How many roles stand in each class of neighbours is
counted tier by tier; the classes below the one that k cuts are taken whole, and ties are broken in that one alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.adjacency.cells import find_kernel, list_cells
from flows.adjacency.classes import Classes, make_classes
from flows.adjacency.coordinates import Coordinates
from flows.adjacency.places import Nearest, Places, place_roles
from flows.adjacency.weights import TIERS
from schemas.settings import AdjacencySettings

SLAB = 8_192
PAIRS_SLAB = 1_000_000


@dataclass(frozen=True)
class Slab:
    """Roles of one position that are looked at together, and how many others stand in each class as each sees it.

    `inner` and `counts` are roles x combinations (tier x position): how many share a narrower tier too, and how many
    just this one; `by_class` and `before` are roles x classes.
    """

    roles: np.ndarray
    position: int
    classes: Classes
    inner: np.ndarray
    counts: np.ndarray
    by_class: np.ndarray
    before: np.ndarray
    is_taken: np.ndarray


@dataclass(frozen=True)
class RankedPairs:
    """Neighbours of roles of a slab, by the role's `place` in it; `number` is that of the neighbour's class."""

    place: np.ndarray
    neighbour: np.ndarray
    rank: np.ndarray
    number: np.ndarray
    shared: np.ndarray
    is_tie_cut: np.ndarray


def find_nearest(
    coordinates: Coordinates, weights: AdjacencySettings, k: int, holdings: sp.csr_matrix | None = None
) -> Iterator[Nearest]:
    """Yield the neighbours of all roles, at most k each, in slabs of roles of one position.

    `holdings` is roles x components. Without it equal places go by role_code, and roles of one cell share their list.
    """
    places = place_roles(coordinates)
    kernel = find_kernel(len(coordinates.codes)) if holdings is None else None
    if kernel:
        yield from list_cells(kernel, coordinates, places, weights, k)
        return
    most = None if holdings is None else _most_looked_into(coordinates, places, weights, k)
    for slab in _slabs(coordinates, places, weights, k, of_cells=holdings is None):
        if holdings is None or most is None:
            members = places.count[0][coordinates.nodes[0, slab.roles], slab.position]
            for part in _split(slab, members * k):
                yield _expand_cells(coordinates, places, part, k)
        else:
            for part in _split(slab, (np.minimum(slab.by_class, most) * slab.is_taken).sum(axis=1)):
                yield _list_roles(coordinates, places, part, k, holdings, most)


def _split(slab: Slab, sizes: np.ndarray) -> Iterator[Slab]:
    """Yield the slab in parts of about PAIRS_SLAB pairs, of which each role has as many as its size says."""
    part = np.cumsum(sizes) // PAIRS_SLAB
    for places in np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(part)) + 1):
        rows = slice(places[0], places[-1] + 1)
        arrays = ("roles", "inner", "counts", "by_class", "before", "is_taken")
        yield replace(slab, **{name: getattr(slab, name)[rows] for name in arrays})


def _slabs(
    coordinates: Coordinates, places: Places, weights: AdjacencySettings, k: int, of_cells: bool
) -> Iterator[Slab]:
    """Yield all roles, or where `of_cells` the first role of each cell, position by position."""
    for position in range(len(coordinates.ranks)):
        roles = places.first_roles(position) if of_cells else np.flatnonzero(coordinates.position == position)
        classes = make_classes(coordinates, position, weights)
        for begin in range(0, len(roles), SLAB):
            slab = _count_classes(coordinates, places, roles[begin : begin + SLAB], position, classes)
            yield replace(slab, is_taken=slab.is_taken & (slab.before < k) & (classes.distance < weights.list_below))


def _count_classes(
    coordinates: Coordinates, places: Places, roles: np.ndarray, position: int, classes: Classes
) -> Slab:
    """Return the slab of roles with what is counted of them; every class that is not empty is taken."""
    nodes, positions = coordinates.nodes[:, roles], len(coordinates.ranks)
    whole = np.stack([count[node] for count, node in zip(places.count, nodes, strict=True)], axis=1)
    inner = np.concatenate([np.zeros((len(roles), 1, positions), dtype=whole.dtype), whole[:, :-1]], axis=1)
    counts = whole - inner
    counts[:, 0, position] -= 1
    order, starts = classes.combinations
    by_class = np.add.reduceat(counts.reshape(len(roles), -1)[:, order], starts, axis=1)
    before = np.cumsum(by_class, axis=1) - by_class
    return Slab(roles, position, classes, inner, counts, by_class, before, by_class > 0)


def _most_looked_into(coordinates: Coordinates, places: Places, weights: AdjacencySettings, k: int) -> int:
    """Return how many roles of a class are looked into, so that all pairs together stay below `pairs_most`."""
    sizes = np.concatenate(
        [np.zeros(1, dtype=np.int64)]
        + [slab.by_class[slab.is_taken] for slab in _slabs(coordinates, places, weights, k, of_cells=False)]
    )
    if sizes.sum() <= weights.pairs_most:
        return int(max(sizes.max(), k))
    # Classes up to the n-th smallest are looked into whole, and the larger ones share what is left.
    ordered = np.sort(sizes)
    whole = np.cumsum(ordered)
    larger = np.arange(len(ordered) - 1, -1, -1)
    place = int(np.searchsorted(whole + ordered * larger, weights.pairs_most, side="right"))
    left = weights.pairs_most - (int(whole[place - 1]) if place else 0)
    return max(left // (len(ordered) - place), k)


def _candidates(
    coordinates: Coordinates, places: Places, slab: Slab, most: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return place in the slab, class and role of candidates: of each class that is taken the first `most` by code.

    `most` is roles x classes. A role is among its own candidates.
    """
    found = []
    positions = len(coordinates.ranks)
    of_combination, is_own = slab.classes.of_combination, np.zeros((len(TIERS), positions), dtype=bool)
    is_own[0, slab.position] = True
    for tier, (order, start, count) in enumerate(zip(places.order, places.start, places.count, strict=True)):
        taken = slab.is_taken[:, of_combination[tier]] & (slab.counts[:, tier] > 0)
        place, position = np.nonzero(taken)
        node = coordinates.nodes[tier, slab.roles[place]]
        number = of_combination[tier, position]
        wanted = most[place, number] + slab.inner[place, tier, position] + is_own[tier, position]
        sizes = np.minimum(count[node, position], wanted)
        which = np.repeat(np.arange(len(place)), sizes)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        role = order[start[node * positions + position][which] + offset]
        if tier:
            inside = coordinates.nodes[tier - 1]
            is_outer = inside[role] != inside[slab.roles[place[which]]]
            which, role = which[is_outer], role[is_outer]
        found.append((place[which], number[which], role))
    place, number, role = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return place, number, role


def _expand_cells(coordinates: Coordinates, places: Places, slab: Slab, k: int) -> Nearest:
    """Return the neighbours of all roles of the slab's cells, which are the same but for the role itself."""
    place, number, role = _candidates(coordinates, places, slab, np.maximum(k - slab.before, 0))
    order = np.lexsort((role, number, place))
    place, number, role = place[order], number[order], role[order]
    # A cell's list holds its own roles, so one more is kept, and each role left out of its own.
    is_near = _running(place) <= k
    place, number, role = place[is_near], number[is_near], role[is_near]
    listed = np.bincount(place, minlength=len(slab.roles))
    cell_start, cell_size = places.start[0], places.count[0].ravel()
    cell = coordinates.nodes[0, slab.roles].astype(np.int64) * len(coordinates.ranks) + slab.position
    members, of_cell = _spread(cell_start[cell], cell_size[cell])
    members = places.order[0][members]
    rows, of_member = _spread((np.cumsum(listed) - listed)[of_cell], listed[of_cell])
    is_other = role[rows] != members[of_member]
    rows, of_member = rows[is_other], of_member[is_other]
    rank = _running(of_member) + 1
    rows, of_member, rank = rows[rank <= k], of_member[rank <= k], rank[rank <= k]
    shared = np.zeros(len(rows), dtype=np.int32)
    is_cut = np.zeros(len(rows), dtype=bool)
    pairs = RankedPairs(place[rows], role[rows], rank, number[rows], shared, is_cut)
    return _state_nearest(slab, members[of_member], pairs)


def _list_roles(
    coordinates: Coordinates, places: Places, slab: Slab, k: int, holdings: sp.csr_matrix, most: int
) -> Nearest:
    """Return the neighbours of the slab's roles, equal places by how many components both hold."""
    looked = np.full(slab.by_class.shape, most, dtype=np.int64)
    place, number, role = _candidates(coordinates, places, slab, looked)
    is_other = role != slab.roles[place]
    place, number, role = place[is_other], number[is_other], role[is_other]
    shared = count_shared(holdings, slab.roles[place], role)
    order = np.lexsort((role, -shared, number, place))
    rank = _running(place[order]) + 1
    order, rank = order[rank <= k], rank[rank <= k]
    place, number = place[order], number[order]
    is_cut = slab.by_class[place, number] > looked[place, number]
    pairs = RankedPairs(place, role[order], rank, number, shared[order], is_cut)
    return _state_nearest(slab, slab.roles[place], pairs)


def _state_nearest(slab: Slab, role: np.ndarray, pairs: RankedPairs) -> Nearest:
    """Return the pairs with how many roles share their distance and how far ranks move with the weights."""
    lowest, highest = _moved_before(slab)
    starts, group = slab.classes.distance_groups
    ties = np.add.reduceat(slab.by_class, starts, axis=1)
    within = pairs.rank - slab.before[pairs.place, pairs.number]
    return Nearest(
        classes=slab.classes,
        role=role,
        neighbour=pairs.neighbour,
        rank=pairs.rank,
        class_number=pairs.number,
        shared=pairs.shared,
        tie_count=ties[pairs.place, group[pairs.number]],
        is_tie_cut=pairs.is_tie_cut,
        rank_lowest=lowest[pairs.number, pairs.place] + within,
        rank_highest=highest[pairs.number, pairs.place] + within,
    )


def _moved_before(slab: Slab) -> tuple[np.ndarray, np.ndarray]:
    """Return classes x roles: the fewest and the most roles that stand before each class as weights move."""
    counts = np.ascontiguousarray(slab.by_class.T, dtype=np.int32)
    lowest = np.ascontiguousarray(slab.before.T, dtype=np.int32)
    highest = lowest.copy()
    for places in slab.classes.moved:
        before = np.zeros(len(slab.roles), dtype=np.int32)
        for number in np.argsort(places):
            np.minimum(lowest[number], before, out=lowest[number])
            np.maximum(highest[number], before, out=highest[number])
            before += counts[number]
    return lowest, highest


def count_shared(holdings: sp.csr_matrix, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how many components both roles of each pair hold."""
    shared = np.zeros(len(one), dtype=np.int32)
    for begin in range(0, len(one), PAIRS_SLAB // 4):
        part = slice(begin, begin + PAIRS_SLAB // 4)
        shared[part] = np.asarray(holdings[one[part]].multiply(holdings[other[part]]).sum(axis=1)).ravel()
    return shared


def _spread(start: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers from each start on, as many as its size says, and to which start each belongs."""
    of = np.repeat(np.arange(len(size)), size)
    return np.repeat(start - (np.cumsum(size) - size), size) + np.arange(len(of)), of


def _running(group: np.ndarray) -> np.ndarray:
    """Return the place of each element in its run of equal numbers, from 0."""
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1])) if len(group) else np.zeros(0, dtype=np.int64)
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group))))


def holding_matrix(coordinates: Coordinates, holdings: pd.DataFrame) -> sp.csr_matrix:
    """Return roles x components, 1 where held, of a table of role_code and component_id; other roles are left out."""
    role = pd.Index(coordinates.codes).get_indexer(holdings["role_code"])
    component, names = pd.factorize(holdings["component_id"])
    is_known = role >= 0
    cells = role[is_known], component[is_known]
    matrix = sp.csr_matrix((np.ones(len(cells[0]), dtype=np.int32), cells), shape=(len(coordinates.codes), len(names)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
