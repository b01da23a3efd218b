"""What is asked of curators, and in which order."""

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents.review import column_names
from schemas.text import is_formula
from tests.fixtures.review_files import asked, make_decisions, make_mappings, make_roles, role_id, tables

INFERRED = "inferred_from_superfunction"


def told(rows: pd.DataFrame, *columns: str) -> list[list]:
    return rows[list(columns)].to_numpy().tolist()


def test_a_row_has_the_candidate_its_evidence_and_the_others_in_words():
    mappings = make_mappings(
        (1, "15-1252.00", "curated", 0.5, 0.2, "needs_review"),
        (1, "15-1244.00", "proposed", 0.4, 0.1, "needs_review"),
        (1, "15-0000", INFERRED, 0.6, None, "needs_review"),
    )
    first, second = asked(tables(make_roles("SRES.GEN.P5"), mappings, {1: 7})).itertuples(index=False)
    assert (first.role_code, first.raw_roles, first.occupation_code) == ("SRES.GEN.P5", 7, "15-1252.00")
    assert (first.occupation_title, first.classification_level) == ("Software Developers", "onet")
    assert (first.origin, first.confidence_score, first.margin, first.rank) == ("curated", 0.5, 0.2, 1)
    assert first.evidence == "seen by curated"
    assert first.other_candidates == (
        "15-1244.00 Network and Computer Systems Administrators (0.40); "
        "15-0000 Computer and Mathematical Occupations (0.60)"
    )
    assert (first.release_version, first.last_decision_id) == ("2026.11.0", "decision-000000")
    assert second.occupation_code == "15-1244.00"
    assert all(pd.isna(getattr(first, name)) for name in column_names("entry"))


def test_the_group_of_a_superfunction_is_asked_only_where_nothing_finer_is_claimed():
    mappings = make_mappings(
        (1, "15-1252.00", "proposed", 0.4, None, "needs_review"),
        (1, "15-0000", INFERRED, 0.6, None, "needs_review"),
        (2, "15-0000", INFERRED, 0.6, None, "needs_review"),
    )
    rows = asked(tables(make_roles("SRES.GEN.P4", "SRES.GEN.P5"), mappings))
    assert sorted(told(rows, "role_code", "occupation_code")) == [
        ["SRES.GEN.P4", "15-1252.00"],
        ["SRES.GEN.P5", "15-0000"],
    ]


def test_what_is_approved_or_was_decided_since_the_release_is_not_asked():
    mappings = make_mappings(
        (1, "15-1252.00", "curated", 0.5, None, "approved"),
        (1, "15-1244.00", "proposed", 0.4, None, "needs_review"),
        (1, "17-2112.02", "proposed", 0.3, None, "stale"),
    )
    mappings.loc[[0, 2], "decision_id"] = ["decision-000001", "decision-000002"]
    before = [(1, "15-1252.00", "approve", "close", "2026-01-01"), (1, "17-2112.02", "approve", "close", "2026-01-01")]
    known = tables(make_roles("SRES.GEN.P5"), mappings)
    rows = asked(known, make_decisions(*before))
    assert told(rows, "occupation_code", "last_decision_id") == [
        ["15-1244.00", "decision-000002"],
        ["17-2112.02", "decision-000002"],
    ]
    since = [(1, "17-2112.02", "approve", "close", "2026-02-01"), (1, "15-1244.00", "reject", None, "2026-02-01")]
    assert asked(known, make_decisions(*before, *since)).empty


def test_stale_goes_first_then_most_raw_records_times_doubt_then_the_smallest_margin():
    mappings = make_mappings(
        (1, "15-1252.00", "proposed", 0.9, 0.5, "needs_review"),
        (2, "15-1252.00", "proposed", 0.9, 0.5, "stale"),
        (3, "15-1252.00", "proposed", 0.6, 0.3, "needs_review"),
        (4, "15-1252.00", "proposed", 0.6, 0.1, "needs_review"),
        (5, "15-1252.00", "proposed", 0.9, 0.5, "needs_review"),
        (6, "15-1252.00", "proposed", 0.1, 0.0, "approved"),
        (6, "15-1244.00", "proposed", 0.1, 0.0, "needs_review"),
        (7, "15-1252.00", "curated", 0.6, None, "needs_review"),
    )
    codes = [f"SRES.GEN.P{n}" for n in range(1, 7)] + ["SRES.GEN.M1"]
    mappings.loc[1, "decision_id"] = "decision-000001"
    decisions = make_decisions((2, "15-1252.00", "approve", "close", "2026-01-01"))
    rows = asked(tables(make_roles(*codes), mappings, {5: 8}), decisions)
    # Doubt: role 5 has 8 * 0.1, roles 3, 4 and 7 have 0.4, role 1 has 0.1, and role 6 stands approved.
    assert [int(role[-1]) for role in rows["role_id"]] == [2, 5, 4, 3, 7, 1, 6]


CODES = ("15-0000", "15-1252", "15-1252.00", "15-1244.00", "17-2112.02")
a_mapping = st.tuples(
    st.integers(1, 4),
    st.sampled_from(CODES),
    st.just("proposed"),
    st.sampled_from([0.1, 0.5, 0.9]),
    st.sampled_from([None, 0.0, 0.2]),
    st.sampled_from(["needs_review", "approved"]),
)


@given(st.lists(a_mapping, min_size=1, max_size=12, unique_by=lambda row: row[:2]), st.randoms(use_true_random=False))
def test_the_order_is_total_and_keeps_a_role_together(given_rows: list, random: Any):
    known = tables(make_roles(*[f"SRES.GEN.P{n}" for n in range(1, 5)]), make_mappings(*given_rows), {2: 3})
    rows = asked(known)
    places = list(range(len(known["role_occupations"])))
    random.shuffle(places)
    shuffled = {
        **{name: table.sort_index(ascending=False) for name, table in known.items()},
        "role_occupations": known["role_occupations"].iloc[places],
    }
    pd.testing.assert_frame_equal(rows, asked(shuffled))
    assert not rows.duplicated(["role_id", "occupation_code"]).any()
    assert (rows["role_id"] != rows["role_id"].shift()).sum() == rows["role_id"].nunique()
    assert all(group["rank"].is_monotonic_increasing for _, group in rows.groupby("role_id"))


def test_at_most_five_others_are_told():
    codes = ["15-1252.00", "15-1244.00", "17-2112.02", "15-1252", "15-0000"]
    mappings = make_mappings(*[(1, code, "proposed", 0.4, None, "needs_review") for code in codes])
    rows = asked(tables(make_roles("SRES.GEN.P5"), mappings))
    assert [len(told.split("; ")) for told in rows["other_candidates"]] == [4] * 5
    assert role_id(1) == rows["role_id"].iloc[0]
    assert not rows["other_candidates"].map(is_formula).any()
