"""What O*NET says of its occupations, as matrices that texts are measured against; built anew for each edition."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.words import (
    Vocabulary,
    WordForms,
    last_words,
    letter_groups,
    normalised_rows,
    split_words,
    with_pairs,
)
from schemas.text import normalise_titles

TOPICS = 300
OWN_TITLE_WEIGHT = 2.0
DOCUMENT_TITLE_TIMES = 3
DOCUMENT_DESCRIPTION_TIMES = 2
_BM25_SATURATION, _BM25_LENGTH = 1.2, 0.75


@dataclass(frozen=True)
class LogOdds:
    """How much likelier words are under each occupation than in all, with Dirichlet smoothing.

    `gains` is occupations x words, the logarithm for words that an occupation has; `absent` is what each word costs an
    occupation that lacks it. Zhai and Lafferty, A Study of Smoothing Methods for Language Models, 2004.
    """

    vocabulary: Vocabulary
    gains: sp.csr_matrix
    absent: np.ndarray

    def score(self, counts: sp.csr_matrix) -> np.ndarray:
        """Return texts x occupations: the sum over the words of each text."""
        lengths = np.asarray(counts.sum(axis=1), dtype=np.float32)
        return (counts @ self.gains.T).toarray() + lengths.reshape(-1, 1) * self.absent


@dataclass(frozen=True)
class Terms:
    """Words and pairs weighted by how rare they are (TF-IDF); `rows` is occupations x terms, rows of length 1."""

    vocabulary: Vocabulary
    rarity: np.ndarray
    rows: sp.csr_matrix

    def weigh(self, counts: sp.csr_matrix) -> sp.csr_matrix:
        """Return the counts of texts as rows of length 1."""
        return weigh(counts, self.rarity)


@dataclass(frozen=True)
class OccupationIndex:
    """The occupations of O*NET-SOC 2019 with all that measures need; arrays are in order of `codes`."""

    codes: np.ndarray
    titles: np.ndarray
    groups: dict[str, np.ndarray]
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


def build_index(reference: dict[str, pd.DataFrame], forms: WordForms) -> OccupationIndex:
    """Return the index of an edition of O*NET.

    `reference` has soc_groups, onet_soc_occupations and occupation_titles, and where the edition has them
    occupation_descriptions, occupation_tasks, occupation_activities and occupation_relations.
    """
    occupations = reference["onet_soc_occupations"].sort_values("occupation_code")
    codes = occupations["occupation_code"].to_numpy(dtype=object)
    titles = _titles(reference["occupation_titles"], occupations)
    sentences = _sentences(reference)
    title_tokens, sentence_tokens = split_words(titles["title"], forms), split_words(sentences["text"], forms)
    weights = np.where(titles["is_own"], OWN_TITLE_WEIGHT, 1.0)
    to_title = _membership(titles["occupation_code"], codes, weights)
    to_sentence = _membership(sentences["occupation_code"], codes, np.ones(len(sentences)))
    own = split_words(occupations["title"], forms)
    document_counts, document_words = _documents(title_tokens, sentence_tokens, own, sentences, to_title, to_sentence)
    documents = Terms(document_words, rarity(document_counts), weigh(document_counts, rarity(document_counts)))
    topics, topic_base = _topics(documents.rows)
    words = _log_odds(title_tokens, to_title, 100)
    return OccupationIndex(
        codes=codes,
        titles=occupations["title"].to_numpy(dtype=object),
        groups=_groups(occupations, reference["soc_groups"]),
        related=_related(reference.get("occupation_relations"), codes),
        forms=forms,
        listed=_listed(titles),
        name_words=words,
        name_ends=_log_odds(last_words(title_tokens), to_title, 100),
        name_letters=_letters(title_tokens, to_title, 100),
        text_words=_log_odds(with_pairs(sentence_tokens), to_sentence, 300, least_texts=2),
        names=_names(title_tokens, to_title),
        documents=documents,
        descriptions=_descriptions(sentences, sentence_tokens, to_sentence),
        topics=topics,
        topic_base=topic_base,
        passages=_passages(document_counts),
        size=np.log(
            np.maximum(np.asarray((to_title @ words.vocabulary.count(title_tokens, len(titles))).sum(axis=1)), 1)
        )
        .ravel()
        .astype(np.float32),
    )


def weigh(counts: sp.csr_matrix, rare: np.ndarray) -> sp.csr_matrix:
    """Return counts as 1 + log, times rarity, rows of length 1."""
    weighed = counts.copy()
    weighed.data = 1 + np.log(weighed.data)
    return normalised_rows((weighed @ sp.diags_array(rare, dtype=np.float32)).tocsr())


def rarity(counts: sp.csr_matrix) -> np.ndarray:
    """Return for each word the smoothed logarithm of texts over texts that hold it."""
    holding = np.asarray((counts > 0).sum(axis=0)).ravel()
    return (np.log((1 + counts.shape[0]) / (1 + holding)) + 1).astype(np.float32)


def _groups(occupations: pd.DataFrame, soc_groups: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return for each level the code of the group in which each occupation lies."""
    parents = soc_groups.set_index("occupation_code")["parent_code"]
    found = {"onet": occupations["occupation_code"], "detailed": occupations["parent_code"]}
    for level, below in (("broad", "detailed"), ("minor", "broad"), ("major", "minor")):
        found[level] = found[below].map(parents)
    return {level: codes.to_numpy(dtype=object) for level, codes in found.items()}


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


def _titles(occupation_titles: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return title and occupation_code, one row a title; one that workers reported counts once more."""
    own = occupations[["occupation_code", "title"]].assign(is_own=True)
    listed = occupation_titles.sort_values(["occupation_code", "title_normalised"])
    is_reported = listed["is_reported"].eq(True).fillna(False).to_numpy(dtype=bool)
    listed = pd.concat([listed, listed.loc[is_reported]])[["occupation_code", "title"]].assign(is_own=False)
    return pd.concat([own, listed], ignore_index=True)


def _sentences(reference: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return occupation_code, text, is_description: descriptions, tasks and activities."""
    parts = [pd.DataFrame({"occupation_code": [], "text": [], "is_description": []}).astype({"is_description": bool})]
    for name, column in (
        ("occupation_descriptions", "description"),
        ("occupation_tasks", "task"),
        ("occupation_activities", "activity_name"),
    ):
        table = reference.get(name)
        if table is not None and len(table):
            told = table[["occupation_code", column]].drop_duplicates().dropna().rename(columns={column: "text"})
            parts.append(told.assign(is_description=name == "occupation_descriptions"))
    sentences = pd.concat(parts, ignore_index=True)
    return sentences.sort_values(["occupation_code", "is_description", "text"], ignore_index=True)


def _membership(of: pd.Series, codes: np.ndarray, weights: np.ndarray) -> sp.csr_matrix:
    places = np.searchsorted(codes, of.to_numpy(dtype=object))
    cells = (places, np.arange(len(of)))
    return sp.csr_matrix((weights.astype(np.float32), cells), shape=(len(codes), len(of)))


def _log_odds(tokens: pd.DataFrame, to_text: sp.csr_matrix, smoothing: float, least_texts: int = 1) -> LogOdds:
    once = tokens.drop_duplicates(["row", "word"])
    vocabulary = Vocabulary.of(once, least_texts)
    return log_odds(vocabulary, to_text @ vocabulary.count(once, to_text.shape[1]), smoothing)


def log_odds(vocabulary: Vocabulary, counts: sp.csr_matrix, smoothing: float) -> LogOdds:
    """Return the log-odds of words from their counts by occupation."""
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    share = np.asarray(counts.sum(axis=0)).ravel() / max(lengths.sum(), 1)
    gains = counts.tocsr(copy=True)
    gains.data = np.log1p(gains.data / (smoothing * share[gains.indices])).astype(np.float32)
    return LogOdds(vocabulary, gains, np.log(smoothing / (lengths + smoothing)).astype(np.float32))


def _letters(tokens: pd.DataFrame, to_title: sp.csr_matrix, smoothing: float) -> LogOdds:
    words = Vocabulary.of(tokens)
    groups = letter_groups(list(words.words))
    in_titles = words.count(tokens.drop_duplicates(["row", "word"]), to_title.shape[1])
    frequent = groups.assign(times=np.asarray(in_titles.sum(axis=0)).ravel()[groups["row"]])
    times = frequent.groupby("word")["times"].sum()
    vocabulary = Vocabulary(pd.Index(sorted(times.index[times >= 3]), dtype="object"))
    counts = (to_title @ in_titles) @ vocabulary.count(groups, len(words.words))
    return log_odds(vocabulary, counts.tocsr(), smoothing)


def _names(title_tokens: pd.DataFrame, to_title: sp.csr_matrix) -> Terms:
    terms = with_pairs(title_tokens)
    vocabulary = Vocabulary.of(terms)
    counts = vocabulary.count(terms, to_title.shape[1])
    rare = rarity(counts)
    return Terms(vocabulary, rare, normalised_rows((to_title @ weigh(counts, rare)).tocsr()))


def _documents(
    title_tokens: pd.DataFrame,
    sentence_tokens: pd.DataFrame,
    own_tokens: pd.DataFrame,
    sentences: pd.DataFrame,
    to_title: sp.csr_matrix,
    to_sentence: sp.csr_matrix,
) -> tuple[sp.csr_matrix, Vocabulary]:
    """Return one document an occupation as counts of words and pairs, and its vocabulary."""
    title_terms, text_terms, own_terms = with_pairs(title_tokens), with_pairs(sentence_tokens), with_pairs(own_tokens)
    every = pd.Index(pd.unique(pd.concat([title_terms["word"], text_terms["word"], own_terms["word"]])), dtype="object")
    whole = Vocabulary(every.sort_values())
    times = np.where(sentences["is_description"], DOCUMENT_DESCRIPTION_TIMES, 1).astype(np.float32)
    is_listed = to_title.copy()
    is_listed.data = np.ones_like(is_listed.data)
    counts = (
        is_listed @ whole.count(title_terms, to_title.shape[1])
        + (to_sentence @ sp.diags_array(times)) @ whole.count(text_terms, to_sentence.shape[1])
        + DOCUMENT_TITLE_TIMES * whole.count(own_terms, to_title.shape[0])
    ).tocsr()
    is_shared = np.asarray((counts > 0).sum(axis=0)).ravel() >= 2
    return counts[:, is_shared].astype(np.float32), Vocabulary(whole.words[is_shared])


def _descriptions(sentences: pd.DataFrame, sentence_tokens: pd.DataFrame, to_sentence: sp.csr_matrix) -> Terms:
    is_description = sentences["is_description"].to_numpy(dtype=bool)
    terms = with_pairs(sentence_tokens.loc[is_description[sentence_tokens["row"]]])
    vocabulary = Vocabulary.of(terms)
    counts = (to_sentence @ vocabulary.count(terms, to_sentence.shape[1])).tocsr()
    rare = rarity(counts)
    return Terms(vocabulary, rare, weigh(counts, rare))


def _topics(documents: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Return topics of the documents (rows of length 1) and the base that leads likenesses to them.

    Latent semantic analysis by the eigenvectors of documents x documents, which are few: a text's likenesses to all
    documents, times `base`, are its coordinates. Deerwester et al., Indexing by Latent Semantic Analysis, 1990.
    """
    values, vectors = np.linalg.eigh((documents @ documents.T).toarray().astype(np.float64))
    kept = np.argsort(-values, kind="stable")[: min(TOPICS, int((values > 1e-6).sum()))]
    scale = np.sqrt(values[kept])
    coordinates = vectors[:, kept] * scale
    lengths = np.linalg.norm(coordinates, axis=1, keepdims=True)
    topics = coordinates / np.where(lengths > 0, lengths, 1)
    return topics.astype(np.float32), (vectors[:, kept] / scale).astype(np.float32)


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


def _listed(titles: pd.DataFrame) -> pd.DataFrame:
    """Return title_normalised, occupation_code and sharing: how many occupations list the title."""
    listed = titles.assign(title_normalised=normalise_titles(titles["title"]))
    listed = listed.drop_duplicates(["title_normalised", "occupation_code"])[["title_normalised", "occupation_code"]]
    sharing = listed.groupby("title_normalised")["occupation_code"].transform("size")
    return listed.assign(sharing=sharing).sort_values(["title_normalised", "occupation_code"], ignore_index=True)
