"""The contract of raw/canon/support_occupations.csv."""

from schemas import fields
from schemas.table import Column, Table

SUPPORT_OCCUPATIONS = Table(
    name="support_occupations.csv",
    description="Groups of SOC 2018 whose people stand on the support track unless they lead; the others on P.",
    columns=(fields.occupation_code, Column("note", "text", "What the group holds.")),
    key=("occupation_code",),
)
