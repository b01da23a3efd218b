"""Decisions on mappings: what they rest on, what they do, when they go stale, and which of several wins."""

import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.occupations import latest_decisions, require_one_exact, state_facts
from flows.occupations.decisions import apply_decisions
from schemas.errors import BadData
from schemas.settings import MappingSettings
from schemas.tables import MAPPING_DECISIONS
from schemas.vocabularies import PREDICATES

ROLE = "role-000001"
SETTINGS = MappingSettings(0.6, approved_confidence=0.9, stale_confidence=0.5, primary_least=0.3)
OCCUPATIONS = pd.DataFrame(
    [
        ("soc_2018", "15-0000", "Computer and Mathematical Occupations"),
        ("soc_2018", "15-1252", "Software Developers"),
        ("onet_soc_2019", "15-1252.00", "Software Developers"),
        ("onet_soc_2019", "15-1244.00", "Network and Computer Systems Administrators"),
        ("onet_soc_2019", "17-2112.02", "Validation Engineers"),
    ],
    columns=["scheme", "occupation_code", "title"],
)
LISTED = pd.DataFrame(
    [("15-1252.00", "site reliability engineer"), ("17-2112.02", "site reliability engineer")],
    columns=["occupation_code", "title_normalised"],
)
FACTS = {
    "called": "Site Reliability Engineer",
    "family": "Site Reliability",
    "level": "P5",
    "listed": ["site reliability engineer"],
    "occupation": "Software Developers",
    "role": "Lead Site Reliability Engineer",
}


def make_roles(**cells: Any) -> pd.DataFrame:
    role = {"role_id": ROLE, "title": FACTS["role"], "holder_title": FACTS["called"], "family_name": FACTS["family"]}
    return pd.DataFrame([{**role, "level_code": "P5", **cells}])


def rows(*pairs: tuple[str, str]) -> pd.DataFrame:
    mappings = pd.DataFrame(pairs, columns=["occupation_code", "origin"], dtype="str")
    cells = {"predicate": "related", "confidence_score": 0.4, "confidence_basis": "rule"}
    return mappings.assign(role_id=ROLE, **cells, evidence="seen", order_in_origin=range(1, len(mappings) + 1))


def as_text(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def decide(*given: tuple[str, str, str | None], facts: dict[str, Any] = FACTS, **cells: Any) -> pd.DataFrame:
    decisions = pd.DataFrame(given, columns=["occupation_code", "decision", "predicate"])
    said = {"role_id": ROLE, "curator_id": "tester", "reason": "It fits.", "decided_date": "2026-01-01"}
    said |= {"evidence": "seen", "rests_on": as_text(facts), "release_version": None, **cells}
    numbers = [f"decision-{number:06d}" for number in range(1, len(given) + 1)]
    return MAPPING_DECISIONS.frame(decisions.assign(**said, decision_id=numbers))


def decided(
    mappings: pd.DataFrame,
    decisions: pd.DataFrame,
    roles: pd.DataFrame | None = None,
    titles: pd.DataFrame | None = LISTED,
    occupations: pd.DataFrame = OCCUPATIONS,
) -> pd.DataFrame:
    roles = make_roles() if roles is None else roles
    return apply_decisions(mappings, decisions, roles, occupations, titles, SETTINGS)


def told(mappings: pd.DataFrame, *columns: str) -> list[list]:
    return mappings[list(columns)].astype("object").where(mappings[list(columns)].notna(), None).to_numpy().tolist()


PAIRS = rows(("15-1252.00", "proposed"))


def test_facts_are_canonical_text_without_scores_or_words_of_the_method():
    (facts,) = state_facts(PAIRS, make_roles(), OCCUPATIONS, LISTED)
    assert facts == as_text(FACTS)
    (same,) = state_facts(PAIRS.assign(confidence_score=0.9, evidence="other"), make_roles(), OCCUPATIONS, LISTED)
    assert same == facts


def test_what_is_not_known_is_left_out_of_the_facts():
    (facts,) = state_facts(PAIRS, make_roles(holder_title=None), OCCUPATIONS, None)
    assert facts == as_text({name: FACTS[name] for name in ("family", "level", "occupation", "role")})
    (group,) = state_facts(rows(("15-1252", "curated")), make_roles(), OCCUPATIONS, LISTED)
    assert "listed" not in json.loads(group)
    (unlisted,) = state_facts(rows(("15-1244.00", "curated")), make_roles(), OCCUPATIONS, LISTED)
    assert json.loads(unlisted)["listed"] == []


@pytest.mark.parametrize("title", ['Say "SRE" \\ DevOps', "Ingénieur\u2028fiabilité", "工程师 {P5}"])
def test_facts_hold_any_title(title: str):
    (facts,) = state_facts(PAIRS, make_roles(title=title), OCCUPATIONS, LISTED)
    assert json.loads(facts)["role"] == title


def test_an_approval_holds_whatever_the_scorer_says_now():
    decisions = decide(("15-1252.00", "approve", "close"))
    for now in (PAIRS, PAIRS.assign(confidence_score=0.1, evidence="another scorer", order_in_origin=5)):
        columns = ("review_status", "predicate", "decision_id", "stale_reason")
        assert told(decided(now, decisions), *columns) == [["approved", "close", "decision-000001", None]]


TITLES = {"15-1252.00": "Software Engineers"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"roles": make_roles(title="Reliability Lead")},
            "the title of the role changed from 'Lead Site Reliability Engineer' to 'Reliability Lead'",
        ),
        (
            {"roles": make_roles(holder_title="SRE"), "titles": None},
            "what holders of the role are called changed from 'Site Reliability Engineer' to 'SRE'",
        ),
        ({"roles": make_roles(level_code="P6")}, "the level of the role changed from 'P5' to 'P6'"),
        ({"roles": make_roles(family_name="Data")}, "the family of the role changed from 'Site Reliability' to 'Data'"),
        (
            {"titles": LISTED.iloc[1:]},
            "the names of the role that O*NET lists under the occupation changed from 'site reliability engineer' "
            "to none",
        ),
        (
            {"occupations": OCCUPATIONS.assign(title="Software Engineers")},
            "the title of the occupation changed from 'Software Developers' to 'Software Engineers'",
        ),
    ],
    ids=["role", "called", "level", "family", "listed", "occupation"],
)
def test_a_changed_fact_makes_an_approval_stale_and_is_named(changes: dict[str, Any], reason: str):
    decisions = decide(("15-1252.00", "approve", "close"))
    assert told(decided(PAIRS, decisions, **changes), "review_status", "predicate", "stale_reason") == [
        ["stale", "related", reason]
    ]


def test_every_changed_fact_is_named():
    changed = decided(PAIRS, decide(("15-1252.00", "approve", "close")), make_roles(title="X", level_code="P6"))
    (reason,) = changed["stale_reason"]
    assert reason.split("; ") == [
        "the level of the role changed from 'P5' to 'P6'",
        "the title of the role changed from 'Lead Site Reliability Engineer' to 'X'",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"titles": None},
        {"roles": make_roles(holder_title=None)},
        {"roles": make_roles(title="LEAD  site reliability engineer")},
    ],
    ids=["O*NET not fetched", "holder title not loaded", "case and spaces"],
)
def test_a_fact_that_is_not_at_hand_or_means_the_same_changes_nothing(changes: dict[str, Any]):
    decisions = decide(("15-1252.00", "approve", "close"))
    assert told(decided(PAIRS, decisions, **changes), "review_status", "stale_reason") == [["approved", None]]


def test_an_approval_without_onet_is_not_stale_once_onet_is_there():
    decisions = decide(("15-1252.00", "approve", "close"), facts={k: v for k, v in FACTS.items() if k != "listed"})
    assert told(decided(PAIRS, decisions), "review_status") == [["approved"]]


def test_what_a_person_approved_is_at_least_as_sure_as_an_approval():
    sure = rows(("15-1252.00", "curated"), ("15-1244.00", "proposed")).assign(confidence_score=[0.95, 0.2])
    decisions = decide(("15-1252.00", "approve", "exact"), ("15-1244.00", "approve", "close"))
    decisions.loc[1, "rests_on"] = decided(sure, decide())["rests_on"].iloc[1]
    columns = ["review_status", "confidence_score", "confidence_basis"]
    assert told(decided(sure, decisions), *columns) == [["approved", 0.95, "rule"], ["approved", 0.9, "stated"]]
    stale = decided(sure, decisions, make_roles(title="Reliability Lead"))
    assert told(stale, *columns) == [["stale", 0.95, "rule"], ["stale", 0.2, "rule"]]


def test_an_approved_pair_that_nothing_claims_has_a_row_of_its_own():
    decisions = decide(("15-1252.00", "approve", "close"))
    columns = ("occupation_code", "origin", "review_status", "predicate", "confidence_score", "evidence")
    evidence = "approved by tester on 2026-01-01: It fits."
    for titles in (LISTED, None):
        mappings = decided(rows(("15-0000", "inferred_from_superfunction")), decisions, titles=titles)
        assert told(mappings, *columns)[1] == ["15-1252.00", "curated", "approved", "close", 0.9, evidence]
    stale = decided(rows(("15-0000", "proposed")), decisions, make_roles(title="Reliability Lead"))
    assert told(stale, *columns)[1] == ["15-1252.00", "curated", "stale", "close", 0.5, evidence]


def test_an_approval_of_a_role_that_is_not_in_the_build_makes_no_row():
    decisions = decide(("15-1252.00", "approve", "close"), role_id="role-other-000009")
    assert told(decided(PAIRS, decisions), "role_id", "review_status") == [[ROLE, "needs_review"]]


def test_a_rejected_pair_stays_away_whatever_changed_since():
    both = rows(("15-1252.00", "curated"), ("15-0000", "proposed"))
    rejected = decided(both, decide(("15-1252.00", "reject", None)), make_roles(title="Another", level_code="P1"))
    assert told(rejected, "occupation_code") == [["15-0000"]]


@pytest.mark.parametrize(
    ("dates", "status"),
    [(("2026-01-01", "2026-02-01"), "approved"), (("2026-02-01", "2026-01-01"), None)],
)
def test_the_latest_decision_on_a_pair_wins(dates: tuple[str, str], status: str | None):
    decisions = decide(("15-1252.00", "reject", None), ("15-1252.00", "approve", "close"), decided_date=list(dates))
    assert told(decided(PAIRS, decisions), "review_status") == ([[status]] if status else [])


def test_of_two_decisions_of_one_day_the_one_of_the_higher_number_wins():
    decisions = decide(("15-1252.00", "approve", "close"), ("15-1252.00", "reject", None))
    assert decided(PAIRS, decisions).empty


def test_several_approved_mappings_stand_by_predicate_and_then_the_latest():
    codes = ["15-0000", "15-1252", "15-1252.00", "15-1244.00"]
    decisions = decide(*zip(codes, ["approve"] * 4, ["broad", "close", "exact", "close"], strict=True))
    decisions["rests_on"] = "{}"
    approved = decided(rows(*[(code, "proposed") for code in codes]), decisions).sort_values("approval_order")
    assert approved["occupation_code"].tolist() == ["15-1252.00", "15-1244.00", "15-1252", "15-0000"]


@pytest.mark.parametrize(
    ("codes", "predicate", "is_refused"),
    [
        (("15-1252.00", "17-2112.02"), "exact", True),
        (("15-1252.00", "15-1252"), "exact", False),
        (("15-1252.00", "17-2112.02"), "close", False),
    ],
)
def test_a_role_is_exactly_one_occupation_of_a_classification(codes: tuple[str, str], predicate: str, is_refused: bool):
    decisions = decide(*[(code, "approve", predicate) for code in codes])
    if is_refused:
        with pytest.raises(BadData, match=r"decision-000001: role-000001 exact 15-1252\.00[\s\S]*Reject all but one"):
            require_one_exact(decisions)
    else:
        require_one_exact(decisions)


CODES = tuple(OCCUPATIONS["occupation_code"])
a_decision = st.tuples(
    st.sampled_from(CODES),
    st.one_of(st.just(("reject", None)), st.tuples(st.just("approve"), st.sampled_from(PREDICATES[1:]))),
    st.sampled_from(["2026-01-01", "2026-01-02", "2026-03-01"]),
)


@given(st.lists(a_decision, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_of_decisions_does_not_matter(given_decisions: list, random: Any):
    made = [(code, verdict, predicate) for code, (verdict, predicate), _ in given_decisions]
    decisions = decide(*made, facts={}, decided_date=[date for *_, date in given_decisions])
    places = list(range(len(decisions)))
    random.shuffle(places)
    shuffled = decisions.iloc[places].reset_index(drop=True)
    pd.testing.assert_frame_equal(latest_decisions(decisions), latest_decisions(shuffled))
    mappings = rows(("15-1252.00", "curated"), ("15-0000", "inferred_from_superfunction"))
    key = ["occupation_code", "origin"]
    first, second = (decided(mappings, given).sort_values(key, ignore_index=True) for given in (decisions, shuffled))
    pd.testing.assert_frame_equal(first, second)
