"""The contract of raw/canon/scorer/word_forms.csv."""

from schemas.raw.scorer.columns import word
from schemas.table import Table

WORD_FORMS = Table(
    name="word_forms.csv",
    description="Words that are read as another, or passed over; any other word loses its plural alone.",
    columns=(
        word,
        word.but(name="form", description="The word that it is read as; null where it has no weight.", nullable=True),
    ),
    key=("word",),
)
