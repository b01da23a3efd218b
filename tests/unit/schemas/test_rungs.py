"""Rungs and degrees of mastery as authors write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents.rungs import HIGHEST, RungRange, parse_proficiency, parse_rungs, split_by_proficiency


def test_rungs_are_tracks_single_rungs_ranges_and_all_from_a_rung_up():
    ranges = parse_rungs("S, P3, P4-P5, M3+")
    assert [(part.level_low, part.level_high) for part in ranges] == [
        ("S1", "S4"),
        ("P3", "P3"),
        ("P4", "P5"),
        ("M3", "M6"),
    ]


@pytest.mark.parametrize("text", ["", "P7", "S5+", "P4-P2", "P1-M3", "Q1", "P1 - P3", "P1;P2", "E4"])
def test_what_is_no_rung_is_refused(text: str):
    with pytest.raises(ValueError, match="rung"):
        parse_rungs(text)


@pytest.mark.parametrize("text", ["P1 good", "P1", "P7 expert", "P1 expert, P3 working", "P1 working, P2 working"])
def test_degrees_that_are_unknown_or_do_not_rise_are_refused(text: str):
    with pytest.raises(ValueError, match="degree"):
        parse_proficiency(text)


def test_ranges_are_cut_where_the_degree_changes():
    parts = split_by_proficiency(parse_rungs("P1-P5, M3"), parse_proficiency("P2 working, P4 expert"))
    assert [(part.level_low, part.level_high, degree) for part, degree in parts] == [
        ("P1", "P1", None),
        ("P2", "P3", "working"),
        ("P4", "P5", "expert"),
        ("M3", "M3", None),
    ]


@given(st.sampled_from(sorted(HIGHEST)), st.data())
def test_parts_cover_each_rung_once(track: str, data: st.DataObject):
    low = data.draw(st.integers(1, HIGHEST[track]))
    high = data.draw(st.integers(low, HIGHEST[track]))
    start = data.draw(st.integers(1, HIGHEST[track]))
    parts = split_by_proficiency([RungRange(f"{track}{low}", f"{track}{high}")], {f"{track}{start}": "working"})
    covered = [rung for part, _ in parts for rung in range(int(part.level_low[1]), int(part.level_high[1]) + 1)]
    assert covered == list(range(low, high + 1))
    assert all((degree is not None) == (int(part.level_low[1]) >= start) for part, degree in parts)
