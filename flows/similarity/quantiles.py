"""Values brought to one scale: the normal quantile of the share of pairs that are less alike."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

STEPS = 65_535


@dataclass(frozen=True)
class Scale:
    """What stands for values from -1 to 1, by 65,536 steps: `quantile` of the normal distribution, `share` below."""

    quantile: np.ndarray
    share: np.ndarray

    def to_quantile(self, values: np.ndarray) -> np.ndarray:
        """Return the normal quantile of each value."""
        return self.quantile[steps_of(values)]

    def to_share(self, values: np.ndarray) -> np.ndarray:
        """Return the share of pairs below each value, ties counted half."""
        return self.share[steps_of(values)]


def steps_of(values: np.ndarray) -> np.ndarray:
    """Return the step of each value from -1 to 1; values beyond count as the nearest."""
    return np.rint((np.clip(values, -1, 1) + 1) * (STEPS / 2)).astype(np.int64)


def fit_scale(blocks: Iterable[tuple[np.ndarray, np.ndarray]]) -> Scale:
    """Return the scale of the values of pairs, given as blocks of values and of flags: which are known."""
    counts = np.zeros(STEPS + 1, dtype=np.int64)
    for values, is_known in blocks:
        counts += np.bincount(steps_of(values[is_known]), minlength=STEPS + 1)
    total = max(int(counts.sum()), 1)
    share = (np.cumsum(counts) - counts / 2) / total
    # No value is farther out than half a pair.
    # Takes longer to import than it takes to find that nothing changed since the newest release.
    from scipy.special import ndtri

    return Scale(ndtri(np.clip(share, 0.5 / total, 1 - 0.5 / total)), share)


def sampled_rows(roles: int, most: int) -> np.ndarray:
    """Return the rows whose pairs stand for all: each one, or as many as `most`, evenly spaced."""
    return np.unique(np.linspace(0, roles - 1, min(roles, most)).round().astype(np.int64)) if roles else np.arange(0)
