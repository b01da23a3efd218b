"""Contracts: what a table accepts, and how it says what it does not."""

import pandas as pd
import pytest

from schemas.errors import BadData, describe
from schemas.registry import PUBLISHED
from schemas.table import Column, pandera_schema, require_foreign_keys, validate

GOOD_LEVEL = {
    "level_code": "P5",
    "track_code": "P",
    "track_name": "Professional",
    "level_rank": 7,
    "level_name": "Expert",
    "descriptor": "a",
    "scope": "b",
    "autonomy": "c",
    "complexity": "d",
    "impact": "e",
    "decision_rights": "f",
    "leadership": "g",
    "experience_years_min": 8,
    "experience_years_max": None,
}


def level(**changes: object) -> pd.DataFrame:
    return PUBLISHED["levels"].frame([{**GOOD_LEVEL, **changes}])


def test_good_row_passes():
    validate(PUBLISHED["levels"], level(), "")


@pytest.mark.parametrize(
    "changes",
    [
        {"level_code": "P7"},
        {"track_code": "X"},
        {"level_rank": 13},
        {"scope": "=cmd()"},
        {"scope": " padded"},
        {"scope": None},
        {"experience_years_min": -1},
    ],
)
def test_bad_value_is_refused_with_its_column_and_the_remedy(changes: dict):
    with pytest.raises(BadData) as caught:
        validate(PUBLISHED["levels"], level(**changes), "Edit levels.csv.")
    assert next(iter(changes)) in str(caught.value)
    assert "Edit levels.csv." in str(caught.value)


def test_key_twice_is_refused():
    twice = pd.concat([level(), level()], ignore_index=True)
    with pytest.raises(BadData, match="level_code"):
        validate(PUBLISHED["levels"], twice, "")


def test_foreign_key_to_nowhere_is_named():
    nodes = PUBLISHED["roles"].empty()
    outputs = PUBLISHED["role_outputs"].frame(
        [{"role_id": "role-000001", "position": 1, "core_output": "x", "source_id": "canon"}]
    )
    with pytest.raises(BadData, match="role-000001"):
        require_foreign_keys({"roles": nodes, "role_outputs": outputs}, PUBLISHED, "Mend.")


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_table_is_well_declared(name: str):
    contract = PUBLISHED[name]
    names = contract.column_names
    assert len(names) == len(set(names))
    assert set(contract.key) | set(contract.sort) <= set(names)
    assert not any(contract.column(column).nullable for column in contract.key)
    descriptions = [column.description for column in contract.columns]
    assert len(set(descriptions)) == len(descriptions)
    assert all(text.endswith(".") and len(text) > 10 for text in [contract.description, *descriptions])
    for foreign in contract.foreign_keys:
        target = PUBLISHED[foreign.table]
        assert set(foreign.columns) <= set(names)
        assert set(foreign.references) <= set(target.column_names)
    assert pandera_schema(contract).unique == list(contract.key)
    assert contract.empty().columns.tolist() == names


def test_message_shows_five_examples_and_counts_the_rest():
    message = describe("9 faults", [str(number) for number in range(9)], "Mend them.")
    assert message.count("  - ") == 5
    assert "and 4 more" in message
    assert message.endswith("Mend them.")


def test_meaning_names_the_values_that_the_description_does_not():
    named = Column("decision", "text", "approve or reject.", isin=("approve", "reject"))
    assert named.meaning == "approve or reject."
    unnamed = Column("kind", "text", "Kind, one of two.", isin=("skill", "task"))
    assert unnamed.meaning == "Kind, one of two. Values: skill, task."
    assert Column("title", "text", "The title.").meaning == "The title."
