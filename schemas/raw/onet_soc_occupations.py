"""The contract of the file of a source that lists the occupations of O*NET-SOC 2019."""

from schemas import fields
from schemas.table import Column, Table

ONET_OCCUPATIONS = Table(
    name="onet_soc_occupations.csv",
    description="Occupations of O*NET-SOC 2019.",
    columns=(
        fields.occupation_code,
        Column("title", "text", "Title of the occupation."),
        fields.occupation_code.but(name="parent_code", description="Detailed SOC 2018 group."),
    ),
    key=("occupation_code",),
)
