"""Learns the layer of embeddings on scores of the core that were held back: `python -m flows.learn --embeddings`."""

from dataclasses import replace

import numpy as np
import pandas as pd

from flows import occupations
from flows.learn import fitting, judging
from flows.learn.profiles import Gold
from flows.occupations import scoring
from schemas.raw.scorer import CALIBRATION, RELIABILITY, TRUST
from schemas.raw.scorer.embeddings import LAYER_BASIS, LAYER_WEIGHTS

LIKENESSES = {"full": ("told", "called"), "title": ("title", "title_called")}


def measure_likeness(
    subjects: pd.DataFrame, profile: str, vectors: dict[str, np.ndarray], encoder: occupations.Encoder
) -> dict[str, np.ndarray]:
    """Return by likeness of the profile subjects x occupations; `vectors` are those of occupations by view."""
    names = LIKENESSES[profile]
    of_subjects = occupations.subject_vectors(subjects, occupations.fields_of(names), encoder)
    return occupations.measure_likeness(of_subjects, vectors, names)


def learn_weights(
    scores: np.ndarray, near: dict[str, np.ndarray], judged: judging.Judged
) -> tuple[np.ndarray, dict[str, float]]:
    """Return scores of rows held back, and the weights learned on all of them, by likeness."""
    measured = np.stack([scores, *near.values()]).astype(np.float32)
    held_back = np.zeros_like(scores)
    for fold in range(fitting.FOLDS):
        is_out = judged.fold == fold
        weights = fitting.fit_weights(measured[:, ~is_out], judged.right[~is_out], judged.times[~is_out])
        held_back[is_out] = np.tensordot(weights.astype(np.float32), measured[:, is_out], 1)
    weights = fitting.fit_weights(measured, judged.right, judged.times).round(4)
    return held_back, dict(zip(("score", *near), weights.tolist(), strict=True))


def learn_layer(
    gold: dict[str, Gold],
    core: dict[str, judging.Judged],
    index: scoring.OccupationIndex,
    vectors: dict[str, np.ndarray],
    encoder: occupations.Encoder,
) -> tuple[dict[str, pd.DataFrame], dict[str, judging.Judged]]:
    """Return weights, calibration, trust and reliability of the layer, and by profile or set the rows held back.

    `core` is what was held back of the core: a layer learned on scores that the core was fitted to would trust it too
    much. Filed titles are scored by the weights of ESCO's titles, without having been seen.
    """
    near = measure_likeness(gold["esco"].subjects, "full", vectors, encoder)
    held_back, full = learn_weights(core["full"].scored.scores, near, core["full"])
    judged = {"full": _score_with_layer(held_back, core["full"], near)}
    titles = core["esco_titles"]
    near = measure_likeness(gold["esco_titles"].subjects, "title", vectors, encoder)
    held_back, title = learn_weights(titles.scored.scores, near, titles)
    judged["esco_titles"] = _score_with_layer(held_back, titles, near)
    filed = measure_likeness(gold["visa"].subjects, "title", vectors, encoder)
    both = {name: np.concatenate([near[name], filed[name]]) for name in near}
    led = occupations.add_likeness(core["title"].scored.scores[len(held_back) :], filed, title)
    judged["title"] = _score_with_layer(np.concatenate([held_back, led]), core["title"], both)
    weights = [
        {"profile": profile, "likeness": likeness, "weight": weight}
        for profile, of in (("full", full), ("title", title))
        for likeness, weight in of.items()
    ]
    return {"weights": LAYER_WEIGHTS.frame(weights), **_judge(judged, index)}, judged


def _score_with_layer(scores: np.ndarray, core: judging.Judged, near: dict[str, np.ndarray]) -> judging.Judged:
    tops = np.vstack([core.scored.tops, *(of.argmax(axis=1) for of in near.values())])
    return replace(core, scored=replace(core.scored, scores=scores, tops=tops))


def _judge(judged: dict[str, judging.Judged], index: scoring.OccupationIndex) -> dict[str, pd.DataFrame]:
    calibrated = {profile: judging.calibrate(profile, judged[profile], index) for profile in LIKENESSES}
    rows = {
        "calibration": [rows for rows, _ in calibrated.values()],
        "trust": [judging.trust(profile, tested) for profile, (_, tested) in calibrated.items()],
        "reliability": [judging.reliability(profile, tested) for profile, (_, tested) in calibrated.items()],
    }
    contracts = {"calibration": CALIBRATION, "trust": TRUST, "reliability": RELIABILITY}
    return {name: contracts[name].frame(pd.concat(parts, ignore_index=True)) for name, parts in rows.items()}


def state_basis(tables: dict[str, pd.DataFrame], encoder: occupations.Encoder) -> pd.DataFrame:
    """Return basis.csv: by which model the layer was learned, and on top of which core."""
    cells = {"model": encoder.name, "model_digest": encoder.digest, "core_digest": occupations.core_digest(tables)}
    return LAYER_BASIS.frame([cells])
