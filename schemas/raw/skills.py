"""The contract of raw/canon/skills.csv."""

from schemas.table import Column, Table
from schemas.vocabularies import SKILL_TYPES

SKILLS = Table(
    name="skills.csv",
    description="The skills that families choose from, one spelling each.",
    columns=(
        Column("skill", "text", "Name of the skill, short and reusable, as families write it."),
        Column("skill_type", "text", "What kind of skill it is.", isin=SKILL_TYPES),
        Column("synonyms", "text", "Other names of the same skill, parted by |.", nullable=True),
    ),
    key=("skill",),
)
