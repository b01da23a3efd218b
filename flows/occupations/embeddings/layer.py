"""The layer: how likeness in meaning is added to the scores of the core, under weights and chances of its own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from flows.occupations.embeddings.encoder import Encoder
from flows.occupations.embeddings.vectors import occupation_vectors, subject_vectors
from flows.occupations.scoring.confidence import Scored
from flows.occupations.scoring.model import Reading, Scorer, version
from schemas.errors import BadData
from schemas.raw.scorer import SCORER_TABLES
from schemas.raw.scorer.embeddings import LAYER_TABLES

SCORE = "score"
# Each likeness compares a field of the subject with a view of the occupation.
LIKENESSES = {
    "title": ("title", "document"),
    "title_called": ("title", "called"),
    "told": ("told", "told"),
    "called": ("called", "called"),
}
# Cosines are told to so many places, so that the last bits of a machine's arithmetic do not reach a score.
PLACES = 4
TENFOLD = 10.0
JUDGED_TABLES = ("calibration", "trust", "reliability")
# How words are read, and how sure the core is, do not bind the layer.
NOT_BINDING = ("word_forms", "further_titles", *JUDGED_TABLES)


@dataclass(frozen=True)
class VectorReading(Reading):
    """A reading with the vectors of subjects by field."""

    vectors: dict[str, np.ndarray]


@dataclass(frozen=True)
class LayeredScorer(Scorer):
    """A scorer that adds likeness in meaning to the scores of its core, in the profiles for which it was learned.

    `layer` has the weights by profile and likeness, `vectors` by view occupations x dimensions.
    """

    layer: dict[str, dict[str, float]]
    vectors: dict[str, np.ndarray]
    encoder: Encoder

    def read(self, subjects: pd.DataFrame, profile: str) -> Reading:
        """Return subjects as `scores` takes them, with the vectors that the profile's weights ask for."""
        reading = super().read(subjects, profile)
        names = [name for name in self.layer.get(profile, {}) if name != SCORE]
        return VectorReading(**vars(reading), vectors=subject_vectors(subjects, fields_of(names), self.encoder))

    def scores(self, reading: Reading, rows: slice) -> Scored:
        """Return scores and tops as the core does, likeness in meaning added."""
        scored = super().scores(reading, rows)
        weights = self.layer.get(reading.profile)
        if weights is None or not isinstance(reading, VectorReading):
            return scored
        of_rows = {field: vectors[rows] for field, vectors in reading.vectors.items()}
        near = measure_likeness(of_rows, self.vectors, [name for name in weights if name != SCORE])
        tops = np.vstack([scored.tops, *(of.argmax(axis=1) for of in near.values())])
        return replace(scored, scores=add_likeness(scored.scores, near, weights), tops=tops)


def fields_of(names: Sequence[str]) -> list[str]:
    """Return the fields of subjects that likenesses compare."""
    return list(dict.fromkeys(LIKENESSES[name][0] for name in names))


def measure_likeness(
    of_subjects: dict[str, np.ndarray], of_occupations: dict[str, np.ndarray], names: Sequence[str]
) -> dict[str, np.ndarray]:
    """Return by name subjects x occupations, of vectors of subjects by field and of occupations by view."""
    pairs = {name: LIKENESSES[name] for name in names}
    return {name: likeness(of_subjects[field], of_occupations[view]) for name, (field, view) in pairs.items()}


def likeness(vectors: np.ndarray, of_occupations: np.ndarray) -> np.ndarray:
    """Return subjects x occupations: ten times the cosine."""
    return (vectors @ of_occupations.T).round(PLACES) * np.float32(TENFOLD)


def add_likeness(scores: np.ndarray, near: dict[str, np.ndarray], weights: dict[str, float]) -> np.ndarray:
    """Return the weighted sum of the core's scores and of each likeness."""
    total = scores * np.float32(weights[SCORE])
    for name, of in near.items():
        total += of * np.float32(weights[name])
    return total


def build_layered_scorer(
    scorer: Scorer,
    layer: dict[str, pd.DataFrame],
    reference: dict[str, pd.DataFrame],
    encoder: Encoder,
    folder: Path | None,
) -> LayeredScorer:
    """Return the scorer with the layer on top; `layer` are the tables of raw/canon/scorer/embeddings/ by name.

    Vectors of occupations are kept in `folder`. Raises BadData where the layer was learned by another model or core.
    """
    require_basis(scorer.tables, layer, encoder)
    weights = {
        str(profile): dict(zip(part["likeness"], part["weight"], strict=True))
        for profile, part in layer["weights"].groupby("profile")
    }
    vectors = occupation_vectors(reference, scorer.tables["further_titles"], scorer.index.codes, encoder, folder)
    tables, layered = in_force(scorer.tables, layer)
    changed = {"tables": tables, "version": layered}
    return LayeredScorer(**(vars(scorer) | changed), layer=weights, vectors=vectors, encoder=encoder)


def require_basis(tables: dict[str, pd.DataFrame], layer: dict[str, pd.DataFrame], encoder: Encoder) -> None:
    """Raise BadData unless the layer was learned by this model in these files, on scores of this core."""
    basis = layer["basis"].iloc[0]
    if basis["core_digest"] != core_digest(tables):
        raise BadData(
            "raw/canon/scorer/embeddings/ was learned on top of another core than the one in raw/canon/scorer/. "
            "Learn both again (python -m flows.learn --embeddings), or leave --embeddings out."
        )
    if basis["model_digest"] != encoder.digest:
        raise BadData(
            f"The layer was learned by {basis['model']} ({basis['model_digest'][:8]}); installed is {encoder.name} "
            f"({encoder.digest[:8]}). Install what the extra names (pip install 'canon-roles[embeddings]'), or learn "
            "it again: python -m flows.learn --embeddings."
        )


def core_digest(tables: dict[str, pd.DataFrame]) -> str:
    """Return the SHA-256 over what makes the core's scores; how words are read and Canon's own titles are not in it."""
    binding = [name for name in SCORER_TABLES if name not in NOT_BINDING]
    content = "".join(tables[name].to_csv(index=False, lineterminator="\n") for name in binding)
    return hashlib.sha256(content.encode()).hexdigest()


def in_force(
    tables: dict[str, pd.DataFrame], layer: dict[str, pd.DataFrame] | None
) -> tuple[dict[str, pd.DataFrame], str]:
    """Return what was learned of the scorer and its version: of the core alone where `layer` is None."""
    if layer is None:
        return tables, version(tables)
    return layered_tables(tables, layer), layered_version(tables, layer)


def layered_tables(tables: dict[str, pd.DataFrame], layer: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the core's tables with calibration, trust and reliability of the layer in its profiles."""
    profiles = layer["weights"]["profile"].unique()
    judged = {
        name: pd.concat([layer[name], tables[name].loc[~tables[name]["profile"].isin(profiles)]], ignore_index=True)
        for name in JUDGED_TABLES
    }
    return tables | judged


def layered_version(tables: dict[str, pd.DataFrame], layer: dict[str, pd.DataFrame]) -> str:
    """Return the version of the core, followed by "embeddings." and 8 hex digits of the SHA-256 of the layer."""
    content = "".join(layer[name].to_csv(index=False, lineterminator="\n") for name in LAYER_TABLES)
    return f"{version(tables)}+embeddings.{hashlib.sha256(content.encode()).hexdigest()[:8]}"
