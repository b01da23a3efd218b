"""Which titles can be read, and what stands in for one that cannot."""

import re

import numpy as np
import pandas as pd

_NOT = "not matched: "


def plain_titles(titles: pd.Series) -> pd.Series:
    """Return titles without blanks around them, wide and joined letters as plain ones; labels may repeat."""
    plain = titles.str.strip()
    odd = np.flatnonzero(~plain.map(str.isascii).to_numpy(dtype=bool))
    plain.iloc[odd] = plain.iloc[odd].str.normalize("NFKC").str.strip().to_numpy()
    return plain


def has_latin_letter(titles: pd.Series) -> np.ndarray:
    """Return whether a title has a letter that Latin script has, accents aside."""
    bare = titles.str.normalize("NFKD").str.casefold()
    return bare.str.contains(r"[a-z]", regex=True).to_numpy(dtype=bool)


def unreadable(titles: pd.Series) -> pd.Series:
    """Return why a title cannot be read, missing where it can: blank, or without a letter of Latin script."""
    why = pd.Series(None, index=titles.index, dtype="object")
    why = why.mask(~has_latin_letter(titles), _NOT + "the title holds no letter of Latin script")
    return why.mask(titles == "", _NOT + "the title is blank")


def stand_ins(alternate_titles: pd.Series) -> pd.Series:
    """Return the first alternate title that can be read, of each row that has one; they are parted by |."""
    parts = plain_titles(alternate_titles.str.split("|").explode().astype("str"))
    readable = parts[unreadable(parts).isna()]
    return readable[~readable.index.duplicated()]


def say_stand_in(why_not: pd.Series) -> pd.Series:
    """Return in words that an alternate title was read, and why the title was not."""
    return why_not.astype("str").str.removeprefix(_NOT) + "; an alternate title was read instead"


def spell_out(titles: pd.Series, abbreviations: pd.DataFrame) -> pd.Series:
    """Return the titles that hold abbreviations, with the words that these stand for instead."""
    long = dict(abbreviations[["word", "stands_for"]].itertuples(index=False))
    # After a number HR is hours.
    pattern = re.compile(
        rf"(?<![0-9] )\b(?:{'|'.join(map(re.escape, sorted(long, key=len, reverse=True)))})\b", re.IGNORECASE
    )
    short = titles[titles.str.contains(pattern, regex=True)]
    return short.str.replace(pattern, lambda found: long[found.group().lower()], regex=True)
