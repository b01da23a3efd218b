"""Words as evidence: how rare they are, how much likelier under an occupation than in all; and cosines of vectors."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from schemas.tfidf import weigh_terms
from schemas.words import Tokens, Vocabulary, unit_rows

# Vectors of length 1 are held in whole numbers of 1/STEPS: all sums of a product of two are whole and below 2**24, so
# that a cosine is the same in whatever order, and by however many threads, it is added up.
STEPS = 2000


@dataclass(frozen=True)
class LogOdds:
    """How much likelier words are under each occupation than in all, with Dirichlet smoothing.

    `gains` is words x occupations, the logarithm for words that an occupation has; `absent` is what each word costs an
    occupation that lacks it. Zhai and Lafferty, A Study of Smoothing Methods for Language Models, 2004.
    """

    vocabulary: Vocabulary
    gains: sp.csr_matrix
    absent: np.ndarray

    def score(self, counts: sp.csr_matrix) -> np.ndarray:
        """Return texts x occupations: the sum over the words of each text."""
        scores = (counts @ self.gains).toarray()
        scores += np.asarray(counts.sum(axis=1), dtype=np.float32).reshape(-1, 1) * self.absent
        return scores


@dataclass(frozen=True)
class Terms:
    """Words and pairs weighted by how rare they are (TF-IDF); `columns` is terms x occupations, columns of length 1."""

    vocabulary: Vocabulary
    rarity: np.ndarray
    columns: sp.csr_matrix

    def weigh(self, tokens: Tokens) -> sp.csr_matrix:
        """Return the terms of texts as rows of length 1."""
        return weigh_terms(self.vocabulary.count(tokens), self.rarity)


def log_odds(vocabulary: Vocabulary, counts: sp.csr_matrix, smoothing: float) -> LogOdds:
    """Return the log-odds of words from their counts, occupations x words."""
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    share = np.asarray(counts.sum(axis=0)).ravel() / max(lengths.sum(), 1)
    gains = counts.tocsr(copy=True)
    gains.data = np.log1p(gains.data / (smoothing * share[gains.indices])).astype(np.float32)
    return LogOdds(vocabulary, gains.T.tocsr(), np.log(smoothing / (lengths + smoothing)).astype(np.float32))


def in_steps(vectors: np.ndarray) -> np.ndarray:
    """Return vectors with length STEPS, in whole numbers."""
    return (unit_rows(vectors) * np.float32(STEPS)).round()


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the cosine of each row of one with each of the other; rows have length STEPS, in whole numbers."""
    return (one @ other.T) / np.float32(STEPS**2)
