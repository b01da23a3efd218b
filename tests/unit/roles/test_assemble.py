"""From claims to roles: inheritance, priorities, identity, aliases and equivalents, on tiny sources."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.roles.content import build_components
from schemas.errors import BadData
from schemas.inputs import Framework
from schemas.raw import SKILLS
from schemas.tables import ID_CHANGES
from schemas.vocabularies import ATTACHED_AT, PREVALENCES
from tests.fixtures.tiny_sources import Sources, tiny_framework

SKILL = {"section": "skill", "prevalence": "common"}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return tiny_framework()


@pytest.fixture
def sources(framework: Framework) -> Sources:
    return Sources(framework)


NO_SKILLS = SKILLS.empty()


def test_a_role_holds_what_is_said_of_it_and_of_every_tier_above(sources: Sources):
    sources.ours("SRES.GEN.P5", "SRES.DBRE.P5", "NETW.GEN.P5")
    for tier, subject in [("function", "INFR"), ("family", "SRES"), ("specialization", "SRES.DBRE")]:
        sources.say("canon", "component", f"skill of {subject}", subject, tier, **SKILL)
    tables = sources.assemble()
    held = tables["role_components"].merge(tables["components"], on="component_id")
    held = held.groupby("role_id")[["name", "attached_at"]].agg(list).sort_index()
    assert held["attached_at"].tolist() == [
        ["family", "function"],
        ["specialization", "family", "function"],
        ["function"],
    ]
    assert held["name"].iloc[1] == ["skill of SRES.DBRE", "skill of SRES", "skill of INFR"]


said_of_one_component = st.lists(
    st.tuples(st.sampled_from(ATTACHED_AT), st.sampled_from(PREVALENCES)), min_size=1, max_size=6
)


@given(said_of_one_component)
def test_the_nearest_tier_wins_and_then_the_stronger_prevalence(said: list[tuple[str, str]]):
    cells = {"role_id": "role-000001", "section": "skill", "source_id": "canon", "priority": 1, "proficiency": None}
    rows = [
        {**cells, "field": "component", "value": "Cut.", "attached_at": tier, "prevalence": usual, "position": number}
        for number, (tier, usual) in enumerate(said, 1)
    ]
    place = {"role_id": "role-000001", "level_code": "P1", "specialization_code": "CLPE.GEN", "track_code": "P"}
    placed = pd.DataFrame([{**place, "level_rank": 3}])
    _, held = build_components(pd.DataFrame(rows).assign(subject_type="role", note=None), placed, NO_SKILLS)
    (row,) = held.itertuples(index=False)
    nearest = max(said, key=lambda claim: (ATTACHED_AT.index(claim[0]), -PREVALENCES.index(claim[1])))
    assert (row.attached_at, row.prevalence) == nearest


def test_components_of_several_sources_are_united_under_one_id(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "SRES.GEN.P5", "COOK.GEN.P5")
    sources.say("acme", "component", "write  runbooks", "SRES.GEN.P5", **SKILL)
    sources.say("acme", "component", "Write runbooks.", "COOK.GEN.P5", **SKILL)
    sources.say("acme", "component", "Boil water", "SRES.GEN.P5", **SKILL)
    sources.say("canon", "component", "Write Runbooks", "SRES.GEN.P5", **SKILL)
    sources.say("canon", "component", "Write runbooks", "SRES.GEN.P5", section="task", prevalence="core")
    tables = sources.assemble()
    components = tables["components"].sort_values(["kind", "name"])
    assert components[["kind", "name", "role_count"]].to_numpy().tolist() == [
        ["skill", "Boil water", 1],
        ["skill", "Write Runbooks", 2],
        ["task", "Write runbooks", 1],
    ]
    assert len(tables["role_components"]) == 4


def test_priority_decides_a_scalar_and_the_loser_is_kept_with_the_winner(sources: Sources):
    sources.add("acme", 50, "SRES.GEN.P5").add("bell", 40, "SRES.GEN.P5").add("cent", 60, "SRES.GEN.P5")
    sources.say("acme", "summary", "Of Acme", "SRES.GEN.P5").say("bell", "summary", "Of Bell", "SRES.GEN.P5")
    sources.say("cent", "summary", "Of Bell", "SRES.GEN.P5").say("acme", "title", "Acme's", "SRES.GEN.P5")
    tables = sources.assemble()
    (role,) = tables["roles"].itertuples(index=False)
    assert (role.summary, role.title, role.role_id) == ("Of Bell", "Acme's", "role-bell-000001")
    assert tables["claim_conflicts"].to_numpy().tolist() == [
        ["role-bell-000001", "summary", "acme", "Of Acme", "bell", "Of Bell"]
    ]


@pytest.mark.parametrize(("codes", "stands", "lost"), [(("NETW.GEN.P5",), "page", 0), (("SRES.GEN.P5",), "canon", 1)])
def test_a_source_that_describes_the_role_goes_before_one_that_speaks_of_its_family(
    codes: tuple[str, ...], stands: str, lost: int, sources: Sources
):
    sources.ours(*codes).add("page", 20, "SRES.GEN.P5")
    sources.say("canon", "story", "canon", "SRES", "family", section="who")
    sources.say("page", "story", "page", "SRES.GEN.P5", section="who")
    tables = sources.assemble()
    assert tables["role_stories"]["text"].tolist() == [stands]
    conflicts = tables["claim_conflicts"]
    assert conflicts.loc[conflicts["field"] == "story.who", "value"].tolist() == ["page"] * lost


def test_a_band_that_tells_a_section_of_the_story_leaves_the_others_to_its_family(sources: Sources):
    sources.ours("SRES.GEN.P5")
    for section in ("who", "stakes"):
        sources.say("canon", "story", f"family {section}", "SRES", "family", section=section)
    sources.say("canon", "story", "band who", "SRES.GEN:band", "band", section="who")
    stories = sources.assemble()["role_stories"].set_index("section")["text"].to_dict()
    assert stories == {"who": "band who", "stakes": "family stakes"}


def test_the_steps_of_a_plan_stand_or_fall_together(sources: Sources):
    sources.add("acme", 40, "SRES.GEN.P5").add("bell", 50, "SRES.GEN.P5")
    for source_id, steps in (("acme", ["Look", "Mend"]), ("bell", ["Wait", "Look", "Leave"])):
        for step in steps:
            sources.say(source_id, "story", step, "SRES.GEN.P5", section="plan")
    sources.say("bell", "story", "Much", "SRES.GEN.P5", section="stakes")
    tables = sources.assemble()
    told = tables["role_stories"][["section", "position", "text", "source_id"]].to_numpy().tolist()
    assert told == [["plan", 1, "Look", "acme"], ["plan", 2, "Mend", "acme"], ["stakes", 1, "Much", "bell"]]
    assert tables["claim_conflicts"]["value"].tolist() == ["Wait\nLook\nLeave"]
    assert tables["claim_conflicts"]["winning_value"].tolist() == ["Look\nMend"]


def test_our_titles_are_made_by_rule_and_those_of_others_are_theirs(sources: Sources):
    sources.ours("SRES.GEN.P5", "SRES.DBRE.P5").add("acme", 50, "COOK.GEN.P5", "SRES.GEN.P5")
    sources.say("acme", "title", "Chef", "COOK.GEN.P5").say("acme", "title", "Fixer", "SRES.GEN.P5")
    tables = sources.assemble()
    titles = tables["roles"].set_index("role_code")["title"].to_dict()
    assert titles == {
        "SRES.GEN.P5": "Site Reliability Senior",
        "SRES.DBRE.P5": "Database Reliability Senior",
        "COOK.GEN.P5": "Chef",
    }
    assert tables["claim_conflicts"][["field", "value"]].to_numpy().tolist() == [["title", "Fixer"]]


def test_the_leading_source_gives_the_id_and_every_raw_role_is_led_to_it(sources: Sources):
    sources.add("bell", 40, "SRES.GEN.P5").add("acme", 40, "COOK.GEN.P5", "SRES.GEN.P5")
    tables = sources.assemble()
    assert tables["roles"].set_index("role_code")["role_id"].to_dict() == {
        "COOK.GEN.P5": "role-acme-000001",
        "SRES.GEN.P5": "role-acme-000002",
    }
    led = tables["source_roles"].set_index(["source_id", "source_key"])["role_id"]
    assert led["bell", "SRES.GEN.P5"] == "role-acme-000002"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda s: s.roles.append({**s.roles[0], "source_key": "again"}), "another record of the same source claims"),
        (lambda s: s.registers.clear() or s.registers.append({**s.roles[0], "source_key": "b", "role_id": ""}), "mint"),
        (lambda s: s.roles[0].update(specialization_code="NO.GEN"), "outside the taxonomy"),
    ],
)
def test_a_role_that_is_twice_unregistered_or_nowhere_is_refused(spoil: Any, words: str, sources: Sources):
    sources.add("acme", 50, "SRES.GEN.P5")
    sources.assemble()
    spoil(sources)
    with pytest.raises(BadData, match=words):
        sources.assemble()


def test_a_role_that_was_retired_does_not_come_back(sources: Sources):
    sources.add("acme", 50, "SRES.GEN.P5")
    row = {"change_id": "change-000001", "kind": "retire", "old_role_id": "role-acme-000001"}
    changes = ID_CHANGES.frame(pd.DataFrame([row], columns=ID_CHANGES.column_names))
    with pytest.raises(BadData, match=r"role-acme-000001.*SRES\.GEN\.P5"):
        sources.assemble(changes)
    sources.assemble(changes.assign(kind="rename", new_role_id="role-acme-000001"))


def test_a_component_reaches_the_rungs_that_its_claim_names_and_says_over_which_it_holds(sources: Sources):
    sources.ours("SRES.GEN.P1", "SRES.GEN.P2", "SRES.GEN.P4", "SRES.GEN.P5", "SRES.GEN.M3")
    for low, high, degree in (("P1", "P1", "working"), ("P2", "P4", "practitioner")):
        reach = {"level_low": low, "level_high": high, "proficiency": degree, "note": f"At {degree} depth."}
        sources.say("canon", "component", "Python", "SRES", "family", **SKILL, **reach)
    sources.say("canon", "component", "Ping", "SRES", "family", **SKILL)
    sources.say("canon", "component", "Ledgers", "SRES.GEN.P1", **SKILL)
    sources.say("canon", "component", "Ledgers", "SRES.GEN.P4", **SKILL)
    tables = sources.assemble()
    held = tables["role_components"].merge(tables["components"], on="component_id")
    held = held.merge(tables["roles"][["role_id", "level_code"]], on="role_id").sort_values(["name", "level_code"])
    columns = ["name", "level_code", "proficiency", "context", "rung_low", "rung_high"]
    rows = held[columns].astype("object").where(held[columns].notna(), None).to_numpy().tolist()
    assert [row for row in rows if row[0] == "Python"] == [
        ["Python", "P1", "working", "At working depth.", "P1", "P4"],
        ["Python", "P2", "practitioner", "At practitioner depth.", "P1", "P4"],
        ["Python", "P4", "practitioner", "At practitioner depth.", "P1", "P4"],
    ]
    assert [row[1:] for row in rows if row[0] == "Ping"] == [
        ["M3", None, None, "M3", "M3"],
        *([rung, None, None, "P1", "P5"] for rung in ("P1", "P2", "P4", "P5")),
    ]
    assert [row[-2:] for row in rows if row[0] == "Ledgers"] == [["P1", "P1"], ["P4", "P4"]]
