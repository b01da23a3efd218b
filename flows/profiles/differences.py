"""A difference that quotes nothing of a source which the earlier release held and the later one leaves out."""

from collections.abc import Collection
from dataclasses import replace

from schemas.differences import Difference, Section

_TOLD = ("contract", "sources")


def leave_out_lines(difference: Difference, left_out: Collection[str]) -> Difference:
    """Return the difference; where the earlier release held one of the sources left out, with counts in place of lines.

    Names and values of the earlier release may be that source's, so only the lines on contract and sources stay.
    """
    changes = difference.frames.get("source_changes")
    gone = sorted(set() if changes is None else set(changes["source_id"]) & set(left_out))
    if not gone:
        return difference
    line = f"The lines are left out: they may quote {', '.join(gone)}, whose text may not be passed on any more."
    sections = [
        section if section.name in _TOLD else Section(section.name, section.heading, (line,))
        for section in difference.sections
    ]
    return replace(difference, sections=tuple(sections))
