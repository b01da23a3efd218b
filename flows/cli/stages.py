"""Runs the stages of a command in this process, and says of each what it did: a line with counts."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Concatenate

from flows.cli.terminal import LOGGER, is_verbose, is_watched, show_status
from flows.progress import describe_stage, name_stage
from flows.steps import Arguments, Item, Result, gather_results


class ShownStep:
    """Runs stages one after another; on a terminal the one at work is shown, and each that ended keeps its line."""

    def __call__(self, stage: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Run a stage."""
        return run_shown(stage.__name__, partial(stage, *args, **kwargs))

    def map(
        self,
        stage: Callable[Concatenate[Item, Arguments], Result],
        items: Mapping[str, Item],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> dict[str, Result]:
        """Run a stage for each of the named items."""
        calls = {
            name: partial(run_shown, f"{stage.__name__}: {name}", partial(stage, item, *args, **kwargs))
            for name, item in items.items()
        }
        return gather_results(calls)


def run_shown(name: str, call: Callable[[], Result]) -> Result:
    """Return what a stage returns; its line stands on standard error, with its time where a person looks for it."""
    start = time.perf_counter()
    with show_status(f"{name_stage(name)} ..."):
        result = call()
    seconds = f" ({time.perf_counter() - start:.1f} s)" if is_verbose() or is_watched() else ""
    LOGGER.info("%s%s", describe_stage(name, result), seconds)
    return result
