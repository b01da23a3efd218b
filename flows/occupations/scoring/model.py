"""The learned part of the scorer: weights of measures and words, and the way from scores to chances."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.index import OccupationIndex, build_index
from flows.occupations.scoring.measures import MEASURES, Texts, field_texts
from schemas.scorer import FIGURES, GROUP_LEVELS, SCORER_TABLES
from schemas.tables import MAPPING_RELIABILITY
from schemas.words import Vocabulary, WordForms, normalised_rows

SCORER_EDITION = "1"
WORDS_LENGTH = 2.0
FEWEST = 5


@dataclass(frozen=True)
class WordWeights:
    """What each word of a title adds to each occupation: `added` is words x occupations."""

    vocabulary: Vocabulary
    added: np.ndarray


class Weight(NamedTuple):
    """How much a measure of a field counts, as it is (raw) or with mean 0 and deviation 1 (standard)."""

    measure: str
    field: str
    scale: str
    weight: float


@dataclass(frozen=True)
class Reading:
    """Subjects read for one profile: texts by field, and how much each weighted word says, where words have weights.

    `weights` has measure, field, scale and weight of each measure; `calibration` is levels x FIGURES.
    """

    profile: str
    texts: dict[str, Texts]
    words: sp.csr_matrix | None
    weights: list[Weight]
    calibration: np.ndarray


@dataclass(frozen=True)
class Scorer:
    """An index of occupations and all that was learned; `version` names the learned files by their contents."""

    index: OccupationIndex
    tables: dict[str, pd.DataFrame]
    word_weights: dict[str, WordWeights]
    version: str

    def read(self, subjects: pd.DataFrame, profile: str) -> Reading:
        """Return subjects as `scores` takes them."""
        texts = {field: Texts(text, self.index) for field, text in field_texts(subjects).items()}
        learned = self.word_weights.get(profile)
        words = word_shares(texts["names"], learned.vocabulary) if learned else None
        return Reading(profile, texts, words, self._weights(profile), calibration_weights(self.tables, profile))

    def scores(self, reading: Reading, rows: slice) -> tuple[np.ndarray, np.ndarray]:
        """Return some rows of subjects x occupations, the score of each, and measures x rows, the top of each measure.

        Higher scores are better, and a softmax makes shares of them.
        """
        total = np.zeros((rows.stop - rows.start, len(self.index.codes)), dtype=np.float32)
        tops = []
        for measure, field, scale, weight in reading.weights:
            near = MEASURES[measure](reading.texts[field], rows)
            tops.append(near.argmax(axis=1))
            total += np.float32(weight) * (standardised(near) if scale == "standard" else near)
        if reading.words is not None:
            total += reading.words[rows] @ self.word_weights[reading.profile].added
        return total, np.stack(tops)

    def _weights(self, profile: str) -> list[Weight]:
        table = self.tables["measure_weights"]
        measured = table.loc[table["profile"] == ("full" if profile == "full" else "title")]
        return [Weight(*row) for row in measured[list(Weight._fields)].itertuples(index=False, name=None)]


def word_shares(names: Texts, vocabulary: Vocabulary) -> sp.csr_matrix:
    """Return texts x words: how much each word says of what its bearer is called; rows of length WORDS_LENGTH."""
    counts = vocabulary.count(names.words)
    counts.data = np.log1p(counts.data)
    return (normalised_rows(counts) * np.float32(WORDS_LENGTH)).tocsr()


def standardised(near: np.ndarray) -> np.ndarray:
    """Return each row with mean 0 and deviation 1."""
    deviation = near.std(axis=1, keepdims=True)
    return (near - near.mean(axis=1, keepdims=True)) / (deviation + np.float32(1e-6))


def build_scorer(reference: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]) -> Scorer:
    """Return the scorer for an edition of O*NET; `tables` are those of raw/canon/scorer/ by name."""
    forms = word_forms(tables["word_forms"])
    index = build_index(reference, forms)
    learned = tables["word_weights"]
    by_profile = {profile: expand_words(part, index) for profile, part in learned.groupby("profile")}
    return Scorer(index, tables, by_profile, version(tables))


def word_forms(table: pd.DataFrame) -> WordForms:
    """Return how words are read."""
    return WordForms(dict(zip(table["word"], table["form"].fillna(""), strict=True)))


def version(tables: dict[str, pd.DataFrame]) -> str:
    """Return the scorer's edition and 8 hex digits of the SHA-256 of all that was learned."""
    content = "".join(tables[name].to_csv(index=False, lineterminator="\n") for name in SCORER_TABLES)
    return f"{SCORER_EDITION}+{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def state_reliability(tables: dict[str, pd.DataFrame], scorer_version: str) -> pd.DataFrame:
    """Return `mapping_reliability`: what was measured of the scorer of that version."""
    return MAPPING_RELIABILITY.frame(tables["reliability"].assign(scorer_version=scorer_version))


def expand_words(learned: pd.DataFrame, index: OccupationIndex) -> WordWeights:
    """Return weights by word and group as weights by word and occupation."""
    vocabulary = Vocabulary(pd.Index(sorted(learned["word"].unique()), dtype="object"))
    added = np.zeros((len(vocabulary.words), len(index.codes)), dtype=np.float32)
    for level, part in learned.groupby("group_level"):
        member = index.groups[str(level)]
        order = np.argsort(member, kind="stable")
        low = np.searchsorted(member[order], part["group_code"].to_numpy(dtype=object), side="left")
        high = np.searchsorted(member[order], part["group_code"].to_numpy(dtype=object), side="right")
        words = vocabulary.words.get_indexer(part["word"].to_numpy(dtype=object))
        sizes = high - low
        places = np.repeat(low - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(sizes.sum())
        np.add.at(
            added, (np.repeat(words, sizes), order[places]), np.repeat(part["weight"].to_numpy(np.float32), sizes)
        )
    return WordWeights(vocabulary, added)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return scores as shares that add up to 1 in each row."""
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


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


def common_figures(scores: np.ndarray, best: np.ndarray, tops: np.ndarray) -> dict[str, np.ndarray]:
    """Return the figures that are the same on every level: constant, top, gap_second, gap_rest, agreement.

    top, gap_second and gap_rest are the score of the best less the mean of all, less the highest other, and less the
    mean of the third to fifth; agreement is the share of measures that have it on top.
    """
    count = min(FEWEST, scores.shape[1])
    highest = np.take_along_axis(scores, top_places(scores, count), axis=1)
    second, rest = highest[:, min(1, count - 1)], highest[:, min(2, count - 1) :]
    own = scores[np.arange(len(best)), best]
    return {
        "constant": np.ones(len(best)),
        "top": own - scores.mean(axis=1),
        "gap_second": own - np.where(own >= highest[:, 0], second, highest[:, 0]),
        "gap_rest": own - rest.mean(axis=1),
        "agreement": (tops == best).mean(axis=0),
    }


def figures(
    common: dict[str, np.ndarray], running: np.ndarray, best: np.ndarray, ranges: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Return rows x FIGURES: by what the chance is judged that the group of the best occupation is right.

    `common` is what `common_figures` gives, `running` what `running_shares` gives, `ranges` are the index's of a level;
    group_odds is the log-odds of the share of the whole group.
    """
    rows, (starts, stops) = np.arange(len(best)), ranges
    share = (running[rows, stops[best]] - running[rows, starts[best]]).clip(1e-6, 1 - 1e-6)
    columns = {**common, "group_odds": np.log(share / (1 - share))}
    return np.stack([columns[figure] for figure in FIGURES], axis=1)


def calibration_weights(tables: dict[str, pd.DataFrame], profile: str) -> np.ndarray:
    """Return GROUP_LEVELS x FIGURES: the learned weights of a profile."""
    learned = tables["calibration"].loc[tables["calibration"]["profile"] == profile]
    weights = learned.pivot(index="level", columns="figure", values="weight")
    return weights.reindex(index=list(GROUP_LEVELS), columns=list(FIGURES)).fillna(0).to_numpy(dtype=np.float64)


def chances(figures_of_level: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the chance that the group is right. Platt, Probabilistic Outputs for Support Vector Machines, 1999."""
    return 1 / (1 + np.exp(-(figures_of_level @ weights)))
