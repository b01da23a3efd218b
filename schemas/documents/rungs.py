"""Rungs and degrees of mastery as authors write them: `P1-P4, M3+` and `P1 working, P3 practitioner`."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

from schemas.vocabularies import PROFICIENCIES

HIGHEST = {"S": 4, "P": 6, "M": 6, "E": 3}
_RANGE = re.compile(r"^([SPME])(?:([1-6])(?:-\1([1-6])|(\+))?)?$")
_STEP = re.compile(r"^([SPME][1-6]) ([a-z]+)$")


@dataclass(frozen=True)
class RungRange:
    """Neighbouring rungs of one track, lowest and highest included, such as P1 to P4."""

    level_low: str
    level_high: str


def parse_rungs(text: str) -> list[RungRange]:
    """Return the ranges of a list such as `S, P1-P4, M3+`: a whole track, a range, all from a rung up.

    Raises ValueError where a part is none of these, names a rung that its track lacks, or runs downward.
    """
    ranges = []
    for part in text.split(","):
        match = _RANGE.match(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} is no rung; write a track (P), a rung (P3), a range (P1-P4) or P3+")
        track, low, high, is_open = match.groups()
        first = int(low or 1)
        last = HIGHEST[track] if low is None or is_open else int(high or low)
        if not first <= last <= HIGHEST[track]:
            raise ValueError(f"{part.strip()!r} names rungs that track {track} lacks, or runs downward")
        ranges.append(RungRange(f"{track}{first}", f"{track}{last}"))
    return ranges


def parse_proficiency(text: str) -> dict[str, str]:
    """Return degree by rung of a list such as `P1 working, P3 practitioner`; each holds from its rung up.

    Raises ValueError where a part is no rung and degree, or degrees of one track do not rise with its rungs.
    """
    steps = {}
    for part in text.split(","):
        match = _STEP.match(part.strip())
        if match is None or match[2] not in PROFICIENCIES or int(match[1][1]) > HIGHEST[match[1][0]]:
            raise ValueError(f"{part.strip()!r} is no rung and degree; write `P1 working`: {', '.join(PROFICIENCIES)}")
        steps[match[1]] = match[2]
    for track in HIGHEST:
        degrees = [PROFICIENCIES.index(steps[rung]) for rung in sorted(steps) if rung[0] == track]
        if any(lower >= upper for lower, upper in pairwise(degrees)):
            raise ValueError(f"{text!r}: degrees of track {track} must rise with its rungs")
    return steps


def split_by_proficiency(ranges: list[RungRange], proficiency: dict[str, str]) -> list[tuple[RungRange, str | None]]:
    """Return the ranges cut where the degree of mastery changes, each part with its degree, None below the first."""
    parts: list[tuple[RungRange, str | None]] = []
    for rung_range in ranges:
        track, low, high = rung_range.level_low[0], int(rung_range.level_low[1]), int(rung_range.level_high[1])
        degrees: list[str | None] = []
        for number in range(low, high + 1):
            reached = [rung for rung in sorted(proficiency) if rung[0] == track and int(rung[1]) <= number]
            degrees.append(proficiency[reached[-1]] if reached else None)
        start = low
        for number in range(low, high + 1):
            if number == high or degrees[number - low + 1] != degrees[number - low]:
                parts.append((RungRange(f"{track}{start}", f"{track}{number}"), degrees[number - low]))
                start = number + 1
    return parts


def _check_rungs(text: str) -> str:
    parse_rungs(text)
    return text


def _check_proficiency(text: str) -> str:
    parse_proficiency(text)
    return text


Rungs = Annotated[str, AfterValidator(_check_rungs)]
ProficiencySteps = Annotated[str, AfterValidator(_check_proficiency)]
