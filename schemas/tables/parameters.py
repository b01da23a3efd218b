"""Every weight, band edge and count that the methods use."""

from schemas import fields
from schemas.table import Column, Table

PARAMETERS = Table(
    name="parameters",
    description="Numbers on which the methods rest, as used for this release.",
    columns=(
        Column("parameter", "text", "Name of the number.", pattern=r"^[a-z][a-z0-9_.]*$"),
        Column("value", "number", "The number."),
        fields.description,
    ),
    key=("parameter",),
)
