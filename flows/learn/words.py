"""Makes the vectors of words again: what each word means to a sentence model, in few numbers."""

import numpy as np
import pandas as pd

from flows import occupations
from flows.learn.profiles import Gold
from flows.occupations import scoring
from schemas.raw.scorer import WORD_VECTORS
from schemas.words import Tokens, WordForms, split_words

DIMENSIONS = 48
DEVIATION = 6.0
LEAST_TEXTS = 2
LISTED_TEXTS = {
    "onet_soc_occupations": "title",
    "occupation_titles": "title",
    "further_titles": "title",
    "occupation_descriptions": "description",
    "occupation_tasks": "task",
    "occupation_activities": "activity_name",
}


def learn_words(
    reference: dict[str, pd.DataFrame],
    gold: dict[str, Gold],
    forms: WordForms,
    of_occupations: np.ndarray,
    encoder: occupations.Encoder,
) -> pd.DataFrame:
    """Return word_vectors.csv: of words that stand in at least LEAST_TEXTS texts of O*NET, Canon and gold.

    `reference` has tables of O*NET, and further_titles. `of_occupations` is what the encoder makes of the titles of
    each occupation. The codes of gold are not looked at.
    """
    words = known_words(split_words(_texts(reference, gold), forms), LEAST_TEXTS)
    vectors = encoder.encode(list(words))
    return WORD_VECTORS.frame(scoring.reduce_vectors(words, vectors, of_occupations, DIMENSIONS, DEVIATION))


def known_words(tokens: Tokens, least_texts: int) -> pd.Index:
    """Return the words that stand in at least so many texts; numbers and single letters are left out."""
    is_known = np.asarray(tokens.once.sum(axis=0)).ravel() >= least_texts
    words = tokens.distinct[is_known].astype("str")
    return pd.Index(words[(words.str.len() > 1) & ~words.str.isdigit()], dtype="object")


def _texts(reference: dict[str, pd.DataFrame], gold: dict[str, Gold]) -> pd.Series:
    """Return the texts of O*NET and Canon, and of gold one text a row."""
    parts = [reference[table][column] for table, column in LISTED_TEXTS.items() if table in reference]
    for name in ("esco", "visa"):
        subjects = gold[name].subjects
        parts.append(subjects["title"].str.cat(subjects[["alternate_titles", "description", "components"]], sep=" "))
    return pd.concat(parts, ignore_index=True).dropna().drop_duplicates().reset_index(drop=True)
