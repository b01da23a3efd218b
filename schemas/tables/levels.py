"""The level framework: 19 rungs on four tracks."""

from schemas import fields
from schemas.table import Column, Table

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
)
