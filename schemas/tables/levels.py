"""The level framework: 19 rungs on four tracks."""

from schemas import fields
from schemas.table import Check, Column, Table

_DIMENSIONS = {
    "descriptor": "What a person on this rung is, in a phrase.",
    "scope": "What the work extends over.",
    "autonomy": "How far the person acts without being told.",
    "complexity": "What kind of problems are met.",
    "impact": "How far success or failure is felt.",
    "decision_rights": "What the person may decide.",
    "leadership": "Whom the person leads, formally or not.",
}

LEVELS = Table(
    name="levels",
    description="The 19 rungs of the level framework, each told along seven dimensions.",
    columns=(
        fields.level_code,
        fields.track_code,
        Column("track_name", "text", "Name of the track."),
        fields.level_rank,
        Column("level_name", "text", "Name of the rung, unique over all tracks."),
        *(Column(name, "text", meaning) for name, meaning in _DIMENSIONS.items()),
        Column("experience_years_min", "integer", "Fewest years of experience usual on this rung.", ge=0, le=60),
        Column(
            "experience_years_max",
            "integer",
            "Most years usual on this rung; null where open.",
            nullable=True,
            ge=0,
            le=60,
        ),
    ),
    key=("level_code",),
    sort=("track_code", "level_rank"),
    checks=(
        Check(
            "track of code",
            "level_code begins with track_code.",
            "level_code[1] = track_code",
        ),
        Check(
            "rising ranks",
            "level_rank rises strictly within a track, in order of level_code.",
            "rank_below IS NULL OR level_rank > rank_below",
            """
            SELECT level_code, level_rank,
                   lag(level_rank) OVER (PARTITION BY track_code ORDER BY level_code) AS rank_below
            FROM levels
            """,
        ),
        Check(
            "one name a level",
            "No two levels have the same level_name.",
            "levels_count = 1",
            "SELECT level_name, count(*) AS levels_count FROM levels GROUP BY level_name",
        ),
        Check(
            "one name a track",
            "A track has one track_name.",
            "names_count = 1",
            "SELECT track_code, count(DISTINCT track_name) AS names_count FROM levels GROUP BY track_code",
        ),
        Check(
            "range of experience",
            "experience_years_max is no less than experience_years_min.",
            "experience_years_max IS NULL OR experience_years_max >= experience_years_min",
        ),
    ),
)
