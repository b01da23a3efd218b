"""What Canon raises: BadData ends a command with exit code 1, BadCall with 2."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

EXAMPLES_SHOWN = 5


class CanonError(Exception):
    """An error that a person can mend; each of its faults says what, where and how."""

    exit_code = 1

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the messages that the error was made of, one a fault."""
        return tuple(map(str, self.args))

    def __str__(self) -> str:
        return "\n\n".join(self.faults)


class BadData(CanonError):
    """An input breaks its contract; nothing was written."""


class BadCall(CanonError):
    """The command was called with words that cannot be followed."""

    exit_code = 2


class Faults:
    """Gathers the faults of inputs none of which needs another, so that people hear of all of them at once."""

    def __init__(self) -> None:
        self._faults: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._faults)

    @contextmanager
    def catch(self) -> Iterator[None]:
        """Keep the faults of the BadData that ends the block."""
        try:
            yield
        except BadData as error:
            self._faults += [fault for fault in error.faults if fault not in self._faults]

    def raise_any(self) -> None:
        """Raise BadData with all faults that were kept, if there are any."""
        if self._faults:
            raise BadData(*self._faults)


def describe(what: str, examples: Iterable[str], remedy: str) -> str:
    """Return one message: what is wrong, up to five examples, and what to do."""
    listed = list(examples)
    lines = [what, *(f"  - {example}" for example in listed[:EXAMPLES_SHOWN])]
    if len(listed) > EXAMPLES_SHOWN:
        lines.append(f"  ... and {len(listed) - EXAMPLES_SHOWN} more")
    return "\n".join([*lines, remedy])
