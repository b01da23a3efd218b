"""From subjects to scored occupations: the best guess, five candidates, how sure, down to which group, and why."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from flows.occupations.scoring.evidence import explain, give_reasons
from flows.occupations.scoring.index import OccupationIndex
from flows.occupations.scoring.measures import called, find_listed
from flows.occupations.scoring.model import FEWEST, Scorer, best_places, chances, common_figures, figures, softmax
from schemas.scorer import GROUP_LEVELS, SCORED_COLUMNS

CHUNK = 2048
FURTHER_FIELDS = ["alternate_titles", "description", "components"]
MANAGERS = "11-0000"
_OUTSIDE = np.float32(-50)
_AHEAD = np.float32(25)


def score_subjects(subjects: pd.DataFrame, scorer: Scorer, usage: str | None = None) -> pd.DataFrame:
    """Return one row a subject, in order, with SCORED_COLUMNS.

    `subjects` has title, alternate_titles (by |), description, components (by |), "" where there is none, and may have
    is_manager: then only managers (11-) are candidates. A subject with a title alone is scored by the profile title, or
    by `usage` where it is given; one that brings more by the profile full.
    """
    given = subjects.reset_index(drop=True)
    is_full = given[FURTHER_FIELDS].ne("").any(axis=1).to_numpy()
    profiles = np.where(is_full, "full", usage or "title")
    chunks = [
        (given.iloc[places[start : start + CHUNK]], str(profile))
        for profile in sorted(set(profiles))
        for places in [np.flatnonzero(profiles == profile)]
        for start in range(0, len(places), CHUNK)
    ]
    if not chunks:
        return pd.DataFrame(columns=list(SCORED_COLUMNS))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = list(pool.map(lambda chunk: _score_chunk(chunk[0], scorer, chunk[1]).set_index(chunk[0].index), chunks))
    return pd.concat(parts).sort_index()[list(SCORED_COLUMNS)]


def _score_chunk(subjects: pd.DataFrame, scorer: Scorer, profile: str) -> pd.DataFrame:
    index = scorer.index
    subjects = subjects.reset_index(drop=True)
    scores, tops = scorer.scores(subjects, profile)
    allowed = _allowed(scores, subjects, scorer)
    allowed_shares = softmax(allowed)
    best = best_places(allowed, allowed_shares, index)
    shares = allowed_shares if allowed is scores else softmax(scores)
    common = common_figures(scores, best, tops)
    by_level = {
        level: chances(figures(common, shares, best, index.groups[level]), scorer.tables["calibration"], profile, level)
        for level in GROUP_LEVELS
    }
    listing = find_listed(called(subjects), index)
    candidates = _candidates(allowed, best, _is_listed(listing, scores.shape, index))
    chosen = _candidate_scores(allowed_shares, candidates, by_level["onet"])
    codes = index.codes[candidates]
    trusted_code, trusted_level = _trusted(by_level, best, scorer, profile)
    found = pd.DataFrame(
        {
            "onet_soc_code_2019": codes[:, 0],
            "soc_code_2018": index.groups["detailed"][best],
            "occupation_title": index.titles[best],
            "confidence_score": chosen[:, 0],
            "margin": (chosen[:, 0] - chosen[:, 1:2].sum(axis=1)).round(4),
            "candidate_codes": _joined(codes),
            "candidate_scores": _joined(np.char.mod("%.4f", chosen)),
            "trusted_code": trusted_code,
            "trusted_level": trusted_level,
        }
    )
    explained = explain(subjects, listing, candidates, profile, index)
    return pd.concat([found, explained, give_reasons(found, explained)], axis=1)


def _allowed(scores: np.ndarray, subjects: pd.DataFrame, scorer: Scorer) -> np.ndarray:
    """Return the scores with all but managers' occupations far below for subjects that are managers.

    How sure the best is stays judged by the scores of all: a manager's occupation that the words do not speak for is
    not surer because others are left out.
    """
    if "is_manager" not in subjects:
        return scores
    is_outside = subjects["is_manager"].to_numpy(dtype=bool)[:, None] & (scorer.index.groups["major"] != MANAGERS)
    return np.where(is_outside, scores + _OUTSIDE, scores)


def _candidates(scores: np.ndarray, best: np.ndarray, is_listed: np.ndarray) -> np.ndarray:
    """Return the places of the best occupation and of four more, by score, equal scores by code.

    Occupations that list the title word for word have their place among the five before others of a higher score.
    """
    rows = np.arange(len(scores))[:, None]
    raised = np.where(is_listed, scores + _AHEAD, scores)
    raised[rows[:, 0], best] = np.inf
    count = min(FEWEST, scores.shape[1])
    near = np.sort(np.argpartition(-raised, count - 1, axis=1)[:, :count], axis=1)
    order = scores[rows, near].round(6)
    order[near == best[:, None]] = np.inf
    return near[rows, np.argsort(-order, axis=1, kind="stable")]


def _is_listed(listing: pd.DataFrame, shape: tuple[int, ...], index: OccupationIndex) -> np.ndarray:
    is_listed = np.zeros(shape, dtype=bool)
    is_listed[listing["row"], np.searchsorted(index.codes, listing["occupation_code"].to_numpy(dtype=object))] = True
    return is_listed


def _candidate_scores(shares: np.ndarray, candidates: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the chance of the best, and of the others what it leaves, by their shares and never above it."""
    rows = np.arange(len(shares))[:, None]
    picked = shares[rows, candidates]
    left = (1 - chance)[:, None] * picked / (1 - picked[:, :1]).clip(1e-9)
    others = np.minimum(left, chance[:, None])
    others[:, 0] = chance
    return np.minimum.accumulate(others, axis=1).round(4)


def _trusted(
    by_level: dict[str, np.ndarray], best: np.ndarray, scorer: Scorer, profile: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the finest group whose chance is high enough, and its level; missing where none does."""
    code = np.full(len(best), None, dtype=object)
    level_of = np.full(len(best), None, dtype=object)
    trust = scorer.tables["trust"]
    least = trust.loc[trust["profile"] == profile].set_index("level")["least_chance"]
    for level in reversed(GROUP_LEVELS):
        is_sure = by_level[level] >= least[level]
        code[is_sure] = scorer.index.groups[level][best[is_sure]]
        level_of[is_sure] = level
    return code, level_of


def _joined(cells: np.ndarray) -> np.ndarray:
    joined = cells[:, 0].astype(object)
    for column in range(1, cells.shape[1]):
        joined = joined + "|" + cells[:, column].astype(object)
    return joined
