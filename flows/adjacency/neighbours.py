"""The nearest roles of each role by coordinates: whole fortieths, totally ordered, never outside the superfunction."""

from collections.abc import Callable

import pandas as pd

from schemas.sql import query
from schemas.tables import ROLE_ADJACENCY

Parameter = Callable[[str], float]


def find_neighbours(roles: pd.DataFrame, role_components: pd.DataFrame, parameter: Parameter) -> pd.DataFrame:
    """Return `role_adjacency`: for each role at most k neighbours whose distance is below `adjacency.list_below`.

    Order: distance, tier part, same track first, ranks apart, up before down, shared components (more first),
    role_code. Distances are counted in fortieths and divided when published.
    """
    p = {name: int(parameter(f"adjacency.{name}")) for name in _PARAMETERS}
    adjacency = query(
        f"""
        WITH pairs AS (
            SELECT a.role_id, b.role_id AS neighbour_role_id, b.role_code,
                   b.level_rank - a.level_rank AS level_steps, a.track_code = b.track_code AS is_same_track,
                   CASE WHEN a.specialization_code = b.specialization_code THEN {p["same_specialization"]}
                        WHEN a.family_code = b.family_code THEN {p["same_family"]}
                        WHEN a.function_code = b.function_code THEN {p["same_function"]}
                        ELSE {p["same_superfunction"]} END AS tier_part,
                   least({p["level_most"]}, {p["level_step"]} * abs(b.level_rank - a.level_rank)
                         + CASE WHEN a.track_code = b.track_code THEN 0 ELSE {p["other_track"]} END) AS level_part,
                   CASE WHEN a.function_code <> b.function_code THEN 'function'
                        WHEN a.family_code <> b.family_code THEN 'family'
                        WHEN a.specialization_code <> b.specialization_code THEN 'specialization'
                        WHEN a.level_code <> b.level_code THEN 'level' ELSE 'none' END AS differs_at
            FROM roles a JOIN roles b ON a.superfunction_code = b.superfunction_code AND a.role_id <> b.role_id
        ),
        near AS (
            SELECT *, tier_part + level_part AS d,
                   count(*) OVER (PARTITION BY role_id, tier_part + level_part) AS tie_count
            FROM pairs WHERE tier_part + level_part < {p["list_below"]}
        ),
        shared AS (
            SELECT n.role_id, n.neighbour_role_id, count(*) AS shared_components
            FROM near n
            JOIN held x ON x.role_id = n.role_id
            JOIN held y ON y.role_id = n.neighbour_role_id AND y.component_id = x.component_id
            GROUP BY ALL
        ),
        ranked AS (
            SELECT n.*, coalesce(s.shared_components, 0) AS shared_components,
                   row_number() OVER (
                       PARTITION BY n.role_id
                       ORDER BY d, tier_part, is_same_track DESC, abs(level_steps), level_steps DESC,
                                coalesce(s.shared_components, 0) DESC, role_code
                   ) AS rank
            FROM near n LEFT JOIN shared s USING (role_id, neighbour_role_id)
        )
        SELECT *, d / {p["scale"]} AS distance, tier_part / {p["elsewhere"]} AS taxonomy_distance,
               level_part / {p["level_most"]} AS level_distance,
               CASE WHEN d <= {p["strong_most"]} THEN 'strong' WHEN d <= {p["partial_most"]} THEN 'partial'
                    ELSE 'weak' END AS match_band,
               CASE WHEN level_steps > 0 THEN 'up' WHEN level_steps < 0 THEN 'down' ELSE 'lateral' END AS direction
        FROM ranked WHERE rank <= {p["k"]}
        """,
        roles=roles,
        held=role_components[["role_id", "component_id"]],
    )
    return ROLE_ADJACENCY.frame(adjacency)


_PARAMETERS = (
    "same_specialization",
    "same_family",
    "same_function",
    "same_superfunction",
    "elsewhere",
    "level_step",
    "other_track",
    "level_most",
    "scale",
    "strong_most",
    "partial_most",
    "list_below",
    "k",
)
