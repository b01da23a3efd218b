"""The distinct components."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import ROLE_KINDS

COMPONENTS = Table(
    name="components",
    description="One row a distinct component, however many roles hold it.",
    columns=(
        fields.component_id,
        fields.kind,
        Column("name", "text", "Name of the component, as first written."),
        Column("role_count", "integer", "Number of roles that hold it.", ge=1),
    ),
    key=("component_id",),
    made_of=ROLE_KINDS,
)
