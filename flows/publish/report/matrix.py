"""The picture of the distances between families: shaded cells, near families together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.publish.report.lists import Record, Tables
from schemas.table import DECIMALS

SHADES = 10
MOST_CELLS = 120
MOST_LETTERS = 34
CELL, LETTER, SPACE = 14, 6.6, 10
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
    square = matrix.set_index(matrix.columns[0]).loc[list(order), list(order)]
    names = tables["roles"].drop_duplicates("family_code").set_index("family_code")["family_name"]
    named = {code: str(names.get(code, code)) for code in order}
    return {"picture": draw_matrix(square, named), "nearest": _nearest(square, named), "total": len(square)}


def draw_matrix(square: pd.DataFrame, names: dict[str, str]) -> Matrix:
    """Return the picture of a square of distances from 0 to 1 whose rows and columns are the families of `names`."""
    count = len(square)
    values = _blocks(square.to_numpy(dtype=np.float64))
    cell = CELL if len(values) == count else MOST_CELLS * CELL / len(values)
    is_labelled = len(values) == count
    labels = [Label(code, names[code], (place + 0.5) * CELL) for place, code in enumerate(square.index)]
    longest = [min(len(name), MOST_LETTERS) for name in names.values()]
    return Matrix(
        families=count,
        left=round(max(longest, default=0) * LETTER) + SPACE if is_labelled else SPACE,
        top=round(max(map(len, names), default=0) * LETTER) + SPACE if is_labelled else SPACE,
        side=round(len(values) * cell),
        cell=cell,
        shades=_runs(values),
        labels=tuple(labels) if is_labelled else (),
    )


def _blocks(values: np.ndarray) -> np.ndarray:
    """Return the values with neighbours drawn together, by their mean, where there are more than can be seen."""
    if len(values) <= MOST_CELLS:
        return values
    width = math.ceil(len(values) / MOST_CELLS)
    starts = np.arange(0, len(values), width)
    sums = np.add.reduceat(np.add.reduceat(values, starts, axis=0), starts, axis=1)
    sizes = np.diff(np.append(starts, len(values)))
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


def _nearest(square: pd.DataFrame, names: dict[str, str]) -> list[Record]:
    """Return the pairs of families that are nearest, by distance and then by code."""
    codes = sorted(square.index)
    values = square.loc[codes, codes].to_numpy(dtype=np.float64)
    rows, columns = np.triu_indices(len(codes), 1)
    distances = values[rows, columns].round(DECIMALS)
    return [
        {
            "distance": float(distances[place]),
            "codes": (codes[rows[place]], codes[columns[place]]),
            "names": (names[codes[rows[place]]], names[codes[columns[place]]]),
        }
        for place in np.argsort(distances, kind="stable")[:MOST_PAIRS]
    ]
