"""Why an occupation was guessed, and why the guess may be wrong, in words."""

import numpy as np
import pandas as pd

from flows.occupations.scoring.index import OccupationIndex
from flows.occupations.scoring.measures import Texts

MOST_WORDS = 3
WIDESPREAD = 25
UNKNOWN_WORDS = "none of its words stands in a listed title"


def explain(texts: dict[str, Texts], candidates: np.ndarray, profile: str, index: OccupationIndex) -> pd.DataFrame:
    """Return for each subject shared_count, spread, known_words and evidence.

    shared_count says how many occupations list the deciding title (missing where none does), spread in the titles of
    how many occupations the word of a one-word title stands, known_words how many of its words stand in titles at all.
    """
    best = candidates[:, 0]
    listed = _deciding_titles(texts["names"], best)
    words = _shared_words(texts["title"], best)
    told = say_shared(words["shared"])
    told = say_listed(listed).fillna(told)
    if profile == "full":
        told += "; the further text was compared with its description, tasks and activities"
    second = candidates[:, min(1, candidates.shape[1] - 1)]
    is_related = np.asarray(index.related[best, second]).ravel() > 0
    told += np.where(is_related, "; the runner-up, " + index.titles[second] + ", is related to it in O*NET", "")
    return pd.DataFrame(
        {
            "shared_count": listed["sharing"].astype("Int64"),
            "spread": words["spread"],
            "known_words": words["known"],
            "evidence": told,
        }
    )


def say_listed(listed: pd.DataFrame) -> pd.Series:
    """Return in words who lists a title and how many others it is listed under; missing where none is.

    `listed` has title_normalised, sharing and is_onet, all missing where no title is listed.
    """
    lister = listed["is_onet"].map({True: "O*NET", False: "Canon"}).astype("object")
    told = lister + " lists '" + listed["title_normalised"].astype("object") + "' under it"
    return (told + say_others(listed["sharing"])).where(listed["sharing"].notna(), None)


def say_others(sharing: pd.Series) -> pd.Series:
    """Return in words how many other occupations list a title, of how many list it in all (missing counts as one)."""
    others = sharing.fillna(1).astype("int64").to_numpy() - 1
    told = np.where(others == 1, " and one other", " and " + others.astype(str).astype(object) + " others")
    return pd.Series(np.where(others == 0, " alone", told), index=sharing.index, dtype="object")


def say_shared(shared: pd.Series) -> pd.Series:
    """Return in words which words the titles of an occupation share with a title, "" where none."""
    return ("its titles share: " + shared).mask(shared == "", "no title of it shares a word; likeness of spelling")


def shared_words(titles: Texts, places: np.ndarray) -> pd.Series:
    """Return the words of each title that speak most for the occupation at a place, by commas, "" where none does."""
    return _shared_words(titles, places)["shared"]


def _deciding_titles(names: Texts, best: np.ndarray) -> pd.DataFrame:
    """Return title_normalised, sharing, is_onet of the listed title that speaks most for the best; missing if none."""
    own = names.listing.loc[names.listing_places == best[names.listing["row"]]]
    first = own.drop_duplicates("row").set_index("row")[["title_normalised", "sharing", "is_onet"]]
    return first.reindex(np.arange(len(best)))


def _shared_words(titles: Texts, best: np.ndarray) -> pd.DataFrame:
    """Return shared (the words that speak most for the best, by commas), spread and known, one row a title."""
    odds, known = titles.index.name_words, titles.word_counts
    known.sum_duplicates()
    sizes = np.diff(known.indptr)
    row = np.repeat(np.arange(len(titles)), sizes)
    # SciPy takes no empty list of cells.
    gain = np.asarray(odds.gains[known.indices, best[row]]).ravel().round(4) if len(row) else np.zeros(0)
    # Words of the vocabulary stand in order of the alphabet.
    order = np.lexsort((known.indices, -gain, row))
    rank = np.arange(len(row)) - known.indptr[row]
    shared = np.full(len(titles), "", dtype=object)
    words = odds.vocabulary.words.to_numpy(dtype=object)
    for at in range(MOST_WORDS):
        is_next = (rank == at) & (gain[order] > 0)
        link = "" if at == 0 else ", "
        shared[row[order][is_next]] += link + words[known.indices[order][is_next]]
    spread = pd.Series(np.nan, index=pd.RangeIndex(len(titles)))
    only = known.indices[known.indptr[:-1][sizes == 1]]
    spread[sizes == 1] = np.diff(odds.gains.indptr)[only]
    return pd.DataFrame({"shared": shared, "spread": spread, "known": sizes})


def give_reasons(found: pd.DataFrame, explained: pd.DataFrame) -> pd.Series:
    """Return why a guess may be wrong: an unknown, ambiguous or short title, or no group that is sure enough."""
    reason = pd.Series(None, index=found.index, dtype="object", name="reason")
    is_bare = found["trusted_level"].isna()
    reason = reason.mask(is_bare, "no group is sure enough")
    is_coarse = found["trusted_level"].isin(["major", "minor", "broad"])
    reason = reason.mask(is_coarse, "sure of the " + found["trusted_level"].astype("str") + " group only")
    sharing = explained["shared_count"]
    ambiguous = "ambiguous: the title is listed under " + sharing.astype("str") + " occupations"
    reason = reason.mask((sharing > 1).fillna(False).to_numpy(dtype=bool), ambiguous)
    short = "short title: its one known word stands in titles of " + explained["spread"].astype("Int64").astype("str")
    reason = reason.mask(explained["spread"] >= WIDESPREAD, short + " occupations")
    return reason.mask(explained["known_words"] == 0, UNKNOWN_WORDS)
