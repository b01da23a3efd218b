"""The contract of raw/canon/scorer/word_weights.csv."""

from schemas import fields
from schemas.raw.scorer.columns import profile, word
from schemas.table import Column, Table
from schemas.vocabularies import GROUP_LEVELS

WORD_WEIGHTS = Table(
    name="word_weights.csv",
    description="What a word of the title adds to the score of each occupation of a group, learned on gold.",
    columns=(
        profile.but(isin=("full", "us_visa")),
        word,
        Column("group_level", "text", "Which kind of group.", isin=GROUP_LEVELS),
        Column("group_code", "text", "Its code in SOC 2018 or O*NET-SOC 2019.", pattern=fields.occupation_code.pattern),
        Column("weight", "number", "Added to the score."),
    ),
    key=("profile", "word", "group_code"),
)
