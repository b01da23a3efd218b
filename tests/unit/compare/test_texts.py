"""Sentences that were corrected are named with role, field, before and after; where they stand is no difference."""

from typing import Any

import pandas as pd
import pytest

from tests.fixtures.tiny_releases import Tiny, difference, frames, role_id

ONE = role_id(1)
LEARN = "Learn the normal signals of the services on the rota."
FOLLOW = "Follow the runbook and note where it misleads."
ESCALATE = "Escalate early with the facts gathered so far."


def story(release: Tiny, *plan: str, number: int = 1, source: str = "canon") -> Tiny:
    for position, text in enumerate(plan, 1):
        cells = {"role_id": role_id(number), "section": "plan", "position": position}
        release.add("role_stories", text=text, source_id=source, **cells)
    return release


def text_changes(old: Tiny, new: Tiny) -> list[list[Any]]:
    """Return change, role, field, before and after of each sentence."""
    changes = frames(old, new)["text_changes"]
    named = changes[["change", "role_code", "field", "old_value", "new_value"]]
    return named.astype("object").where(named.notna(), None).to_numpy().tolist()


def row(release: Tiny, table: str) -> pd.Series:
    return release.frames["table_changes"].set_index("table").loc[table]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param((LEARN, FOLLOW), (LEARN, FOLLOW), [], id="the same"),
        pytest.param((LEARN, FOLLOW), (FOLLOW, LEARN), [], id="in another order"),
        pytest.param(
            (LEARN, FOLLOW),
            (ESCALATE, LEARN, FOLLOW),
            [["added", "SRES.S1.P5", "plan", None, ESCALATE]],
            id="one more at the start",
        ),
        pytest.param((LEARN, FOLLOW), (LEARN,), [["removed", "SRES.S1.P5", "plan", FOLLOW, None]], id="one less"),
        pytest.param(
            (LEARN, FOLLOW, ESCALATE),
            (ESCALATE, LEARN.replace("normal", "usual"), FOLLOW),
            [["changed", "SRES.S1.P5", "plan", LEARN, LEARN.replace("normal", "usual")]],
            id="one word, and another order",
        ),
        pytest.param(
            (LEARN, FOLLOW),
            (LEARN, "Plan."),
            [["removed", "SRES.S1.P5", "plan", FOLLOW, None], ["added", "SRES.S1.P5", "plan", None, "Plan."]],
            id="another sentence in its place",
        ),
        pytest.param((FOLLOW,), ("Plan.",), [["changed", "SRES.S1.P5", "plan", FOLLOW, "Plan."]], id="the only one"),
    ],
)
def test_a_corrected_sentence_is_one_change(old: tuple[str, ...], new: tuple[str, ...], expected: list[list[Any]]):
    sides = story(Tiny().role(1), *old), story(Tiny().role(1), *new)
    assert sorted(text_changes(*sides), key=str) == sorted(expected, key=str)


def test_a_correction_adds_and_takes_no_row():
    sides = story(Tiny().role(1), LEARN, FOLLOW), story(Tiny().role(1), LEARN, FOLLOW.replace("note", "write down"))
    told = difference(*sides)
    counts = told.frames["table_changes"].set_index("table").loc["role_stories"]
    assert counts[["added", "removed", "changed"]].tolist() == [0, 0, 1]
    assert told.verdict == "corrective"


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("summary", {"summary": "Keeps sites up."}, {"summary": "Runs the sites."}),
        ("holder_title", {}, {"holder_title": "Site Engineer"}),
    ],
)
def test_texts_of_a_role_itself_are_fields(field: str, old: dict[str, str], new: dict[str, str]):
    [[_, role, named, before, after]] = text_changes(Tiny().role(1, **old), Tiny().role(1, **new))
    assert (role, named, before, after) == ("SRES.S1.P5", field, old.get(field), new[field])


def test_a_corrected_output_and_reason_of_a_mapping_are_named():
    sides = []
    for word in ("weekly", "monthly"):
        side = (
            Tiny()
            .role(1)
            .add("role_outputs", role_id=ONE, position=1, core_output=f"A {word} report", source_id="canon")
        )
        side.add("role_outputs", role_id=ONE, position=2, core_output="Runbooks", source_id="canon")
        mapping = {"role_id": ONE, "occupation_code": "15-1244.00", "origin": "curated"}
        side.add("role_occupations", **mapping, evidence=f"stated by canon: It is {word} work. | candidate 2 of {word}")
        sides.append(side)
    assert text_changes(*sides) == [
        ["changed", "SRES.S1.P5", "core_output", "A weekly report", "A monthly report"],
        ["changed", "SRES.S1.P5", "reason for 15-1244.00", "It is weekly work.", "It is monthly work."],
    ]
    assert difference(*sides).frames["mapping_changes"].empty


def test_a_sentence_of_several_roles_is_one_line():
    sides = []
    for text in (LEARN, LEARN.replace("normal", "usual")):
        side = Tiny()
        for number, level in enumerate(("P3", "P4", "P5", "M1"), 1):
            story(side.role(number, f"SRES.GEN.{level}"), text, number=number)
        sides.append(side)
    [section] = difference(*sides).sections
    assert section.heading == "Texts (changed 4)"
    [line] = section.lines
    assert line.startswith("SRES.GEN P3-P5 M1 (4 roles), plan: Learn the normal signals")
    assert "-> Learn the usual signals" in line


def test_words_of_an_aligned_raw_role_are_named_and_caused_by_its_edition():
    sides = []
    for edition, summary in (("1", "Keeps systems up."), ("2", "Keeps all systems up.")):
        side = Tiny().source("hris", edition).role(1)
        raw = {"source_id": "hris", "source_key": "SRE II", "raw_title": "SRE II", "role_id": ONE}
        side.add("source_roles", **raw, relation="align", raw_summary=summary)
        story(side, LEARN if edition == "1" else FOLLOW, source="hris")
        sides.append(side)
    changes = frames(*sides)["text_changes"]
    assert changes["cause"].tolist() == ["hris 1 became 2"] * 2
    assert changes[["source_key", "field", "old_value", "new_value"]].fillna("").to_numpy().tolist() == [
        ["SRE II", "raw_summary", "Keeps systems up.", "Keeps all systems up."],
        ["", "plan", LEARN, FOLLOW],
    ]
    assert [section.name for section in difference(*sides).sections] == ["sources", "texts_of_sources"]
