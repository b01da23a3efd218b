"""The order of families in the picture of their distances: blocks of near ones show."""

import numpy as np
import pandas as pd
import pytest

from flows.adjacency import order_families

# Two blocks, told alternately.
BLOCKS = {"A": 0.1, "X": 0.6, "B": 0.15, "Y": 0.65, "C": 0.2}


def square(places: dict[str, float]) -> pd.DataFrame:
    values = np.array(list(places.values()))
    matrix = pd.DataFrame(np.abs(values[:, None] - values), columns=list(places))
    matrix.insert(0, "family_code", list(places))
    return matrix


def test_families_of_a_block_stand_together():
    assert order_families(square(BLOCKS)) == ["A", "B", "C", "X", "Y"]


def test_the_order_is_the_same_whatever_the_order_of_the_rows():
    tied = dict.fromkeys("DBFACE", 0.5)
    for places in (BLOCKS, tied, {**BLOCKS, **tied}):
        turned = dict(reversed(places.items()))
        assert order_families(square(places)) == order_families(square(turned))


@pytest.mark.parametrize("codes", [[], ["A"], ["B", "A"]])
def test_few_families_stand_by_code(codes: list[str]):
    assert order_families(square(dict.fromkeys(codes, 0.5))) == sorted(codes)
