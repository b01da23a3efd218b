"""Short forms of what a difference names: several roles at once, and texts that are too long for a line."""

from collections.abc import Iterable
from itertools import groupby

MOST_LETTERS = 50
MOST_SENTENCE_LETTERS = 160
MOST_PATHS = 3
# Letters of a sentence that stand before the first word that differs.
_LEAD = 40
_TRACKS = "SPME"
NOTHING = "nothing"


def name_roles(codes: Iterable[str]) -> str:
    """Return role codes in short: SRES.GEN.P5 alone, SRES.GEN P1-P3 P5 M1 (5 roles) for several of a specialization."""
    parts = sorted({tuple(code.rsplit(".", 1)) for code in codes}, key=lambda part: (part[0], _rank(part[1])))
    if len(parts) == 1:
        return ".".join(parts[0])
    paths = [f"{path} {_name_rungs([rung for _, rung in of_path])}" for path, of_path in groupby(parts, lambda p: p[0])]
    more = f", {len(paths) - MOST_PATHS} more specializations" if len(paths) > MOST_PATHS else ""
    return f"{', '.join(paths[:MOST_PATHS])}{more} ({len(parts):,} roles)"


def _rank(rung: str) -> tuple[int, int]:
    return _TRACKS.find(rung[0]), int(rung[1:])


def _name_rungs(rungs: list[str]) -> str:
    """Return rungs in their order, runs of one track joined: P1-P3 P5 M1."""
    runs: list[list[str]] = []
    for rung in rungs:
        if runs and runs[-1][-1] == f"{rung[0]}{int(rung[1:]) - 1}":
            runs[-1].append(rung)
        else:
            runs.append([rung])
    return " ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def shorten(text: str | None, most: int = MOST_LETTERS) -> str:
    """Return a text cut to so many letters, and `nothing` for none."""
    shown = NOTHING if text is None else text
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def contrast(old: str | None, new: str | None, most: int = MOST_LETTERS) -> str:
    """Return `old -> new`, each cut to so many letters around the first word that differs."""
    if old is None or new is None or max(len(old), len(new)) <= most:
        return f"{shorten(old, most)} -> {shorten(new, most)}"
    start = _start_of_difference(old, new)
    lead = "…" if start else ""
    return f"{lead}{shorten(old[start:], most)} -> {lead}{shorten(new[start:], most)}"


def _start_of_difference(old: str, new: str) -> int:
    """Return where to begin so that the first word that differs is seen after a few that do not."""
    same = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    if same <= _LEAD:
        return 0
    return old.find(" ", same - _LEAD, same) + 1 or same - _LEAD
