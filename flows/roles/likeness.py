"""How alike two texts are by their words: the cosine of their TF-IDF vectors."""

import numpy as np
import pandas as pd
import scipy.sparse as sp

from schemas.tfidf import measure_smooth_rarity, weigh_terms
from schemas.words import WordForms, split_words

# So many texts are compared at once with all others, which bounds the memory.
_CHUNK = 500
_PLACES = 4


def find_alike(theirs: pd.Series, ours: pd.Series, least: float, forms: WordForms) -> pd.DataFrame:
    """Return the pairs of texts whose likeness is at least `least`, above 0: theirs, ours (row numbers), likeness.

    Likeness is the cosine, 0 to 1 and rounded to 4 places, of the texts' words weighted by (1 + ln count) times
    ln((1 + n) / (1 + d)) + 1 for a word that stands in d of the n texts of `ours`. It does not depend on what else is
    in `theirs`.
    """
    counts = split_words(pd.concat([theirs, ours], ignore_index=True), forms).counts.astype("float64")
    unit = weigh_terms(counts, measure_smooth_rarity(counts[len(theirs) :]))
    their, our = unit[: len(theirs)], sp.csc_matrix(unit[len(theirs) :].T)
    parts = [_alike_part(their[start : start + _CHUNK], our, start, least) for start in range(0, len(theirs), _CHUNK)]
    return pd.concat(parts, ignore_index=True) if parts else _alike_part(their, our, 0, least)


def _alike_part(their: sp.csr_matrix, our: sp.csc_matrix, start: int, least: float) -> pd.DataFrame:
    cells = sp.coo_array(their @ our)
    likeness = np.minimum(cells.data.round(_PLACES), 1.0)
    is_kept = (likeness >= least) & (likeness > 0)
    row, column = cells.coords
    return pd.DataFrame({"theirs": row[is_kept] + start, "ours": column[is_kept], "likeness": likeness[is_kept]})
