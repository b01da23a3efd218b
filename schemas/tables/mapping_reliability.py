"""How often mappings of each score were right."""

from schemas.table import Check, Column, Table
from schemas.vocabularies import SCORER_PROFILES

MAPPING_RELIABILITY = Table(
    name="mapping_reliability",
    description="How often the best guess of each calibrated score was right, on gold that it was not learned on.",
    columns=(
        Column("scorer_version", "text", "Version of the scorer that was measured."),
        Column(
            "profile",
            "text",
            "title where a row brings a title alone, full where it brings more, us_visa as visa filings are coded.",
            isin=SCORER_PROFILES,
        ),
        Column("score_low", "number", "Lower edge of the bin, included.", ge=0, le=1),
        Column("score_high", "number", "Upper edge of the bin.", ge=0, le=1),
        Column("pairs_count", "integer", "Number of pairs measured.", ge=0),
        Column("right_share", "number", "Share of them that were right.", ge=0, le=1),
    ),
    key=("scorer_version", "profile", "score_low"),
    checks=(
        Check(
            "edges of a bin",
            "score_low lies below score_high, and no lower than the end of the bin before.",
            "score_low < score_high AND score_low >= coalesce(end_before, 0)",
            """
            SELECT scorer_version, profile, score_low, score_high,
                   lag(score_high) OVER (PARTITION BY scorer_version, profile ORDER BY score_low) AS end_before
            FROM mapping_reliability
            """,
        ),
    ),
)
