"""The occupations and groups of SOC 2018 and O*NET-SOC 2019."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table
from schemas.vocabularies import CLASSIFICATION_LEVELS, SCHEMES

OCCUPATIONS = Table(
    name="occupations",
    description="Groups of SOC 2018 and occupations of O*NET-SOC 2019 with their parents spelled out.",
    columns=(
        fields.scheme,
        fields.occupation_code,
        Column("title", "text", "Title in the classification."),
        Column(
            "classification_level",
            "text",
            "Level of the classification, widest first.",
            isin=CLASSIFICATION_LEVELS,
        ),
        fields.occupation_code.but(
            name="parent_code", description="Code one level above; null for a major group.", nullable=True
        ),
        *(
            column
            for level in ("major", "minor", "broad", "detailed")
            for column in (
                fields.occupation_code.but(
                    name=f"{level}_code",
                    description=f"SOC 2018 {level} group of this row; null above it.",
                    nullable=True,
                ),
                Column(f"{level}_title", "text", f"Title of the {level} group; null above it.", nullable=True),
            )
        ),
        Column(
            "job_zone",
            "integer",
            "O*NET job zone 1 to 5, least to most preparation; null where unknown.",
            nullable=True,
            ge=1,
            le=5,
        ),
        Column("description", "text", "What holders do, as O*NET says; null for groups of SOC.", nullable=True),
    ),
    key=("scheme", "occupation_code"),
    foreign_keys=(ForeignKey(("parent_code",), "occupations", ("occupation_code",)),),
    sort=("occupation_code", "scheme"),
    made_of=(*SCHEMES, "onet"),
)
