"""TF-IDF: terms weighted by how often they stand in a document and by how few documents hold them.

Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 6. Matrices are documents x terms.
`term_rarity` in macros.sql is `measure_rarity` for SQL.
"""

import numpy as np
import scipy.sparse as sp


def count_holders(counts: sp.csr_matrix) -> np.ndarray:
    """Return for each term the number of documents that hold it."""
    return np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1])


def measure_rarity(documents: float, holders: np.ndarray) -> np.ndarray:
    """Return ln(1 + documents / holders); a term that no document holds counts as held by one."""
    return np.log(1 + documents / np.where(holders > 0, holders, 1))


def measure_distinction(documents: float, holders: np.ndarray) -> np.ndarray:
    """Return ln(documents / holders): 0 for a term that every document holds and so tells none apart."""
    return np.log(documents / np.maximum(holders, 1))


def measure_smooth_rarity(counts: sp.csr_matrix) -> np.ndarray:
    """Return ln((1 + documents) / (1 + holders)) + 1, as scikit-learn has it: a term that all hold still counts."""
    return (np.log((1 + counts.shape[0]) / (1 + count_holders(counts))) + 1).astype(counts.dtype)


def weigh_terms(counts: sp.csr_matrix, rarity: np.ndarray) -> sp.csr_matrix:
    """Return (1 + ln(count)) x rarity of each term, rows of length 1; an empty row stays empty."""
    weighted = counts.copy()
    weighted.data = 1 + np.log(weighted.data)
    weighted = (weighted @ sp.diags_array(rarity)).tocsr()
    weighted.eliminate_zeros()
    return scale_rows(weighted)


def scale_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Return the matrix with rows of length 1; an empty row stays empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.csr_matrix(sp.diags_array(1 / np.where(lengths > 0, lengths, 1), dtype=matrix.dtype) @ matrix)
