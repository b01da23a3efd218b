"""Likeness of texts by their words."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.roles.likeness import find_alike
from schemas.words import WordForms

FORMS = WordForms({"of": ""})
OURS = pd.Series(["Data engineer", "Data scientist", "Cook of the day"])


def alike(theirs: list[str], least: float = 0.0, ours: pd.Series = OURS) -> dict[tuple[int, int], float]:
    pairs = find_alike(pd.Series(theirs, dtype="str"), ours, least, FORMS)
    return {(row.theirs, row.ours): row.likeness for row in pairs.itertuples()}


def test_the_same_words_are_wholly_alike_whatever_their_number_order_or_spelling():
    assert alike(["engineers, DATA"])[0, 0] == 1.0


def test_a_rare_word_in_common_weighs_more_than_a_frequent_one():
    found = alike(["Data keeper", "Engineer keeper"])
    assert found[1, 0] > found[0, 0] > 0


def test_texts_without_a_word_in_common_and_without_a_word_are_no_pair():
    assert alike(["Welder", "***", "of"]) == {}
    assert alike([]) == {}


@pytest.mark.parametrize(("least", "count"), [(0.9, 1), (0.1, 2), (0.0, 2)])
def test_pairs_below_the_least_are_left_out(least: float, count: int):
    assert len(alike(["Data engineer"], least)) == count


names = st.lists(st.sampled_from(["data", "engineer", "cook", "lead", "welder"]), min_size=1, max_size=4).map(" ".join)


@given(st.lists(names, min_size=1, max_size=5), st.lists(names, max_size=3))
def test_likeness_lies_between_0_and_1_and_rests_on_our_texts_alone(theirs: list[str], others: list[str]):
    found = alike(theirs)
    assert all(0 < likeness <= 1 for likeness in found.values())
    beside = alike([*theirs, *others])
    assert {pair: likeness for pair, likeness in beside.items() if pair[0] < len(theirs)} == found
