"""Occupations by the titles in raw/ alone, for where O*NET is not fetched: the degraded way, without scores."""

import pandas as pd

from schemas.match_columns import SCORED_COLUMNS
from schemas.sql import query, read_sql
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
        read_sql("flows.occupations", "title_lookup"),
        {"most": MOST},
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
