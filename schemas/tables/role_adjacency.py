"""The nearest roles of each role."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import DIFFERS_AT, DIRECTIONS, MATCH_BANDS, ROLE_KINDS


def _value(name: str) -> str:
    return f"(SELECT value FROM parameters WHERE parameter = 'adjacency.{name}')"


_SCALE = _value("scale")
# The pairs with what their coordinates say.
_PAIRS = """
    SELECT a.role_id, a.neighbour_role_id, a.level_steps, b.level_rank AS neighbour_rank, r.level_rank AS own_rank,
           a.differs_at, a.level_distance, r.track_code <> b.track_code AS is_other_track,
           CASE WHEN r.superfunction_code <> b.superfunction_code THEN 'superfunction'
                WHEN r.function_code <> b.function_code THEN 'function'
                WHEN r.family_code <> b.family_code THEN 'family'
                WHEN r.specialization_code <> b.specialization_code THEN 'specialization'
                WHEN r.level_code <> b.level_code THEN 'level' ELSE 'none' END AS tier_that_differs
    FROM role_adjacency a
    LEFT JOIN roles r ON r.role_id = a.role_id
    LEFT JOIN roles b ON b.role_id = a.neighbour_role_id
"""


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
    checks=(
        fields.number_from_one("role_adjacency", "rank", "role_id"),
        Check(
            "another role",
            "No role is its own neighbour.",
            "role_id <> neighbour_role_id",
        ),
        Check(
            "nearest first",
            "distance does not fall as rank rises.",
            "distance_before IS NULL OR distance >= distance_before",
            """
            SELECT role_id, rank, distance,
                   lag(distance) OVER (PARTITION BY role_id ORDER BY rank) AS distance_before
            FROM role_adjacency
            """,
        ),
        Check(
            "distance of its parts",
            "distance is taxonomy_distance and level_distance, each on its own scale, added.",
            f"""
            abs(
                distance * {_SCALE}
                - taxonomy_distance * {_value("elsewhere")} - level_distance * {_value("level_most")}
            ) < 1e-4
            """,
            others=("parameters",),
        ),
        Check(
            "distance of its contributions",
            "distance is taxonomy_contribution, rank_contribution and track_contribution added.",
            "abs(distance - taxonomy_contribution - rank_contribution - track_contribution) < 1e-5",
        ),
        Check(
            "band of distance",
            "match_band is strong up to adjacency.strong_most of the parameters, partial up to "
            "adjacency.partial_most, and weak beyond.",
            f"""
            match_band = CASE
                WHEN round(distance * {_SCALE}) <= {_value("strong_most")} THEN 'strong'
                WHEN round(distance * {_SCALE}) <= {_value("partial_most")} THEN 'partial'
                ELSE 'weak'
            END
            """,
            others=("parameters",),
        ),
        Check(
            "margin of band",
            "band_margin is how far the distance is from the nearest edge of a band.",
            f"""
            abs(band_margin * {_SCALE} - least(
                abs(distance * {_SCALE} - {_value("strong_most")}), abs(distance * {_SCALE} - {_value("partial_most")})
            )) < 1e-4
            """,
            others=("parameters",),
        ),
        Check(
            "ends of a list",
            "A list holds at most adjacency.k neighbours, all nearer than adjacency.list_below.",
            f"rank <= {_value('k')} AND round(distance * {_SCALE}) < {_value('list_below')}",
            others=("parameters",),
        ),
        Check(
            "direction",
            "direction is up, down or lateral by the sign of level_steps.",
            "direction = CASE WHEN level_steps > 0 THEN 'up' WHEN level_steps < 0 THEN 'down' ELSE 'lateral' END",
        ),
        Check(
            "range of ranks",
            "rank stands between rank_lowest and rank_highest.",
            "rank BETWEEN rank_lowest AND rank_highest",
        ),
        Check(
            "steps",
            "level_steps is the neighbour's level_rank less the role's.",
            "level_steps = neighbour_rank - own_rank",
            _PAIRS,
            others=("roles",),
        ),
        Check(
            "differs_at",
            "differs_at is the widest tier on which the two roles differ, level where only the level does, else none.",
            "differs_at = tier_that_differs",
            _PAIRS,
            others=("roles",),
        ),
        Check(
            "distance of the tier",
            "taxonomy_distance is the weight in the parameters of the narrowest tier that the two roles share.",
            f"""
            round(taxonomy_distance * {_value("elsewhere")}) = CASE differs_at
                WHEN 'superfunction' THEN {_value("elsewhere")}
                WHEN 'function' THEN {_value("same_superfunction")}
                WHEN 'family' THEN {_value("same_function")}
                WHEN 'specialization' THEN {_value("same_family")}
                ELSE {_value("same_specialization")}
            END
            """,
            others=("parameters",),
        ),
        Check(
            "distance of the rungs",
            "level_distance is adjacency.level_step for each rank between the two and adjacency.other_track where "
            "their tracks differ, at most adjacency.level_most.",
            f"""
            round(level_distance * {_value("level_most")}) = least(
                {_value("level_most")},
                {_value("level_step")} * abs(level_steps)
                + CASE WHEN is_other_track THEN {_value("other_track")} ELSE 0 END
            )
            """,
            _PAIRS,
            others=("parameters", "roles"),
        ),
    ),
)
