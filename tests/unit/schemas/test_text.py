"""Normal forms and bands."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text import clean_text, component_ids, confidence_bands, is_formula, normalise_titles


def test_component_id_is_of_kind_and_normal_name():
    ids = component_ids(
        pd.Series(["skill"] * 3 + ["task"]),
        pd.Series(["Data  Modelling.", "data modelling", "DATA MODELLING ", "data modelling"]),
    )
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert ids[0] == "cmp-" + hashlib.sha256(b"skill\ndata modelling").hexdigest()[:12]


@pytest.mark.parametrize(
    ("score", "band"), [(0.0, "low"), (0.4999, "low"), (0.5, "medium"), (0.79, "medium"), (0.8, "high"), (1.0, "high")]
)
def test_confidence_bands_have_their_edges_below(score: float, band: str):
    assert confidence_bands(pd.Series([score])).tolist() == [band]


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(min_size=1))
def test_normal_form_of_a_title_is_stable(text: str):
    once = normalise_titles(pd.Series([text], dtype="str"))
    assert normalise_titles(once).tolist() == once.tolist()


@given(st.lists(st.text() | st.from_regex(r"[ -~]{0,9}", fullmatch=True), min_size=1))
def test_titles_of_plain_letters_take_a_shorter_way_to_the_same_normal_form(texts: list[str]):
    titles = pd.Series([*texts, None], dtype="str")
    slowly = titles.str.normalize("NFKC").str.casefold().str.replace(r"\s+", " ", regex=True).str.strip()
    pd.testing.assert_series_equal(normalise_titles(titles), slowly)
    labels = [0] * len(titles)
    pd.testing.assert_series_equal(normalise_titles(titles.set_axis(labels)), slowly.set_axis(labels))


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@home", "\tx"])
def test_formula_starts_are_recognised(text: str):
    assert is_formula(text)


def test_line_separator_inside_text_is_data():
    assert clean_text("a\u2028b") == "a\u2028b"
