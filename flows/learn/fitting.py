"""Learns the scorer's weights and calibration from gold, and says on rows that were held back how good they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import minimize
from scipy.special import softmax

from flows.occupations.scoring import (
    MEASURES,
    OccupationIndex,
    Texts,
    field_texts,
    seen_odds,
    seen_shares,
    standardised,
    word_shares,
)
from schemas.vocabularies import SCORER_FIELDS
from schemas.words import Vocabulary

FOLDS = 5
CHOICE = ["field", "measure", "scale"]
# Measured as they stand these also say how much evidence there is, which the standard scale takes away.
RAW_MEASURES = (
    ("title", "name_words"),
    ("title", "names"),
    ("title", "size"),
    ("title", "nearest"),
    ("names", "listed"),
    ("names", "names"),
    ("description", "documents"),
    ("everything", "documents"),
    ("everything", "topics"),
    ("names", "meaning"),
    ("names", "title_meaning"),
    ("description", "meaning"),
    ("everything", "meaning"),
)
TITLE_MEASURES = (
    "name_words",
    "name_ends",
    "name_letters",
    "names",
    "nearest",
    "listed",
    "topics",
    "title_meaning",
    "size",
)
_TINY = 1e-12


def all_choices() -> pd.DataFrame:
    """Return every field with every measure that says something of it, and some as measured: field, measure, scale."""
    names_only = {"listed", "name_ends"}
    rows = [
        (field, measure, "standard")
        for field in SCORER_FIELDS
        for measure in MEASURES
        if measure not in ("size", "nearest") and (measure not in names_only or field in ("title", "names"))
    ]
    return pd.DataFrame([*rows, *((field, measure, "raw") for field, measure in RAW_MEASURES)], columns=CHOICE)


def title_choices() -> pd.DataFrame:
    """Return the measures of a bare title: field, measure, scale."""
    rows = [("title", measure, "raw") for measure in TITLE_MEASURES]
    return pd.DataFrame(rows, columns=CHOICE)


def measure(subjects: pd.DataFrame, index: OccupationIndex, chosen: pd.DataFrame) -> np.ndarray:
    """Return measures of subjects, as chosen by field, measure and scale: choices x subjects x occupations."""
    texts = {field: Texts(text, index) for field, text in field_texts(subjects).items()}
    measured = np.empty((len(chosen), len(subjects), len(index.codes)), dtype=np.float32)
    for place, row in enumerate(chosen.itertuples(index=False)):
        near = MEASURES[row.measure](texts[row.field], slice(0, len(subjects)))
        measured[place] = standardised(near) if row.scale == "standard" else near
    return measured


def folds(keys: pd.Series) -> np.ndarray:
    """Return for each row the fold in which it is held back; rows of one key share theirs."""
    digests = pd.util.hash_array(keys.to_numpy(dtype=object), hash_key="canon-scorerfold")
    return (digests % FOLDS).astype(int)


def fit_weights(measured: np.ndarray, right: np.ndarray, times: np.ndarray, penalty: float = 1.0) -> np.ndarray:
    """Return one weight a measure: a conditional logit by which the right occupations of each row get the most share.

    `measured` is measures x rows x occupations, `right` rows x occupations (1 where right), `times` how much a row
    counts. McFadden, Conditional logit analysis of qualitative choice behavior, 1974.
    """
    # With less exact numbers the search stops before it is at the end.
    exact = measured.astype(np.float64)
    flat = (exact - exact.mean(axis=2, keepdims=True)).reshape(len(measured), -1)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = _loss((weights @ flat).reshape(right.shape), right, times)
        return value + penalty * float(weights @ weights), flat @ slope.ravel() + 2 * penalty * weights

    return minimize(loss, np.full(len(measured), 0.1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x


def candidates(scores: np.ndarray, count: int) -> np.ndarray:
    """Return the places of the highest scores of each row, highest first: what learning looks at, to be quick."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :count]


def at(measured: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return measures x rows x candidates, of measures x rows x occupations."""
    return measured[:, np.arange(len(places))[:, None], places]


def measure_influence(measured: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return for each measure by how much its weight sets occupations apart: times the deviation inside a row."""
    return np.abs(weights) * measured.std(axis=2).mean(axis=1)


def _loss(scores: np.ndarray, right: np.ndarray, times: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the negative log-likelihood of the right occupations, and its slope by each score."""
    shares = softmax(scores, axis=1)
    found = (shares * right).sum(axis=1) + _TINY
    slope = (shares - shares * right / found[:, None]) * times[:, None]
    return float(-(times * np.log(found)).sum()), slope.astype(scores.dtype)


def word_matrix(subjects: pd.DataFrame, index: OccupationIndex, least: int) -> tuple[sp.csr_matrix, Vocabulary]:
    """Return subjects x words of what they are called, of words that at least `least` distinct titles hold."""
    names = Texts(field_texts(subjects)["names"], index)
    is_first = ~subjects["title"].reset_index(drop=True).duplicated().to_numpy()
    vocabulary = Vocabulary.of(names.words.where(is_first[names.words.row]), least)
    return word_shares(names, vocabulary), vocabulary


@dataclass(frozen=True)
class Candidates:
    """The likeliest occupations of rows: `scores`, `is_right` and `places` among all are rows x candidates.

    `times` is how much each row counts.
    """

    scores: np.ndarray
    is_right: np.ndarray
    places: np.ndarray
    times: np.ndarray


def fit_word_weights(
    rows: Candidates,
    words: sp.csr_matrix,
    index: OccupationIndex,
    levels: Sequence[str],
    penalty: float,
    steps: int = 60,
) -> dict[str, np.ndarray]:
    """Return what words, rows x words, add to scores: for each level words x groups in order of their codes."""
    groups = {level: np.unique(index.groups[level], return_inverse=True)[1] for level in levels}
    shapes = [(words.shape[1], int(groups[level].max()) + 1) for level in levels]
    edges = np.cumsum([0, *(height * width for height, width in shapes)])
    own = {level: groups[level][rows.places] for level in levels}
    cells = [
        (np.arange(len(rows.places))[:, None] * shape[1] + own[level]).ravel()
        for level, shape in zip(levels, shapes, strict=True)
    ]
    by_word = words.T.tocsr()

    def parts(weights: np.ndarray) -> list[np.ndarray]:
        return [weights[edges[at] : edges[at + 1]].reshape(shape) for at, shape in enumerate(shapes)]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = rows.scores.copy()
        for level, part in zip(levels, parts(weights.astype(np.float32)), strict=True):
            scores += np.take_along_axis(words @ part, own[level], axis=1)
        value, slope = _loss(scores, rows.is_right, rows.times)
        slopes = [
            by_word @ np.bincount(cell, slope.ravel(), len(rows.places) * columns).reshape(-1, columns)
            for cell, (_, columns) in zip(cells, shapes, strict=True)
        ]
        slope_by_weight = np.concatenate([part.ravel() for part in slopes]).astype(float)
        return value + penalty * float(weights @ weights), slope_by_weight + 2 * penalty * weights

    found = minimize(loss, np.zeros(edges[-1]), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return dict(zip(levels, parts(found), strict=True))


def _members(index: OccupationIndex, level: str) -> sp.csr_matrix:
    _, group = np.unique(index.groups[level], return_inverse=True)
    return sp.csr_matrix((np.ones(len(group), dtype=np.float32), (np.arange(len(group)), group)))


def add_word_weights(weights: dict[str, np.ndarray], words: sp.csr_matrix, index: OccupationIndex) -> np.ndarray:
    """Return rows x occupations: what the words of each title add."""
    return np.asarray(words @ sum((_members(index, level) @ part.T).T for level, part in weights.items()))


def word_weight_rows(
    profile: str, weights: dict[str, np.ndarray], vocabulary: Vocabulary, index: OccupationIndex
) -> pd.DataFrame:
    """Return the rows of word_weights.csv; weights of 0 are left out."""
    parts = []
    for level, table in weights.items():
        names = np.unique(index.groups[level])
        word, group = np.nonzero(table)
        cells = {"profile": profile, "word": vocabulary.words.to_numpy()[word], "group_level": level}
        parts.append(pd.DataFrame({**cells, "group_code": names[group], "weight": table[word, group]}))
    return pd.concat(parts, ignore_index=True)


def seen_counts(once: sp.csr_matrix, right: np.ndarray) -> sp.csr_matrix:
    """Return words x occupations: in how many rows each word stands that the occupation is right of.

    `once` is rows x words; a row with n right occupations counts 1/n for each.
    """
    return (once.T @ sp.csr_matrix(right / np.maximum(right.sum(axis=1, keepdims=True), 1))).tocsr()


def fit_seen(once: sp.csr_matrix, right: np.ndarray, index: OccupationIndex) -> np.ndarray:
    """Return words x occupations: the log-odds of words of rows whose right occupations are known."""
    return seen_odds(seen_counts(once, right), index)


def seen_matrices(
    subjects: pd.DataFrame, field: str, index: OccupationIndex, least: int
) -> tuple[Vocabulary, sp.csr_matrix, sp.csr_matrix]:
    """Return the words of a field that stand in at least `least` rows, which row holds which, and what each says."""
    texts = Texts(field_texts(subjects)[field], index)
    vocabulary = Vocabulary.of(texts.words, least)
    return vocabulary, vocabulary.once(texts.words), seen_shares(texts, vocabulary)


def seen_rows(field: str, vocabulary: Vocabulary, counts: sp.csr_matrix, index: OccupationIndex) -> pd.DataFrame:
    """Return the rows of seen_words.csv."""
    cells = counts.tocoo()
    seen = {"word": vocabulary.words.to_numpy()[cells.row], "occupation_code": index.codes[cells.col]}
    rows = pd.DataFrame({"field": field, **seen, "times": cells.data.round(2)})
    return rows.sort_values(["word", "occupation_code"], ignore_index=True)


def is_group_right(best: np.ndarray, right: np.ndarray, group_codes: np.ndarray) -> np.ndarray:
    """Return whether the group of each best guess holds one of the right occupations."""
    _, group = np.unique(group_codes, return_inverse=True)
    starts = np.searchsorted(group, np.arange(group.max() + 1))
    holds = np.maximum.reduceat(right, starts, axis=1)
    return holds[np.arange(len(best)), group[best]] > 0
