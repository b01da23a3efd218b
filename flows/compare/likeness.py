"""How alike names and sentences are by their letters, and which of them belong together."""

import pandas as pd

from schemas.text import normalise_titles


def pair_alike(pairs: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return the pairs that are alike enough and in which each side is the other's best; ties go to the lower id.

    `pairs` has old_id, new_id, old_name, new_name and share, by which the likeness of the names is multiplied;
    name_likeness and score are added.
    """
    named = pairs[["old_name", "new_name"]].drop_duplicates()
    named = named.assign(name_likeness=name_likeness(named["old_name"], named["new_name"]))
    alike = pairs.merge(named, on=["old_name", "new_name"])
    alike = alike.loc[alike["name_likeness"] >= least].assign(score=lambda rows: rows["share"] * rows["name_likeness"])
    best = [
        alike.sort_values([side, "score", other], ascending=[True, False, True]).drop_duplicates(side).index
        for side, other in (("old_id", "new_id"), ("new_id", "old_id"))
    ]
    return alike.loc[best[0].intersection(best[1])].sort_values("old_id", ignore_index=True)


def name_likeness(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return twice the shared runs of three letters over all of both, 0 to 1, for each pair of names.

    Names are in the normal form of titles with a blank before and after; order and case of words count little.
    """
    return pd.Series(
        [_dice(a, b) for a, b in zip(_runs(one), _runs(other), strict=True)], index=one.index, dtype="float64"
    )


def _runs(names: pd.Series) -> list[set[str]]:
    padded = " " + normalise_titles(names).str.replace(r"[\W_]+", " ", regex=True).str.strip() + " "
    return [{text[start : start + 3] for start in range(len(text) - 2)} for text in padded]


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
