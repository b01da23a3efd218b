"""The contract of raw/canon/scorer/embeddings/weights.csv."""

from schemas.raw.scorer.columns import profile
from schemas.table import Column, Table

LAYER_WEIGHTS = Table(
    name="weights.csv",
    description="What the core's score and each likeness in meaning weigh in the layer of embeddings, learned on gold.",
    columns=(
        profile.but(isin=("title", "full")),
        Column(
            "likeness",
            "text",
            "score: the core's; title, title_called: the title with all that speaks of the occupation, or its titles; "
            "told (title and description), called (all titles): of both.",
            isin=("score", "title", "title_called", "told", "called"),
        ),
        Column("weight", "number", "Weight in the sum."),
    ),
    key=("profile", "likeness"),
)
