"""The contract of raw/canon/scorer/embeddings/reliability.csv."""

from schemas.raw.scorer.columns import profile
from schemas.table import Column, Table

RELIABILITY = Table(
    name="reliability.csv",
    description="How often the best guess of each calibrated score was right, on gold that was held back.",
    columns=(
        profile,
        Column("score_low", "number", "Lower edge of the bin, included.", ge=0, le=1),
        Column("score_high", "number", "Upper edge of the bin.", ge=0, le=1),
        Column("pairs_count", "integer", "Number of rows measured.", ge=0),
        Column("right_share", "number", "Share of them that were right.", ge=0, le=1),
    ),
    key=("profile", "score_low"),
)
