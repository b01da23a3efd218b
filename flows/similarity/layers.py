"""The signals of likeness between roles, each a cosine, and the layers to which they belong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.similarity.content import Content
from flows.similarity.documents import (
    GRID,
    count_letters,
    lead_to_meaning,
    split_documents,
    weigh_documents,
)
from flows.similarity.vectors import learn_vectors
from schemas.settings import SimilaritySettings
from schemas.tfidf import measure_rarity, scale_rows
from schemas.vocabularies import KINDS
from schemas.words import WordForms

LAYERS = ("component", "title", "text", "occupation")


@dataclass(frozen=True)
class Signal:
    """One way in which roles are alike: `measure` gives rows x roles of values from -1 to 1.

    `is_known` says which roles have it; `weight` is its part among the signals that both roles of a pair have.
    """

    name: str
    layer: str
    weight: float
    is_known: np.ndarray
    measure: Callable[[np.ndarray], np.ndarray]


def make_signals(
    content: Content,
    settings: SimilaritySettings,
    forms: WordForms,
    reference: pd.Series,
    relations: pd.DataFrame | None = None,
) -> list[Signal]:
    """Return the signals of roles in order of role_code; `reference` are texts from which words are learned too.

    `relations` has occupation_code, related_occupation_code, relatedness_tier; without it that layer is off.
    """
    content = content.ordered()
    roles = pd.Index(content.roles["role_id"])
    measured = [*_word_signals(content, roles, forms, reference), *_component_signals(content, roles)]
    if relations is not None:
        measured.append(_occupation_signal(content, roles, relations, settings))
    weighted = [
        Signal(name, layer, settings.signal_weight(name), is_known, measure)
        for name, layer, is_known, measure in measured
    ]
    return [signal for signal in weighted if signal.weight > 0 and signal.is_known.sum() > 1]


Measured = tuple[str, str, np.ndarray, Callable[[np.ndarray], np.ndarray]]


def _of_sparse(name: str, layer: str, matrix: sp.csr_matrix) -> Measured:
    turned = sp.csr_matrix(matrix.T)
    return name, layer, np.diff(matrix.indptr) > 0, lambda rows: (matrix[rows] @ turned).toarray()


def _of_dense(name: str, layer: str, vectors: np.ndarray) -> Measured:
    is_known = np.asarray(vectors.any(axis=1))
    return name, layer, is_known, lambda rows: (vectors[rows] @ vectors.T) / GRID**2


def _word_signals(content: Content, roles: pd.Index, forms: WordForms, reference: pd.Series) -> Iterator[Measured]:
    texts = pd.concat([content.titles, content.texts], ignore_index=True)
    documents = split_documents(texts, reference, roles, forms)
    is_title = np.arange(documents.tokens.texts) < len(content.titles)
    is_own = documents.role >= 0
    vectors = learn_vectors(documents.tokens)
    titles, said = documents.count(is_title), documents.count(is_own & ~is_title)
    yield _of_dense("title_words", "title", lead_to_meaning(weigh_documents(titles), vectors))
    yield _of_sparse("title_letters", "title", weigh_documents(count_letters(content.titles, roles)))
    yield _of_sparse("all_words", "text", weigh_documents(sp.csr_matrix(titles + said), least_roles=2))
    yield _of_dense("text_meaning", "text", lead_to_meaning(weigh_documents(said), vectors))


def _component_signals(content: Content, roles: pd.Index) -> Iterator[Measured]:
    for kind in KINDS:
        held = content.holdings.loc[content.holdings["kind"] == kind]
        component, names = pd.factorize(held["component_id"], sort=True)
        cells = roles.get_indexer(held["role_id"]), component
        matrix = sp.csr_matrix((held["weight"].to_numpy(dtype=np.float64), cells), shape=(len(roles), len(names)))
        together = np.asarray(matrix.sum(axis=0)).ravel()
        rarity = measure_rarity(held["role_id"].nunique(), together)
        yield _of_sparse(kind, "component", scale_rows(sp.csr_matrix(matrix @ sp.diags_array(rarity))))


def _occupation_signal(
    content: Content, roles: pd.Index, relations: pd.DataFrame, settings: SimilaritySettings
) -> Measured:
    """Return how near O*NET puts the occupations of two roles: 1 for the same one, then by tier, either way."""
    place, codes = pd.factorize(content.occupations["occupation_code"], sort=True)
    near = np.eye(len(codes) + 1)
    one, other = (pd.Index(codes).get_indexer(relations[f"{way}occupation_code"]) for way in ("", "related_"))
    is_used = (one >= 0) & (other >= 0)
    values = relations["relatedness_tier"].map(settings.tier_weights).to_numpy(dtype=np.float64)[is_used]
    np.maximum.at(near, (one[is_used], other[is_used]), values)
    near = np.maximum(near, near.T)
    occupation = np.full(len(roles), len(codes))
    occupation[roles.get_indexer(content.occupations["role_id"])] = place
    return "occupation", "occupation", occupation < len(codes), lambda rows: near[occupation[rows]][:, occupation]
