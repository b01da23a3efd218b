"""Normal forms of text that keys rest on, and the bands of confidence."""

import datetime
import hashlib
import re
import unicodedata

import numpy as np
import pandas as pd

# Separators of lines and paragraphs inside a cell are data and stay.
_SPACES = re.compile(r"[^\S\n\u2028\u2029]+")
_FORMULA_START = tuple("=+-@\t\r")
CONFIDENCE_EDGES = (0.50, 0.80)


def clean_text(text: str) -> str:
    """Return text in NFC with runs of spaces and tabs as one space, without blanks at line ends."""
    lines = _SPACES.sub(" ", unicodedata.normalize("NFC", text).replace("\r", "\n")).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run the text as a formula."""
    return text.startswith(_FORMULA_START)


def is_date(text: str) -> bool:
    """Return whether the text is a day of the calendar, YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def normalise_titles(titles: pd.Series) -> pd.Series:
    """Return titles in NFKC, casefolded, with single spaces, the form in which they are compared; labels may repeat."""
    folded = titles.str.lower()
    # Of printable ASCII with single spaces, as nearly every title is, the small letters are the normal form.
    odd = np.flatnonzero(~titles.str.fullmatch(r"[!-~]+( [!-~]+)*", na=True).to_numpy(dtype=bool))
    normal = titles.iloc[odd].str.normalize("NFKC").str.casefold()
    folded.iloc[odd] = normal.str.replace(r"\s+", " ", regex=True).str.strip().to_numpy()
    return folded


def component_ids(kinds: pd.Series, names: pd.Series) -> pd.Series:
    """Return `cmp-` and 12 hex digits of the SHA-256 of kind, a line feed and the normal form of the name.

    The normal form is that of titles without a final stop.
    """
    normal = normalise_titles(names).str.rstrip(".").str.strip()
    keys = kinds + "\n" + normal
    identifiers = {key: f"cmp-{hashlib.sha256(key.encode()).hexdigest()[:12]}" for key in keys.unique()}
    return keys.map(identifiers)


def confidence_bands(scores: pd.Series) -> pd.Series:
    """Return low below 0.50, medium below 0.80, high from there, as text."""
    low, medium = CONFIDENCE_EDGES
    bands = pd.Series("high", index=scores.index, dtype="str")
    return bands.mask(scores < medium, "medium").mask(scores < low, "low")
