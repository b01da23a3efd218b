"""Pictures of the report, as SVG text."""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

# From near to far, one shade for each tenth of a distance.
SHADES = (
    "#0b2f4f",
    "#123f66",
    "#1b527f",
    "#2a6796",
    "#4380ab",
    "#6699bd",
    "#8db3cf",
    "#b3cde0",
    "#d5e4ef",
    "#f0f5f9",
)
CELL, LETTER, SPACE = 14, 7.2, 8
MOST_LABELLED = 120


def family_matrix_svg(matrix: pd.DataFrame, order: Sequence[str]) -> str:
    """Return a picture of a `family_distance_matrix`, its families in the order given, as one `<svg>` element.

    The darker a cell, the nearer the two families. Up to 120 families are labelled by code; every label is escaped.
    """
    square = matrix.set_index(matrix.columns[0]).loc[list(order), list(order)]
    labels = list(order) if len(order) <= MOST_LABELLED else []
    cell = CELL if labels or not order else max(1, 120 * CELL // len(order))
    margin = round(max(map(len, labels), default=0) * LETTER) + SPACE
    side = len(order) * cell
    width, height = margin + max(side, len(SHADES) * 3 * CELL), margin + side + 3 * CELL
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' role="img" aria-label="Distances between families" font-family="system-ui, sans-serif" font-size="10">',
        "<title>Distances between families, near ones together; dark is near</title>",
        f'<g transform="translate({margin} {margin})">',
        f'<g transform="scale({cell})" shape-rendering="crispEdges">{"".join(_cells(square.to_numpy()))}</g>',
        *_labels(labels),
        *_legend(side + CELL),
        "</g></svg>",
    ]
    return "".join(parts)


def _cells(values: np.ndarray) -> list[str]:
    """Return a path a shade, of the runs of its cells row by row."""
    shade = np.clip(np.round(values, 6) * len(SHADES), 0, len(SHADES) - 1).astype(int)
    drawn: list[list[str]] = [[] for _ in SHADES]
    for row, numbers in enumerate(shade):
        starts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
        for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
            drawn[numbers[start]].append(f"M{start} {row}h{end - start}v1h{start - end}z")
    return [f'<path fill="{SHADES[number]}" d="{"".join(runs)}"/>' for number, runs in enumerate(drawn) if runs]


def _labels(labels: list[str]) -> list[str]:
    drawn = []
    for number, label in enumerate(labels):
        middle = (number + 0.5) * CELL
        drawn.append(f'<text x="-4" y="{middle + 3.5:g}" text-anchor="end">{escape(label)}</text>')
        drawn.append(f'<text transform="translate({middle + 3.5:g} -4) rotate(-90)">{escape(label)}</text>')
    return drawn


def _legend(top: float) -> list[str]:
    drawn = []
    for number, shade in enumerate(SHADES):
        left = number * 3 * CELL
        drawn.append(f'<rect x="{left}" y="{top:g}" width="{3 * CELL}" height="8" fill="{shade}"/>')
        drawn.append(f'<text x="{left}" y="{top + 19:g}">{number / len(SHADES):g}</text>')
    return drawn
