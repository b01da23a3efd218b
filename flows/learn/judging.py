"""What is learned of chances: calibration, trust and reliability, each judged on rows that were held back."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, softmax

from flows.learn import chances, fitting
from flows.occupations import scoring
from schemas.vocabularies import GROUP_LEVELS

# Above the 90% that is promised, so that it holds on rows that were not seen.
TRUST_AIM = 0.92
FEWEST_TRUSTED = 30
CHANCE_PENALTY = {"title": 30.0, "full": 30.0, "us_visa": 10.0}
# Filed titles are few that count, a handful makes a third of the rows: too few to judge each measure by.
FEW_FIGURES = ("us_visa",)
BIN_EDGES = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class Judged:
    """Rows held back of one profile or set: how they were scored, what is right, how much each counts, its fold."""

    scored: scoring.Scored
    right: np.ndarray
    times: np.ndarray
    fold: np.ndarray


def join(one: scoring.Scored, other: scoring.Scored) -> scoring.Scored:
    """Return the rows of both, of one profile."""
    return scoring.Scored(
        np.concatenate([one.scores, other.scores]),
        np.concatenate([one.tops, other.tops], axis=1),
        {name: np.concatenate([near, other.measured[name]]) for name, near in one.measured.items()},
        np.concatenate([one.titles_count, other.titles_count]),
    )


def calibrate(profile: str, judged: Judged, index: scoring.OccupationIndex) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of calibration.csv, and chance and is_right a level on rows of folds that it was not fitted on."""
    scores = judged.scored.scores
    shares = softmax(scores, axis=1)
    best = scoring.best_places(scores, shares, index)
    common = scoring.common_figures(judged.scored, shares, best)
    running, penalty = scoring.running_shares(shares), CHANCE_PENALTY[profile]
    names = scoring.figure_names([] if profile in FEW_FIGURES else list(judged.scored.measured))
    rows, tested = [], []
    for level in GROUP_LEVELS:
        figures = scoring.figures(names, common, running, best, index.ranges[level])
        is_right = fitting.is_group_right(best, judged.right, index.groups[level]).astype(float)
        chance = np.zeros(len(best))
        for fold in range(fitting.FOLDS):
            is_out = judged.fold == fold
            weights = chances.fit_chances(figures[~is_out], is_right[~is_out], judged.times[~is_out], penalty)
            chance[is_out] = expit(figures[is_out] @ weights)
        weights = chances.fit_chances(figures, is_right, judged.times, penalty).round(5)
        rows.append(pd.DataFrame({"profile": profile, "level": level, "figure": names, "weight": weights}))
        cells = {"level": level, "chance": chance, "is_right": is_right, "times": judged.times, "fold": judged.fold}
        tested.append(pd.DataFrame(cells))
    learned = pd.concat(rows, ignore_index=True)
    return learned.loc[learned["weight"] != 0], pd.concat(tested, ignore_index=True)


def trust(profile: str, tested: pd.DataFrame) -> pd.DataFrame:
    """Return rows of trust.csv: for each level the least chance from which TRUST_AIM of rows held back are right."""
    rows = []
    for level, part in tested.groupby("level", sort=False):
        chance, is_right, times = (part[column].to_numpy() for column in ("chance", "is_right", "times"))
        least = chances.least_chance(chance, is_right, times, TRUST_AIM, FEWEST_TRUSTED)
        rows.append((profile, level, min(float(np.ceil(least * 1e4) / 1e4), 1.0)))
    return pd.DataFrame(rows, columns=["profile", "level", "least_chance"])


def reliability(profile: str, tested: pd.DataFrame) -> pd.DataFrame:
    """Return rows of reliability.csv: how often the best guess of each score was right on rows held back."""
    onet = tested.loc[tested["level"] == "onet"]
    place = np.minimum((onet["chance"] * 10).astype(int), 9)
    binned = onet.assign(place=place, hits=onet["is_right"] * onet["times"]).groupby("place")[["times", "hits"]].sum()
    return pd.DataFrame(
        {
            "profile": profile,
            "score_low": BIN_EDGES[binned.index],
            "score_high": BIN_EDGES[binned.index + 1],
            "pairs_count": binned["times"].round().astype(int).to_numpy(),
            "right_share": (binned["hits"] / binned["times"]).round(4).to_numpy(),
        }
    )
