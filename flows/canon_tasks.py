"""Runs stages as Prefect tasks named by what they do, and says what is wrong with data without tracebacks."""

import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate

from prefect import Task, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Failed, State

from flows.progress import describe_stage
from flows.steps import Arguments, Item, Result, gather_results
from schemas.errors import CanonError

# A task holds the tables of what it reads, and most of its work needs the interpreter: more at once take only memory.
MOST_TASKS_AT_ONCE = min(4, os.cpu_count() or 1)
FAULTS_KEY = "canon-faults"


def _says_something_new(record: logging.LogRecord) -> bool:
    if not record.exc_info:
        return True
    return record.exc_info[1] is not None and not isinstance(record.exc_info[1], CanonError)


# Of a failed state that a run returns Prefect logs the traceback besides the message, or that of no exception.
for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_says_something_new)


class TaskStep:
    """Runs each stage as a task run of its name, and those of several items all at once.

    Nothing is tried again: what failed on its data fails again.
    """

    def __call__(self, stage: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Run a stage as a task run."""
        state: State[Result] = make_task(stage)(*args, **kwargs, return_state=True)
        return state.result()

    def map(
        self,
        stage: Callable[Concatenate[Item, Arguments], Result],
        items: Mapping[str, Item],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> dict[str, Result]:
        """Run a stage for each of the named items as a task run that bears its name."""
        futures = {name: make_task(stage, name).submit(item, *args, **kwargs) for name, item in items.items()}
        return gather_results({name: future.result for name, future in futures.items()})


def make_task(
    stage: Callable[Arguments, Result], item: str = "", name: str = "", **options: Any
) -> "Task[Arguments, Result]":
    """Return a task that runs a stage, logs one line with counts, and fails with the message alone on bad data.

    Its runs are called as the stage is, unless another name is given, and after the item that they are for.
    """
    name = name or stage.__name__.replace("_", "-")
    run_name = f"{name}: {item}" if item else name

    @wraps(stage)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Any:
        try:
            result = stage(*args, **kwargs)
        except CanonError as error:
            return Failed(message=str(error), data=error)
        get_run_logger().info(describe_stage(run_name, result))
        return result

    # A function, since Prefect fills in braces in a text, and names of files may have them.
    def name_run() -> str:
        return run_name

    return Task(run, name=name, task_run_name=name_run, cache_policy=NO_CACHE, persist_result=False, **options)


def fail_run(error: CanonError, headline: str = "") -> State[Any]:
    """Return the state of a run that failed on bad data or a bad call, and leave its faults as an artifact."""
    message = "\n".join(filter(None, [headline, *error.faults]))
    get_run_logger().error(message)
    title = headline or ("1 fault" if len(error.faults) == 1 else f"{len(error.faults)} faults")
    create_markdown_artifact(write_faults(title, error.faults), key=FAULTS_KEY, description=title)
    return Failed(message=message, data=error)


def write_faults(title: str, faults: Sequence[str]) -> str:
    """Return faults as Markdown, a section a fault; its examples are a list, and values show as they are."""
    parts = [f"# {escape_markdown(title)}"]
    for number, fault in enumerate(faults, 1):
        parts.append(f"\n## {number}\n")
        for line in map(escape_markdown, fault.splitlines()):
            is_example = line.startswith("  ")
            parts.append(f"- {line.strip().removeprefix('- ')}" if is_example else f"\n{line}\n")
    return "\n".join(parts)


def escape_markdown(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", text)
