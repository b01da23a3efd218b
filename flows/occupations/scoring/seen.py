"""What the words of gold say: how often each was seen where experts chose an occupation, shared out by SOC group."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.scoring.index import OccupationIndex
from flows.occupations.scoring.measures import Texts
from schemas.words import Vocabulary

SEEN = "seen"
# From the widest group to the occupation: each smooths the one below it.
LEVELS = ("major", "minor", "broad", "onet")
SMOOTHING = 50.0


@dataclass(frozen=True)
class SeenWords:
    """How much likelier words of a field are under each occupation than in all: `odds` is words x occupations."""

    vocabulary: Vocabulary
    odds: np.ndarray


def seen_odds(counts: sp.csr_matrix, index: OccupationIndex) -> np.ndarray:
    """Return words x occupations: the log-odds of words from how often they were seen, words x occupations.

    The words of a group are smoothed by those of the group above it, with Dirichlet priors of SMOOTHING words: an
    occupation that was never seen speaks as its broad group does. MacKay and Peto, A Hierarchical Dirichlet Language
    Model, 1995.
    """
    totals = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel() + 0.5
    in_all = totals / totals.sum()
    shares, above = in_all[:, None], np.zeros(len(index.codes), dtype=np.int64)
    for level in LEVELS:
        _, first, member = np.unique(index.groups[level], return_index=True, return_inverse=True)
        to_group = sp.csr_matrix((np.ones(len(member)), (np.arange(len(member)), member)))
        grouped = (counts @ to_group).toarray()
        prior = SMOOTHING * shares[:, above[first]]
        shares, above = (grouped + prior) / (grouped.sum(axis=0) + SMOOTHING), member
    return np.log(shares / in_all[:, None]).astype(np.float32)


def seen_shares(texts: Texts, vocabulary: Vocabulary) -> sp.csr_matrix:
    """Return texts x words: how much each known word says, less the more of them there are."""
    once = vocabulary.once(texts.words)
    known = np.asarray(once.sum(axis=1)).ravel()
    return (sp.diags_array(1 / np.sqrt(np.maximum(known, 1)), dtype=np.float32) @ once).tocsr()


def read_seen(table: pd.DataFrame, index: OccupationIndex) -> dict[str, SeenWords]:
    """Return what was seen by field; `table` has field, word, occupation_code and times.

    Occupations that this edition of O*NET does not have are passed over.
    """
    return {str(field): _read_field(part, index) for field, part in table.groupby("field")}


def _read_field(part: pd.DataFrame, index: OccupationIndex) -> SeenWords:
    vocabulary = Vocabulary(pd.Index(sorted(part["word"].unique()), dtype="object"))
    known = part.loc[part["occupation_code"].isin(index.codes)]
    words = vocabulary.words.get_indexer(known["word"].to_numpy(dtype=object))
    places = np.searchsorted(index.codes, known["occupation_code"].to_numpy(dtype=object))
    times = known["times"].to_numpy(dtype=np.float64)
    counts = sp.csr_matrix((times, (words, places)), shape=(len(vocabulary.words), len(index.codes)))
    return SeenWords(vocabulary, seen_odds(counts, index))
