"""The nearest roles of each role."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table
from schemas.vocabularies import DIFFERS_AT, DIRECTIONS, MATCH_BANDS, ROLE_KINDS

ROLE_ADJACENCY = Table(
    name="role_adjacency",
    description="Up to 25 nearest roles by coordinates; says nothing about equal pay.",
    columns=(
        fields.role_id,
        fields.role_id.but(name="neighbour_role_id", description="The adjacent role."),
        Column("rank", "integer", "Place in the role's list, nearest first.", ge=1),
        Column("distance", "number", "Distance by coordinates in 0 to 1, a whole number of fortieths.", ge=0, le=1),
        Column("match_band", "text", "strong up to 0.25, partial up to 0.45, weak beyond.", isin=MATCH_BANDS),
        Column("taxonomy_distance", "number", "Tier part of the distance on its own scale of 0 to 1.", ge=0, le=1),
        Column("level_distance", "number", "Level part of the distance on its own scale of 0 to 1.", ge=0, le=1),
        Column(
            "taxonomy_contribution",
            "number",
            "What the widest tier on which the two differ adds to the distance.",
            ge=0,
            le=1,
        ),
        Column("rank_contribution", "number", "What the ranks between the two add to the distance.", ge=0, le=1),
        Column("track_contribution", "number", "What standing on another track adds to the distance.", ge=0, le=1),
        Column(
            "band_margin",
            "number",
            "How far the distance is from the nearest edge of a band, 0.25 or 0.45.",
            ge=0,
            le=1,
        ),
        Column(
            "differs_at",
            "text",
            "Widest tier on which the two differ; level within a specialization; none at one place.",
            isin=DIFFERS_AT,
        ),
        Column(
            "level_steps",
            "integer",
            "Ranks from the role up (positive) or down (negative) to the neighbour.",
            ge=-11,
            le=11,
        ),
        Column("direction", "text", "up, down or lateral, by level_steps.", isin=DIRECTIONS),
        Column("shared_components", "integer", "Number of components that both hold.", ge=0),
        Column(
            "tie_count", "integer", "Number of roles that stand at this distance from the role, listed or not.", ge=1
        ),
        Column(
            "is_tie_cut",
            "boolean",
            "Whether more roles tie with this one than could be looked into: then those first by role_code were.",
        ),
        Column(
            "rank_lowest", "integer", "The first place that the neighbour takes when any one weight moves by 20%.", ge=1
        ),
        Column(
            "rank_highest", "integer", "The last place that the neighbour takes when any one weight moves by 20%.", ge=1
        ),
    ),
    key=("role_id", "neighbour_role_id"),
    foreign_keys=(fields.to_role, ForeignKey(("neighbour_role_id",), "roles", ("role_id",))),
    sort=("role_id", "rank"),
    made_of=ROLE_KINDS,
)
