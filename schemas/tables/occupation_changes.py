"""What changed in O*NET between two editions."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table

OCCUPATION_CHANGES = Table(
    name="occupation_changes",
    description="What the edition that is published says otherwise than an earlier one, one row a value.",
    columns=(
        Column("edition_old", "text", "The edition that it is compared with."),
        Column("edition_new", "text", "The edition that is published."),
        Column("table_name", "text", "The published table in which the row stands."),
        fields.occupation_code,
        Column(
            "row_key",
            "text",
            "What tells the row within the occupation, such as a task_id; the code itself where it has one row.",
        ),
        Column("column_name", "text", "The column that changed; of a row added or removed, the one shown."),
        Column("change", "text", "added, removed or changed.", isin=("added", "removed", "changed")),
        Column("old_value", "text", "The value in the older edition; null where it has none.", nullable=True),
        Column("new_value", "text", "The value in the newer edition; null where it has none.", nullable=True),
        fields.source_id,
    ),
    key=("table_name", "occupation_code", "row_key", "column_name"),
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)), fields.to_source),
    needs_source_kind="onet",
    checks=(
        Check(
            "values of a change",
            "What was added has no old_value, what was removed no new_value; what changed has two that differ.",
            """
            CASE change WHEN 'added' THEN old_value IS NULL WHEN 'removed' THEN new_value IS NULL
                        ELSE old_value IS DISTINCT FROM new_value END
            """,
        ),
    ),
)
