"""Occupations that O*NET relates."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table

OCCUPATION_RELATIONS = Table(
    name="occupation_relations",
    description="Related occupations as O*NET's experts list them; directed.",
    columns=(
        fields.occupation_code,
        fields.occupation_code.but(name="related_occupation_code", description="The related occupation."),
        Column(
            "relatedness_tier",
            "text",
            "O*NET's tier of relatedness.",
            isin=("primary_short", "primary_long", "supplemental"),
        ),
        Column("rank", "integer", "O*NET's order among the related occupations.", ge=1),
        fields.source_id,
    ),
    key=("occupation_code", "related_occupation_code"),
    foreign_keys=(
        ForeignKey(("occupation_code",), "occupations", ("occupation_code",)),
        ForeignKey(("related_occupation_code",), "occupations", ("occupation_code",)),
        fields.to_source,
    ),
    sort=("occupation_code", "rank"),
    needs_source_kind="onet",
    checks=(
        fields.number_from_one("occupation_relations", "rank", "occupation_code"),
        Check(
            "another occupation",
            "No occupation is related to itself.",
            "occupation_code <> related_occupation_code",
        ),
        Check(
            "tiers in order",
            "relatedness_tier does not come nearer as rank rises: primary_short, primary_long, supplemental.",
            "place_before IS NULL OR place >= place_before",
            """
            SELECT occupation_code, rank, relatedness_tier, place,
                   lag(place) OVER (PARTITION BY occupation_code ORDER BY rank) AS place_before
            FROM (
                SELECT *, list_position(['primary_short', 'primary_long', 'supplemental'], relatedness_tier) AS place
                FROM occupation_relations
            )
            """,
        ),
    ),
)
