"""The contract of raw/canon/scorer/seen_words.csv."""

from schemas import fields
from schemas.raw.scorer.columns import word
from schemas.table import Column, Table
from schemas.vocabularies import SCORER_FIELDS

SEEN_WORDS = Table(
    name="seen_words.csv",
    description="How often a word was seen in gold where experts chose an occupation; one row a word and occupation.",
    columns=(
        Column("field", "text", "In which text it stood.", isin=SCORER_FIELDS),
        word,
        Column("occupation_code", "text", "O*NET-SOC 2019.", pattern=fields.occupation_code.pattern),
        Column("times", "number", "Rows of gold; one with n occupations counts 1/n for each.", ge=0),
    ),
    key=("field", "word", "occupation_code"),
)
