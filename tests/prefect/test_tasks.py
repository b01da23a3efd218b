"""What is said of runs that fail."""

import logging

import pytest

from schemas.errors import BadCall, BadData


@pytest.mark.parametrize("name", ["prefect.flow_runs", "prefect.task_runs"])
def test_bad_data_is_logged_without_traceback_and_a_fault_of_the_code_with_it(name: str):
    import flows.canon_tasks  # noqa: F401

    def is_logged(error: Exception | None) -> bool:
        given = (type(error), error, None) if error else (None, None, None)
        record = logging.LogRecord(name, logging.ERROR, "", 0, "failed", (), given)
        return bool(logging.getLogger(name).filter(record))

    assert is_logged(KeyError("a fault of the code"))
    assert not is_logged(BadData("a file"))
    assert not is_logged(BadCall("a parameter"))
    assert not is_logged(None)
    assert logging.getLogger(name).filter(logging.LogRecord(name, logging.ERROR, "", 0, "failed", (), None))


def test_faults_are_sections_whose_examples_are_a_list_and_whose_values_show_as_they_are():
    from flows.canon_tasks import write_faults

    text = write_faults("2 faults", ["roles_*.csv: 9 rows\n  - row 2: '<b>'\n  ... and 8 more\nMend them.", "x"])
    assert [line for line in text.splitlines() if line] == [
        "# 2 faults",
        "## 1",
        r"roles\_\*.csv: 9 rows",
        r"- row 2: '\<b\>'",
        "- ... and 8 more",
        "Mend them.",
        "## 2",
        "x",
    ]
    assert "more\n\nMend" in text  # a remedy is no part of the list
