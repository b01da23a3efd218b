"""The lists of whole cells, compiled by numba where it is installed; the same rows as NumPy gives.

A cell is the roles of one specialization, track and rank; a combination is a tier and a position, and holds the roles
of that position that share the cell's node of that tier and of no narrower one.
"""

from typing import NamedTuple

import numpy as np
from numba import njit


class Tree(NamedTuple):
    """`Places` and the nodes of roles as flat arrays; `nodes` and `order` are tiers x roles.

    `begin` and `size` of node n of a tier and position p stand at the tier's offset + n * positions + p.
    """

    nodes: np.ndarray
    order: np.ndarray
    begin: np.ndarray
    size: np.ndarray
    offset: np.ndarray


class Ladder(NamedTuple):
    """`Classes` as a cell's position sees them, the nearest first, of which the first `listed` may be listed.

    `combinations` are in order of their classes, which begin at `class_start`. `group` is the number of each class's
    distance; `moved` is moves x classes: the classes in order as each weight moves.
    """

    position: int
    of_combination: np.ndarray
    combinations: np.ndarray
    class_start: np.ndarray
    group: np.ndarray
    moved: np.ndarray
    listed: int


class Counted(NamedTuple):
    """What is counted of one cell; each cell writes over it.

    By class: its `roles`, those `before` it, the fewest and the most before it as weights move, whether it is taken;
    `ties` by group. By combination: how many `others` it has, where the next one is `read`, which one is `held`.
    """

    roles: np.ndarray
    before: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    is_taken: np.ndarray
    ties: np.ndarray
    others: np.ndarray
    read: np.ndarray
    held: np.ndarray


@njit(cache=True, nogil=True)
def fill_lists(firsts: np.ndarray, tree: Tree, ladder: Ladder, k: int, out: np.ndarray) -> int:
    """Fill `out` with the neighbours of all roles of the cells, given by their first roles; return how many they are.

    `out` is 7 x rows: role, neighbour, rank, class, tie_count, rank_lowest, rank_highest.
    """
    classes, combinations = len(ladder.group), len(ladder.combinations)
    counted = Counted(
        np.zeros(classes, np.int64),
        np.zeros(classes, np.int64),
        np.zeros(classes, np.int64),
        np.zeros(classes, np.int64),
        np.zeros(classes, np.bool_),
        np.zeros(ladder.group[-1] + 1, np.int64),
        np.zeros(combinations, np.int64),
        np.zeros(combinations, np.int64),
        np.zeros(combinations, np.int64),
    )
    # The roles found, the nearest first, and the class of each.
    near = np.zeros((2, k + 1), np.int64)
    rows = 0
    for first in firsts:
        _count(first, tree, ladder, counted)
        _move_weights(ladder, counted, k)
        found = 0
        for each in range(ladder.listed):
            if counted.is_taken[each]:
                taken = _take_class(first, each, tree, ladder, counted, near[0, found:])
                near[1, found : found + taken] = each
                found += taken
        cell = tree.offset[0] + tree.nodes[0, first] * ladder.of_combination.shape[1] + ladder.position
        members = tree.order[0, tree.begin[cell] : tree.begin[cell] + tree.size[cell]]
        rows += _write_rows(members, near[:, :found], counted, ladder.group, k, out[:, rows:])
    return rows


@njit(cache=True)
def _count(first: int, tree: Tree, ladder: Ladder, counted: Counted) -> None:
    """Count the roles of each class, those before it and those at its distance, the cell's first role left out."""
    tiers, positions = ladder.of_combination.shape
    counted.roles[:], counted.ties[:] = 0, 0
    inside = 0
    for tier in range(tiers):
        here = tree.offset[tier] + tree.nodes[tier, first] * positions
        for position in range(positions):
            others = tree.size[here + position] - (tree.size[inside + position] if tier else 0)
            counted.others[tier * positions + position] = others
            counted.roles[ladder.of_combination[tier, position]] += others
        inside = here
    counted.roles[ladder.of_combination[0, ladder.position]] -= 1
    total = 0
    for each in range(len(counted.roles)):
        counted.before[each] = total
        total += counted.roles[each]
        counted.ties[ladder.group[each]] += counted.roles[each]


@njit(cache=True)
def _move_weights(ladder: Ladder, counted: Counted, k: int) -> None:
    """Tell the fewest and the most roles that stand before each class that is taken as weights move."""
    counted.lowest[:], counted.highest[:] = counted.before, counted.before
    taken = 0
    for each in range(ladder.listed):
        counted.is_taken[each] = counted.roles[each] > 0 and counted.before[each] < k
        taken += counted.is_taken[each]
    for move in range(len(ladder.moved)):
        total, seen = 0, 0
        for each in ladder.moved[move]:
            if counted.is_taken[each]:
                counted.lowest[each] = min(counted.lowest[each], total)
                counted.highest[each] = max(counted.highest[each], total)
                seen += 1
            if seen == taken:
                break
            total += counted.roles[each]


@njit(cache=True)
def _take_class(first: int, each: int, tree: Tree, ladder: Ladder, counted: Counted, near: np.ndarray) -> int:
    """Fill `near` with the roles of a class, the first by number, as far as it reaches; return how many are taken.

    The lists of the class's combinations, each in order, are merged.
    """
    members = ladder.combinations[ladder.class_start[each] : ladder.class_start[each + 1]]
    positions = ladder.of_combination.shape[1]
    left = 0
    for one in members:
        tier = one // positions
        counted.read[one] = tree.begin[tree.offset[tier] + tree.nodes[tier, first] * positions + one % positions]
        _step(first, one, tier, tree, counted)
        left += counted.others[one] + (counted.held[one] < tree.order.shape[1])
    taken = min(left, len(near))
    for place in range(taken):
        least = members[0]
        for one in members[1:]:
            if counted.held[one] < counted.held[least]:
                least = one
        near[place] = counted.held[least]
        _step(first, least, least // positions, tree, counted)
    return taken


@njit(cache=True)
def _step(first: int, one: int, tier: int, tree: Tree, counted: Counted) -> None:
    """Hold the next role of a combination, or the number of all roles where there is none."""
    counted.held[one] = tree.order.shape[1]
    if counted.others[one] > 0:
        counted.others[one] -= 1
        role = tree.order[tier, counted.read[one]]
        while tier > 0 and tree.nodes[tier - 1, role] == tree.nodes[tier - 1, first]:
            counted.read[one] += 1
            role = tree.order[tier, counted.read[one]]
        counted.read[one] += 1
        counted.held[one] = role


@njit(cache=True)
def _write_rows(
    members: np.ndarray, near: np.ndarray, counted: Counted, group: np.ndarray, k: int, out: np.ndarray
) -> int:
    """Write the list of each role of a cell, which leaves out the role itself; return how many rows there are.

    `near` has the roles found and their classes, `group` the number of each class's distance.
    """
    rows = 0
    for member in members:
        rank = 0
        for place in range(near.shape[1]):
            if near[0, place] == member or rank == k:
                continue
            rank += 1
            each = near[1, place]
            out[0, rows], out[1, rows], out[2, rows], out[3, rows] = member, near[0, place], rank, each
            out[4, rows] = counted.ties[group[each]]
            out[5, rows] = counted.lowest[each] + rank - counted.before[each]
            out[6, rows] = counted.highest[each] + rank - counted.before[each]
            rows += 1
    return rows
