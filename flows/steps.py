"""How the stages of a run are run: in this process, or by what a Prefect flow brings instead."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from schemas.errors import Faults

Arguments = ParamSpec("Arguments")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Step(Protocol):
    """Runs stages with their arguments and returns what they return."""

    def __call__(self, stage: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Run a stage."""

    def map(
        self,
        stage: Callable[Concatenate[Item, Arguments], Result],
        items: Mapping[str, Item],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> dict[str, Result]:
        """Run a stage for each of the named items, none of which needs another; return the results by name.

        Raises BadData with the faults of all items.
        """


class StepHere:
    """Runs stages in this process, one after another."""

    def __call__(self, stage: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Run a stage."""
        return stage(*args, **kwargs)

    def map(
        self,
        stage: Callable[Concatenate[Item, Arguments], Result],
        items: Mapping[str, Item],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> dict[str, Result]:
        """Run a stage for each of the named items."""
        return gather_results({name: partial(stage, item, *args, **kwargs) for name, item in items.items()})


run_here = StepHere()


def gather_results(calls: Mapping[str, Callable[[], Result]]) -> dict[str, Result]:
    """Return what each call returns, by name; raise BadData with the faults of all calls that failed on bad data."""
    results: dict[str, Result] = {}
    faults = Faults()
    for name, call in calls.items():
        with faults.catch():
            results[name] = call()
    faults.raise_any()
    return results
