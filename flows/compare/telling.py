"""A difference in lines that people read, what matters most first."""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from flows.compare.contract import tell_contract
from flows.compare.wording import MOST_SENTENCE_LETTERS, contrast, name_roles, shorten
from schemas.comparison import BUMPS
from schemas.differences import ROLE_CHANGE_KINDS, Section

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
        *_caused_sections("texts", "Texts", frames["text_changes"], _text_lines),
        *_caused_sections("levels", "Levels", frames["level_changes"], _level_lines),
        *_caused_sections("nodes", "Taxonomy", frames["node_changes"], _node_lines),
        *_caused_sections("values", "Facts of roles that stayed", frames["value_changes"], _value_lines),
        *_caused_sections("components", "Components", frames["component_changes"], _component_lines),
        *_caused_sections("holdings", "Components of roles that stayed", frames["holding_changes"], _holding_lines),
        *_caused_sections("mappings", "Mappings of roles that stayed", frames["mapping_changes"], _mapping_lines),
        *_caused_sections("aliases", "Aliases of roles that stayed", frames["alias_changes"], _alias_lines),
        *_caused_sections("source_roles", "Raw roles of sources", frames["source_role_changes"], _source_role_lines),
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


def _text_lines(changes: pd.DataFrame) -> Iterator[str]:
    """Give a line a sentence, with all roles in which it stands, or with the raw role."""
    named = changes.assign(
        subject=changes["role_code"].fillna(changes["source_id"] + " " + changes["source_key"].fillna("")),
        is_raw=changes["role_code"].isna(),
    )
    for row, subjects in _by_subject(named, ["is_raw", "field", "change", "old_value", "new_value"], "subject"):
        who = ", ".join(subjects) if row.is_raw else name_roles(subjects)
        if row.change == "changed":
            yield f"{who}, {row.field}: {contrast(row.old_value, row.new_value, MOST_SENTENCE_LETTERS)}"
        else:
            text = row.new_value if row.change == "added" else row.old_value
            yield f"{who}, {row.field}: {row.change} {shorten(text, MOST_SENTENCE_LETTERS)}"


def _by_subject(changes: pd.DataFrame, same: list[str], subject: str) -> Iterator[tuple[Any, list[str]]]:
    """Give the rows that are the same but for their subject as one, with all subjects, in order of the first."""
    grouped = changes.groupby(same, dropna=False, sort=False)[subject].agg(lambda names: sorted(set(names)))
    together = grouped.rename("subjects").reset_index()
    together = together.assign(first=together["subjects"].str[0]).sort_values(["first", *same], ignore_index=True)
    for row in _records(together):
        yield row, row.subjects


def _level_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        yield f"{row.change} {row.level_code}{_contrast_values(row)}"


def _node_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        yield f"{row.change} {row.node_code}{_contrast_values(row)}"


def _contrast_values(row: Any) -> str:
    most = MOST_SENTENCE_LETTERS
    return f" {row.column_name}: {contrast(row.old_value, row.new_value, most)}" if row.column_name else ""


def _value_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row, codes in _by_subject(changes, _VALUES, "role_code"):
        yield f"{name_roles(codes)},{_contrast_values(row)}"


def _source_role_lines(changes: pd.DataFrame) -> Iterator[str]:
    for row in _records(changes):
        yield f"{row.change} {row.source_id} {row.source_key}{_contrast_values(row)}"


def _component_lines(changes: pd.DataFrame) -> Iterator[str]:
    order = {"renamed": 0, "removed": 1, "added": 2, "respelled": 3}
    ordered = changes.assign(
        order=changes["change"].map(order), held=-changes["new_roles"].fillna(changes["old_roles"])
    )
    for row in _records(ordered.sort_values(["order", "held", "kind", "new_name", "old_name"])):
        if row.change == "renamed":
            share = f"{row.holder_share:.0%} of its roles in common, names {row.name_likeness:.0%} alike"
            yield f"renamed (proposed) {row.kind}: {contrast(row.old_name, row.new_name)} ({share})"
        elif row.change == "respelled":
            yield f"respelled {row.kind}: {contrast(row.old_name, row.new_name)}"
        else:
            name, roles = (row.new_name, row.new_roles) if row.change == "added" else (row.old_name, row.old_roles)
            yield f"{row.change} {row.kind}: {name} ({roles:,} {'role' if roles == 1 else 'roles'})"


def _holding_lines(changes: pd.DataFrame) -> Iterator[str]:
    """Give a line a component that roles gained, lost or hold otherwise, with the roles."""
    for row, codes in _by_subject(changes, ["change", "kind", "name", *_VALUES], "role_code"):
        yield f"{name_roles(codes)}: {row.change} {row.kind}: {row.name}{_contrast_values(row)}"


def _alias_lines(changes: pd.DataFrame) -> Iterator[str]:
    """Give a line a role with the aliases that came and went, then a line each change of others, with all of them."""
    ordered = changes.sort_values(["role_code", "change"], kind="stable")
    whole = ordered.loc[ordered["column_name"].isna()]
    for code, of_role in groupby(_records(whole), attrgetter("role_code")):
        parts = []
        for change, rows in groupby(of_role, attrgetter("change")):
            parts.append(f"{change} {_name_some([row.alias_normalised for row in rows])}")
        yield f"{code}: {'; '.join(parts)}"
    named = ordered.assign(named=ordered["role_code"] + " " + ordered["alias_normalised"])
    for row, names in _by_subject(named.loc[named["column_name"].notna()], _VALUES, "named"):
        yield f"changed{_contrast_values(row)} for {_name_some(names)}"


def _name_some(names: list[str]) -> str:
    """Return the first names, and how many there are where these are not all."""
    shown = ", ".join(shorten(name) for name in names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {len(names) - MOST_NAMED:,} more"


def _mapping_lines(changes: pd.DataFrame) -> Iterator[str]:
    """Give a line an occupation and what became of the mappings to it, with the roles of one specialization."""
    key = ["role_code", "specialization", "occupation_code", "occupation_title", "origin", "change"]
    values = [_contrast_values(row).strip() for row in _records(changes)]
    specializations = changes["role_code"].str.rpartition(".")[0]
    joined = changes.assign(values=values, specialization=specializations)
    joined = joined.groupby(key, dropna=False)["values"].agg("; ".join).reset_index()
    for row, codes in _by_subject(joined, [*key[1:], "values"], "role_code"):
        occupation = " ".join(filter(None, [row.occupation_code, row.occupation_title]))
        changed = f": {row.values}" if row.values else ""
        yield f"{name_roles(codes)}: {row.change} {occupation} ({row.origin}){changed}"
