"""Claims that were kept although something about them is odd."""

from schemas import fields
from schemas.table import Column, Table

SOURCE_WARNINGS = Table(
    name="source_warnings",
    description="Records that were kept and that a person should look at.",
    columns=(
        fields.source_id,
        fields.file,
        fields.locator,
        fields.rule,
        Column("value", "text", "The value that is odd."),
        fields.message,
    ),
    key=("source_id", "file", "locator", "rule", "value"),
    foreign_keys=(fields.to_source,),
)
