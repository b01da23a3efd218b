"""From subjects to scored occupations: the best guess, five candidates, how sure, down to which group, and why."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.occupations.scoring.confidence import (
    FEWEST,
    best_places,
    chances,
    common_figures,
    figures,
    running_shares,
    top_places,
)
from flows.occupations.scoring.evidence import explain, give_reasons
from flows.occupations.scoring.measures import Texts
from flows.occupations.scoring.model import Reading, Scorer
from schemas.match_columns import SCORED_COLUMNS
from schemas.vocabularies import GROUP_LEVELS

# Words are told apart and counted for so many subjects at once, and scored for so many; both bound memory.
SLAB = 131_072
CHUNK = 1_024
FURTHER_FIELDS = ["alternate_titles", "description", "components"]
MANAGERS = "11-0000"
SCORE_PLACES = 4
_OUTSIDE = np.float32(-50)
_AHEAD = np.float32(25)


@dataclass(frozen=True)
class Guesses:
    """What was guessed of subjects: `places` of five candidates, best first, their `scores`, and `chances` by level."""

    places: np.ndarray
    scores: np.ndarray
    chances: np.ndarray


def score_subjects(subjects: pd.DataFrame, scorer: Scorer, usage: str | None = None) -> pd.DataFrame:
    """Return one row a subject, in order, with SCORED_COLUMNS.

    `subjects` has title, alternate_titles (by |), description, components (by |), "" where there is none, and may have
    is_manager: then only managers (11-) are candidates. A subject with a title alone is scored by the profile title, or
    by `usage` where it is given; one that brings more by the profile full.
    """
    given = subjects.reset_index(drop=True)
    is_full = given[FURTHER_FIELDS].ne("").any(axis=1).to_numpy()
    profiles = np.where(is_full, "full", usage or "title")
    parts = [
        _score_slab(given.iloc[places[start : start + SLAB]], scorer, str(profile))
        for profile in sorted(set(profiles))
        for places in [np.flatnonzero(profiles == profile)]
        for start in range(0, len(places), SLAB)
    ]
    if not parts:
        return pd.DataFrame(columns=list(SCORED_COLUMNS))
    return pd.concat(parts).sort_index()[list(SCORED_COLUMNS)]


def _score_slab(subjects: pd.DataFrame, scorer: Scorer, profile: str) -> pd.DataFrame:
    slab = subjects.reset_index(drop=True)
    reading = scorer.read(slab, profile)
    is_manager = slab["is_manager"].to_numpy(dtype=bool) if "is_manager" in slab else np.zeros(len(slab), dtype=bool)
    # What the chunks share is made before several threads ask for it.
    _guess(reading, scorer, is_manager, slice(0, 1))
    chunks = [slice(start, min(start + CHUNK, len(slab))) for start in range(0, len(slab), CHUNK)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = list(pool.map(lambda rows: _guess(reading, scorer, is_manager, rows), chunks))
    guesses = Guesses(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.chances for part in parts]),
    )
    found = _told(guesses, scorer, profile)
    explained = explain(reading.texts, guesses.places, profile, scorer.index)
    return pd.concat([found, explained, give_reasons(found, explained)], axis=1).set_index(subjects.index)


def _guess(reading: Reading, scorer: Scorer, is_manager: np.ndarray, rows: slice) -> Guesses:
    index, calibration = scorer.index, reading.calibration
    scored = scorer.scores(reading, rows)
    allowed = _allowed(scored.scores, is_manager[rows], scorer)
    # Takes longer to import than it takes to find that nothing changed since the newest release.
    from scipy.special import softmax

    shares = softmax(scored.scores, axis=1)
    allowed_shares = shares if allowed is scored.scores else softmax(allowed, axis=1)
    best = best_places(allowed, allowed_shares, index)
    running = running_shares(shares)
    common = common_figures(scored, shares, best)
    by_level = [
        chances(figures(calibration.figures, common, running, best, index.ranges[level]), weights)
        for level, weights in zip(GROUP_LEVELS, calibration.weights, strict=True)
    ]
    places = _candidates(allowed, best, reading.texts["names"], rows)
    return Guesses(places, _candidate_scores(allowed_shares, places, by_level[0]), np.stack(by_level, axis=1))


def _allowed(scores: np.ndarray, is_manager: np.ndarray, scorer: Scorer) -> np.ndarray:
    """Return the scores with all but managers' occupations far below for subjects that are managers.

    How sure the best is stays judged by the scores of all: a manager's occupation that the words do not speak for is
    not surer because others are left out.
    """
    if not is_manager.any():
        return scores
    is_outside = is_manager[:, None] & (scorer.index.groups["major"] != MANAGERS)
    return np.where(is_outside, scores + _OUTSIDE, scores)


def _candidates(scores: np.ndarray, best: np.ndarray, names: Texts, rows: slice) -> np.ndarray:
    """Return the places of the best occupation and of four more, by score, equal scores by code.

    Occupations that list the title word for word have their place among the five before others of a higher score.
    """
    own = np.arange(len(scores))
    low, high = np.searchsorted(names.listing["row"].to_numpy(), [rows.start, rows.stop])
    raised = scores.copy()
    is_listed = names.listing["row"].to_numpy()[low:high] - rows.start, names.listing_places[low:high]
    raised[is_listed] = scores[is_listed] + _AHEAD
    raised[own, best] = np.inf
    near = np.sort(top_places(raised, min(FEWEST, scores.shape[1])), axis=1)
    order = scores[own[:, None], near].round(6)
    order[near == best[:, None]] = np.inf
    return near[own[:, None], np.argsort(-order, axis=1, kind="stable")]


def _candidate_scores(shares: np.ndarray, places: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the chance of the best, and of the others what it leaves, by their shares and never above it."""
    picked = np.take_along_axis(shares, places, axis=1)
    left = (1 - chance)[:, None] * picked / (1 - picked[:, :1]).clip(1e-9)
    others = np.minimum(left, chance[:, None])
    others[:, 0] = chance
    return np.minimum.accumulate(others, axis=1).round(SCORE_PLACES)


def _told(guesses: Guesses, scorer: Scorer, profile: str) -> pd.DataFrame:
    """Return what is guessed in codes and titles, without the reasons."""
    index, best = scorer.index, guesses.places[:, 0]
    trusted_code, trusted_level = _trusted(guesses, scorer, profile)
    numerals = np.array([f"{step / 10**SCORE_PLACES:.{SCORE_PLACES}f}" for step in range(10**SCORE_PLACES + 1)], object)
    return pd.DataFrame(
        {
            "onet_soc_code_2019": index.codes[best],
            "soc_code_2018": index.groups["detailed"][best],
            "occupation_title": index.titles[best],
            "confidence_score": guesses.scores[:, 0],
            "margin": (guesses.scores[:, 0] - guesses.scores[:, 1:2].sum(axis=1)).round(SCORE_PLACES),
            "candidate_codes": _joined(index.codes[guesses.places]),
            "candidate_scores": _joined(numerals[(guesses.scores * 10**SCORE_PLACES).round().astype(int)]),
            "trusted_code": trusted_code,
            "trusted_level": trusted_level,
        }
    )


def _trusted(guesses: Guesses, scorer: Scorer, profile: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the finest group whose chance is high enough, and its level; missing where none does."""
    best = guesses.places[:, 0]
    code = np.full(len(best), None, dtype=object)
    level_of = np.full(len(best), None, dtype=object)
    trust = scorer.tables["trust"]
    least = trust.loc[trust["profile"] == profile].set_index("level")["least_chance"]
    for at, level in reversed(list(enumerate(GROUP_LEVELS))):
        is_sure = guesses.chances[:, at] >= least[level]
        code[is_sure] = scorer.index.groups[level][best[is_sure]]
        level_of[is_sure] = level
    return code, level_of


def _joined(cells: np.ndarray) -> np.ndarray:
    joined = cells[:, 0]
    for column in range(1, cells.shape[1]):
        joined = joined + "|" + cells[:, column]
    return joined
