"""What words mean, as vectors that stand in raw/canon/scorer/word_vectors.csv, and what occupations mean by them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.terms import in_steps
from schemas.errors import BadData
from schemas.tfidf import measure_smooth_rarity
from schemas.words import Tokens, Vocabulary, unit_rows


@dataclass(frozen=True)
class WordVectors:
    """Vectors of words, in order of the vocabulary: `vectors` is words x dimensions."""

    vocabulary: Vocabulary
    vectors: np.ndarray


@dataclass(frozen=True)
class Meanings:
    """What words and occupations mean.

    `weighed` is words x dimensions: each vector times how rare its word is in O*NET's texts. `titles` and `documents`
    are occupations x dimensions, rows of length STEPS in whole numbers: the middle of all titles, and the middle of
    that and of all sentences.
    """

    vocabulary: Vocabulary
    weighed: np.ndarray
    titles: np.ndarray
    documents: np.ndarray

    def of(self, tokens: Tokens) -> np.ndarray:
        """Return texts x dimensions, rows of length STEPS: the middle of the vectors of each text's words."""
        return in_steps(self.vocabulary.count(tokens) @ self.weighed)


def read_word_vectors(table: pd.DataFrame) -> WordVectors:
    """Return vectors of words; `table` is that of raw/canon/scorer/word_vectors.csv.

    Raises BadData where vectors are not of one length, or there are none.
    """
    ordered = table.sort_values("word")
    numbers = ordered["vector"].str.split(" ")
    lengths = numbers.str.len()
    is_other = lengths != lengths.median()
    if is_other.any() or ordered.empty:
        words = ", ".join(ordered.loc[is_other, "word"].head(5)) or "the file is empty"
        raise BadData(
            f"raw/canon/scorer/word_vectors.csv: {is_other.sum()} vectors are not as long as the others: {words}. "
            "Make the file again: python -m flows.learn --words."
        )
    vectors = np.array(numbers.tolist(), dtype=np.float32)
    return WordVectors(Vocabulary(pd.Index(ordered["word"], dtype="object")), vectors)


def build_meanings(
    words: WordVectors, titles: Tokens, to_title: sp.csr_matrix, sentences: Tokens, to_sentence: sp.csr_matrix
) -> Meanings:
    """Return meanings of occupations; `to_title` is occupations x titles, `to_sentence` occupations x sentences.

    Rare words count more, as in Arora et al., A Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017.
    """
    counts = [words.vocabulary.count(tokens) for tokens in (titles, sentences)]
    weighed = words.vectors * measure_smooth_rarity(sp.vstack(counts).tocsr())[:, None]
    called, told = (
        unit_rows(to_text @ unit_rows(of @ weighed))
        for of, to_text in zip(counts, (to_title, to_sentence), strict=True)
    )
    return Meanings(words.vocabulary, weighed, in_steps(called), in_steps(called + told))


def reduce_vectors(
    words: pd.Index, vectors: np.ndarray, of_occupations: np.ndarray, dimensions: int, deviation: float
) -> pd.DataFrame:
    """Return rows of word_vectors.csv: vectors of words along the directions in which occupations differ most.

    `of_occupations` is occupations x dimensions, of the same model. The directions are its principal components, which
    keep what tells occupations apart and little else; the sign of one is such that its largest weight is positive. The
    numbers are whole, and have that deviation from 0 over all words.
    """
    middle = of_occupations.mean(axis=0)
    spread = (of_occupations - middle).astype(np.float64)
    base = np.linalg.eigh(spread.T @ spread)[1][:, ::-1][:, :dimensions]
    base *= np.sign(base[np.abs(base).argmax(axis=0), np.arange(base.shape[1])])
    reduced = (vectors - middle) @ base
    whole = (reduced / np.sqrt((reduced**2).mean()) * deviation).round().astype(int)
    return pd.DataFrame({"word": words, "vector": [" ".join(map(str, row)) for row in whole.tolist()]})
