"""Which role holds which component."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table

ROLE_COMPONENTS = Table(
    name="role_components",
    description="The components of each role, inherited ones included.",
    columns=(
        fields.role_id,
        fields.component_id,
        fields.kind,
        fields.position.but(description="Place among the role's components of this kind, from 1."),
        fields.prevalence,
        fields.attached_at,
        Column(
            "proficiency",
            "text",
            "Degree of mastery in the source's own words; null where it states none.",
            nullable=True,
        ),
        fields.source_id,
    ),
    key=("role_id", "component_id"),
    foreign_keys=(
        fields.to_role,
        ForeignKey(("component_id",), "components", ("component_id",)),
        fields.to_source,
    ),
    sort=("role_id", "kind", "position"),
)
