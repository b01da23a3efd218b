"""How near texts come to each occupation, by one measure at a time: texts x occupations, higher is nearer."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.index import OccupationIndex
from flows.occupations.scoring.terms import cosines, in_steps
from schemas.sql import query
from schemas.text import normalise_titles
from schemas.tfidf import weigh_terms
from schemas.words import Tokens, letter_groups, split_words

SEPARATOR = "|"
_MOST_TIMES = 3.0


class Texts:
    """Texts of one field: what all measures need of them, told apart and counted once."""

    def __init__(self, texts: pd.Series, index: OccupationIndex) -> None:
        self.texts = texts.reset_index(drop=True)
        self.index = index

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.texts)

    @cached_property
    def words(self) -> Tokens:
        """Return the words of the texts."""
        return split_words(self.texts, self.index.forms)

    @cached_property
    def terms(self) -> Tokens:
        """Return words and pairs of words."""
        return self.words.with_pairs()

    @cached_property
    def word_counts(self) -> sp.csr_matrix:
        """Return how often each word of O*NET's titles stands in each text."""
        return self.index.name_words.vocabulary.count(self.words)

    @cached_property
    def end_counts(self) -> sp.csr_matrix:
        """Return which last word of O*NET's titles each text ends in."""
        return self.index.name_ends.vocabulary.count(self.words.last())

    @cached_property
    def letter_scores(self) -> np.ndarray:
        """Return distinct words x occupations: log-odds of the runs of letters of each word."""
        odds = self.index.name_letters
        return odds.score(odds.vocabulary.count(letter_groups(self.words.distinct)))

    @cached_property
    def name_terms(self) -> sp.csr_matrix:
        """Return terms of O*NET's titles, weighted, rows of length 1."""
        return self.index.names.weigh(self.terms)

    @cached_property
    def title_terms(self) -> sp.csr_matrix:
        """Return words of O*NET's titles, weighted, rows of length 1."""
        return weigh_terms(self.word_counts, self.index.title_terms.rarity)

    @cached_property
    def text_counts(self) -> sp.csr_matrix:
        """Return which terms of O*NET's sentences stand in each text."""
        return self.index.text_words.vocabulary.once(self.terms)

    @cached_property
    def document_counts(self) -> sp.csr_matrix:
        """Return how often each term of O*NET's documents stands in each text."""
        return self.index.documents.vocabulary.count(self.terms)

    @cached_property
    def document_terms(self) -> sp.csr_matrix:
        """Return terms of O*NET's documents, weighted, rows of length 1."""
        return weigh_terms(self.document_counts, self.index.documents.rarity)

    @cached_property
    def topics(self) -> np.ndarray:
        """Return texts x latent topics, in steps."""
        used, place = np.unique(self.document_terms.indices, return_inverse=True)
        terms = sp.csr_matrix(
            (self.document_terms.data, place, self.document_terms.indptr), shape=(len(self), len(used))
        )
        return in_steps(terms @ (self.index.documents.columns[used] @ self.index.topic_base))

    @cached_property
    def meanings(self) -> np.ndarray:
        """Return texts x dimensions of word vectors, in steps."""
        return self.index.meanings.of(self.words)

    @cached_property
    def passage_counts(self) -> sp.csr_matrix:
        """Return how often each term of O*NET's documents stands in each text, of which more than a few is no more."""
        counts = self.document_counts.copy()
        counts.data = np.minimum(counts.data, _MOST_TIMES)
        return counts

    @cached_property
    def description_terms(self) -> sp.csr_matrix:
        """Return terms of O*NET's descriptions, weighted, rows of length 1."""
        return self.index.descriptions.weigh(self.terms)

    @cached_property
    def listing(self) -> pd.DataFrame:
        """Return what `find_listed` gives of the texts."""
        return find_listed(self.texts, self.index)

    @cached_property
    def listing_places(self) -> np.ndarray:
        """Return for each row of `listing` the place of its occupation."""
        return np.searchsorted(self.index.codes, self.listing["occupation_code"].to_numpy(dtype=object))


def name_words(texts: Texts, rows: slice) -> np.ndarray:
    """Return log-odds of the words under the titles of each occupation."""
    return texts.index.name_words.score(texts.word_counts[rows])


def name_ends(texts: Texts, rows: slice) -> np.ndarray:
    """Return log-odds of the last word among the last words of titles."""
    return texts.index.name_ends.score(texts.end_counts[rows])


def name_letters(texts: Texts, rows: slice) -> np.ndarray:
    """Return log-odds of runs of letters, word by word: what speaks for words that no title holds."""
    return np.asarray(texts.words.counts[rows] @ texts.letter_scores)


def names(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with the middle of each occupation's titles."""
    return (texts.name_terms[rows] @ texts.index.names.columns).toarray()


def nearest(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with the nearest of each occupation's titles."""
    index = texts.index
    shape = rows.stop - rows.start, len(index.codes)
    cosines = texts.title_terms[rows] @ index.title_terms.columns
    row = np.repeat(np.arange(shape[0]), np.diff(cosines.indptr))
    near = np.zeros(shape, dtype=np.float32)
    np.maximum.at(near.ravel(), row * shape[1] + index.title_places[cosines.indices], cosines.data)
    return near


def listed(texts: Texts, rows: slice) -> np.ndarray:
    """Return 1 over the number of occupations that list the text, or one of its titles, word for word; 0 elsewhere."""
    low, high = np.searchsorted(texts.listing["row"].to_numpy(), [rows.start, rows.stop])
    hits = texts.listing.iloc[low:high]
    shares = np.zeros((rows.stop - rows.start, len(texts.index.codes)), dtype=np.float32)
    cells = hits["row"].to_numpy() - rows.start, texts.listing_places[low:high]
    np.maximum.at(shares, cells, (1 / hits["sharing"]).to_numpy(dtype=np.float32))
    return shares


def find_listed(texts: pd.Series, index: OccupationIndex) -> pd.DataFrame:
    """Return row, title_normalised, occupation_code, sharing, is_onet for each title of each text that is listed."""
    split = pd.DataFrame({"row": np.arange(len(texts)), "title": texts.str.split(SEPARATOR).to_numpy()})
    asked = split.explode("title", ignore_index=True)
    asked["title_normalised"] = normalise_titles(asked["title"].astype("str"))
    return query(
        """
        SELECT DISTINCT "row", l.title_normalised, l.occupation_code, l.sharing, l.is_onet
        FROM asked JOIN listed l USING (title_normalised)
        ORDER BY "row", l.sharing, l.title_normalised, l.occupation_code
        """,
        asked=asked[["row", "title_normalised"]],
        listed=index.listed,
    )


def text_words(texts: Texts, rows: slice) -> np.ndarray:
    """Return log-odds of words and pairs under descriptions, tasks and activities."""
    return texts.index.text_words.score(texts.text_counts[rows])


def documents(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with the document of each occupation: titles, description, tasks, activities."""
    return (texts.document_terms[rows] @ texts.index.documents.columns).toarray()


def topics(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with the document of each occupation over latent topics."""
    return cosines(texts.topics[rows], texts.index.topics)


def meaning(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with what titles, description and tasks of each occupation mean."""
    return cosines(texts.meanings[rows], texts.index.meanings.documents)


def title_meaning(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with what the titles of each occupation mean."""
    return cosines(texts.meanings[rows], texts.index.meanings.titles)


def passages(texts: Texts, rows: slice) -> np.ndarray:
    """Return BM25 of the document of each occupation."""
    return (texts.passage_counts[rows] @ texts.index.passages).toarray()


def descriptions(texts: Texts, rows: slice) -> np.ndarray:
    """Return the cosine with the description of each occupation."""
    return (texts.description_terms[rows] @ texts.index.descriptions.columns).toarray()


def size(texts: Texts, rows: slice) -> np.ndarray:
    """Return the logarithm of the number of title words of each occupation: how widely it is spread."""
    return np.broadcast_to(texts.index.size, (rows.stop - rows.start, len(texts.index.codes)))


MEASURES: dict[str, Callable[[Texts, slice], np.ndarray]] = {
    measure.__name__: measure
    for measure in (
        name_words,
        name_ends,
        name_letters,
        names,
        nearest,
        listed,
        text_words,
        documents,
        topics,
        meaning,
        title_meaning,
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
