"""What a difference means for those who use the data: breaking, additive, corrective or none, and why."""

from collections.abc import Iterator

import pandas as pd

from schemas.comparison import comparison_rules
from schemas.differences import GONE_KINDS
from schemas.registry import PUBLISHED

Frames = dict[str, pd.DataFrame]
_WORDS = {
    "retired": "retired",
    "merged": "merged into others",
    "split": "split",
    "missing": "gone, and raw/curation/id_changes.csv does not say why",
    "dropped_by_source": "left out by a new edition of their source",
    "source_not_loaded": "not there, since their source was not loaded",
}


def reach_verdict(frames: Frames) -> tuple[str, tuple[str, ...]]:
    """Return the verdict and its reasons.

    Breaking: the contract asks a major bump, an id or code of a role, a node or a level went, or rows of id_changes
    were taken back. Additive: rows or parts of the contract came. Corrective: values changed or rows went, or
    tables that are computed of others have other rows. None: at most places, orders, editions, what was read and
    derived values differ.
    """
    breaking, additive, corrective = (
        tuple(reasons(frames)) for reasons in (_breaking_reasons, _additive_reasons, _corrective_reasons)
    )
    if breaking:
        return "breaking", breaking
    if additive:
        return "additive", additive
    return ("corrective", corrective) if corrective else ("none", ())


def _breaking_reasons(frames: Frames) -> Iterator[str]:
    contract = frames["contract_changes"]
    broken = int((contract["bump"] == "major").sum())
    if broken:
        yield f"{_many(broken, 'change breaks', 'changes break')} the contract"
    yield from _breaking_roles(frames["role_changes"])
    for name, what in (("node_changes", "node"), ("level_changes", "level")):
        gone = int((frames[name]["change"] == "removed").sum())
        if gone:
            yield f"{_many(gone, what)} removed"
    counts = frames["table_changes"].set_index("table")
    for name in _tables_gone(counts):
        yield f"{name} not there, since its source was not loaded or has another edition"
    undone = int(counts.loc["id_changes", ["removed", "changed"]].sum()) if "id_changes" in counts.index else 0
    if undone:
        yield f"{_many(undone, 'row')} of id_changes taken back or edited; they are kept for good"


def _breaking_roles(roles: pd.DataFrame) -> Iterator[str]:
    for change in GONE_KINDS:
        gone = int((roles["change"] == change).sum())
        if gone:
            yield f"{_many(gone, 'role')} {_WORDS[change]}"
    is_gone = roles["change"].isin(GONE_KINDS)
    new_ids = roles.loc[~is_gone & roles["new_role_ids"].notna() & (roles["new_role_ids"] != roles["role_id"])]
    if len(new_ids):
        yield f"{_many(new_ids['role_id'].nunique(), 'role')} with another id"
    coded = roles.loc[~is_gone & roles["old_role_code"].notna() & (roles["old_role_code"] != roles["new_role_code"])]
    if len(coded):
        yield f"{_many(coded['role_id'].nunique(), 'role')} with another code"


def _tables_gone(counts: pd.DataFrame) -> list[str]:
    """Return the tables which a release has only with a kind of source, and of which no row is left."""
    is_gone = (counts["before"] > 0) & (counts["after"] == 0)
    return [name for name in counts.index[is_gone] if name in PUBLISHED and PUBLISHED[name].needs_source_kind]


def _additive_reasons(frames: Frames) -> Iterator[str]:
    contract = frames["contract_changes"]
    more = int((contract["bump"] == "minor").sum())
    if more:
        yield f"{_many(more, 'addition')} to the contract"
    counts = _counts_of_content(frames)
    is_more = (counts["added"] > 0) & ~counts["table"].isin(comparison_rules().derived_tables)
    for row in counts.loc[is_more].itertuples(index=False):
        yield f"{_many(row.added, 'row')} more in {row.table}"


def _corrective_reasons(frames: Frames) -> Iterator[str]:
    counts = _counts_of_content(frames)
    is_derived = counts["table"].isin(comparison_rules().derived_tables)
    corrected = counts[["removed", "renamed", "changed"]].sum(axis=1)
    computed = counts[["added", "removed"]].max(axis=1) + counts["changed"]
    for word, figures in (("corrected", corrected[~is_derived]), ("computed anew", computed[is_derived])):
        for table, rows in zip(counts.loc[figures.index, "table"], figures, strict=True):
            if rows:
                yield f"{_many(int(rows), 'row')} {word} in {table}"


def _counts_of_content(frames: Frames) -> pd.DataFrame:
    counts = frames["table_changes"]
    return counts.loc[~counts["table"].isin(comparison_rules().reading_tables)]


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"
