"""From roles to occupations: anchors, what families name, what a scorer proposes, and what people decide."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.folder import open_folder
from flows.ingest.kinds.occupation_codes import read_occupation_codes
from flows.occupations import (
    Reference,
    build_occupations,
    infer_from_superfunction,
    inference_conflicts,
    map_roles,
    state_mapping,
    withdraw_trust,
)
from schemas.errors import BadData
from schemas.tables import MAPPING_DECISIONS
from tests.conftest import REPOSITORY
from tests.fixtures.framework import authored_framework

FRAMEWORK = authored_framework()
LEVELS = FRAMEWORK.levels.set_index("level_code")
CLAIM = {"field": "occupation", "source_id": "canon", "priority": 10, "nearness": 3, "confidence_score": 0.55}
CLAIM |= {"predicate": "close", "note": "why", "section": "P"}
ROLE = "role-000001"
BEST = "15-1252.00"


@pytest.fixture(scope="module")
def occupations() -> pd.DataFrame:
    folders = [REPOSITORY / "raw" / "sources" / name for name in ("soc_2018", "onet_soc_2019")]
    reference: dict[str, pd.DataFrame] = {}
    for folder in folders:
        reference |= read_occupation_codes(open_folder(folder)).reference
    return build_occupations(reference)


def make_roles(*levels: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "role_id": f"role-{number:06d}",
                "role_code": f"SRES.GEN.{level}",
                "title": f"Reliability {level}",
                "holder_title": None,
                "family_name": "Reliability",
                "superfunction_code": "TECH",
                "superfunction_name": "Technology",
                "track_code": level[0],
                "level_code": level,
                "level_rank": LEVELS.loc[level, "level_rank"],
            }
            for number, level in enumerate(levels, 1)
        ]
    )


def claims(*codes: str, role_id: str = ROLE, **cells: Any) -> pd.DataFrame:
    rows = [{**CLAIM, "role_id": role_id, "value": code, "position": n, **cells} for n, code in enumerate(codes, 1)]
    return pd.DataFrame(rows, columns=[*CLAIM, "role_id", "value", "position"])


def proposals(*scored: tuple[str, float]) -> pd.DataFrame:
    rows = pd.DataFrame(scored, columns=["occupation_code", "confidence_score"])
    cells = {"role_id": ROLE, "origin": "proposed", "predicate": "broad", "confidence_basis": "calibrated"}
    cells |= {"margin": 0.1, "evidence": "its titles share: reliability", "shared_count": None}
    order = range(1, len(rows) + 1)
    return rows.assign(**cells, scorer_version="1+abc", reference_edition="30.1", order_in_origin=order)


def decide(*rows: tuple[str, str]) -> pd.DataFrame:
    decisions = pd.DataFrame(rows, columns=["occupation_code", "decision"])
    cells = {"role_id": ROLE, "curator_id": "tester", "reason": "seen", "evidence": "seen", "rests_on": "{}"}
    decisions = decisions.assign(**cells, predicate=None, decided_date="2026-01-01", release_version=None)
    numbers = [f"decision-{number:06d}" for number in range(1, len(rows) + 1)]
    return MAPPING_DECISIONS.frame(decisions.assign(decision_id=numbers))


def mapped(
    occupations: pd.DataFrame,
    roles: pd.DataFrame | None = None,
    said: pd.DataFrame | None = None,
    proposed: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    roles = make_roles("P5") if roles is None else roles
    said = claims() if said is None else said
    decisions = MAPPING_DECISIONS.empty() if decisions is None else decisions
    return map_roles(roles, said, proposed, Reference(occupations, None, decisions), FRAMEWORK)


def trust(code: str, level: str) -> pd.DataFrame:
    cells = {"role_id": ROLE, "proposed_code": BEST, "trusted_code": code, "trusted_level": level}
    return pd.DataFrame([cells])


def told(mappings: pd.DataFrame, *columns: str) -> list[list]:
    return mappings[list(columns)].to_numpy().tolist()


def test_classifications_are_whole_and_every_ancestor_is_spelled_out(occupations: pd.DataFrame):
    assert occupations["scheme"].value_counts().to_dict() == {"soc_2018": 1447, "onet_soc_2019": 1016}
    row = occupations.set_index(["scheme", "occupation_code"]).loc["onet_soc_2019", "15-1244.00"]
    tiers = ["parent_code", "detailed_code", "broad_code", "minor_code", "major_code"]
    assert row[tiers].tolist() == ["15-1244", "15-1244", "15-1240", "15-1200", "15-0000"]
    assert (row["title"], row["major_title"]) == (
        "Network and Computer Systems Administrators",
        "Computer and Mathematical Occupations",
    )


def test_a_group_has_itself_and_what_is_above_it_and_nothing_below(occupations: pd.DataFrame):
    groups = occupations.loc[occupations["scheme"] == "soc_2018"].set_index("occupation_code")
    tiers = ["detailed_code", "broad_code", "minor_code", "major_code"]
    assert groups.loc["15-1240", tiers].fillna("").tolist() == ["", "15-1240", "15-1200", "15-0000"]
    assert groups.loc["15-0000", [*tiers, "parent_code"]].fillna("").tolist() == ["", "", "", "15-0000", ""]
    assert (groups["major_code"].str[:2] == groups.index.str[:2]).all()
    assert set(occupations["major_code"]) == set(groups.index[groups["classification_level"] == "major"])


@pytest.mark.parametrize("level", LEVELS.index)
def test_a_role_is_anchored_to_its_own_group_and_from_m3_up_to_management(level: str, occupations: pd.DataFrame):
    mappings = mapped(occupations, make_roles(level))
    own = level[0] in "SP" or level in ("M1", "M2")
    assert told(mappings, "occupation_code", "origin", "predicate", "review_status", "is_primary") == [
        ["15-0000" if own else "11-0000", "inferred_from_superfunction", "broad", "needs_review", True]
    ]


def test_a_superfunction_without_anchor_is_named(occupations: pd.DataFrame):
    with pytest.raises(BadData, match=r"SRES\.GEN\.P5[\s\S]*superfunction_anchors\.csv"):
        mapped(occupations, make_roles("P5").assign(superfunction_code="NONE"))


def test_curated_goes_before_proposed_before_inferred_and_weak_proposals_come_last(occupations: pd.DataFrame):
    proposed = proposals(("15-1241.00", 0.40), ("15-1252.00", 0.30), ("17-2112.02", 0.29))
    mappings = mapped(occupations, said=claims("15-1244", "15-1241.00"), proposed=proposed)
    assert told(mappings, "rank", "occupation_code", "origin", "confidence_score") == [
        [1, "15-1244", "curated", 0.55],
        [2, "15-1241.00", "curated", 0.55],
        [3, "15-1252.00", "proposed", 0.30],
        [4, "15-0000", "inferred_from_superfunction", 0.60],
        [5, "17-2112.02", "proposed", 0.29],
    ]
    assert mappings["is_primary"].tolist() == [True, *[False] * 4]


def test_a_pair_that_is_curated_and_proposed_is_one_row_with_the_evidence_of_both(occupations: pd.DataFrame):
    proposed = proposals(("15-1252.00", 0.40), ("15-1241.00", 0.02))
    mappings = mapped(occupations, said=claims("15-1241.00"), proposed=proposed).set_index("occupation_code")
    assert mappings.index.is_unique
    both, scored, inferred = (mappings.loc[code] for code in ("15-1241.00", "15-1252.00", "15-0000"))
    assert (both["origin"], both["confidence_score"], both["confidence_basis"]) == ("curated", 0.55, "stated")
    assert (both["proposed_score"], both["proposed_rank"], both["scorer_version"]) == (0.02, 2, "1+abc")
    assert both["evidence"] == "stated by canon: why | its titles share: reliability"
    assert (scored["origin"], scored["proposed_score"], scored["proposed_rank"]) == ("proposed", 0.40, 1)
    assert scored["evidence"] == "its titles share: reliability"
    assert inferred[["proposed_score", "proposed_rank", "margin", "scorer_version"]].isna().all()


def test_a_group_that_is_curated_and_inferred_is_one_row_and_curated(occupations: pd.DataFrame):
    mappings = mapped(occupations, said=claims("15-0000"))
    assert told(mappings, "occupation_code", "origin", "rank") == [["15-0000", "curated", 1]]


def test_what_is_said_of_the_nearest_tier_stands_for_the_tier_above(occupations: pd.DataFrame):
    said = pd.concat([claims("15-1244"), claims("15-1242", nearness=2), claims("15-1232", source_id="x", priority=50)])
    curated = mapped(occupations, said=said).query("origin == 'curated'")
    assert told(curated, "occupation_code", "evidence") == [
        ["15-1242", "stated by canon: why"],
        ["15-1232", "stated by x: why"],
    ]


def test_a_rejected_pair_does_not_come_back_under_any_origin(occupations: pd.DataFrame):
    proposed = proposals(("15-1252.00", 0.5))
    reject = [(code, "reject") for code in ("15-1252.00", "15-0000")]
    kept = mapped(occupations, said=claims("15-1252.00"), proposed=proposed, decisions=decide(reject[0]))
    assert told(kept, "occupation_code", "is_primary") == [["15-0000", True]]
    none = mapped(occupations, said=claims("15-1252.00"), proposed=proposed, decisions=decide(*reject))
    assert none.empty


CODES = ("15-1244", "15-1252.00", "15-0000")
decisions_of = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["approve", "reject"])), max_size=5)


@given(decisions_of)
def test_whatever_is_decided_a_role_has_one_primary_mapping_or_a_reason(occupations: pd.DataFrame, decided: list):
    proposed = proposals(("15-1252.00", 0.5))
    mappings = mapped(occupations, said=claims("15-1244"), proposed=proposed, decisions=decide(*decided))
    rejected = {code for code, verdict in dict(decided).items() if verdict == "reject"}
    assert set(mappings["occupation_code"]) == set(CODES) - rejected
    assert mappings["rank"].tolist() == list(range(1, len(mappings) + 1))
    assert int(mappings["is_primary"].sum()) == (rejected != set(CODES))
    (role,) = state_mapping(make_roles("P5"), mappings, occupations, None).itertuples(index=False)
    assert (role.mapping_status == "refused") == mappings.empty
    assert (role.mapping_status == "detailed") == pd.isna(role.mapping_reason)


def test_a_source_that_infers_another_group_is_a_conflict():
    inferred = {"section": "inferred_from_superfunction", "source_id": "page"}
    said = pd.concat([claims("13-0000", **inferred), claims("15-0000", **{**inferred, "source_id": "same"})])
    roles = make_roles("P5")
    settings = FRAMEWORK.settings.mapping
    inferred = infer_from_superfunction(roles, FRAMEWORK.levels, FRAMEWORK.anchors, settings)
    assert told(inference_conflicts(said, inferred), "source_id", "value", "winning_value") == [
        ["page", "13-0000", "15-0000"]
    ]


def test_what_is_trusted_stands_with_the_role_and_is_missing_where_nothing_was_scored(occupations: pd.DataFrame):
    roles = make_roles("P5", "P6")
    trusted = trust("15-1250", "broad")
    stated = state_mapping(roles, mapped(occupations, roles, proposed=proposals((BEST, 0.2))), occupations, trusted)
    assert told(stated.iloc[:1], "trusted_code", "trusted_level") == [["15-1250", "broad"]]
    assert stated.iloc[1][["trusted_code", "trusted_level"]].isna().all()
    assert state_mapping(roles, mapped(occupations, roles), occupations, None)["trusted_code"].isna().all()


@pytest.mark.parametrize(
    ("trusted_code", "trusted_level", "curated", "told_of_it"),
    [
        ("15-1252.00", "onet", "15-1252.00", ["15-1252.00", "onet"]),
        ("15-1252.00", "onet", "15-1253.00", ["15-1250", "broad"]),
        ("15-1252.00", "onet", "15-1200", ["15-1252.00", "onet"]),
        ("15-1250", "broad", "15-1252.00", ["15-1250", "broad"]),
        ("15-0000", "major", "15-1252", ["15-0000", "major"]),
        ("17-2000", "minor", "15-1252.00", [None, None]),
    ],
)
def test_a_group_is_trusted_only_as_far_as_the_curated_occupation_lies_in_it(
    occupations: pd.DataFrame, trusted_code: str, trusted_level: str, curated: str, told_of_it: list
):
    mappings = mapped(occupations, said=claims(curated), proposed=proposals((BEST, 0.9)))
    assert trusted_of(mappings, occupations, trusted_code, trusted_level) == told_of_it


def trusted_of(mappings: pd.DataFrame, occupations: pd.DataFrame, code: str, level: str) -> list[str | None]:
    (role,) = state_mapping(make_roles("P5"), mappings, occupations, trust(code, level)).itertuples(index=False)
    return [None if pd.isna(value) else value for value in (role.trusted_code, role.trusted_level)]


def test_a_group_is_trusted_only_as_far_as_the_approved_occupation_lies_in_it(occupations: pd.DataFrame):
    decisions = decide(("15-1253.00", "approve"))
    decisions["rests_on"] = mapped(occupations, proposed=proposals(("15-1253.00", 0.9)))["rests_on"].iloc[0]
    mappings = mapped(occupations, proposed=proposals((BEST, 0.9), ("15-1253.00", 0.05)), decisions=decisions)
    assert mappings.loc[mappings["is_primary"], "review_status"].tolist() == ["approved"]
    assert trusted_of(mappings, occupations, BEST, "onet") == ["15-1250", "broad"]


def test_nothing_is_trusted_of_a_proposal_that_was_rejected(occupations: pd.DataFrame):
    decisions = decide((BEST, "reject"))
    mappings = mapped(occupations, proposed=proposals((BEST, 0.9), ("15-1253.00", 0.05)), decisions=decisions)
    assert trusted_of(mappings, occupations, BEST, "onet") == [None, None]
    assert trusted_of(mappings, occupations, "15-1200", "minor") == [None, None]


def found_of(role_id: str | None, code: str, trusted: str | None, reason: str | None, is_named: bool) -> dict:
    cells = {"role_id": role_id, "role_code": "SRES.GEN.P5" if role_id else None, "is_named": is_named}
    cells["is_tradeless"] = False
    level = "minor" if trusted else None
    return cells | {"onet_soc_code_2019": code, "trusted_code": trusted, "trusted_level": level, "reason": reason}


def test_a_title_is_trusted_no_further_than_the_role_that_it_names_is_mapped(occupations: pd.DataFrame):
    found = pd.DataFrame(
        [
            found_of(ROLE, "17-2112.02", "17-2000", "ambiguous: two", is_named=True),
            found_of(ROLE, "17-2112.02", "17-2000", "sure of the minor group only", is_named=True),
            found_of(ROLE, "17-2112.02", "17-2000", "sure of the minor group only", is_named=False),
            found_of(ROLE, BEST, "15-1200", "sure of the minor group only", is_named=True),
            found_of(None, "17-2112.02", "17-2000", None, is_named=False),
            found_of(ROLE, "17-2112.02", None, "no group is sure enough", is_named=True),
        ]
    )
    stated = pd.DataFrame({"role_id": [ROLE], "occupation_code": [BEST]})
    limited = withdraw_trust(found, stated, MAPPING_DECISIONS.empty(), occupations)
    assert limited["trusted_code"].fillna("").tolist() == ["", "", "17-2000", "15-1200", "17-2000", ""]
    why = "role SRES.GEN.P5 is mapped to 15-1252.00 Software Developers"
    assert limited["reason"].tolist()[:2] == [f"ambiguous: two; {why}", why]
    pd.testing.assert_frame_equal(limited.iloc[2:], found.iloc[2:], check_dtype=False)


def test_nothing_is_trusted_of_a_title_that_says_no_trade(occupations: pd.DataFrame):
    cells = found_of(None, "29-1229.00", "29-0000", "sure of the major group only", is_named=False)
    found = pd.DataFrame([cells | {"is_tradeless": True}, cells, cells | {"is_tradeless": True, "trusted_code": None}])
    nothing = pd.DataFrame({"role_id": [], "occupation_code": []}, dtype="str")
    limited = withdraw_trust(found, nothing, MAPPING_DECISIONS.empty(), occupations)
    assert limited["trusted_code"].fillna("").tolist() == ["", "29-0000", ""]
    before = "sure of the major group only"
    assert limited["reason"].tolist() == ["the title says a rung and no trade", before, before]


def test_without_a_scorer_nothing_is_trusted_and_nothing_withdrawn(occupations: pd.DataFrame):
    found = pd.DataFrame([found_of(ROLE, BEST, None, "not scored", is_named=True)])
    found = found.assign(trusted_code=np.nan, trusted_level=np.nan)
    stated = pd.DataFrame({"role_id": [ROLE], "occupation_code": [BEST]})
    limited = withdraw_trust(found, stated, MAPPING_DECISIONS.empty(), occupations)
    pd.testing.assert_frame_equal(limited, found, check_dtype=False)


def test_nothing_is_trusted_of_an_occupation_that_was_rejected_for_the_role(occupations: pd.DataFrame):
    found = pd.DataFrame([found_of(ROLE, BEST, "15-1200", None, True), found_of(None, BEST, "15-1200", None, False)])
    nothing = pd.DataFrame({"role_id": [], "occupation_code": []}, dtype="str")
    limited = withdraw_trust(found, nothing, decide((BEST, "reject")), occupations)
    assert limited["trusted_code"].fillna("").tolist() == ["", "15-1200"]
    assert limited["reason"].tolist()[0] == "a curator rejected this occupation for role SRES.GEN.P5"
