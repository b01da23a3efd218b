"""The picture of the distances between families: shaded cells, near families together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.report.lists import Record, Tables
from schemas.table import DECIMALS

SHADES = 10
MOST_CELLS = 120
MOST_LETTERS = 34
CELL, LETTER, CAPITAL, SPACE = 14, 5.9, 7.4, 10
MOST_PAIRS = 5


@dataclass(frozen=True)
class Label:
    """One family of the picture: its code, its name, and the middle of its row and column in pixels."""

    code: str
    name: str
    middle: float


@dataclass(frozen=True)
class Matrix:
    """A square picture: margins and side in pixels, the paths of each shade in cells, and who stands where.

    Beyond 120 families, neighbours share a cell, which shows their mean, and `labels` is empty.
    """

    families: int
    left: int
    top: int
    side: int
    cell: float
    shades: tuple[tuple[int, str], ...]
    labels: tuple[Label, ...]


def family_facts(tables: Tables, order: Sequence[str]) -> Record:
    """Return the picture of family_distance_matrix, families in the order given, and the pairs that are nearest."""
    matrix = tables["family_distance_matrix"]
    codes = pd.Index(matrix.iloc[:, 0])
    # The matrix is symmetric, and its transpose lies row by row in memory.
    values = matrix[codes].to_numpy(dtype=np.float64).T
    known = tables["roles"].drop_duplicates("family_code").set_index("family_code")["family_name"].to_dict()
    names = {code: known.get(code, code) for code in order}
    places = codes.get_indexer(list(order))
    return {
        "picture": draw_matrix(values, places, names),
        "nearest": _nearest(values, codes, names),
        "total": len(order),
    }


def draw_matrix(square: np.ndarray, places: np.ndarray, names: dict[str, str]) -> Matrix:
    """Return the picture of a square of distances from 0 to 1, rows and columns by `places`, which `names` tells."""
    count = len(square)
    values = _blocks(square, places)
    cell = CELL if len(values) == count else MOST_CELLS * CELL / len(values)
    is_labelled = len(values) == count
    labels = [Label(code, name, (place + 0.5) * CELL) for place, (code, name) in enumerate(names.items())]
    name_letters = max((min(len(name), MOST_LETTERS) for name in names.values()), default=0)
    code_letters = max((min(len(code), MOST_LETTERS) for code in names), default=0)
    return Matrix(
        families=count,
        left=round(name_letters * LETTER) + SPACE if is_labelled else SPACE,
        top=round(code_letters * CAPITAL) + SPACE if is_labelled else SPACE,
        side=round(len(values) * cell),
        cell=cell,
        shades=_runs(values),
        labels=tuple(labels) if is_labelled else (),
    )


def _blocks(square: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the square in the order of places, neighbours by their mean where there are more than can be seen."""
    if len(places) <= MOST_CELLS:
        return square.take(places, axis=0).take(places, axis=1)
    starts = np.arange(0, len(places), math.ceil(len(places) / MOST_CELLS))
    # A block at a time: a reordered copy of thousands of families would take hundreds of megabytes.
    rows = np.stack([square[block].sum(axis=0) for block in np.split(places, starts[1:])])
    sums = np.add.reduceat(rows.take(places, axis=1), starts, axis=1)
    sizes = np.diff(np.append(starts, len(places)))
    return sums / np.outer(sizes, sizes)


def _runs(values: np.ndarray) -> tuple[tuple[int, str], ...]:
    """Return a path a shade, near first: the runs of its cells, row by row."""
    shade = np.clip(np.round(values, DECIMALS) * SHADES, 0, SHADES - 1).astype(int)
    drawn: list[list[str]] = [[] for _ in range(SHADES)]
    for row, numbers in enumerate(shade):
        starts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
        for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
            drawn[numbers[start]].append(f"M{start} {row}h{end - start}v1h{start - end}z")
    return tuple((number, "".join(runs)) for number, runs in enumerate(drawn) if runs)


def _nearest(values: np.ndarray, labels: pd.Index, names: dict[str, str]) -> list[Record]:
    """Return the pairs of families that are nearest, by distance and then by their place in the matrix."""
    count = len(labels)
    if count < 2:
        return []
    # Each row from its diagonal on; the nearest pairs stand in the rows whose own nearest are nearest.
    edges = np.column_stack([np.arange(count - 1) * (count + 1) + 1, np.arange(1, count) * count]).ravel()
    least = np.minimum.reduceat(values.ravel(), edges)[::2]
    rows = np.sort(np.argsort(least, kind="stable")[:MOST_PAIRS])
    looked = np.where(np.arange(count) > rows[:, None], values[rows], np.inf)
    first = np.argsort(looked.ravel(), kind="stable")[:MOST_PAIRS]
    pairs = [(int(rows[place // count]), int(place % count)) for place in first if np.isfinite(looked.flat[place])]
    return [
        {
            "distance": float(values[pair]),
            "codes": tuple(labels[place] for place in pair),
            "names": tuple(names[labels[place]] for place in pair),
        }
        for pair in pairs
    ]
