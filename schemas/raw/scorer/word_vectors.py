"""The contract of raw/canon/scorer/word_vectors.csv."""

from schemas.raw.scorer.columns import word
from schemas.table import Column, Table

WORD_VECTORS = Table(
    name="word_vectors.csv",
    description="What words mean: the nearer two vectors, the more alike. Made from a sentence model, not from gold.",
    columns=(
        word,
        Column("vector", "text", "Whole numbers by blanks, as many in each row.", pattern=r"^-?\d+( -?\d+)*$"),
    ),
    key=("word",),
)
