"""Every weight, band edge and count that the methods use."""

from schemas import fields
from schemas.table import Check, Column, Table

PARAMETERS = Table(
    name="parameters",
    description="Numbers on which the methods rest, as used for this release.",
    columns=(
        Column("parameter", "text", "Name of the number.", pattern=r"^[a-z][a-z0-9_.]*$"),
        Column("value", "number", "The number."),
        fields.description,
    ),
    key=("parameter",),
    checks=(
        Check(
            "rising edges",
            "The edges of the bands rise: adjacency.strong_most lies below adjacency.partial_most.",
            "strong_most < partial_most",
            """
            SELECT max(value) FILTER (WHERE parameter = 'adjacency.strong_most') AS strong_most,
                   max(value) FILTER (WHERE parameter = 'adjacency.partial_most') AS partial_most
            FROM parameters
            """,
        ),
    ),
)
