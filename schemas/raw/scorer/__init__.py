"""Contracts of the files under raw/canon/scorer/: how words are read, what was learned, how sure it is."""

from schemas.raw.scorer.calibration import CALIBRATION as CALIBRATION
from schemas.raw.scorer.further_titles import FURTHER_TITLES as FURTHER_TITLES
from schemas.raw.scorer.measure_weights import MEASURE_WEIGHTS as MEASURE_WEIGHTS
from schemas.raw.scorer.reliability import RELIABILITY as RELIABILITY
from schemas.raw.scorer.seen_words import SEEN_WORDS as SEEN_WORDS
from schemas.raw.scorer.trust import TRUST as TRUST
from schemas.raw.scorer.word_forms import WORD_FORMS as WORD_FORMS
from schemas.raw.scorer.word_vectors import WORD_VECTORS as WORD_VECTORS
from schemas.raw.scorer.word_weights import WORD_WEIGHTS as WORD_WEIGHTS

SCORER_TABLES = {
    "word_forms": WORD_FORMS,
    "word_vectors": WORD_VECTORS,
    "further_titles": FURTHER_TITLES,
    "measure_weights": MEASURE_WEIGHTS,
    "word_weights": WORD_WEIGHTS,
    "seen_words": SEEN_WORDS,
    "calibration": CALIBRATION,
    "trust": TRUST,
    "reliability": RELIABILITY,
}
