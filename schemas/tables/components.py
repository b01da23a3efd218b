"""The distinct components."""

from schemas import fields
from schemas.table import Check, Column, Table
from schemas.vocabularies import ROLE_KINDS, SKILL_TYPES

COMPONENTS = Table(
    name="components",
    description="One row a distinct component, however many roles hold it.",
    columns=(
        fields.component_id,
        fields.kind,
        Column("name", "text", "Name of the component, as first written."),
        Column(
            "skill_type",
            "text",
            "Kind of skill; null for other components, and for skills that the vocabulary of skills lacks.",
            nullable=True,
            isin=SKILL_TYPES,
        ),
        Column("role_count", "integer", "Number of roles that hold it.", ge=1),
    ),
    key=("component_id",),
    made_of=ROLE_KINDS,
    checks=(
        Check(
            "count of roles",
            "role_count is the number of roles that hold the component.",
            "role_count = holders_count",
            """
            SELECT c.component_id, c.role_count, count(h.role_id) AS holders_count
            FROM components c
            LEFT JOIN role_components h USING (component_id)
            GROUP BY c.component_id, c.role_count
            """,
            others=("role_components",),
        ),
    ),
)
