"""The roles most alike by content: signals on one scale, blended by weight, ranked with a total order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.similarity.content import Content
from flows.similarity.layers import LAYERS, Signal, make_signals
from flows.similarity.quantiles import Scale, fit_scale, sampled_rows
from schemas.settings import SimilaritySettings
from schemas.tables import ROLE_SIMILARITY
from schemas.words import WordForms

CELLS = 4_000_000
SAMPLED = 1_500
# Blended quantiles lie between these, so that they have a scale of their own.
WIDEST = 8
DECIMALS = 6
CONTENT = "content"


@dataclass(frozen=True)
class Blend:
    """The signals of one layer, or of all, with their scales; `scale` is that of what they give together."""

    name: str
    signals: tuple[Signal, ...]
    scales: tuple[Scale, ...]
    scale: Scale | None = None

    def mean(self, rows: np.ndarray) -> np.ndarray:
        """Return rows x roles: the weighted mean quantile of the signals that both have; null without one."""
        roles = len(self.signals[0].is_known)
        total, weight = np.zeros((len(rows), roles)), np.zeros((len(rows), roles))
        for signal, scale in zip(self.signals, self.scales, strict=True):
            are_known = signal.is_known[rows, None] & signal.is_known
            total += np.where(are_known, scale.to_quantile(signal.measure(rows)), 0) * signal.weight
            weight += are_known * signal.weight
        return np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)


def relate_by_content(
    content: Content,
    settings: SimilaritySettings,
    forms: WordForms,
    reference: pd.Series,
    relations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return `role_similarity`: for each role the roles most alike by content, at most `similarity.k`.

    `reference` are texts from which words are learned too; `relations` those of O*NET, None where it is not at hand.
    """
    signals = make_signals(content, settings, forms, reference, relations)
    return ROLE_SIMILARITY.frame(find_similar(content.roles, signals, settings.k))


def find_similar(roles: pd.DataFrame, signals: list[Signal], k: int) -> pd.DataFrame:
    """Return the k roles most alike to each of `roles` (role_id, role_code), of which the signals tell in that order.

    Columns: role_id, similar_role_id, rank, content_similarity and <layer>_similarity: the share of all pairs of roles
    that are less alike, ties counted half; a layer that one of them lacks is null. Ties go to the first code.
    """
    ids = roles.sort_values("role_code")["role_id"].to_numpy()
    blends = make_blends(signals, len(ids)) if signals else []
    found = [_nearest(blends, rows, k) for rows in _blocks(np.arange(len(ids)), len(ids))] if blends else []
    columns = ["role", "other", "rank", *(f"{name}_similarity" for name in (CONTENT, *LAYERS))]
    near = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
    near = near.reindex(columns=columns)
    return near.assign(role_id=ids[near["role"].astype(int)], similar_role_id=ids[near["other"].astype(int)])


def make_blends(signals: list[Signal], roles: int) -> list[Blend]:
    """Return the blend of all signals, and that of each layer which has some, with their scales."""
    rows = sampled_rows(roles, SAMPLED)
    scales = [fit_scale(_told(signal, part) for part in _blocks(rows, roles)) for signal in signals]
    blends = []
    for name in (CONTENT, *LAYERS):
        members = [number for number, signal in enumerate(signals) if name in (CONTENT, signal.layer)]
        if members:
            blend = Blend(name, tuple(signals[n] for n in members), tuple(scales[n] for n in members))
            scale = fit_scale(_blend_signals(blend, part) for part in _blocks(rows, roles))
            blends.append(Blend(name, blend.signals, blend.scales, scale))
    return blends


def _blocks(rows: np.ndarray, roles: int) -> Iterator[np.ndarray]:
    size = max(1, CELLS // max(roles, 1))
    return (rows[begin : begin + size] for begin in range(0, len(rows), size))


def _told(signal: Signal, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    are_known = signal.is_known[rows, None] & signal.is_known
    are_known[np.arange(len(rows)), rows] = False
    return signal.measure(rows), are_known


def _blend_signals(blend: Blend, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = blend.mean(rows) / WIDEST
    are_known = ~np.isnan(mean)
    are_known[np.arange(len(rows)), rows] = False
    return mean, are_known


def _nearest(blends: list[Blend], rows: np.ndarray, k: int) -> pd.DataFrame:
    """Return the neighbours of some roles: role, other, rank and the shares of each blend, the first of all signals."""
    mean = blends[0].mean(rows)
    mean[np.arange(len(rows)), rows] = np.nan
    roles = mean.shape[1]
    # Likeness first, then the place among the codes, in one number that has no ties.
    order = np.nan_to_num(np.round(mean, DECIMALS) * 10**DECIMALS, nan=-(10.0**9)).astype(np.int64) * roles
    order -= np.arange(roles)
    kept = min(k, roles)
    near = np.argpartition(-order, kept - 1, axis=1)[:, :kept]
    near = np.take_along_axis(near, np.argsort(-np.take_along_axis(order, near, axis=1), axis=1), axis=1)
    place, rank = np.nonzero(~np.isnan(np.take_along_axis(mean, near, axis=1)))
    other = near[place, rank]
    shares = {f"{blend.name}_similarity": _shares(blend, rows, place, other) for blend in blends}
    return pd.DataFrame({"role": rows[place], "other": other, "rank": rank + 1} | shares)


def _shares(blend: Blend, rows: np.ndarray, place: np.ndarray, other: np.ndarray) -> np.ndarray:
    mean = blend.mean(rows)[place, other]
    share: Callable[[np.ndarray], np.ndarray] = blend.scale.to_share if blend.scale else np.zeros_like
    return np.where(np.isnan(mean), np.nan, share(np.nan_to_num(mean / WIDEST)))
