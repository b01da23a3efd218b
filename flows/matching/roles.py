"""The canonical role that a title names: by what its holders are called, on the rung that the title says."""

from collections.abc import Callable

import pandas as pd

from schemas.sql import query
from schemas.text import normalise_titles

Parameter = Callable[[str], float]
USUAL_RUNG = "P3"
GENERAL = "GEN"


def role_names(roles: pd.DataFrame, role_subjects: pd.DataFrame, role_aliases: pd.DataFrame) -> pd.DataFrame:
    """Return specialization_code and name: what the roles of each specialization are called, levels aside."""
    return query(
        """
        WITH named AS (
            SELECT role_id, subject AS name FROM role_subjects
            UNION ALL
            SELECT role_id, alias FROM role_aliases WHERE alias_type = 'common' AND origins <> 'rule'
        )
        SELECT DISTINCT r.specialization_code, n.name FROM named n JOIN roles r USING (role_id) ORDER BY ALL
        """,
        roles=roles,
        role_subjects=role_subjects,
        role_aliases=role_aliases,
    )


def match_roles(
    parsed: pd.DataFrame, titles: pd.Series, names: pd.DataFrame, roles: pd.DataFrame, parameter: Parameter
) -> pd.DataFrame:
    """Return role_id, role_code, role_confidence_score, one row a title, in order; missing where none is near enough.

    `parsed` is what `parse_titles` gives of `titles`; `names` is what `role_names` gives. A name is compared as a
    whole, then by its words, rarer ones weighing more. The score is made by rule and at most 0.70; it falls with the
    likeness of the names, the rungs between the role and what the title says, and the roles that come as near.
    """
    asked = pd.DataFrame({"row": range(len(titles)), "subject": parsed["subject_title"], "whole": titles.to_numpy()})
    asked = asked.assign(**{column: normalise_titles(asked[column].astype("str")) for column in ("subject", "whole")})
    called = names.assign(name=normalise_titles(names["name"]))
    nearest = _nearest_names(asked, called, parameter("match.role_least"))
    placed = _on_rung(nearest.merge(parsed, left_on="row", right_index=True), roles)
    found = placed.set_index("row").reindex(pd.RangeIndex(len(titles)))
    most = parameter("match.role_most")
    told = found["is_told"].eq(True).map({True: 1.0, False: parameter("match.untold_rung")})
    near = found["likeness"] ** parameter("match.likeness_power") * parameter("match.rung_away") ** found["rungs_away"]
    score = (most * near * told / found["rivals"]).round(4)
    return found.assign(role_confidence_score=score)[["role_id", "role_code", "role_confidence_score"]]


def _nearest_names(asked: pd.DataFrame, called: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return row, specialization_code, likeness and rivals (how many specializations come as near)."""
    return query(
        f"""
        WITH names AS (SELECT DISTINCT specialization_code, name FROM called),
        words AS (
            SELECT specialization_code, name, unnest(list_distinct(regexp_extract_all(name, '[\\w+#]+'))) AS word
            FROM names
        ),
        rare AS (
            SELECT word, ln(1 + (SELECT count(DISTINCT name) FROM names) / count(DISTINCT name)) AS weight
            FROM words GROUP BY word
        ),
        name_words AS (
            SELECT w.*, r.weight, sum(r.weight * r.weight) OVER (PARTITION BY specialization_code, name) AS size
            FROM words w JOIN rare r USING (word)
        ),
        asked_words AS (
            SELECT "row", unnest(list_distinct(regexp_extract_all(subject, '[\\w+#]+'))) AS word FROM asked
        ),
        unknown AS (SELECT ln(1 + (SELECT count(DISTINCT name) FROM names)) AS weight),
        weighed AS (
            SELECT a."row", a.word, coalesce(r.weight, u.weight) AS weight,
                   sum(pow(coalesce(r.weight, u.weight), 2)) OVER (PARTITION BY a."row") AS size
            FROM asked_words a CROSS JOIN unknown u LEFT JOIN rare r USING (word)
        ),
        alike AS (
            SELECT a."row", n.specialization_code,
                   sum(a.weight * n.weight) / sqrt(any_value(a.size) * any_value(n.size)) AS likeness
            FROM weighed a JOIN name_words n USING (word)
            GROUP BY a."row", n.specialization_code, n.name
            UNION ALL
            SELECT a."row", n.specialization_code, 1.0 FROM asked a JOIN names n ON n.name IN (a.whole, a.subject)
        ),
        best AS (
            SELECT "row", specialization_code, least(round(max(likeness), 6), 1) AS likeness
            FROM alike GROUP BY ALL HAVING max(likeness) >= {least}
        ),
        placed AS (
            SELECT *, split_part(specialization_code, '.', 1) AS family_code,
                   specialization_code LIKE '%.{GENERAL}' AS is_general
            FROM best
        ),
        united AS (
            -- A family's general specialization stands for its others, which go by the same name.
            SELECT *, bool_or(is_general) OVER (PARTITION BY "row", likeness, family_code) AS has_general FROM placed
        )
        SELECT "row", specialization_code, likeness, count(*) OVER (PARTITION BY "row", likeness) AS rivals
        FROM united WHERE is_general OR NOT has_general
        QUALIFY row_number() OVER (PARTITION BY "row" ORDER BY likeness DESC, specialization_code) = 1
        ORDER BY "row"
        """,
        asked=asked,
        called=called,
    )


def _on_rung(nearest: pd.DataFrame, roles: pd.DataFrame) -> pd.DataFrame:
    """Return the role of the specialization nearest to the rung.

    Its columns are row, role_id, role_code, likeness, rivals, is_told and rungs_away (0 where no rung is told).
    """
    return query(
        f"""
        WITH usual AS (SELECT min(level_rank) AS level_rank FROM roles WHERE level_code = '{USUAL_RUNG}'),
        aimed AS (
            SELECT n."row", n.specialization_code, n.likeness, n.rivals, n.track_code IS NOT NULL AS is_told,
                   n.rank_low, n.rank_high,
                   coalesce(n.track_code, 'P') AS track_code,
                   coalesce((n.rank_low + n.rank_high) / 2, (SELECT level_rank FROM usual), 5) AS aim
            FROM nearest n
        )
        SELECT a."row", r.role_id, r.role_code, a.likeness, a.rivals, a.is_told,
               coalesce(greatest(a.rank_low - r.level_rank, r.level_rank - a.rank_high, 0), 0) AS rungs_away
        FROM aimed a JOIN roles r USING (specialization_code)
        QUALIFY row_number() OVER (
            PARTITION BY a."row"
            ORDER BY r.track_code <> a.track_code, (r.track_code IN ('M', 'E')) <> (a.track_code IN ('M', 'E')),
                     abs(r.level_rank - a.aim), r.level_rank, r.role_code
        ) = 1
        ORDER BY a."row"
        """,
        nearest=nearest,
        roles=roles,
    )
