"""Which role holds which component."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import PROFICIENCIES

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
            "Degree of mastery on this rung; null where the source states none.",
            nullable=True,
            isin=PROFICIENCIES,
        ),
        Column("context", "text", "How the component is used on this rung; null where nothing is said.", nullable=True),
        fields.level_code.but(
            name="rung_low", description="Lowest rung from which the ladder holds the component up to this one."
        ),
        fields.level_code.but(
            name="rung_high", description="Highest rung up to which the ladder holds the component from this one."
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
    checks=(
        Check(
            "kind of component",
            "kind is that of the component in components.",
            "kind = kind_of_component",
            """
            SELECT h.role_id, h.component_id, h.kind, c.kind AS kind_of_component
            FROM role_components h
            LEFT JOIN components c USING (component_id)
            """,
            others=("components",),
        ),
        fields.number_from_one("role_components", "position", "role_id", "kind"),
        Check(
            "rungs",
            "rung_low and rung_high are of the role's track, and its level stands between them.",
            "rung_low[1] = rung_high[1] AND level_code BETWEEN rung_low AND rung_high",
            """
            SELECT h.role_id, h.component_id, h.rung_low, r.level_code, h.rung_high
            FROM role_components h
            LEFT JOIN roles r USING (role_id)
            """,
            others=("roles",),
        ),
    ),
)
