"""The geometry of the report's charts; `templates/charts.html.j2` draws them as inline SVG.

Positions and lengths are percentages of the drawing, so that bars fill any width while text keeps its size. Drawing in
the template keeps every text under its autoescape and every colour in the stylesheet. A plotting library would weigh
more than all of Canon at run time and scale its text with the picture.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

MOST_BINS = 25
MOST_LABELS = 10
MOST_RADIUS, LEAST_RADIUS = 6.0, 2.0
# scipy.stats gives the same interval, and takes half a second to import: as long as the whole report.
WILSON_Z = 1.959964


@dataclass(frozen=True)
class Part:
    """One piece of a stacked bar: what it counts, where it begins and how long it is, in percent of the whole."""

    kind: str
    count: int
    start: float
    length: float


@dataclass(frozen=True)
class Label:
    """One text under a histogram, the percent at which it stands, and how it hangs there: start, middle or end."""

    text: str
    at: float
    anchor: str


@dataclass(frozen=True)
class Bar:
    """One column of a histogram: what it holds in words, its place, its count and its stacked parts."""

    span: str
    start: float
    width: float
    count: int
    parts: tuple[Part, ...]

    @property
    def height(self) -> float:
        """Return the height of the column in percent of the drawing."""
        return sum(part.length for part in self.parts)


@dataclass(frozen=True)
class Histogram:
    """Columns side by side, the texts under them, and the counts at which to draw a line, with heights in percent."""

    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    lines: tuple[tuple[int, float], ...]

    @property
    def total(self) -> int:
        """Return how many are counted."""
        return sum(bar.count for bar in self.bars)


@dataclass(frozen=True)
class Point:
    """One score bin of a reliability diagram: chance said, share right with its 95% interval (Wilson), all in 0..1."""

    chance: float
    right: float
    low: float
    high: float
    pairs: int
    radius: float


def stack(counts: Mapping[str, int], whole: int | None = None) -> tuple[Part, ...]:
    """Return the parts of a stacked bar in the order given, as shares of `whole`, else of their sum."""
    total = sum(counts.values()) if whole is None else whole
    parts, start = [], 0.0
    for kind, count in counts.items():
        length = 100 * count / total if total else 0.0
        if count:
            parts.append(Part(kind, count, start, length))
        start += length
    return tuple(parts)


def histogram(spans: Sequence[str], labels: Sequence[Label], counts: pd.DataFrame) -> Histogram:
    """Return a histogram: `counts` has a row a column of the chart, in order, and a column a kind, lowest first.

    `spans` say in words what each column holds.
    """
    totals = counts.sum(axis=1).astype("int64").tolist()
    highest = max(totals, default=0)
    step = _round_step(highest / 4)
    top = max(step * math.ceil(highest / step), 1)
    width = 100 / max(len(totals), 1)
    kinds = [str(name) for name in counts.columns]
    bars = [
        Bar(spans[place], place * width, width, totals[place], stack(dict(zip(kinds, map(int, row), strict=True)), top))
        for place, row in enumerate(counts.itertuples(index=False, name=None))
    ]
    lines = tuple((count, 100 * count / top) for count in range(step, top + 1, step))
    return Histogram(tuple(bars), tuple(labels), lines)


def whole_bins(values: pd.Series, kinds: pd.Series, order: Sequence[str], weights: pd.Series) -> Histogram:
    """Return a histogram of whole numbers from 0, in at most 25 columns of equal, round width."""
    most = int(values.max()) if len(values) else 0
    width = _round_step((most + 1) / MOST_BINS) if most > MOST_BINS else 1
    table = pd.DataFrame({"place": values // width, "kind": kinds.astype("str"), "weight": weights}).astype(
        {"place": "int64", "weight": "int64"}
    )
    counts = table.pivot_table(index="place", columns="kind", values="weight", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=range(most // width + 1), columns=list(order), fill_value=0)
    firsts = [number * width for number in counts.index]
    spans = [f"{first:,}" if width == 1 else f"{first:,} to {first + width - 1:,}" for first in firsts]
    return histogram(spans, edge_labels([f"{first:,}" for first in firsts], is_centred=width == 1), counts)


def edge_labels(texts: Sequence[str], is_centred: bool = False, last: str = "") -> tuple[Label, ...]:
    """Return the texts of columns, at their left edges or their middles, thinned so that they do not crowd.

    `last` stands at the right edge.
    """
    width, every = 100 / max(len(texts), 1), max(1, math.ceil(len(texts) / MOST_LABELS))
    labels = [
        Label(
            text,
            (place + is_centred / 2) * width,
            "middle" if place or is_centred else "start",
        )
        for place, text in enumerate(texts)
        if place % every == 0
    ]
    return (*labels, Label(last, 100.0, "end")) if last else tuple(labels)


def reliability(bins: pd.DataFrame) -> tuple[Point, ...]:
    """Return the points of a reliability diagram of one profile's rows of mapping_reliability; areas grow by pairs."""
    used = bins.loc[bins["pairs_count"] > 0].sort_values("score_low")
    most = used["pairs_count"].max() if len(used) else 1
    points = []
    for row in used.itertuples(index=False):
        low, high = wilson(float(row.right_share), int(row.pairs_count))
        radius = max(LEAST_RADIUS, MOST_RADIUS * math.sqrt(row.pairs_count / most))
        middle = (row.score_low + row.score_high) / 2
        points.append(Point(middle, float(row.right_share), low, high, int(row.pairs_count), radius))
    return tuple(points)


def calibration_error(points: Sequence[Point]) -> float:
    """Return the expected calibration error: the mean distance of chance and share right, weighted by pairs.

    A bin's chance is its middle, since the published table holds no more; so the error is close, not exact.
    Naeini, Cooper and Hauskrecht (2015), Obtaining Well Calibrated Probabilities Using Bayesian Binning.
    """
    pairs = sum(point.pairs for point in points)
    return sum(point.pairs * abs(point.chance - point.right) for point in points) / pairs if pairs else 0.0


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95% interval of a share of `count` by Wilson (1927), within 0..1."""
    square = WILSON_Z**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    reach = WILSON_Z / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _round_step(least: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50, ... that is not below `least`."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= least:
                return digit * power
        power *= 10
