"""How much terms say."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from schemas.sql import query
from schemas.tfidf import (
    count_holders,
    measure_distinction,
    measure_rarity,
    measure_smooth_rarity,
    scale_rows,
    weigh_terms,
)

COUNTS = arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.integers(0, 3).map(float))


def test_a_term_weighs_the_more_the_oftener_it_stands_and_the_fewer_hold_it():
    # The terms are held by 3, 2 and 1 of 3 documents.
    counts = sp.csr_matrix([[1.0, 2.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    assert count_holders(counts).tolist() == [3, 2, 1]
    rarity = measure_smooth_rarity(counts)
    assert rarity == pytest.approx([1, np.log(4 / 3) + 1, np.log(4 / 2) + 1])
    row = np.array([1.0, (1 + np.log(2)) * rarity[1], 0.0])
    assert weigh_terms(counts, rarity).toarray()[0] == pytest.approx(row / np.linalg.norm(row))


def test_a_term_that_all_hold_tells_no_documents_apart():
    holders = np.array([4, 1, 0])
    assert measure_distinction(4, holders) == pytest.approx([0, np.log(4), np.log(4)])
    assert measure_rarity(4, holders) == pytest.approx([np.log(2), np.log(5), np.log(5)])


@given(COUNTS)
def test_rows_have_length_1_or_are_empty(counts: np.ndarray):
    sparse = sp.csr_matrix(counts)
    for rows in (weigh_terms(sparse, measure_smooth_rarity(sparse)), scale_rows(sparse)):
        lengths = np.linalg.norm(rows.toarray(), axis=1)
        assert lengths == pytest.approx(counts.any(axis=1).astype(float))


def test_sql_has_the_same_rarity():
    frame = pd.DataFrame({"documents": [4, 10, 1016], "holders": [1, 10, 7]})
    found = query("SELECT term_rarity(documents, holders) AS rarity FROM counts", counts=frame)["rarity"]
    assert found.tolist() == pytest.approx(measure_rarity(frame["documents"].to_numpy(), frame["holders"].to_numpy()))
