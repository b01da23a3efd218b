"""How near texts come to each occupation, by one measure at a time: texts x occupations, higher is nearer."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.index import OccupationIndex
from flows.occupations.scoring.words import Vocabulary, last_words, letter_groups, split_words, with_pairs
from schemas.sql import query
from schemas.text import normalise_titles

SEPARATOR = "|"
_MOST_TIMES = 3.0


class Texts:
    """Texts of one field and their words, told apart once for all measures."""

    def __init__(self, texts: pd.Series, index: OccupationIndex) -> None:
        self.texts = texts.reset_index(drop=True)
        self.index = index

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.texts)

    @cached_property
    def words(self) -> pd.DataFrame:
        """Return the words of the texts, in order."""
        return split_words(self.texts, self.index.forms)

    @cached_property
    def terms(self) -> pd.DataFrame:
        """Return words and pairs of words."""
        return with_pairs(self.words)

    @cached_property
    def document_counts(self) -> sp.csr_matrix:
        """Return how often each term of O*NET's documents stands in each text."""
        return self.index.documents.vocabulary.count(self.terms, len(self))

    @cached_property
    def document_likeness(self) -> np.ndarray:
        """Return the cosine of each text and each occupation's document."""
        return (self.index.documents.weigh(self.document_counts) @ self.index.documents.rows.T).toarray()


def name_words(texts: Texts) -> np.ndarray:
    """Return log-odds of the words under the titles of each occupation."""
    odds = texts.index.name_words
    return odds.score(odds.vocabulary.count(texts.words, len(texts)))


def name_ends(texts: Texts) -> np.ndarray:
    """Return log-odds of the last word among the last words of titles."""
    odds = texts.index.name_ends
    return odds.score(odds.vocabulary.count(last_words(texts.words), len(texts)))


def name_letters(texts: Texts) -> np.ndarray:
    """Return log-odds of runs of letters, word by word: what speaks for words that no title holds."""
    odds = texts.index.name_letters
    distinct = Vocabulary.of(texts.words)
    groups = letter_groups(list(distinct.words))
    by_word = odds.score(odds.vocabulary.count(groups, len(distinct.words)))
    return np.asarray(distinct.count(texts.words, len(texts)) @ by_word)


def names(texts: Texts) -> np.ndarray:
    """Return the cosine with the middle of each occupation's titles."""
    terms = texts.index.names
    return (terms.weigh(terms.vocabulary.count(texts.terms, len(texts))) @ terms.rows.T).toarray()


def listed(texts: Texts) -> np.ndarray:
    """Return 1 over the number of occupations that list the text, or one of its titles, word for word; 0 elsewhere."""
    hits = find_listed(texts.texts, texts.index)
    shares = np.zeros((len(texts), len(texts.index.codes)), dtype=np.float32)
    places = np.searchsorted(texts.index.codes, hits["occupation_code"].to_numpy(dtype=object))
    np.maximum.at(shares, (hits["row"].to_numpy(), places), (1 / hits["sharing"]).to_numpy(dtype=np.float32))
    return shares


def find_listed(texts: pd.Series, index: OccupationIndex) -> pd.DataFrame:
    """Return row, title_normalised, occupation_code, sharing for each title of each text that O*NET lists."""
    split = pd.DataFrame({"row": np.arange(len(texts)), "title": texts.str.split(SEPARATOR).to_numpy()})
    asked = split.explode("title", ignore_index=True)
    asked["title_normalised"] = normalise_titles(asked["title"].astype("str"))
    return query(
        """
        SELECT DISTINCT "row", l.title_normalised, l.occupation_code, l.sharing
        FROM asked JOIN listed l USING (title_normalised)
        ORDER BY "row", l.sharing, l.title_normalised, l.occupation_code
        """,
        asked=asked[["row", "title_normalised"]],
        listed=index.listed,
    )


def text_words(texts: Texts) -> np.ndarray:
    """Return log-odds of words and pairs under descriptions, tasks and activities."""
    odds = texts.index.text_words
    return odds.score(odds.vocabulary.count(texts.terms.drop_duplicates(["row", "word"]), len(texts)))


def documents(texts: Texts) -> np.ndarray:
    """Return the cosine with the document of each occupation: titles, description, tasks, activities."""
    return texts.document_likeness


def topics(texts: Texts) -> np.ndarray:
    """Return the cosine with the document of each occupation over latent topics."""
    coordinates = texts.document_likeness @ texts.index.topic_base
    lengths = np.linalg.norm(coordinates, axis=1, keepdims=True)
    return (coordinates / np.where(lengths > 0, lengths, 1)) @ texts.index.topics.T


def passages(texts: Texts) -> np.ndarray:
    """Return BM25 of the document of each occupation."""
    counts = texts.document_counts.copy()
    counts.data = np.minimum(counts.data, _MOST_TIMES)
    return (counts @ texts.index.passages.T).toarray()


def descriptions(texts: Texts) -> np.ndarray:
    """Return the cosine with the description of each occupation."""
    terms = texts.index.descriptions
    return (terms.weigh(terms.vocabulary.count(texts.terms, len(texts))) @ terms.rows.T).toarray()


def size(texts: Texts) -> np.ndarray:
    """Return the logarithm of the number of title words of each occupation: how widely it is spread."""
    return np.broadcast_to(texts.index.size, (len(texts), len(texts.index.codes)))


MEASURES: dict[str, Callable[[Texts], np.ndarray]] = {
    measure.__name__: measure
    for measure in (
        name_words,
        name_ends,
        name_letters,
        names,
        listed,
        text_words,
        documents,
        topics,
        passages,
        descriptions,
        size,
    )
}


def called(subjects: pd.DataFrame) -> pd.Series:
    """Return title and other titles of subjects in one text, by SEPARATOR."""
    title, others = subjects["title"], subjects["alternate_titles"]
    return title.where(others == "", title + f" {SEPARATOR} " + others)


def field_texts(subjects: pd.DataFrame) -> dict[str, pd.Series]:
    """Return by field the texts that are measured, of subjects as the scorer takes them."""
    title, named = subjects["title"], called(subjects)
    rest = subjects["description"] + " " + subjects["description"] + " " + subjects["components"]
    return {
        "title": title,
        "names": named,
        "description": subjects["description"],
        "components": subjects["components"],
        "everything": title + " " + title + " " + named + " " + rest,
    }
