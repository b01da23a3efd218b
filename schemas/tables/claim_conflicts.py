"""Claims that lost to a source of higher priority."""

from schemas import fields
from schemas.table import Check, Column, Table

CLAIM_CONFLICTS = Table(
    name="claim_conflicts",
    description="Where sources say different things of one role: what lost, and what won.",
    columns=(
        fields.role_id,
        Column("field", "text", "What the claim is about, such as title or levels.scope."),
        fields.source_id.but(description="Source whose value lost."),
        Column("value", "text", "The value that lost."),
        fields.source_id.but(name="winning_source_id", description="Source whose value stands."),
        Column("winning_value", "text", "The value that stands."),
    ),
    key=("role_id", "field", "source_id"),
    foreign_keys=(fields.to_role, fields.to_source),
    checks=(
        Check(
            "another value",
            "value is another than winning_value.",
            "value <> winning_value",
        ),
    ),
)
