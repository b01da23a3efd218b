"""Words of titles and texts: told apart by DuckDB, brought to one form, counted into sparse matrices."""

import re
from dataclasses import dataclass

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


def split_words(texts: pd.Series, forms: WordForms) -> pd.DataFrame:
    """Return the words of texts in order: columns row (place of the text, from 0), position, word."""
    frame = pd.DataFrame({"row": np.arange(len(texts)), "text": texts.to_numpy()})
    tokens = query(
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
    places, distinct = pd.factorize(tokens["word"])
    read = pd.Series([forms.read(str(word)) for word in distinct], dtype="str")
    tokens["word"] = read.take(places).to_numpy() if len(read) else tokens["word"]
    return tokens.loc[tokens["word"] != ""].reset_index(drop=True)


def with_pairs(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return the tokens and, as further tokens, each two words that follow one another in a text."""
    is_followed = tokens["row"].to_numpy()[:-1] == tokens["row"].to_numpy()[1:]
    first, second = tokens.iloc[:-1].loc[is_followed], tokens.iloc[1:].loc[is_followed]
    words = first["word"].to_numpy(dtype=object) + "_" + second["word"].to_numpy(dtype=object)
    pairs = pd.DataFrame({"row": first["row"].to_numpy(), "position": first["position"].to_numpy(), "word": words})
    return pd.concat([tokens, pairs], ignore_index=True)


def last_words(tokens: pd.DataFrame) -> pd.DataFrame:
    """Return the last word of each text: what its bearer is, as the rest says of which kind."""
    return tokens.drop_duplicates("row", keep="last")


@dataclass(frozen=True)
class Vocabulary:
    """The words that are counted, in order of their columns."""

    words: pd.Index

    @classmethod
    def of(cls, tokens: pd.DataFrame, least_texts: int = 1) -> "Vocabulary":
        """Return the words that stand in at least so many texts, in order of the alphabet."""
        seen = tokens.drop_duplicates(["row", "word"])["word"].value_counts()
        return cls(pd.Index(sorted(seen.index[seen >= least_texts]), dtype="object"))

    def count(self, tokens: pd.DataFrame, rows: int) -> sp.csr_matrix:
        """Return texts x words: how often each known word stands in each text."""
        places = self.words.get_indexer(tokens["word"].to_numpy(dtype=object))
        is_known = places >= 0
        ones = np.ones(int(is_known.sum()), dtype=np.float32)
        cells = (tokens["row"].to_numpy()[is_known], places[is_known])
        return sp.csr_matrix((ones, cells), shape=(rows, len(self.words)), dtype=np.float32)


def letter_groups(words: list[str], least: int = 3, most: int = 5) -> pd.DataFrame:
    """Return runs of letters of words, their edges marked by blanks, once a word: columns row, word."""
    groups = [
        (row, group)
        for row, word in enumerate(words)
        for group in {f" {word} "[at : at + n] for n in range(least, most + 1) for at in range(len(word) + 3 - n)}
    ]
    return pd.DataFrame(groups, columns=["row", "word"])


def normalised_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Return the matrix with rows of length 1; an empty row stays empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sp.diags_array(1 / np.where(lengths > 0, lengths, 1), dtype=np.float32) @ matrix
