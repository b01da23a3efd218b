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
