"""The contract of raw/canon/scorer/measure_weights.csv."""

from schemas.raw.scorer.columns import profile
from schemas.table import Column, Table
from schemas.vocabularies import SCORER_FIELDS

MEASURE_WEIGHTS = Table(
    name="measure_weights.csv",
    description="What each likeness of a field to an occupation weighs in the score, learned on gold.",
    columns=(
        profile,
        Column("field", "text", "Which text is measured.", isin=SCORER_FIELDS),
        Column("measure", "text", "By which measure.", pattern=r"^[a-z_]+$"),
        Column(
            "scale",
            "text",
            "raw as measured; standard: over occupations mean 0, deviation 1.",
            isin=("raw", "standard"),
        ),
        Column("weight", "number", "Weight in the score."),
    ),
    key=("profile", "field", "measure", "scale"),
)
