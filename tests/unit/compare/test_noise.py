"""What follows from other tables, or differs by less than counts, is no change and is not counted as one."""

from typing import Any

import pytest

from schemas.comparison import comparison_rules
from schemas.registry import PUBLISHED
from tests.fixtures.tiny_releases import Tiny, difference, frames, role_id

ONE, TWO, THREE = map(role_id, (1, 2, 3))
MAPPING = {"role_id": ONE, "occupation_code": "15-1244.00", "origin": "curated", "is_primary": True, "rank": 1}
MAPPING |= {"predicate": "broad", "review_status": "needs_review", "confidence_band": "medium", "confidence_score": 0.6}
ALIKE = {"role_id": ONE, "rank": 1, "content_similarity": 0.9, "title_similarity": 0.8}


def sides(table: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[Tiny, Tiny]:
    one, other = (Tiny().role(1).role(2).role(3).add(table, **cells) for cells in (old, new))
    return one, other


@pytest.mark.parametrize(
    ("cells", "is_change"),
    [
        ({"is_primary": False}, True),
        ({"predicate": "exact"}, True),
        ({"review_status": "stale"}, True),
        ({"confidence_band": "low"}, True),
        ({"confidence_score": 0.65}, True),
        ({"confidence_score": 0.55}, True),
        ({"confidence_score": 0.649999}, False),
        ({"confidence_score": 0.600001}, False),
        ({"rests_on": "{}"}, False),
        ({"evidence": "candidate 2 of 5"}, False),
        ({"proposed_score": 0.3, "proposed_rank": 1, "reference_edition": "30.1", "margin": 0.1}, False),
        ({"rank": 2}, False),
    ],
)
def test_a_mapping_changed_in_what_people_use_of_it(cells: dict[str, Any], is_change: bool):
    told = difference(*sides("role_occupations", MAPPING, MAPPING | cells))
    assert [section.name for section in told.sections] == (["mappings"] if is_change else [])
    assert told.verdict == ("corrective" if is_change else "none")
    assert [row.table for row in told.tables] == (["role_occupations"] if is_change else [])
    assert told.tables_recomputed == ([] if is_change else ["role_occupations"])


def test_similarities_of_a_list_with_the_same_members_are_the_same():
    told = difference(
        *sides(
            "role_similarity",
            ALIKE | {"similar_role_id": TWO},
            ALIKE | {"similar_role_id": TWO, "rank": 2, "content_similarity": 0.4},
        )
    )
    assert (told.verdict, told.tables, told.tables_recomputed) == ("none", [], ["role_similarity"])


def test_another_member_of_a_list_adds_nothing_to_a_release():
    told = difference(*sides("role_similarity", ALIKE | {"similar_role_id": TWO}, ALIKE | {"similar_role_id": THREE}))
    assert (told.verdict, told.reasons) == ("corrective", ("1 row computed anew in role_similarity",))


def test_figures_that_people_set_differ_by_any_step():
    parameter = {"parameter": "mapping.k", "value": 0.1, "description": "x"}
    told = difference(*sides("parameters", parameter, parameter | {"value": 0.100001}))
    assert [row.table for row in told.tables] == ["parameters"]


def test_what_onet_brings_stands_apart_and_is_told_with_titles():
    old, new = (
        Tiny().role(1).role(2),
        Tiny().edited().source("onet", "30.1", kind="onet").role(1).role(2, title="Other"),
    )
    for side in (old, new):
        for key in (ONE, TWO):
            side.add("role_occupations", **MAPPING | {"role_id": key, "is_primary": side is old})
        side.add("occupations", scheme="onet_soc_2019", occupation_code="15-1252.00", title="Software Developers")
    for key in (ONE, TWO):
        new.add("role_occupations", **MAPPING | {"role_id": key, "occupation_code": "15-1252.00", "origin": "proposed"})
    changes = frames(old, new)["mapping_changes"]
    causes = changes.groupby("role_id")["cause"].agg(lambda of: sorted(set(of))).to_dict()
    assert causes == {ONE: ["onet 30.1 is new"], TWO: ["own"]}
    sections = {section.name: section.lines for section in difference(old, new).sections}
    assert sections["mappings_of_sources"] == (
        "SRES.S1.P5: changed 15-1244.00 (curated): is_primary: true -> false",
        "SRES.S1.P5: added 15-1252.00 Software Developers (proposed)",
    )


def test_a_component_that_roles_gain_or_lose_is_named_with_its_kind():
    levels = ("P1", "P2", "P4")
    old, new = Tiny(), Tiny()
    for number, level in enumerate(levels, 1):
        old.role(number, f"SRES.GEN.{level}", holds=("Testing", "Cooking"))
        new.role(number, f"SRES.GEN.{level}", holds=("Testing", "Rowing"))
    sections = {section.name: section.lines for section in difference(old, new).sections}
    assert sections["holdings"] == (
        "SRES.GEN P1-P2 P4 (3 roles): added skill: Rowing",
        "SRES.GEN P1-P2 P4 (3 roles): removed skill: Cooking",
    )


def test_an_alias_that_is_the_title_of_a_raw_role_came_with_its_source():
    old, new = Tiny().role(1), Tiny().edited().source("hris").role(1)
    for alias in ("site keeper", "site minder"):
        new.add("role_aliases", role_id=ONE, alias_normalised=alias, alias=alias)
    raw = {"source_id": "hris", "source_key": "1", "raw_title": "Site  Keeper", "role_id": ONE, "relation": "align"}
    new.add("source_roles", **raw)
    changes = frames(old, new)["alias_changes"]
    assert changes.set_index("alias_normalised")["cause"].to_dict() == {
        "site keeper": "hris 1 is new",
        "site minder": "own",
    }


def test_nothing_is_our_doing_where_our_files_are_the_same():
    old, new = Tiny().role(1), Tiny().source("hris").role(1)
    for side in (old, new):
        side.add("role_aliases", role_id=ONE, alias_normalised="keeper", alias="keeper", is_ambiguous=side is new)
    [_, section] = difference(old, new).sections
    assert section.heading == "Aliases of roles that stayed, as hris 1 is new (changed 1)"
    assert section.lines == ("changed is_ambiguous: false -> true for SRES.S1.P5 keeper",)


def test_the_rules_name_tables_and_columns_that_are_published():
    rules = comparison_rules()
    named = {table: set(columns) for table, columns in rules.derived_columns.items()}
    for table, steps in rules.least_steps.items():
        named[table] = named.get(table, set()) | set(steps)
    for listed in (*rules.texts, *rules.listed):
        further = listed.columns if hasattr(listed, "columns") else (*listed.beside, *listed.without)
        named[listed.table] = named.get(listed.table, set()) | set(further)
    lost = {table: columns - set(PUBLISHED[table].column_names) for table, columns in named.items()}
    assert {table: columns for table, columns in lost.items() if columns} == {}
    assert set(rules.derived_tables) | set(rules.reading_tables) <= set(PUBLISHED)
