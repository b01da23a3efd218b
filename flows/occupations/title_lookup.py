"""Occupations by the titles in raw/ alone, for where O*NET is not fetched: the degraded way, without scores."""

import pandas as pd

from schemas.scorer import SCORED_COLUMNS
from schemas.sql import query


def look_up_titles(subjects: pd.DataFrame, reference: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a subject, in order, with SCORED_COLUMNS; scores and trust are missing.

    `subjects` has title; `reference` has onet_soc_occupations. A title is compared with the titles of occupations by
    the words that both hold, rarer ones weighing more; equal ones in order of their codes.
    """
    found = query(
        r"""
        WITH listed AS (
            SELECT occupation_code, title, parent_code,
                   unnest(list_distinct(regexp_extract_all(lower(title), '[a-z]+'))) AS word
            FROM occupations
        ),
        known AS (SELECT occupation_code, any_value(title) AS title, any_value(parent_code) AS parent_code,
                         list(regexp_replace(word, 's$', '')) AS words, count(*) AS size FROM listed GROUP BY ALL),
        words AS (SELECT occupation_code, title, parent_code, size, unnest(words) AS word FROM known),
        rare AS (SELECT word, ln(1 + 1016 / count(DISTINCT occupation_code)) AS weight FROM words GROUP BY word),
        asked AS (
            SELECT DISTINCT "row", regexp_replace(unnest(regexp_extract_all(lower(strip_accents(title)), '[a-z]+')),
                                                  's$', '') AS word
            FROM subjects
        ),
        alike AS (
            SELECT a."row", w.occupation_code, any_value(w.title) AS title, any_value(w.parent_code) AS parent_code,
                   round(sum(r.weight) / sqrt(any_value(w.size)), 6) AS likeness,
                   string_agg(a.word, ', ' ORDER BY r.weight DESC, a.word) AS shared
            FROM asked a JOIN words w USING (word) JOIN rare r USING (word) GROUP BY a."row", w.occupation_code
        ),
        ranked AS (
            SELECT *, row_number() OVER (PARTITION BY "row" ORDER BY likeness DESC, occupation_code) AS rank FROM alike
        )
        SELECT "row", first(occupation_code ORDER BY rank) AS onet_soc_code_2019,
               first(parent_code ORDER BY rank) AS soc_code_2018, first(title ORDER BY rank) AS occupation_title,
               string_agg(occupation_code, '|' ORDER BY rank) AS candidate_codes,
               'its own title shares: ' || first(shared ORDER BY rank) AS evidence
        FROM ranked WHERE rank <= 5 GROUP BY "row" ORDER BY "row"
        """,
        subjects=pd.DataFrame({"row": range(len(subjects)), "title": subjects["title"].to_numpy()}),
        occupations=reference["onet_soc_occupations"],
    )
    placed = found.set_index("row").reindex(pd.RangeIndex(len(subjects)))
    reason = (
        placed["evidence"]
        .isna()
        .map(
            {
                True: "no occupation's own title shares a word (O*NET is not fetched)",
                False: "not scored: O*NET is not fetched",
            }
        )
    )
    return placed.assign(reason=reason).reindex(columns=list(SCORED_COLUMNS)).astype({"confidence_score": "float64"})
