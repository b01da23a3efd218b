"""The contract of raw/curation/curators.csv."""

from schemas.table import Column, Table

CURATORS = Table(
    name="curators.csv",
    description="People who may decide.",
    columns=(
        Column("curator_id", "text", "Short name used in decisions.", pattern=r"^[a-z][a-z0-9_-]*$"),
        Column("name", "text", "Name of the person."),
        Column("contact", "text", "How to reach the person."),
    ),
    key=("curator_id",),
)
