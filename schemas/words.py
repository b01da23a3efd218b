"""Words of titles and texts: told apart by DuckDB, brought to one form, counted into sparse matrices."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import scipy.sparse as sp

from schemas.sql import query

# Endings after which a plural takes -es.
_HISSING = re.compile(r"(ss|sh|ch|x|zz)es$")
_BRITISH = ((re.compile(r"is(e|ed|es|er|ing|ation)$"), r"iz\1"), (re.compile(r"([a-z]{3})our$"), r"\1or"))
_AMERICAN_LEAST = 6


@dataclass(frozen=True)
class WordForms:
    """How words are read: `forms` leads a word to what stands for it; one that leads to "" is passed over."""

    forms: dict[str, str]

    def read(self, word: str) -> str:
        """Return the form under which a word is compared: singular, American spelling; "" for a word without weight.

        Only endings of number and spelling are taken off: manager and management, account and accountant stay apart.
        """
        if word in self.forms:
            return self.forms[word]
        base = singular(word)
        if len(base) >= _AMERICAN_LEAST:
            for pattern, other in _BRITISH:
                base = pattern.sub(other, base)
        return self.forms.get(base, base)


def singular(word: str) -> str:
    """Return a word without the ending of a plural."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("men") and len(word) > 5:
        return word[:-2] + "an"
    if _HISSING.search(word):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


@dataclass(frozen=True)
class Tokens:
    """Words of texts, text after text, in their order: a token stands in text `row` and is `distinct[word]`."""

    texts: int
    row: np.ndarray
    word: np.ndarray
    distinct: pd.Index

    def part(self, start: int, stop: int) -> "Tokens":
        """Return the tokens of the texts from `start` to before `stop`, counted from 0 again."""
        low, high = np.searchsorted(self.row, [start, stop])
        return Tokens(stop - start, self.row[low:high] - start, self.word[low:high], self.distinct)

    def where(self, is_kept: np.ndarray) -> "Tokens":
        """Return some of the tokens, of as many texts."""
        return Tokens(self.texts, self.row[is_kept], self.word[is_kept], self.distinct)

    @cached_property
    def counts(self) -> sp.csr_matrix:
        """Return texts x distinct words: how often each stands in each text."""
        ones = np.ones(len(self.row), dtype=np.float32)
        return sp.csr_matrix((ones, (self.row, self.word)), shape=(self.texts, len(self.distinct)))

    @cached_property
    def once(self) -> sp.csr_matrix:
        """Return texts x distinct words: 1 where it stands."""
        once = self.counts.copy()
        once.data = np.ones_like(once.data)
        return once

    def last(self) -> "Tokens":
        """Return the last word of each text: what its bearer is, as the rest says of which kind."""
        return self.where(np.append(self.row[1:] != self.row[:-1], True)[: len(self.row)])

    def with_pairs(self) -> "Tokens":
        """Return the tokens and, as further tokens, each two words that follow one another in a text."""
        is_followed = self.row[:-1] == self.row[1:]
        first, second = self.word[:-1][is_followed].astype(np.int64), self.word[1:][is_followed]
        pairs, place = np.unique(first * len(self.distinct) + second, return_inverse=True)
        words = self.distinct.to_numpy(dtype=object)
        names = words[pairs // max(len(words), 1)] + "_" + words[pairs % max(len(words), 1)]
        row = np.concatenate([self.row, self.row[:-1][is_followed]])
        order = np.argsort(row, kind="stable")
        word = np.concatenate([self.word, place.astype(np.int32) + np.int32(len(words))])
        return Tokens(self.texts, row[order], word[order], pd.Index(np.concatenate([words, names]), dtype="object"))


def split_words(texts: pd.Series, forms: WordForms) -> Tokens:
    """Return the words of texts; distinct ones are in order of the alphabet."""
    frame = pd.DataFrame({"row": np.arange(len(texts), dtype=np.int32), "text": texts.to_numpy()})
    found = query(
        r"""
        WITH listed AS (
            SELECT "row", regexp_extract_all(
                replace(replace(lower(strip_accents(
                    regexp_replace(text, '\bIT\b', 'information technology', 'g')
                )), '''s', ''), '&', ' and '), '[a-z0-9+#]+'
            ) AS words FROM texts
        )
        SELECT "row", unnest(words) AS word, generate_subscripts(words, 1) AS position FROM listed
        ORDER BY "row", position
        """,
        texts=frame,
    )
    places, written = pd.factorize(found["word"])
    read = np.array([forms.read(str(word)) for word in written], dtype=object)
    distinct, form = np.unique(read, return_inverse=True) if len(read) else (read, np.zeros(0, dtype=np.int64))
    word = form.astype(np.int32)[places]
    has_weight = (distinct != "")[word] if len(word) else np.zeros(0, dtype=bool)
    row = found["row"].to_numpy(dtype=np.int32)
    return Tokens(len(texts), row[has_weight], word[has_weight], pd.Index(distinct, dtype="object"))


@dataclass(frozen=True)
class Vocabulary:
    """The words that are counted, in order of their columns."""

    words: pd.Index

    @classmethod
    def of(cls, tokens: Tokens, least_texts: int = 1) -> "Vocabulary":
        """Return the words that stand in at least so many texts, in their order among the tokens."""
        return cls(tokens.distinct[np.asarray(tokens.once.sum(axis=0)).ravel() >= least_texts])

    def count(self, tokens: Tokens) -> sp.csr_matrix:
        """Return texts x words: how often each known word stands in each text."""
        place = self.words.get_indexer(tokens.distinct)[tokens.word]
        is_known = place >= 0
        ones = np.ones(int(is_known.sum()), dtype=np.float32)
        return sp.csr_matrix((ones, (tokens.row[is_known], place[is_known])), shape=(tokens.texts, len(self.words)))

    def once(self, tokens: Tokens) -> sp.csr_matrix:
        """Return texts x words: 1 where a known word stands in a text."""
        counts = self.count(tokens)
        counts.sum_duplicates()
        counts.data = np.ones_like(counts.data)
        return counts


def letter_groups(words: pd.Index, least: int = 3, most: int = 5) -> Tokens:
    """Return runs of letters of words, their edges marked by blanks, each once a word: one text a word."""
    groups = [
        sorted({f" {word} "[at : at + n] for n in range(least, most + 1) for at in range(len(word) + 3 - n)})
        for word in words
    ]
    sizes = [len(runs) for runs in groups]
    place, distinct = pd.factorize(np.array([run for runs in groups for run in runs], dtype=object), sort=True)
    row = np.repeat(np.arange(len(words), dtype=np.int32), sizes)
    return Tokens(len(words), row, place.astype(np.int32), pd.Index(distinct, dtype="object"))


def unit_rows(matrix: np.ndarray) -> np.ndarray:
    """Return the matrix with rows of length 1; a row of nothing stays so."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(lengths > 0, lengths, 1)).astype(np.float32)
