"""What can be off in a release."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is off: which check found it, in which file or table, and what it is."""

    check: str
    place: str
    message: str
