"""The neighbours of whole cells by the compiled kernel, where numba is installed (the extra `fast`)."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from flows.adjacency.classes import Classes, make_classes
from flows.adjacency.coordinates import Coordinates
from flows.adjacency.places import Nearest, Places
from schemas.settings import AdjacencySettings

if TYPE_CHECKING:
    from flows.adjacency.compiled import Ladder, Tree

# Below, NumPy is done before the compiled code is loaded.
LEAST_ROLES = 20_000
SLAB_ROWS = 250_000
WORKERS = 2
Kernel = Callable[..., int]


def find_kernel(roles: int) -> Kernel | None:
    """Return the kernel for so many roles; None where numba is not installed, or loading it does not pay.

    Where numba finds no folder to keep what it compiled (NUMBA_CACHE_DIR), NumPy is used too.
    """
    if roles < LEAST_ROLES:
        return None
    try:
        from flows.adjacency.compiled import fill_lists
    except (ImportError, RuntimeError):
        return None
    return fill_lists


def list_cells(
    kernel: Kernel, coordinates: Coordinates, places: Places, weights: AdjacencySettings, k: int
) -> Iterator[Nearest]:
    """Yield the neighbours of all roles, at most k each, equal places by role_code, position by position."""
    tree = _flatten(coordinates, places)

    def fill(firsts: np.ndarray, classes: Classes, ladder: "Ladder", most: int) -> Nearest:
        out = np.empty((7, most), dtype=np.int32)
        return _told(classes, out[:, : kernel(firsts, tree, ladder, k, out)])

    # The kernel runs outside Python's lock: the next lists are filled while those before are made into tables.
    waiting: deque[Future[Nearest]] = deque()
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        for part in _parts(coordinates, places, weights, k):
            waiting.append(pool.submit(fill, *part))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _parts(
    coordinates: Coordinates, places: Places, weights: AdjacencySettings, k: int
) -> Iterator[tuple[np.ndarray, Classes, "Ladder", int]]:
    """Yield the first roles of cells of one position, its classes, and the most rows that all roles of them fill."""
    for position in range(len(coordinates.ranks)):
        classes = make_classes(coordinates, position, weights)
        ladder = _lay_out(classes, position, weights)
        firsts = places.first_roles(position)
        most = np.cumsum(places.count[0][coordinates.nodes[0, firsts], position] * k)
        ends = np.flatnonzero(np.diff(most // SLAB_ROWS)) + 1
        for part, sizes in zip(np.split(firsts, ends), np.split(np.diff(most, prepend=0), ends), strict=True):
            yield part, classes, ladder, int(sizes.sum())


def _flatten(coordinates: Coordinates, places: Places) -> "Tree":
    from flows.adjacency.compiled import Tree

    sizes = np.array([count.size for count in places.count])
    return Tree(
        nodes=np.ascontiguousarray(coordinates.nodes),
        # Half as wide, they stay in a processor's cache.
        order=np.stack(places.order).astype(np.int32),
        begin=np.concatenate(places.start).astype(np.int32),
        size=np.concatenate([count.ravel() for count in places.count]).astype(np.int32),
        offset=np.cumsum(sizes) - sizes,
    )


def _lay_out(classes: Classes, position: int, weights: AdjacencySettings) -> "Ladder":
    from flows.adjacency.compiled import Ladder

    combinations, starts = classes.combinations
    return Ladder(
        position=position,
        of_combination=classes.of_combination,
        combinations=combinations,
        class_start=np.append(starts, len(combinations)),
        group=classes.distance_groups[1],
        moved=np.argsort(classes.moved, axis=1),
        listed=int(np.searchsorted(classes.distance, weights.list_below)),
    )


def _told(classes: Classes, out: np.ndarray) -> Nearest:
    role, neighbour, rank, number, tie_count, rank_lowest, rank_highest = out
    return Nearest(
        classes=classes,
        role=role,
        neighbour=neighbour,
        rank=rank,
        class_number=number,
        shared=np.zeros(len(role), dtype=np.int32),
        tie_count=tie_count,
        is_tie_cut=np.zeros(len(role), dtype=bool),
        rank_lowest=rank_lowest,
        rank_highest=rank_highest,
    )
