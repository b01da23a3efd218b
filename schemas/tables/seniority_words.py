"""The words that stand for seniority in titles."""

from schemas import fields
from schemas.table import Check, Column, Table

SENIORITY_WORDS = Table(
    name="seniority_words",
    description="Words of seniority with the rungs that they may mean on each track.",
    columns=(
        Column("token", "text", "Word or words in lower case.", pattern=r"^[a-z0-9]+( [a-z0-9]+)*$"),
        fields.track_code,
        fields.level_code.but(name="level_low", description="Lowest rung that the word may mean."),
        fields.level_code.but(name="level_high", description="Highest rung that the word may mean."),
        Column("is_divided", "boolean", "Whether the market uses the word for more than two rungs."),
        Column("note", "text", "How the word is used."),
        Column(
            "stands_for",
            "text",
            "The word or words that an abbreviation is read as; null where it is none.",
            pattern=r"^[a-z0-9]+( [a-z0-9]+)*$",
            nullable=True,
        ),
    ),
    key=("token", "track_code"),
    checks=(
        Check(
            "rungs",
            "level_low and level_high are of the track, the lowest first.",
            "level_low[1] = track_code AND level_high[1] = track_code AND level_low <= level_high",
        ),
        Check(
            "divided",
            "A word that may mean more than two rungs of a track is divided.",
            "is_divided OR level_high[2]::INTEGER - level_low[2]::INTEGER <= 1",
        ),
    ),
)
