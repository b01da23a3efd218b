"""The contract of raw/canon/role_ids.csv."""

from schemas import fields
from schemas.table import Column, Table

ROLE_IDS = Table(
    name="role_ids.csv",
    description="Append-only register of the identifiers of a source's roles.",
    columns=(
        fields.role_id,
        fields.source_key,
        Column("minted_date", "date", "Day on which the identifier was given."),
    ),
    key=("role_id",),
)
