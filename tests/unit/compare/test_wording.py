"""Short forms keep what differs in sight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.compare.wording import contrast, name_roles, shorten


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["SRES.GEN.P5"], "SRES.GEN.P5"),
        (["SRES.GEN.P5", "SRES.GEN.P5"], "SRES.GEN.P5"),
        (["SRES.GEN.M1", "SRES.GEN.P2", "SRES.GEN.P1", "SRES.GEN.P5"], "SRES.GEN P1-P2 P5 M1 (4 roles)"),
        (["A1.GEN.S1", "A1.X.E1", "A1.X.E2"], "A1.GEN S1, A1.X E1-E2 (3 roles)"),
        ([f"F{n}.GEN.P1" for n in range(5)], "F0.GEN P1, F1.GEN P1, F2.GEN P1, 2 more specializations (5 roles)"),
    ],
)
def test_roles_are_named_in_short(codes: list[str], expected: str):
    assert name_roles(codes) == expected


def test_a_text_is_cut_with_a_sign_that_it_goes_on():
    assert shorten(None) == "nothing"
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"


def test_the_first_word_that_differs_is_in_sight():
    same = "It is the same for many words and then goes on " * 3
    assert contrast(f"{same}here", f"{same}there", 60) == (
        "…same for many words and then goes on here -> …same for many words and then goes on there"
    )


@given(st.text("ab ", max_size=300), st.text("ab ", max_size=300), st.integers(50, 160))
def test_what_differs_is_seen_to_differ(old: str, new: str, most: int):
    before, _, after = contrast(f"x{old}x", f"x{new}x", most).partition(" -> ")
    assert (before == after) == (old == new)
    assert max(len(before), len(after)) <= most + 1
