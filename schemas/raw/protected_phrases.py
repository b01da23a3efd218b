"""The contract of raw/canon/protected_phrases.csv."""

from schemas.table import Column, Table

PROTECTED_PHRASES = Table(
    name="protected_phrases.csv",
    description="Phrases in which a word of seniority belongs to the trade.",
    columns=(
        Column("phrase", "text", "Words in lower case.", pattern=r"^[a-z]+( [a-z]+)+$"),
        Column("says_rung", "boolean", "Whether the phrase says a rung too, which seniority_words.csv has of it."),
        Column("note", "text", "What the phrase names."),
    ),
    key=("phrase",),
)
