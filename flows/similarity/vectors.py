"""Vectors of words from the company that they keep: positive pointwise mutual information, brought to few dimensions.

Source of the method: O. Levy, Y. Goldberg and I. Dagan, Improving Distributional Similarity with Lessons Learned from
Word Embeddings, 2015: context distribution smoothing of 0.75, singular values to the power of one half.
"""

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from schemas.words import Tokens

LEAST_COUNT = 3
WINDOW = 5
SMOOTHING = 0.75
DIMENSIONS = 100
SMALL = 4


def learn_vectors(tokens: Tokens, dimensions: int = DIMENSIONS) -> np.ndarray:
    """Return words x dimensions: a vector for each word that stands three times or more, zeros for the others.

    The same texts give the same vectors, however many threads there are.
    """
    often = np.bincount(tokens.word, minlength=len(tokens.distinct)) >= LEAST_COUNT
    number = np.cumsum(often) - 1
    kept = tokens.where(often[tokens.word])
    information = mutual_information(count_company(kept.row, number[kept.word], int(often.sum())))
    vectors = np.zeros((len(tokens.distinct), dimensions))
    if information.nnz:
        reached = reduce_dimensions(information, dimensions)
        vectors[often, : reached.shape[1]] = reached
    return vectors


def reduce_dimensions(information: sp.csr_matrix, dimensions: int) -> np.ndarray:
    """Return rows x at most `dimensions`: left singular vectors times the roots of their singular values, rising."""
    # Takes longer to import than it takes to find that nothing changed since the newest release.
    # It stands before the limit on threads, which reaches only libraries that are loaded.
    from scipy.sparse.linalg import svds

    size = information.shape[0]
    with threadpool_limits(1):
        if size <= SMALL * dimensions:
            # The iterative method starts again from random vectors where few words make many equal singular values.
            left, strength, _ = np.linalg.svd(information.toarray())
            left, strength = left[:, :dimensions][:, ::-1], strength[:dimensions][::-1]
        else:
            left, strength, _ = svds(information, k=dimensions, v0=np.ones(size))
    return left * np.sqrt(strength)


def count_company(row: np.ndarray, word: np.ndarray, words: int) -> sp.csr_matrix:
    """Return words x words: how often two stand in one text with at most four others between them."""
    pairs = sp.csr_matrix((words, words))
    for apart in range(1, WINDOW + 1):
        is_together = row[:-apart] == row[apart:]
        cells = word[:-apart][is_together], word[apart:][is_together]
        pairs = pairs + sp.csr_matrix((np.ones(len(cells[0])), cells), shape=(words, words))
    return sp.csr_matrix(pairs + pairs.T)


def mutual_information(company: sp.csr_matrix) -> sp.csr_matrix:
    """Return the logarithm of how much more often two words stand together than chance would have it, where above 0."""
    cells = company.tocoo()
    often = np.asarray(company.sum(axis=1)).ravel()
    chance = often**SMOOTHING
    chance /= chance.sum() or 1
    information = np.log(cells.data / (often[cells.row] * chance[cells.col]))
    kept = information > 0
    places = cells.row[kept], cells.col[kept]
    return sp.csr_matrix((information[kept], places), shape=company.shape)
