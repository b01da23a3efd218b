"""Occupations by the titles in raw/ alone, for where O*NET is not fetched: the degraded way, without scores."""

import pandas as pd

from schemas.match_columns import SCORED_COLUMNS
from schemas.sql import query
from schemas.text import normalise_titles
from schemas.vocabularies import ONET_SCHEME

MOST = 5
NOT_SCORED = "not scored: O*NET is not fetched"


def look_up_titles(subjects: pd.DataFrame, reference: dict[str, pd.DataFrame], further: pd.DataFrame) -> pd.DataFrame:
    """Return one row a subject, in order, with SCORED_COLUMNS; scores and trust are missing.

    `subjects` has title; `reference` has onet_soc_occupations, `further` is Canon's list of titles. Occupations under
    which the title is listed word for word go first. A title is compared with the own titles of occupations by the
    words that both hold, rarer ones weighing more; equal ones in order of their codes.
    """
    titles = subjects["title"].reset_index(drop=True)
    found = query(
        rf"""
        WITH listed AS (
            SELECT occupation_code, title, parent_code,
                   unnest(list_distinct(regexp_extract_all(lower(title), '[a-z]+'))) AS word
            FROM occupations
        ),
        known AS (SELECT occupation_code, any_value(title) AS title, any_value(parent_code) AS parent_code,
                         list(regexp_replace(word, 's$', '')) AS words, count(*) AS size FROM listed GROUP BY ALL),
        words AS (SELECT occupation_code, title, parent_code, size, unnest(words) AS word FROM known),
        rare AS (
            SELECT word, term_rarity((SELECT count(*) FROM occupations), count(DISTINCT occupation_code)) AS weight
            FROM words GROUP BY word
        ),
        asked AS (
            SELECT DISTINCT "row", regexp_replace(unnest(regexp_extract_all(lower(strip_accents(title)), '[a-z]+')),
                                                  's$', '') AS word
            FROM subjects
        ),
        alike AS (
            SELECT a."row", w.occupation_code, any_value(w.title) AS title, any_value(w.parent_code) AS parent_code,
                   round(sum(r.weight) / sqrt(any_value(w.size)), 6) AS likeness,
                   'its own title shares: ' || string_agg(a.word, ', ' ORDER BY r.weight DESC, a.word) AS told
            FROM asked a JOIN words w USING (word) JOIN rare r USING (word) GROUP BY a."row", w.occupation_code
        ),
        named AS (
            SELECT DISTINCT s."row", occupation_code, o.title, o.parent_code, 'Canon lists the title under it' AS told
            FROM subjects s JOIN further f USING (title_normalised) JOIN occupations o USING (occupation_code)
        ),
        found AS (
            SELECT "row", occupation_code, coalesce(n.title, a.title) AS title,
                   coalesce(n.parent_code, a.parent_code) AS parent_code, coalesce(n.told, a.told) AS told,
                   n.told IS NOT NULL AS is_named, coalesce(likeness, 0) AS likeness
            FROM named n FULL JOIN alike a USING ("row", occupation_code)
        ),
        ranked AS (
            SELECT *, row_number() OVER (
                PARTITION BY "row" ORDER BY is_named DESC, likeness DESC, occupation_code
            ) AS rank FROM found
        )
        SELECT "row", first(occupation_code ORDER BY rank) AS onet_soc_code_2019,
               first(parent_code ORDER BY rank) AS soc_code_2018, first(title ORDER BY rank) AS occupation_title,
               string_agg(occupation_code, '|' ORDER BY rank) AS candidate_codes,
               first(told ORDER BY rank) AS evidence
        FROM ranked WHERE rank <= {MOST} GROUP BY "row" ORDER BY "row"
        """,
        subjects=pd.DataFrame({"row": titles.index, "title": titles, "title_normalised": normalise_titles(titles)}),
        occupations=reference["onet_soc_occupations"],
        further=pd.DataFrame(
            {"occupation_code": further["occupation_code"], "title_normalised": normalise_titles(further["title"])}
        ),
    )
    placed = found.set_index("row").reindex(pd.RangeIndex(len(subjects)))
    reason = (
        placed["evidence"]
        .isna()
        .map(
            {
                True: "no occupation's own title shares a word (O*NET is not fetched)",
                False: NOT_SCORED,
            }
        )
    )
    return placed.assign(reason=reason).reindex(columns=list(SCORED_COLUMNS)).astype({"confidence_score": "float64"})


def put_mapped_first(found: pd.DataFrame, stated: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return what was looked up, with the occupation of the role that a title names before what its words share.

    `found` has role_id, role_code, is_named and SCORED_COLUMNS, `stated` role_id and occupation_code; only those of
    O*NET-SOC in `occupations` go first.
    """
    known = occupations.loc[occupations["scheme"] == ONET_SCHEME, ["occupation_code", "title", "detailed_code"]]
    named = found.loc[found["is_named"], ["role_id", "role_code", "candidate_codes"]].reset_index(names="place")
    mapped = named.merge(stated, on="role_id").merge(known, on="occupation_code").set_index("place")
    others = mapped["candidate_codes"].fillna("").str.split("|")
    codes = [
        "|".join([code, *(other for other in rest if other not in ("", code))][:MOST])
        for code, rest in zip(mapped["occupation_code"], others, strict=True)
    ]
    # Columns without a value have no type of text.
    texts = ("onet_soc_code_2019", "soc_code_2018", "occupation_title", "candidate_codes", "evidence", "reason")
    changed = found.astype(dict.fromkeys(texts, "object"))
    changed.loc[mapped.index, "onet_soc_code_2019"] = mapped["occupation_code"]
    changed.loc[mapped.index, "soc_code_2018"] = mapped["detailed_code"]
    changed.loc[mapped.index, "occupation_title"] = mapped["title"]
    changed.loc[mapped.index, "candidate_codes"] = codes
    changed.loc[mapped.index, "evidence"] = "role " + mapped["role_code"] + ", which the title names, is mapped to it"
    changed.loc[mapped.index, "reason"] = NOT_SCORED
    return changed
