"""The learned part of the scorer: weights of measures and words, and the way from scores to chances."""

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.confidence import Calibration, Scored, read_calibration
from flows.occupations.scoring.index import OccupationIndex, build_index
from flows.occupations.scoring.meaning import read_word_vectors
from flows.occupations.scoring.measures import MEASURES, SEPARATOR, Texts, field_texts
from flows.occupations.scoring.seen import SEEN, SeenWords, read_seen, seen_shares
from schemas.raw.scorer import SCORER_TABLES
from schemas.tables import MAPPING_RELIABILITY
from schemas.tfidf import scale_rows
from schemas.words import Vocabulary, WordForms

SCORER_EDITION = "2"
WORDS_LENGTH = 2.0


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

    `seen` has by field how much each word says that was seen in gold, `weights` measure, field, scale and weight of
    each measure.
    """

    profile: str
    texts: dict[str, Texts]
    words: sp.csr_matrix | None
    seen: dict[str, sp.csr_matrix]
    weights: list[Weight]
    calibration: Calibration


@dataclass(frozen=True)
class Scorer:
    """An index of occupations and all that was learned; `version` names the learned files by their contents."""

    index: OccupationIndex
    tables: dict[str, pd.DataFrame]
    word_weights: dict[str, WordWeights]
    seen: dict[str, SeenWords]
    version: str

    def read(self, subjects: pd.DataFrame, profile: str) -> Reading:
        """Return subjects as `scores` takes them."""
        texts = {field: Texts(text, self.index) for field, text in field_texts(subjects).items()}
        learned = self.word_weights.get(profile)
        words = word_shares(texts["names"], learned.vocabulary) if learned else None
        weights = self._weights(profile)
        fields = {weight.field for weight in weights if weight.measure == SEEN}
        seen = {field: seen_shares(texts[field], self.seen[field].vocabulary) for field in sorted(fields)}
        return Reading(profile, texts, words, seen, weights, read_calibration(self.tables["calibration"], profile))

    def scores(self, reading: Reading, rows: slice) -> Scored:
        """Return some rows of subjects x occupations scored: the higher the better, and a softmax makes shares."""
        total = np.zeros((rows.stop - rows.start, len(self.index.codes)), dtype=np.float32)
        tops, measured = [], {}
        for measure, field, scale, weight in reading.weights:
            near = self._measure(measure, field, reading, rows)
            tops.append(near.argmax(axis=1))
            if scale == "raw":
                measured[measure_name(field, measure)] = near
            total += np.float32(weight) * (standardised(near) if scale == "standard" else near)
        if reading.words is not None:
            total += reading.words[rows] @ self.word_weights[reading.profile].added
        return Scored(total, np.stack(tops), measured, titles_count(reading.texts["names"].texts[rows]))

    def _measure(self, measure: str, field: str, reading: Reading, rows: slice) -> np.ndarray:
        if measure == SEEN:
            return reading.seen[field][rows] @ self.seen[field].odds
        return MEASURES[measure](reading.texts[field], rows)

    def _weights(self, profile: str) -> list[Weight]:
        table = self.tables["measure_weights"]
        measured = table.loc[table["profile"] == profile]
        return [Weight(*row) for row in measured[list(Weight._fields)].itertuples(index=False, name=None)]


def measure_name(field: str, measure: str) -> str:
    """Return the name of a measure of a field among figures."""
    return f"{field}.{measure}"


def titles_count(names: pd.Series) -> np.ndarray:
    """Return how many titles each text of names holds."""
    return names.str.count(re.escape(SEPARATOR)).to_numpy(dtype=np.float64) + 1


def word_shares(names: Texts, vocabulary: Vocabulary) -> sp.csr_matrix:
    """Return texts x words: how much each word says of what its bearer is called; rows of length WORDS_LENGTH."""
    counts = vocabulary.count(names.words)
    counts.data = np.log1p(counts.data)
    return (scale_rows(counts) * np.float32(WORDS_LENGTH)).tocsr()


def standardised(near: np.ndarray) -> np.ndarray:
    """Return each row with mean 0 and deviation 1."""
    deviation = near.std(axis=1, keepdims=True)
    return (near - near.mean(axis=1, keepdims=True)) / (deviation + np.float32(1e-6))


def build_scorer(reference: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]) -> Scorer:
    """Return the scorer for an edition of O*NET; `tables` are those of raw/canon/scorer/ by name."""
    index = build_learned_index(reference, tables)
    learned = tables["word_weights"]
    by_profile = {profile: expand_words(part, index) for profile, part in learned.groupby("profile")}
    return Scorer(index, tables, by_profile, read_seen(tables["seen_words"], index), version(tables))


def build_learned_index(reference: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame]) -> OccupationIndex:
    """Return the index of an edition of O*NET, its words read and compared as the scorer's files say."""
    forms, vectors = word_forms(tables["word_forms"]), read_word_vectors(tables["word_vectors"])
    return build_index(reference, tables["further_titles"], forms, vectors)


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
