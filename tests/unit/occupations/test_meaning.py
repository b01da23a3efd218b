"""Vectors of words: what they bring together, where they come from, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.learn.words import known_words
from flows.occupations import reduce_vectors
from flows.occupations.scoring.meaning import Meanings, build_meanings, read_word_vectors
from flows.occupations.scoring.terms import STEPS, cosines, in_steps
from schemas.errors import BadData
from schemas.words import Tokens, WordForms, split_words
from tests.unit.occupations.test_scoring import TABLES

VECTORS = pd.DataFrame(
    {"word": ["nurse", "carer", "truck", "driver"], "vector": ["9 0 1", "8 1 -1", "0 9 1", "-1 8 0"]}
)


def words(*texts: str) -> Tokens:
    return split_words(pd.Series(list(texts)), WordForms({}))


def meanings(titles: list[str], sentences: list[str]) -> Meanings:
    own = np.eye(len(titles), dtype=np.float32)
    return build_meanings(read_word_vectors(VECTORS), words(*titles), own, words(*sentences), own)


def test_a_word_that_no_title_holds_leads_to_the_occupation_of_like_meaning():
    known = meanings(["Nurse", "Truck driver"], ["Nurse people", "Driver of a truck"])
    asked = known.of(words("Carer"))
    assert (asked @ known.titles.T).argmax() == 0
    assert (asked @ known.documents.T).argmax() == 0


def test_unknown_words_are_near_to_nothing():
    known = meanings(["Nurse", "Truck driver"], ["Nurse people", "Driver of a truck"])
    assert not known.of(words("Zymurgist", "")).any()


def test_an_edition_without_sentences_is_compared_by_titles():
    known = build_meanings(
        read_word_vectors(VECTORS), words("Nurse"), np.ones((1, 1)), words(), np.zeros((1, 0), dtype=np.float32)
    )
    assert known.documents == pytest.approx(known.titles)


def test_a_rare_word_says_more_than_a_frequent_one():
    known = meanings(["Driver", "Driver", "Driver", "Nurse"], ["", "", "", ""])
    nurse, truck = known.of(words("nurse")), known.of(words("driver"))
    both = known.of(words("nurse driver"))
    assert (both @ nurse.T) > (both @ truck.T)


@pytest.mark.parametrize("vectors", [["1 2", "1 2", "1 2", "1"], []])
def test_vectors_of_several_lengths_or_none_are_refused(vectors: list[str]):
    with pytest.raises(BadData, match="word_vectors"):
        read_word_vectors(VECTORS.head(len(vectors)).assign(vector=pd.Series(vectors, dtype="str")))


def test_the_committed_vectors_bring_like_trades_together():
    vectors = read_word_vectors(TABLES["word_vectors"])
    trades = ["physician", "doctor", "welder", "lawyer", "attorney"]
    near = np.corrcoef(vectors.vectors[vectors.vocabulary.words.get_indexer(trades)])
    assert near[0, 1] > near[0, [2, 3]].max()
    assert near[3, 4] > near[3, [0, 2]].max()


@given(st.integers(0, 2**32 - 1))
def test_a_cosine_is_the_same_in_whatever_order_it_is_added_up(seed: int):
    random = np.random.default_rng(seed)
    vectors, order = in_steps(random.normal(size=(3, 48))), random.permutation(48)
    found = cosines(vectors, vectors)
    assert (found == cosines(vectors[:, order], vectors[:, order])).all()
    assert found.diagonal() == pytest.approx(1, abs=48 / STEPS)


def test_vectors_are_reduced_to_the_directions_in_which_occupations_differ():
    of_occupations = np.array([[5.0, 0, 1], [-5.0, 0, 1], [0, 1.0, 1], [0, -1.0, 1]])
    vectors = np.array([[1.0, 0, 9], [-1.0, 0.5, -9]])
    found = reduce_vectors(pd.Index(["one", "other"]), vectors, of_occupations, 1, 10.0)
    assert found["word"].tolist() == ["one", "other"]
    assert found["vector"].tolist() == ["10", "-10"]


def test_words_of_one_text_numbers_and_letters_have_no_vector():
    assert known_words(words("ward nurse 24 a", "a nurse of 24 wards", "porter"), 2).tolist() == ["nurse", "ward"]
