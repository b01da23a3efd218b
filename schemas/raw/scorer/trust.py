"""The contract of raw/canon/scorer/embeddings/trust.csv."""

from schemas.raw.scorer.columns import profile
from schemas.table import Column, Table
from schemas.vocabularies import GROUP_LEVELS

TRUST = Table(
    name="trust.csv",
    description="From which chance on the group of the best guess is trusted: at least 90% of such rows are right.",
    columns=(
        profile,
        Column("level", "text", "Level of the group.", isin=GROUP_LEVELS),
        Column("least_chance", "number", "Chance from which it is trusted; 1 where none is sure enough.", ge=0, le=1),
    ),
    key=("profile", "level"),
)
