"""How sure a best guess is: figures of its scores, and the chance that they lead to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.occupations.scoring.index import OccupationIndex
from schemas.vocabularies import GROUP_LEVELS, SCORER_FIGURES

FEWEST = 5
VALUE, LEAD = "value.", "lead."


@dataclass(frozen=True)
class Scored:
    """Scores, subjects x occupations, and what they were made of.

    `tops` is measures x subjects: the top of each measure. `measured` has by name what was measured and not
    standardised, subjects x occupations; `titles_count` how many titles each subject brings.
    """

    scores: np.ndarray
    tops: np.ndarray
    measured: dict[str, np.ndarray]
    titles_count: np.ndarray

    def rows(self, start: int) -> "Scored":
        """Return the rows from `start` on."""
        near = {name: of[start:] for name, of in self.measured.items()}
        return Scored(self.scores[start:], self.tops[:, start:], near, self.titles_count[start:])


@dataclass(frozen=True)
class Calibration:
    """The learned way from figures to chances: `weights` is GROUP_LEVELS x figures, named in `figures`."""

    figures: list[str]
    weights: np.ndarray


def running_shares(shares: np.ndarray) -> np.ndarray:
    """Return the sums of shares from the left, from 0: rows x (occupations + 1)."""
    running = np.zeros((shares.shape[0], shares.shape[1] + 1))
    np.cumsum(shares, axis=1, out=running[:, 1:])
    return running


def best_places(scores: np.ndarray, shares: np.ndarray, index: OccupationIndex) -> np.ndarray:
    """Return for each row the place of the best occupation of the detailed group with the largest share."""
    starts, stops = (np.unique(edges) for edges in index.ranges["detailed"])
    group = np.add.reduceat(shares, starts, axis=1).argmax(axis=1)
    places = starts[group][:, None] + np.arange((stops - starts).max())
    is_inside = places < stops[group][:, None]
    own = np.take_along_axis(scores, np.where(is_inside, places, 0), axis=1)
    return starts[group] + np.where(is_inside, own, -np.inf).argmax(axis=1)


def top_places(scores: np.ndarray, count: int) -> np.ndarray:
    """Return rows x count: the places of the highest scores, highest first, the first of equal ones first."""
    left, rows = scores.copy(), np.arange(len(scores))
    places = np.empty((len(scores), count), dtype=np.int64)
    for rank in range(count):
        places[:, rank] = left.argmax(axis=1)
        left[rows, places[:, rank]] = -np.inf
    return places


def figure_names(measured: list[str]) -> list[str]:
    """Return the names of all figures: SCORER_FIGURES, and the value and lead of each measure."""
    return [*SCORER_FIGURES, *(kind + name for name in measured for kind in (VALUE, LEAD))]


def common_figures(scored: Scored, shares: np.ndarray, best: np.ndarray) -> dict[str, np.ndarray]:
    """Return the figures that are the same on every level, by name; `shares` is the softmax of the scores.

    top, gap_second and gap_rest are the score of the best less the mean of all, less the highest other, and less the
    mean of the third to fifth; agreement is the share of measures that have it on top; spread is the entropy of the
    shares in nats; titles_count is how many titles the subject brings. Of each measure there is the value of the best,
    and by how much it leads all others.
    """
    scores, rows = scored.scores, np.arange(len(best))
    count = min(FEWEST, scores.shape[1])
    highest = np.take_along_axis(scores, top_places(scores, count), axis=1)
    second, rest = highest[:, min(1, count - 1)], highest[:, min(2, count - 1) :]
    own = scores[rows, best]
    found = {
        "constant": np.ones(len(best)),
        "top": own - scores.mean(axis=1),
        "gap_second": own - np.where(own >= highest[:, 0], second, highest[:, 0]),
        "gap_rest": own - rest.mean(axis=1),
        "agreement": (scored.tops == best).mean(axis=0),
        "spread": highest[:, 0] - np.log(shares.max(axis=1)) - np.einsum("ij,ij->i", shares, scores),
        "titles_count": scored.titles_count,
    }
    for name, near in scored.measured.items():
        value, others = near[rows, best], near.copy()
        others[rows, best] = -np.inf
        # Where there is one occupation only, it leads none.
        other = others.max(axis=1) if near.shape[1] > 1 else value
        found |= {VALUE + name: value, LEAD + name: value - other}
    return found


def figures(
    names: list[str],
    common: dict[str, np.ndarray],
    running: np.ndarray,
    best: np.ndarray,
    ranges: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Return rows x names: by what the chance is judged that the group of the best occupation is right.

    `common` is what `common_figures` gives, `running` what `running_shares` gives, `ranges` are the index's of a level;
    group_odds is the log-odds of the share of the whole group.
    """
    rows, (starts, stops) = np.arange(len(best)), ranges
    share = (running[rows, stops[best]] - running[rows, starts[best]]).clip(1e-6, 1 - 1e-6)
    columns = {**common, "group_odds": np.log(share / (1 - share))}
    return np.stack([columns[name] for name in names], axis=1).astype(np.float64)


def read_calibration(table: pd.DataFrame, profile: str) -> Calibration:
    """Return what was learned of a profile."""
    learned = table.loc[table["profile"] == profile]
    weights = learned.pivot(index="level", columns="figure", values="weight").reindex(index=list(GROUP_LEVELS))
    return Calibration([str(name) for name in weights.columns], weights.fillna(0).to_numpy(dtype=np.float64))


def chances(figures_of_level: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the chance that the group is right. Platt, Probabilistic Outputs for Support Vector Machines, 1999."""
    # Takes longer to import than it takes to find that nothing changed since the newest release.
    from scipy.special import expit

    return expit(figures_of_level @ weights)
