"""The contract of the file of a source that lists the groups of SOC 2018."""

from schemas import fields
from schemas.table import Column, Table

SOC_GROUPS = Table(
    name="soc_groups.csv",
    description="Groups of SOC 2018.",
    columns=(
        fields.occupation_code,
        Column("title", "text", "Title of the group."),
        Column(
            "classification_level",
            "text",
            "major, minor, broad or detailed.",
            isin=("major", "minor", "broad", "detailed"),
        ),
        fields.occupation_code.but(name="parent_code", nullable=True),
    ),
    key=("occupation_code",),
)
