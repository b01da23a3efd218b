"""The contract of raw/canon/title_rules.csv."""

from schemas import fields
from schemas.table import Column, Table

TITLE_RULES = Table(
    name="title_rules.csv",
    description="How a role's canonical title is made from its subject.",
    columns=(
        fields.level_code,
        Column("template", "text", "Text with {subject}.", pattern=r"^[^{}]*\{subject\}[^{}]*$"),
    ),
    key=("level_code",),
)
