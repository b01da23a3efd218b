"""The contract of raw/canon/scorer/embeddings/calibration.csv."""

from schemas.raw.scorer.columns import profile
from schemas.table import Column, Table
from schemas.vocabularies import GROUP_LEVELS, SCORER_FIGURES

CALIBRATION = Table(
    name="calibration.csv",
    description="Logistic weights from figures of the scores to the chance that the group of the best guess is right.",
    columns=(
        profile,
        Column("level", "text", "Down to which group the best guess is judged.", isin=GROUP_LEVELS),
        Column(
            "figure",
            "text",
            "Figure of the scores; value and lead are of the best guess by a measure of a field.",
            pattern=rf"^({'|'.join(SCORER_FIGURES)}|(value|lead)\.[a-z_]+\.[a-z_]+)$",
        ),
        Column("weight", "number", "Its weight in the log-odds."),
    ),
    key=("profile", "level", "figure"),
)
