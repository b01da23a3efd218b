"""Leads from figures of guesses to the chance that they are right, and says how good such chances are."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit


def fit_chances(figures: np.ndarray, right: np.ndarray, times: np.ndarray, penalty: float) -> np.ndarray:
    """Return logistic weights that lead from figures to the chance of being right; the first figure is constant.

    The penalty is on weights of figures with deviation 1.
    """
    weight = times / times.sum()
    mean = weight @ figures
    deviation = np.sqrt(weight @ (figures - mean) ** 2)
    scale = np.where(deviation > 1e-9, deviation, np.inf)
    standard = (figures - mean) / scale
    standard[:, 0] = 1

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = standard @ weights
        value = (times * (np.logaddexp(0, odds) - right * odds)).sum() + penalty * weights[1:] @ weights[1:]
        slope = standard.T @ (times * (expit(odds) - right))
        slope[1:] += 2 * penalty * weights[1:]
        return float(value), slope

    found = minimize(loss, np.zeros(figures.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights = found / np.where(np.isfinite(scale), scale, 1)
    weights[~np.isfinite(scale)] = 0
    weights[0] = found[0] - mean[1:] @ weights[1:]
    return weights


def expected_calibration_error(chances: np.ndarray, right: np.ndarray, times: np.ndarray, bins: int = 10) -> float:
    """Return the mean distance between chance and share of right rows over bins of equal width, by rows."""
    place = np.minimum((chances * bins).astype(int), bins - 1)
    weight = np.bincount(place, times, bins)
    gap = np.abs(np.bincount(place, times * chances, bins) - np.bincount(place, times * right, bins))
    return float(gap.sum() / weight.sum())


def share_let_through(chances: np.ndarray, right: np.ndarray, times: np.ndarray, precision: float) -> float:
    """Return the largest share of rows, the surest first, of which at least `precision` are right."""
    order = np.argsort(-chances, kind="stable")
    passed = np.cumsum(times[order])
    is_enough = np.cumsum((times * right)[order]) / passed >= precision
    return float(passed[is_enough].max() / times.sum()) if is_enough.any() else 0.0


def let_through_by_others(
    chances: np.ndarray, right: np.ndarray, times: np.ndarray, fold: np.ndarray, aim: float, fewest: int = 20
) -> tuple[float, float]:
    """Return the share of rows let through, and how many of them are right, by thresholds set on other folds.

    The threshold of a fold is the least chance from which at least `aim` of the other folds' rows are right, of at
    least `fewest` rows.
    """
    is_passed = np.zeros(len(chances), dtype=bool)
    for out in np.unique(fold):
        known = fold != out
        least = least_chance(chances[known], right[known], times[known], aim, fewest)
        is_passed |= ~known & (chances >= least)
    passed = times[is_passed].sum()
    return float(passed / times.sum()), float((times * right)[is_passed].sum() / passed) if passed else float("nan")


def least_chance(chances: np.ndarray, right: np.ndarray, times: np.ndarray, aim: float, fewest: int) -> float:
    """Return the least chance from which at least `aim` of at least `fewest` rows are right; above 1 where none is."""
    order = np.argsort(-chances, kind="stable")
    share = np.cumsum((times * right)[order]) / np.cumsum(times[order])
    enough = np.flatnonzero((share >= aim) & (np.arange(1, len(order) + 1) >= fewest))
    return float(chances[order[enough[-1]]]) if len(enough) else np.inf
