"""What O*NET says of its occupations, as matrices that texts are measured against; built anew for each edition."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.meaning import Meanings, WordVectors, build_meanings
from flows.occupations.scoring.terms import LogOdds, Terms, in_steps, log_odds
from flows.occupations.scoring.titles import all_titles, list_titles
from schemas.tfidf import measure_smooth_rarity, scale_rows, weigh_terms
from schemas.words import Tokens, Vocabulary, WordForms, letter_groups, split_words

TOPICS = 300
OWN_TITLE_WEIGHT = 2.0
# O*NET saw its titles in use, Canon's were written for it.
FURTHER_TITLE_WEIGHT = 0.5
DOCUMENT_TITLE_TIMES = 3
DOCUMENT_DESCRIPTION_TIMES = 2
LEAST_LETTER_TITLES = 3
DESCRIPTIONS, ACTIVITIES = "occupation_descriptions", "occupation_activities"
SCORER_REFERENCE = (
    "soc_groups",
    "onet_soc_occupations",
    "occupation_titles",
    "occupation_descriptions",
    "occupation_tasks",
    "occupation_activities",
    "occupation_relations",
)
_BM25_SATURATION, _BM25_LENGTH = 1.2, 0.75


@dataclass(frozen=True)
class OccupationIndex:
    """The occupations of O*NET-SOC 2019 with all that measures need; arrays are in order of `codes`.

    `groups` has by level the code of each occupation's group, `ranges` the place of the group's first occupation and
    the place behind its last: in order of codes the members of a group stand together. `listed` is what `list_titles`
    gives. `title_terms` has a column a title, and `title_places` the place of the occupation that lists it.
    """

    codes: np.ndarray
    titles: np.ndarray
    groups: dict[str, np.ndarray]
    ranges: dict[str, tuple[np.ndarray, np.ndarray]]
    related: sp.csr_matrix
    forms: WordForms
    listed: pd.DataFrame
    name_words: LogOdds
    name_ends: LogOdds
    name_letters: LogOdds
    text_words: LogOdds
    names: Terms
    documents: Terms
    descriptions: Terms
    topics: np.ndarray
    topic_base: np.ndarray
    passages: sp.csr_matrix
    size: np.ndarray
    title_terms: Terms
    title_places: np.ndarray
    meanings: Meanings


def build_index(
    reference: dict[str, pd.DataFrame], further: pd.DataFrame, forms: WordForms, vectors: WordVectors
) -> OccupationIndex:
    """Return the index of an edition of O*NET, with Canon's `further` titles.

    `reference` has the first three tables of SCORER_REFERENCE, and the others where the edition has them.
    """
    occupations = reference["onet_soc_occupations"].sort_values("occupation_code")
    codes = occupations["occupation_code"].to_numpy(dtype=object)
    groups = _groups(occupations, reference["soc_groups"])
    titles = _reported_twice(all_titles(reference, further))
    sentences = _sentences(reference)
    words = split_words(pd.concat([titles["title"], sentences["text"]], ignore_index=True), forms)
    title_words, sentence_words = words.part(0, len(titles)), words.part(len(titles), words.texts)
    terms = words.with_pairs()
    title_terms, sentence_terms = terms.part(0, len(titles)), terms.part(len(titles), words.texts)
    to_title = _membership(titles["occupation_code"], codes, _weights(titles, OWN_TITLE_WEIGHT))
    to_sentence = _membership(sentences["occupation_code"], codes, np.ones(len(sentences)))
    # Activities are shared by many occupations: the middle of vectors would be drawn to what all have.
    to_own = _membership(sentences["occupation_code"], codes, np.where(sentences["part"] == ACTIVITIES, 0.0, 1.0))
    document_counts, document_words = _documents(titles, title_terms, sentences, sentence_terms, codes)
    rare = measure_smooth_rarity(document_counts)
    documents = weigh_terms(document_counts, rare)
    topics, topic_base = _topics(documents)
    name_words = _log_odds(title_words, to_title, 100)
    each_title, title_places = _each_title(titles, title_words, name_words.vocabulary, codes)
    return OccupationIndex(
        codes=codes,
        titles=occupations["title"].to_numpy(dtype=object),
        groups=groups,
        ranges={level: _ranges(of) for level, of in groups.items()},
        related=_related(reference.get("occupation_relations"), codes),
        forms=forms,
        listed=list_titles(titles),
        name_words=name_words,
        name_ends=_log_odds(title_words.last(), to_title, 100),
        name_letters=_letters(title_words, to_title, 100),
        text_words=_log_odds(sentence_terms, to_sentence, 300, least_texts=2),
        names=_names(title_terms, to_title),
        documents=Terms(document_words, rare, documents.T.tocsr()),
        descriptions=_descriptions(sentences, sentence_terms, to_sentence),
        topics=topics,
        topic_base=topic_base,
        passages=_passages(document_counts).T.tocsr(),
        size=_size(to_title @ title_words.counts),
        title_terms=each_title,
        title_places=title_places,
        meanings=build_meanings(vectors, title_words, to_title, sentence_words, to_own),
    )


def _groups(occupations: pd.DataFrame, soc_groups: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return for each level the code of the group in which each occupation lies."""
    parents = soc_groups.set_index("occupation_code")["parent_code"]
    found = {"onet": occupations["occupation_code"], "detailed": occupations["parent_code"]}
    for level, below in (("broad", "detailed"), ("minor", "broad"), ("major", "minor")):
        found[level] = found[below].map(parents)
    return {level: codes.to_numpy(dtype=object) for level, codes in found.items()}


def _ranges(group_codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    starts = np.flatnonzero(np.append(True, group_codes[1:] != group_codes[:-1]))
    sizes = np.diff(np.append(starts, len(group_codes)))
    return np.repeat(starts, sizes), np.repeat(starts + sizes, sizes)


def _related(relations: pd.DataFrame | None, codes: np.ndarray) -> sp.csr_matrix:
    """Return occupations x occupations: 1 where either is listed as related to the other."""
    shape = (len(codes), len(codes))
    if relations is None:
        return sp.csr_matrix(shape, dtype=np.float32)
    known = relations.loc[relations[["occupation_code", "related_occupation_code"]].isin(codes).all(axis=1)]
    one = np.searchsorted(codes, known["occupation_code"].to_numpy(dtype=object))
    other = np.searchsorted(codes, known["related_occupation_code"].to_numpy(dtype=object))
    directed = sp.csr_matrix((np.ones(len(known), dtype=np.float32), (one, other)), shape=shape)
    return ((directed + directed.T) > 0).astype(np.float32).tocsr()


def _weights(titles: pd.DataFrame, of_own: float) -> np.ndarray:
    """Return what each title counts: `of_own` an occupation's own, 1 one that O*NET lists, less one of Canon's."""
    return np.select([titles["is_own"], titles["is_onet"]], [of_own, 1.0], FURTHER_TITLE_WEIGHT)


def _reported_twice(titles: pd.DataFrame) -> pd.DataFrame:
    """Return titles, those that workers reported once more: they count twice."""
    return pd.concat([titles, titles.loc[titles["is_reported"]]], ignore_index=True)


def _sentences(reference: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return occupation_code, text, part: descriptions, tasks and activities; part is the table that holds it."""
    parts = [pd.DataFrame({"occupation_code": [], "text": [], "part": []}, dtype="str")]
    for name, column in (
        (DESCRIPTIONS, "description"),
        ("occupation_tasks", "task"),
        (ACTIVITIES, "activity_name"),
    ):
        table = reference.get(name)
        if table is not None and len(table):
            told = table[["occupation_code", column]].drop_duplicates().dropna().rename(columns={column: "text"})
            parts.append(told.assign(part=name))
    sentences = pd.concat(parts, ignore_index=True)
    return sentences.sort_values(["occupation_code", "part", "text"], ignore_index=True)


def _membership(of: pd.Series, codes: np.ndarray, weights: np.ndarray) -> sp.csr_matrix:
    places = np.searchsorted(codes, of.to_numpy(dtype=object))
    cells = (places, np.arange(len(of)))
    return sp.csr_matrix((weights.astype(np.float32), cells), shape=(len(codes), len(of)))


def _size(counts: sp.csr_matrix) -> np.ndarray:
    return np.log(np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1)).astype(np.float32)


def _log_odds(tokens: Tokens, to_text: sp.csr_matrix, smoothing: float, least_texts: int = 1) -> LogOdds:
    vocabulary = Vocabulary.of(tokens, least_texts)
    return log_odds(vocabulary, to_text @ vocabulary.once(tokens), smoothing)


def _letters(tokens: Tokens, to_title: sp.csr_matrix, smoothing: float) -> LogOdds:
    words = Vocabulary.of(tokens)
    groups = letter_groups(words.words)
    in_titles = words.once(tokens)
    times = np.asarray(in_titles.sum(axis=0)).ravel() @ groups.once
    vocabulary = Vocabulary(groups.distinct[times >= LEAST_LETTER_TITLES])
    counts = (to_title @ in_titles) @ vocabulary.count(groups)
    return log_odds(vocabulary, counts.tocsr(), smoothing)


def _names(title_terms: Tokens, to_title: sp.csr_matrix) -> Terms:
    vocabulary = Vocabulary.of(title_terms)
    counts = vocabulary.count(title_terms)
    rare = measure_smooth_rarity(counts)
    return Terms(vocabulary, rare, scale_rows((to_title @ weigh_terms(counts, rare)).tocsr()).T.tocsr())


def _each_title(
    titles: pd.DataFrame, title_words: Tokens, vocabulary: Vocabulary, codes: np.ndarray
) -> tuple[Terms, np.ndarray]:
    """Return the words of each title, once an occupation, and the place of the occupation."""
    counts = vocabulary.count(title_words)
    rare = measure_smooth_rarity(counts)
    once = titles.drop_duplicates(["occupation_code", "title"]).sort_values(["occupation_code", "title"])
    places = np.searchsorted(codes, once["occupation_code"].to_numpy(dtype=object))
    return Terms(vocabulary, rare, weigh_terms(counts[once.index.to_numpy()], rare).T.tocsr()), places


def _documents(
    titles: pd.DataFrame, title_terms: Tokens, sentences: pd.DataFrame, sentence_terms: Tokens, codes: np.ndarray
) -> tuple[sp.csr_matrix, Vocabulary]:
    """Return one document an occupation as counts of words and pairs, and its vocabulary: terms of two or more."""
    title_times = _weights(titles, 1 + DOCUMENT_TITLE_TIMES)
    sentence_times = np.where(sentences["part"] == DESCRIPTIONS, DOCUMENT_DESCRIPTION_TIMES, 1)
    counts = (
        _membership(titles["occupation_code"], codes, title_times) @ title_terms.counts
        + _membership(sentences["occupation_code"], codes, sentence_times) @ sentence_terms.counts
    ).tocsr()
    is_shared = np.asarray((counts > 0).sum(axis=0)).ravel() >= 2
    return counts[:, is_shared].astype(np.float32), Vocabulary(title_terms.distinct[is_shared])


def _descriptions(sentences: pd.DataFrame, sentence_terms: Tokens, to_sentence: sp.csr_matrix) -> Terms:
    is_description = (sentences["part"] == DESCRIPTIONS).to_numpy(dtype=bool)
    terms = sentence_terms.where(is_description[sentence_terms.row])
    vocabulary = Vocabulary.of(terms)
    counts = (to_sentence @ vocabulary.count(terms)).tocsr()
    rare = measure_smooth_rarity(counts)
    return Terms(vocabulary, rare, weigh_terms(counts, rare).T.tocsr())


def _topics(documents: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Return topics of the documents (in steps) and the base that leads likenesses to them.

    Latent semantic analysis by the eigenvectors of documents x documents, which are few: a text's likenesses to all
    documents, times `base`, are its coordinates. Deerwester et al., Indexing by Latent Semantic Analysis, 1990.
    """
    values, vectors = np.linalg.eigh((documents @ documents.T).toarray().astype(np.float64))
    kept = np.argsort(-values, kind="stable")[: min(TOPICS, int((values > 1e-6).sum()))]
    scale = np.sqrt(values[kept])
    return in_steps(vectors[:, kept] * scale), (vectors[:, kept] / scale).astype(np.float32)


def _passages(document_counts: sp.csr_matrix) -> sp.csr_matrix:
    """Return occupations x terms weighted by BM25.

    Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009.
    """
    lengths = np.asarray(document_counts.sum(axis=1)).ravel()
    holding = np.asarray((document_counts > 0).sum(axis=0)).ravel()
    count = document_counts.shape[0]
    rare = np.log((count - holding + 0.5) / (holding + 0.5) + 1)
    cells = document_counts.tocoo()
    saturated = _BM25_SATURATION * (1 - _BM25_LENGTH + _BM25_LENGTH * lengths[cells.row] / max(lengths.mean(), 1))
    weights = rare[cells.col] * cells.data * (_BM25_SATURATION + 1) / (cells.data + saturated)
    return sp.csr_matrix((weights.astype(np.float32), (cells.row, cells.col)), shape=document_counts.shape)
