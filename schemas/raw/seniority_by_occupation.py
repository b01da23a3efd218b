"""The contract of raw/canon/seniority_by_occupation.csv."""

from schemas import fields
from schemas.table import Column, Table

SENIORITY_BY_OCCUPATION = Table(
    name="seniority_by_occupation.csv",
    description="Rungs that a word of seniority means in some occupations, in place of those in seniority_words.csv.",
    columns=(
        Column("token", "text", "Word of seniority_words.csv.", pattern=r"^[a-z0-9]+( [a-z0-9]+)*$"),
        fields.occupation_code.but(description="Occupation or group of SOC 2018 in which the word is so used."),
        fields.track_code,
        fields.level_code.but(name="level_low", description="Lowest rung that the word means there."),
        fields.level_code.but(name="level_high", description="Highest rung that the word means there."),
        Column("note", "text", "How the word is used there."),
    ),
    key=("token", "occupation_code"),
)
