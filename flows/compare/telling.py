"""A difference in lines that people read, what matters most first."""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from flows.compare.contract import tell_contract
from schemas.comparison import BUMPS
from schemas.differences import ROLE_CHANGE_KINDS, Section

MOST_LETTERS = 50
MOST_NAMED = 3
_PROPOSED = "Roles that seem renamed by their source; to confirm, add a rename to raw/curation/id_changes.csv"
_VALUES = ["column_name", "old_value", "new_value"]
Frames = dict[str, pd.DataFrame]
Lines = Callable[[pd.DataFrame], Iterator[str]]


def tell_sections(frames: Frames) -> tuple[Section, ...]:
    """Return the sections that have lines: contract, sources, roles by cause, and what describes roles."""
    sections = [
        *_section("contract", "Contract", frames["contract_changes"], _contract_lines),
        *_section("sources", "Sources", frames["source_changes"], _source_lines),
        *_role_sections(frames["role_changes"]),
        *_section("role_proposals", _PROPOSED, frames["role_proposals"], _proposal_lines),
        *_section("levels", "Levels", frames["level_changes"], _level_lines),
        *_section("nodes", "Taxonomy", frames["node_changes"], _node_lines),
        *_section("components", "Components", frames["component_changes"], _component_lines),
        *_caused_sections("holdings", "Components of roles that stayed", frames["holding_changes"], _holding_lines),
        *_caused_sections("mappings", "Mappings of roles that stayed", frames["mapping_changes"], _mapping_lines),
        *_caused_sections("aliases", "Aliases of roles that stayed", frames["alias_changes"], _alias_lines),
    ]
    return tuple(sections)


def _section(name: str, heading: str, changes: pd.DataFrame, lines: Lines) -> Iterator[Section]:
    """Give a section whose heading counts the changes; none where there are none."""
    if len(changes):
        counted = f"{len(changes):,}"
        if "change" in changes:
            rows = changes.drop(columns=_VALUES, errors="ignore").drop_duplicates()
            counts = rows["change"].str.replace("_", " ").value_counts().sort_index()
            counted = ", ".join(f"{change} {count:,}" for change, count in counts.items())
        told = tuple(" ".join(line.split()) for line in lines(changes))
        yield Section(name, f"{heading} ({counted})", told)


def _caused_sections(name: str, heading: str, changes: pd.DataFrame, lines: Lines) -> Iterator[Section]:
    """Give a section of what our own data changed, then one for each source that is another."""
    yield from _section(name, heading, changes.loc[changes["cause"] == "own"], lines)
    elsewhere = changes.loc[changes["cause"] != "own"]
    for cause in sorted(elsewhere["cause"].unique()):
        of_cause = elsewhere.loc[elsewhere["cause"] == cause]
        yield from _section(f"{name}_of_sources", f"{heading}, as {cause}", of_cause, lines)


def _records(frame: pd.DataFrame) -> Iterator[Any]:
    """Give the rows of a frame with None for what is missing."""
    return frame.astype("object").where(frame.notna(), None).itertuples(index=False)


def _short(text: str | None) -> str:
    shown = "nothing" if text is None else text
    return shown if len(shown) <= MOST_LETTERS else shown[: MOST_LETTERS - 1].rstrip() + "…"


def _contract_lines(changes: pd.DataFrame) -> Iterator[str]:
    ordered = changes.assign(order=-changes["bump"].map(BUMPS.index)).sort_values("order", kind="stable")
    for row in _records(ordered):
        yield f"{row.bump}: {tell_contract(row)}"


def _source_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        counts = [f"{count:,}" if count is not None else None for count in (row.old_records, row.new_records)]
        records = f"; {' -> '.join(count for count in counts if count)} records" if any(counts) else ""
        edition = f" {row.new_edition}" if row.change == "own_files" else ""
        yield f"{row.source_id + edition + ': ' if row.change == 'own_files' else ''}{row.cause}{records}"


def _role_sections(changes: pd.DataFrame) -> Iterator[Section]:
    ordered = changes.assign(order=changes["change"].map(ROLE_CHANGE_KINDS.index))
    ordered = ordered.sort_values(["order", "old_role_code", "new_role_code"], kind="stable")
    own = ordered.loc[ordered["cause"] == "own"]
    yield from _section("roles", "Roles that our own data changed", own, _role_lines)
    elsewhere = ordered.loc[ordered["cause"] != "own"]
    for cause in sorted(elsewhere["cause"].unique()):
        of_cause = elsewhere.loc[elsewhere["cause"] == cause]
        yield from _section("roles_of_sources", f"Roles, as {cause}", of_cause, _role_lines)


def _role_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        yield _role_line(row) + (f": {row.reason}" if row.reason else "")


def _role_line(row: Any) -> str:
    word = row.change.replace("_", " ")
    successors = (row.new_role_codes or row.new_role_ids or "").replace("|", ", ")
    if row.change == "added":
        return f"{word} {row.new_role_code} {row.new_title}"
    if row.change == "renamed" and row.role_id == row.new_role_ids:
        return f"{word} {row.new_role_code}: {row.old_title} -> {row.new_title}"
    if row.change in ("moved", "relevelled"):
        return f"{word} {row.old_role_code} -> {row.new_role_code} {row.new_title}"
    return f"{word} {row.old_role_code} {row.old_title}" + (f" -> {successors}" if successors else "")


def _proposal_lines(proposals: pd.DataFrame) -> Iterator[str]:
    for row in _records(proposals):
        yield (
            f"{row.old_role_code} {row.old_title} -> {row.new_role_code} {row.new_title} "
            f"({row.old_role_id} to {row.new_role_id}, score {row.score:.2f})"
        )


def _level_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        yield f"{row.change} {row.level_code}{_told_values(row)}"


def _node_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        yield f"{row.change} {row.node_code}{_told_values(row)}"


def _told_values(row: Any) -> str:
    return f" {row.column_name}: {_short(row.old_value)} -> {_short(row.new_value)}" if row.column_name else ""


def _component_lines(changes: pd.DataFrame) -> Iterator[str]:
    order = {"renamed": 0, "removed": 1, "added": 2, "respelled": 3}
    ordered = changes.assign(
        order=changes["change"].map(order), held=-changes["new_roles"].fillna(changes["old_roles"])
    )
    for row in _records(ordered.sort_values(["order", "held", "kind", "new_name", "old_name"])):
        if row.change == "renamed":
            share = f"{row.holder_share:.0%} of its roles in common, names {row.name_likeness:.0%} alike"
            yield f"renamed (proposed) {row.kind}: {_short(row.old_name)} -> {_short(row.new_name)} ({share})"
        elif row.change == "respelled":
            yield f"respelled {row.kind}: {_short(row.old_name)} -> {_short(row.new_name)}"
        else:
            name, roles = (row.new_name, row.new_roles) if row.change == "added" else (row.old_name, row.old_roles)
            yield f"{row.change} {row.kind}: {_short(name)} ({roles:,} {'role' if roles == 1 else 'roles'})"


def _holding_lines(changes: pd.DataFrame) -> Iterator[str]:
    yield from _by_role(changes, "name")


def _alias_lines(changes: pd.DataFrame) -> Iterator[str]:
    yield from _by_role(changes, "alias_normalised")


def _by_role(changes: pd.DataFrame, named: str) -> Iterator[str]:
    """Give a line a role: how many were added, removed and changed, with the first names."""
    told = changes.drop_duplicates(["role_code", "change", named]).sort_values(["role_code", "change"], kind="stable")
    for code, of_role in groupby(_records(told), attrgetter("role_code")):
        parts = []
        for change, rows in groupby(of_role, attrgetter("change")):
            names = [_short(getattr(row, named)) for row in rows]
            more = ", ..." if len(names) > MOST_NAMED else ""
            parts.append(f"{len(names):,} {change} ({', '.join(names[:MOST_NAMED])}{more})")
        yield f"{code}: {'; '.join(parts)}"


def _mapping_lines(changes: pd.DataFrame) -> Iterator[str]:
    key = ("role_code", "occupation_code", "origin", "change")
    for _, rows in groupby(_records(changes.sort_values(list(key), kind="stable")), attrgetter(*key)):
        listed = list(rows)
        row = listed[0]
        told = "; ".join(_told_values(value).strip() for value in listed if value.column_name)
        yield f"{row.role_code}: {row.change} {row.occupation_code} ({row.origin})" + (f": {told}" if told else "")
