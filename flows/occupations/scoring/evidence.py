"""Why an occupation was guessed, and why the guess may be wrong, in words."""

import numpy as np
import pandas as pd

from flows.occupations.scoring.index import OccupationIndex
from flows.occupations.scoring.words import split_words

MOST_WORDS = 3
WIDESPREAD = 25


def explain(
    subjects: pd.DataFrame, listing: pd.DataFrame, candidates: np.ndarray, profile: str, index: OccupationIndex
) -> pd.DataFrame:
    """Return for each subject shared_count, spread, known_words and evidence.

    `listing` is what `find_listed` gives of the subjects. shared_count says how many occupations list the deciding
    title (missing where none does), spread in the titles of how many occupations the word of a one-word title stands,
    known_words how many of its words stand in titles at all.
    """
    best = candidates[:, 0]
    listed = _deciding_titles(listing, best, index)
    words = _shared_words(subjects["title"], best, index)
    is_listed = listed["sharing"].notna()
    told = (
        "O*NET lists '"
        + listed["title_normalised"].astype("str").fillna("")
        + "' under it"
        + say_others(listed["sharing"])
    ).where(is_listed)
    shared = "its titles share: " + words["shared"]
    told = told.fillna(shared.where(words["shared"] != "")).fillna("no title of it shares a word; likeness of spelling")
    if profile == "full":
        told += "; the further text was compared with its description, tasks and activities"
    second = candidates[:, min(1, candidates.shape[1] - 1)]
    runner_up = index.titles[second]
    is_related = np.asarray(index.related[best, second]).ravel() > 0
    told += np.where(is_related, "; the runner-up, " + runner_up + ", is related to it in O*NET", "")
    return pd.DataFrame(
        {
            "shared_count": listed["sharing"].astype("Int64"),
            "spread": words["spread"],
            "known_words": words["known"],
            "evidence": told.astype("str"),
        }
    )


def say_others(sharing: pd.Series) -> pd.Series:
    """Return in words how many other occupations list a title, of how many list it in all (missing counts as one)."""
    others = sharing.fillna(1).astype("int64").to_numpy() - 1
    told = np.where(others == 1, " and one other", " and " + others.astype(str).astype(object) + " others")
    return pd.Series(np.where(others == 0, " alone", told), index=sharing.index, dtype="object")


def _deciding_titles(listing: pd.DataFrame, best: np.ndarray, index: OccupationIndex) -> pd.DataFrame:
    """Return the listed title that speaks most for the best occupation: title_normalised, sharing; missing if none."""
    own = listing.loc[listing["occupation_code"].to_numpy(dtype=object) == index.codes[best][listing["row"]]]
    first = own.drop_duplicates("row").set_index("row")
    return first[["title_normalised", "sharing"]].reindex(np.arange(len(best)))


def _shared_words(titles: pd.Series, best: np.ndarray, index: OccupationIndex) -> pd.DataFrame:
    """Return shared (the words that speak most for the best, by commas), spread and known, one row a title."""
    tokens = split_words(titles, index.forms).drop_duplicates(["row", "word"])
    odds = index.name_words
    place = odds.vocabulary.words.get_indexer(tokens["word"].to_numpy(dtype=object))
    known = tokens.loc[place >= 0].assign(place=place[place >= 0])
    pairs = best[known["row"]], known["place"].to_numpy()
    gain = np.asarray(odds.gains[pairs]).ravel() if len(known) else np.zeros(0)
    speaking = known.assign(gain=gain.round(4)).loc[gain > 0]
    speaking = speaking.sort_values(["row", "gain", "word"], ascending=[True, False, True])
    speaking = speaking.loc[speaking.groupby("row").cumcount() < MOST_WORDS]
    holding = np.bincount(odds.gains.indices, minlength=len(odds.vocabulary.words))
    rows = pd.RangeIndex(len(titles))
    counted = known.groupby("row")["place"].agg(["size", "first"]).reindex(rows)
    spread = pd.Series(holding[counted["first"].fillna(0).astype(int)], index=rows).where(counted["size"] == 1)
    shared = speaking.groupby("row")["word"].agg(", ".join).reindex(rows).fillna("")
    return pd.DataFrame({"shared": shared, "spread": spread, "known": counted["size"].fillna(0).astype(int)})


def give_reasons(found: pd.DataFrame, explained: pd.DataFrame) -> pd.Series:
    """Return why a guess may be wrong: an unknown, ambiguous or short title, or no group that is sure enough."""
    reason = pd.Series(None, index=found.index, dtype="object", name="reason")
    is_bare = found["trusted_level"].isna()
    reason = reason.mask(is_bare, "no group is sure enough")
    is_coarse = found["trusted_level"].isin(["major", "minor", "broad"])
    reason = reason.mask(is_coarse, "sure of the " + found["trusted_level"].astype("str") + " group only")
    sharing = explained["shared_count"]
    ambiguous = "ambiguous: O*NET lists the title under " + sharing.astype("str") + " occupations"
    reason = reason.mask((sharing > 1).fillna(False).to_numpy(dtype=bool), ambiguous)
    short = "short title: its one known word stands in titles of " + explained["spread"].astype("Int64").astype("str")
    reason = reason.mask(explained["spread"] >= WIDESPREAD, short + " occupations")
    return reason.mask(explained["known_words"] == 0, "none of its words stands in the titles that O*NET lists")
