"""What `canon` writes to standard error while it works: as much as -v and -q ask for."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from schemas.errors import BadCall

LOGGER = logging.getLogger("canon")


def set_verbosity(is_verbose: bool, is_quiet: bool) -> None:
    """Say more or less than usual from now on; raise BadCall where both are asked for."""
    if is_verbose and is_quiet:
        raise BadCall("-v asks for more lines and -q for fewer. Name one of them.")
    if not LOGGER.handlers:
        handler = _StandardError()
        handler.setFormatter(logging.Formatter("canon: %(message)s"))
        LOGGER.addHandler(handler)
        LOGGER.propagate = False
    LOGGER.setLevel(logging.DEBUG if is_verbose else logging.ERROR if is_quiet else logging.INFO)


def is_verbose() -> bool:
    """Return whether more lines than usual are asked for."""
    return LOGGER.isEnabledFor(logging.DEBUG)


def is_watched() -> bool:
    """Return whether a person watches standard error and has not asked for quiet."""
    return LOGGER.isEnabledFor(logging.INFO) and sys.stderr.isatty()


@contextmanager
def show_status(message: str) -> Iterator[None]:
    """Show the message while the block runs, where a person watches."""
    if not is_watched():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message):
        yield


class _StandardError(logging.StreamHandler):
    """Writes to standard error as it is when a line is written: tests and tools put another in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        self.stream = sys.stderr
        super().emit(record)
