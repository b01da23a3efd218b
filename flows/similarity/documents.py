"""Roles as vectors of words and letters: counted, weighted by rarity, and led to the meaning of words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from schemas.sql import query
from schemas.tfidf import count_holders, measure_distinction, weigh_terms
from schemas.words import Tokens, WordForms, split_words

# Vectors are rounded to whole numbers of this part of their length, so that their products are exact sums in any order.
GRID = 4_096
LETTERS_LEAST, LETTERS_MOST = 3, 5


@dataclass(frozen=True)
class Documents:
    """Texts of roles split into words, with the texts of reference after them; rows of a matrix are roles in order."""

    tokens: Tokens
    role: np.ndarray
    roles: int

    def count(self, is_counted: np.ndarray) -> sp.csr_matrix:
        """Return roles x words: how often each word stands in those of a role's texts that are counted."""
        texts = np.flatnonzero(is_counted)
        ones = np.ones(len(texts), dtype=np.float64)
        of_role = sp.csr_matrix((ones, (self.role[texts], texts)), shape=(self.roles, self.tokens.texts))
        return sp.csr_matrix(of_role @ self.tokens.counts.astype(np.float64))


def split_documents(texts: pd.DataFrame, reference: pd.Series, roles: pd.Index, forms: WordForms) -> Documents:
    """Return the texts (role_id, text) and then those of reference, split into words."""
    written = pd.concat([texts["text"], reference], ignore_index=True)
    role = np.concatenate([roles.get_indexer(texts["role_id"]), np.full(len(reference), -1)])
    return Documents(split_words(written, forms), role, len(roles))


def weigh_documents(counts: sp.csr_matrix, least_roles: int = 1) -> sp.csr_matrix:
    """Return the TF-IDF of counts, rows of length 1; words that fewer than `least_roles` hold weigh nothing."""
    holders, filled = count_holders(counts), max(int((np.diff(counts.indptr) > 0).sum()), 1)
    return weigh_terms(counts, np.where(holders >= least_roles, measure_distinction(filled, holders), 0))


def lead_to_meaning(weighted: sp.csr_matrix, vectors: np.ndarray) -> np.ndarray:
    """Return roles x dimensions: the mean vector of a role's words about the mean of all, in whole GRIDths."""
    led = np.asarray(weighted @ vectors)
    is_filled = np.diff(weighted.indptr) > 0
    centred = led - (led[is_filled].mean(axis=0) if is_filled.any() else 0)
    centred[~is_filled] = 0
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.rint(centred / np.where(lengths > 0, lengths, 1) * GRID)


def count_letters(titles: pd.DataFrame, roles: pd.Index) -> sp.csr_matrix:
    """Return roles x runs of 3 to 5 letters: how often each stands in the titles (role_id, text) of a role."""
    found = query(
        f"""
        WITH plain AS (
            SELECT role_id, ' ' || array_to_string(
                regexp_extract_all(lower(strip_accents(text)), '[a-z0-9]+'), ' '
            ) || ' ' AS text FROM titles
        ),
        sized AS (SELECT *, unnest(range({LETTERS_LEAST}, {LETTERS_MOST + 1})) AS size FROM plain),
        runs AS (SELECT role_id, text, size, unnest(range(1, length(text) - size + 2)) AS place FROM sized)
        SELECT role_id, substr(text, place, size) AS run, count(*) AS count FROM runs GROUP BY ALL ORDER BY ALL
        """,
        titles=titles,
    )
    run, names = pd.factorize(found["run"], sort=True)
    cells = (roles.get_indexer(found["role_id"]), run)
    return sp.csr_matrix((found["count"].to_numpy(dtype=np.float64), cells), shape=(len(roles), len(names)))
