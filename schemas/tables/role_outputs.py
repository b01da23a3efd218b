"""The core outputs of each role."""

from schemas import fields
from schemas.table import Column, Table

ROLE_OUTPUTS = Table(
    name="role_outputs",
    description="What holders of a role produce; a role without rows has none recorded.",
    columns=(
        fields.role_id,
        fields.position,
        Column("core_output", "text", "One tangible thing that the role produces."),
        fields.source_id,
    ),
    key=("role_id", "position"),
    foreign_keys=(fields.to_role, fields.to_source),
    checks=(fields.number_from_one("role_outputs", "position", "role_id"),),
)
