"""How stages are run in this process."""

import pytest

from flows.steps import run_here
from schemas.errors import BadCall, BadData


def halve(number: int, label: str = "") -> str:
    if number == 0:
        raise BadCall("zero cannot be halved")
    if number % 2:
        raise BadData(f"{number} is odd")
    return f"{label}{number // 2}"


def test_a_stage_runs_for_each_item_with_the_same_arguments():
    assert run_here(halve, 4, label="n") == "n2"
    assert run_here.map(halve, {"b": 8, "a": 2}, "n") == {"b": "n4", "a": "n1"}


def test_the_faults_of_all_items_are_raised_together():
    with pytest.raises(BadData) as raised:
        run_here.map(halve, {"first": 3, "second": 4, "third": 5})
    assert raised.value.faults == ("3 is odd", "5 is odd")
    assert str(raised.value) == "3 is odd\n\n5 is odd"


def test_a_bad_call_ends_the_run_at_once():
    with pytest.raises(BadCall):
        run_here.map(halve, {"first": 3, "second": 0})
