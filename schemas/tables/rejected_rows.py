"""Records that were not accepted."""

from schemas import fields
from schemas.table import Column, Table

REJECTED_ROWS = Table(
    name="rejected_rows",
    description="Each record that was rejected, with the rule, the value and what to do.",
    columns=(
        fields.source_id,
        fields.file,
        fields.locator,
        Column("column_name", "text", "Column or field at fault, or * for the whole record."),
        fields.rule,
        Column(
            "value",
            "text",
            "The value at fault, cut at 200 characters and made safe to open; null where it is missing.",
            nullable=True,
        ),
        fields.message,
    ),
    key=("source_id", "file", "locator", "column_name", "rule"),
    foreign_keys=(fields.to_source,),
)
