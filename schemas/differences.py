"""The tables of a difference between two releases, and the difference as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from schemas import fields
from schemas.comparison import BUMPS
from schemas.table import Column, Table

ROLE_CHANGE_KINDS = (
    "retired",
    "merged",
    "split",
    "missing",
    "dropped_by_source",
    "source_not_loaded",
    "renamed",
    "moved",
    "relevelled",
    "added",
)
# What becomes of a row of a table, the first of these that fits.
ROW_CHANGES = ("added", "removed", "renamed", "changed", "moved", "recomputed")
# After these the role_id of the earlier release is in the later one no more.
GONE_KINDS = ROLE_CHANGE_KINDS[:6]

_change = Column("change", "text", "What became of it.")
_column_name = Column("column_name", "text", "Column that differs; null where the row came or went.", nullable=True)
_old_value = Column("old_value", "text", "Value in the earlier release.", nullable=True)
_new_value = Column("new_value", "text", "Value in the later release.", nullable=True)
_cause = Column("cause", "text", "own, where our own data did it; else what became of the source.")
_role_code = fields.role_code.but(description="Code of the role in the later release, else in the earlier.")
_old_code = fields.role_code.but(name="old_role_code", nullable=True, description="Code in the earlier release.")
_new_code = fields.role_code.but(name="new_role_code", nullable=True, description="Code in the later release.")


def _count(name: str, description: str, nullable: bool = False) -> Column:
    return Column(name, "integer", description, nullable=nullable, ge=0)


def _text(name: str, description: str) -> Column:
    return Column(name, "text", description, nullable=True)


def _declare_list(name: str, subject: Sequence[Column], *further: Column) -> Table:
    columns = (_change.but(isin=("added", "removed", "changed")), *subject, *further, _cause)
    key = (*(column.name for column in subject), "column_name")
    return Table(name, f"Values of {name} that differ.", (*columns, _column_name, _old_value, _new_value), key)


_source_key = _text("source_key", "Name of the raw role in that source; null for a canonical role.")
DIFFERENCES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "contract_changes",
            "What differs in tables, columns, types, keys and vocabularies.",
            (
                Column("bump", "text", "Least bump of the contract version that it asks.", isin=BUMPS),
                Column("table_name", "text", "Table of the contract."),
                _text("column_name", "Column of the table; null where the table itself differs."),
                Column("aspect", "text", "What of it differs, as in contract_rules.csv."),
                _change,
                _old_value,
                _new_value,
            ),
            key=("table_name", "column_name", "aspect", "old_value", "new_value"),
        ),
        Table(
            "source_changes",
            "Sources that differ: added, not_loaded, edition, files, own_files or licence.",
            (
                fields.source_id,
                _change.but(isin=("added", "not_loaded", "edition", "files", "own_files", "licence")),
                _text("old_edition", "Edition in the earlier release."),
                _text("new_edition", "Edition in the later release."),
                _count("old_records", "Records read for the earlier release.", nullable=True),
                _count("new_records", "Records read for the later release.", nullable=True),
                _cause.but(description="The change in words."),
            ),
            key=("source_id",),
        ),
        Table(
            "role_changes",
            "What became of roles; a role that moved and was renamed has two rows.",
            (
                _change.but(isin=ROLE_CHANGE_KINDS),
                fields.role_id.but(description="The role; that of the earlier release where it went."),
                _old_code,
                _new_code,
                _text("old_title", "Title in the earlier release."),
                _text("new_title", "Title in the later release; of each successor where there are several."),
                _text("new_role_ids", "Successors of a role that went, joined by '|'."),
                _text("new_role_codes", "Their codes in the later release, joined by '|'."),
                _text("reason", "Why, in the words of id_changes."),
                fields.source_id,
                _cause,
            ),
            key=("role_id", "change"),
        ),
        Table(
            "role_proposals",
            "Roles that a new edition seems to have renamed: one went and one alike came.",
            (
                fields.role_id.but(name="old_role_id"),
                fields.role_id.but(name="new_role_id"),
                _old_code,
                _new_code,
                _text("old_title", "Title in the earlier release."),
                _text("new_title", "Title in the later release."),
                Column("score", "number", "Likeness of names times the share of components in common.", ge=0, le=1),
            ),
            key=("old_role_id",),
        ),
        Table(
            "component_changes",
            "Components added, removed, respelled, or renamed (proposed: holders nearly the same, names alike).",
            (
                _change.but(isin=("added", "removed", "renamed", "respelled")),
                fields.kind,
                fields.component_id.but(name="old_component_id", nullable=True),
                fields.component_id.but(name="new_component_id", nullable=True),
                _text("old_name", "Name in the earlier release."),
                _text("new_name", "Name in the later release."),
                _count("old_roles", "Roles that held it in the earlier release.", nullable=True),
                _count("new_roles", "Roles that hold it in the later release.", nullable=True),
                Column("holder_share", "number", "Share of holders in common; of renames alone.", True, ge=0, le=1),
                Column("name_likeness", "number", "Likeness of the names; of renames alone.", True, ge=0, le=1),
                _cause,
            ),
            key=("change", "kind", "old_component_id", "new_component_id"),
        ),
        _declare_list("level_changes", [fields.level_code]),
        _declare_list("node_changes", [fields.node_code]),
        _declare_list("value_changes", [fields.role_id], _role_code),
        Table(
            "text_changes",
            "Sentences of roles, and of raw roles aligned with one, that were corrected, came or went.",
            (
                _change.but(isin=("added", "removed", "changed")),
                fields.role_id.but(nullable=True, description="The role; null for a raw role."),
                _role_code.but(nullable=True),
                fields.source_id.but(description="Source that says so in the later release, else in the earlier."),
                _source_key,
                _cause,
                Column("field", "text", "What the sentence is: summary, a section of the story, core_output, a kind."),
                _old_value,
                _new_value,
            ),
            key=("source_id", "source_key", "role_id", "field", "old_value", "new_value"),
        ),
        _declare_list("source_role_changes", [fields.source_id, _source_key.but(nullable=False)]),
        _declare_list(
            "holding_changes",
            [fields.role_id, fields.component_id],
            _role_code,
            fields.kind,
            _text("name", "Name of the component."),
        ),
        _declare_list("alias_changes", [fields.role_id, Column("alias_normalised", "text", "The alias.")], _role_code),
        _declare_list(
            "mapping_changes",
            [fields.role_id, fields.occupation_code],
            _role_code,
            _text("occupation_title", "Title of the occupation."),
            Column("origin", "text", "Whose claim stands."),
        ),
        Table(
            "table_changes",
            "Rows of each table before and after, and how many keys came, went, were renamed or changed.",
            (
                Column("table", "text", "Name of the table."),
                _count("before", "Rows in the earlier release."),
                _count("after", "Rows in the later release."),
                _count("added", "Keys that came."),
                _count("removed", "Keys that went."),
                _count("renamed", "Keys that follow the rename of a role or component."),
                _count("changed", "Rows of which a value differs."),
                _count("moved", "Rows of which only the place differs: a position, file or line."),
                _count("recomputed", "Rows that say the same, with derived values that differ or by less than counts."),
            ),
            key=("table",),
        ),
    )
}


@dataclass(frozen=True)
class Section:
    """One part of a difference as it is told: a heading, its lines, and how many there are in all."""

    name: str
    heading: str
    lines: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return the number of lines."""
        return len(self.lines)


@dataclass(frozen=True)
class ContractStep:
    """Contract versions of two releases, the least bump that their contracts ask, and the least version that it makes.

    Where the later version is lower than the least, `is_enough` is false.
    """

    old: str
    new: str
    least_bump: str
    least_version: str
    is_enough: bool


@dataclass(frozen=True)
class Difference:
    """The difference of two releases; `verdict` is first, none, corrective, additive or breaking, with its reasons.

    `frames` has the tables of DIFFERENCES by name, `sections` what is told of them, what matters most first.
    """

    previous_version: str | None
    version: str
    verdict: str
    reasons: tuple[str, ...] = ()
    contract: ContractStep | None = None
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    @property
    def tables(self) -> list[Any]:
        """Return the counts of the tables that differ, a row a table: table, before, after, added, removed, ..."""
        counts = self.frames.get("table_changes", DIFFERENCES["table_changes"].empty())
        figures = ["added", "removed", "renamed", "changed", "moved"]
        return list(counts.loc[counts[figures].sum(axis=1) > 0].itertuples(index=False))

    @property
    def tables_recomputed(self) -> list[str]:
        """Return the tables of which rows say the same as before, with values that were computed anew."""
        counts = self.frames.get("table_changes", DIFFERENCES["table_changes"].empty())
        return counts.loc[counts["recomputed"] > 0, "table"].tolist()


Compare = Callable[[Path | None, Path, str], Difference]
