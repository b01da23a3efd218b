"""Learns the scores of each profile, and scores the rows of gold by what was learned without them."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.learn import fitting
from flows.occupations import scoring
from schemas.words import Vocabulary

LEAST_WEIGHT = 0.06
LEAST_WORD_WEIGHT = 0.06
WORD_LEVELS = {"full": ("onet", "broad", "minor", "major"), "us_visa": ("onet", "detailed", "minor", "major")}
WORD_PENALTY = {"full": 0.5, "us_visa": 1.2}
WORD_CANDIDATES = {"full": 60, "us_visa": 200}
LEAST_TITLES = {"full": 5, "us_visa": 3}
LEAST_SEEN = {"names": 3}
CANDIDATES = 150
# Filers of visas follow less what titles say than ESCO's experts do.
FILED_SHARE = 0.7
# ESCO's titles are longer and rarer than most: what they make of a measure is held back.
TITLE_PENALTY = 3.0


@dataclass(frozen=True)
class Gold:
    """Rows with what is right of each: `right` is rows x occupations; rows of one key are held back together."""

    subjects: pd.DataFrame
    right: np.ndarray
    times: np.ndarray
    fold: np.ndarray

    def part(self, is_chosen: np.ndarray) -> "Gold":
        """Return some of the rows."""
        chosen = self.subjects.loc[is_chosen].reset_index(drop=True)
        return Gold(chosen, self.right[is_chosen], self.times[is_chosen], self.fold[is_chosen])


@dataclass(frozen=True)
class Learned:
    """What was learned of one profile: rows held back, and rows of measure_weights, word_weights and seen_words."""

    held_back: scoring.Scored
    measures: pd.DataFrame
    words: pd.DataFrame
    seen: pd.DataFrame


@dataclass(frozen=True)
class Material:
    """What the profile full is learned from: gold, its measures as chosen, and the words of its fields.

    `measured` is choices x rows x occupations, `places` the candidates of each row by the mean of all measures, `once`
    and `shares` rows x words by field.
    """

    gold: Gold
    chosen: pd.DataFrame
    measured: np.ndarray
    places: np.ndarray
    words: sp.csr_matrix
    vocabulary: Vocabulary
    seen_words: dict[str, Vocabulary]
    once: dict[str, sp.csr_matrix]
    shares: dict[str, sp.csr_matrix]


@dataclass(frozen=True)
class Parts:
    """What was learned on some rows: weights of measures, of words, and what words were seen where."""

    measures: np.ndarray
    words: dict[str, np.ndarray]
    seen: dict[str, np.ndarray]


def make_material(gold: Gold, index: scoring.OccupationIndex) -> Material:
    """Return what the profile full is learned from."""
    chosen = fitting.all_choices()
    measured = fitting.measure(gold.subjects, index, chosen)
    places = fitting.candidates(measured[(chosen["scale"] == "standard").to_numpy()].mean(axis=0), CANDIDATES)
    words, vocabulary = fitting.word_matrix(gold.subjects, index, LEAST_TITLES["full"])
    seen = {field: fitting.seen_matrices(gold.subjects, field, index, least) for field, least in LEAST_SEEN.items()}
    return Material(
        gold,
        chosen,
        measured,
        places,
        words,
        vocabulary,
        {field: of[0] for field, of in seen.items()},
        {field: of[1] for field, of in seen.items()},
        {field: of[2] for field, of in seen.items()},
    )


def fit_parts(material: Material, is_known: np.ndarray, index: scoring.OccupationIndex) -> Parts:
    """Learn all parts on the rows that are known; no other row's occupations are looked at."""
    gold, places = material.gold.part(is_known), material.places[is_known]
    measures = fit_measures(fitting.at(material.measured[:, is_known], places), gold, places, material.chosen)
    base = np.tensordot(measures.astype(np.float32), material.measured[:, is_known], 1)
    words = _fit_words("full", base, material.words[is_known], gold, index)
    seen = {field: fitting.fit_seen(once[is_known], gold.right, index) for field, once in material.once.items()}
    return Parts(measures, words, seen)


def fit_measures(measured: np.ndarray, gold: Gold, places: np.ndarray, chosen: pd.DataFrame) -> np.ndarray:
    """Return a weight a measure; 0 for a standardised one that sets no occupations apart."""
    right = np.take_along_axis(gold.right, places, axis=1)
    first = fitting.fit_weights(measured, right, gold.times)
    is_kept = (fitting.measure_influence(measured, first) >= LEAST_WEIGHT) | (chosen["scale"] == "raw").to_numpy()
    weights = np.zeros(len(measured))
    weights[is_kept] = fitting.fit_weights(measured[is_kept], right, gold.times)
    return weights


def score_parts(parts: Parts, material: Material, is_asked: np.ndarray, index: scoring.OccupationIndex) -> np.ndarray:
    """Return parts x rows x occupations: measures, words, and what was seen in each field."""
    return np.stack(
        [
            np.tensordot(parts.measures.astype(np.float32), material.measured[:, is_asked], 1),
            fitting.add_word_weights(parts.words, material.words[is_asked], index),
            *(material.shares[field][is_asked] @ odds for field, odds in parts.seen.items()),
        ]
    ).astype(np.float32)


def blend(parts: np.ndarray, gold: Gold) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of rows held back and a weight a part; `parts` are of rows that were held back too."""
    places = fitting.candidates(parts.sum(axis=0), CANDIDATES)
    near, right = fitting.at(parts, places), np.take_along_axis(gold.right, places, axis=1)
    held_back = np.zeros_like(gold.right)
    for fold in range(fitting.FOLDS):
        is_out = gold.fold == fold
        weights = fitting.fit_weights(near[:, ~is_out], right[~is_out], gold.times[~is_out])
        held_back[is_out] = np.tensordot(weights.astype(np.float32), parts[:, is_out], 1)
    return held_back, fitting.fit_weights(near, right, gold.times)


def learn_full(gold: Gold, index: scoring.OccupationIndex) -> Learned:
    """Learn the profile of rows that bring more than a title."""
    material = make_material(gold, index)
    parts = np.zeros((2 + len(LEAST_SEEN), *gold.right.shape), dtype=np.float32)
    for fold in range(fitting.FOLDS):
        is_out = gold.fold == fold
        parts[:, is_out] = score_parts(fit_parts(material, ~is_out, index), material, is_out, index)
    scores, weights = blend(parts, gold)
    learned = fit_parts(material, np.ones(len(gold.times), dtype=bool), index)
    measures = material.chosen.assign(weight=learned.measures * weights[0])
    is_kept = (measures["weight"] != 0).to_numpy()
    seen = pd.DataFrame({"field": list(LEAST_SEEN), "measure": "seen", "scale": "raw", "weight": weights[2:]})
    rows = pd.concat([measures.loc[is_kept], seen], ignore_index=True)
    near = np.concatenate([material.measured[is_kept], parts[2:]])
    words = {level: (table * weights[1]).round(3) for level, table in learned.words.items()}
    counts = {field: fitting.seen_counts(once, gold.right) for field, once in material.once.items()}
    return Learned(
        _collect_scores(scores, near, rows, gold),
        rows.assign(profile="full", weight=rows["weight"].round(4)),
        fitting.word_weight_rows("full", words, material.vocabulary, index),
        pd.concat([fitting.seen_rows(field, material.seen_words[field], of, index) for field, of in counts.items()]),
    )


def _collect_scores(scores: np.ndarray, measured: np.ndarray, chosen: pd.DataFrame, gold: Gold) -> scoring.Scored:
    names = [scoring.measure_name(row.field, row.measure) for row in chosen.itertuples(index=False)]
    is_raw = (chosen["scale"] == "raw").to_numpy()
    raw = {name: near for name, near, flag in zip(names, measured, is_raw, strict=True) if flag}
    count = scoring.titles_count(scoring.called(gold.subjects))
    return scoring.Scored(scores, measured.argmax(axis=2), raw, count)


def _fit_words(
    profile: str, base: np.ndarray, words: sp.csr_matrix, gold: Gold, index: scoring.OccupationIndex
) -> dict[str, np.ndarray]:
    places = fitting.candidates(base, WORD_CANDIDATES[profile])
    near, right = (np.take_along_axis(of, places, axis=1) for of in (base, gold.right))
    levels, penalty = WORD_LEVELS[profile], WORD_PENALTY[profile]
    rows = fitting.Candidates(near, right, places, np.sqrt(gold.times))
    fitted = fitting.fit_word_weights(rows, words, index, levels, penalty)
    return {level: np.where(np.abs(table) >= LEAST_WORD_WEIGHT, table.round(2), 0) for level, table in fitted.items()}


def learn_title(gold: Gold, visa: Gold, index: scoring.OccupationIndex) -> tuple[Learned, scoring.Scored]:
    """Learn the profile of bare titles on ESCO's; return it and the scores of the titles of visa filings by it."""
    chosen = fitting.title_choices()
    measured = fitting.measure(gold.subjects, index, chosen)
    held_back = np.zeros_like(gold.right)
    for fold in range(fitting.FOLDS):
        is_out = gold.fold == fold
        weights = fitting.fit_weights(measured[:, ~is_out], gold.right[~is_out], gold.times[~is_out], TITLE_PENALTY)
        held_back[is_out] = np.tensordot(weights.astype(np.float32), measured[:, is_out], 1)
    weights = fitting.fit_weights(measured, gold.right, gold.times, TITLE_PENALTY).round(4)
    further = fitting.measure(visa.subjects, index, chosen)
    filed = np.tensordot(weights.astype(np.float32), further, 1)
    rows = chosen.assign(profile="title", weight=weights)
    learned = Learned(_collect_scores(held_back, measured, chosen, gold), rows, pd.DataFrame(), pd.DataFrame())
    return learned, _collect_scores(filed, further, chosen, visa)


def learn_visa(gold: Gold, base: scoring.Scored, measures: pd.DataFrame, index: scoring.OccupationIndex) -> Learned:
    """Learn how filers of visas code titles: weights of words on top of a share of the scores `base` of bare titles."""
    words, vocabulary = fitting.word_matrix(gold.subjects, index, LEAST_TITLES["us_visa"])
    shared = base.scores * np.float32(FILED_SHARE)
    scores = shared.copy()
    for fold in range(fitting.FOLDS):
        is_out = gold.fold == fold
        added = _fit_words("us_visa", shared[~is_out], words[~is_out], gold.part(~is_out), index)
        scores[is_out] += fitting.add_word_weights(added, words[is_out], index)
    added = _fit_words("us_visa", shared, words, gold, index)
    rows = fitting.word_weight_rows("us_visa", added, vocabulary, index)
    weighed = measures.assign(profile="us_visa", weight=(measures["weight"] * FILED_SHARE).round(4))
    return Learned(replace(base, scores=scores), weighed, rows, pd.DataFrame())
