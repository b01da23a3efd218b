"""What each raw role became, and the canonical role that comes nearest to each that stays a role of its own."""

import pandas as pd

from flows.roles.likeness import find_alike
from schemas.settings import EquivalentSettings
from schemas.sql import query
from schemas.tables import SOURCE_ROLES
from schemas.words import WordForms

# Titles less alike than this are no reason to name a role as the nearest.
_NEAREST_LEAST = 0.2


def compared_titles(placed: pd.DataFrame, subjects: pd.DataFrame, expanded: pd.DataFrame) -> pd.DataFrame:
    """Return role_id and subject: the titles by which roles are compared.

    A canonical role goes by all that its holders are called. A role of a source's own goes by what the source calls it
    and by its specialization's name where that is no canonical one: titles that it inherits from our tiers would be
    compared with themselves.
    """
    canonical = placed.loc[placed["relation"] == "unite"]
    elsewhere = placed.loc[~placed["specialization_code"].isin(canonical["specialization_code"]), "role_id"]
    is_name = (subjects["subject_type"] == "family") & subjects["role_id"].isin(elsewhere)
    kept = subjects.loc[is_name | subjects["role_id"].isin(canonical["role_id"]), ["role_id", "subject"]]
    is_title = (expanded["field"] == "holder_title") | (
        (expanded["field"] == "alias") & (expanded["section"] == "common")
    )
    stated = expanded.loc[is_title & expanded["is_describing"].astype(bool) & (expanded["nearness"] <= 1)]
    stated = stated[["role_id", "value"]].rename(columns={"value": "subject"})
    return pd.concat([kept, stated], ignore_index=True).drop_duplicates()


def build_source_roles(
    placed: pd.DataFrame, aligned: pd.DataFrame, claims: pd.DataFrame, proposals: pd.DataFrame
) -> pd.DataFrame:
    """Return `source_roles`: what each raw role became and why, with the equivalents proposed by `role_id`."""
    raw = pd.concat([placed, aligned], ignore_index=True)
    return SOURCE_ROLES.frame(query(_SOURCE_ROLES, raw=raw, claims=claims, proposals=proposals))


_RUNGS_APART = """
    CASE steps WHEN 0 THEN 'on the same rung' WHEN 1 THEN '1 rung away' ELSE steps || ' rungs away' END
    || CASE WHEN is_other_track THEN ' on another track' ELSE '' END
"""
_SOURCE_ROLES = f"""
WITH summaries AS (
    SELECT source_id, subject AS source_key, arg_min(value, position) AS raw_summary
    FROM claims WHERE field = 'summary' AND subject_type = 'role' GROUP BY source_id, subject
),
leads AS (SELECT role_code, arg_min((source_id, source_key), (priority, source_id)) AS lead
          FROM raw WHERE relation = 'unite' GROUP BY role_code)
SELECT r.source_id, r.source_key, r.raw_title, r.raw_level, r.raw_family, s.raw_summary, r.file, r.locator,
       r.declared_relation, r.relation, r.role_id, p.equivalent_role_id, p.equivalent_score,
       'needs_review' AS review_status,
       CASE WHEN r.source_kind = 'family_files' THEN 'authored role'
            WHEN r.relation = 'unite' AND l.lead = (r.source_id, r.source_key)
                THEN 'its source leads the canonical role'
            WHEN r.relation = 'unite' THEN 'united with the canonical role ' || r.role_code
            WHEN r.relation = 'own' AND r.declared_relation = 'own' THEN p.equivalent_basis
            WHEN r.relation = 'own'
                THEN p.equivalent_basis || '; own, since family ' || r.family_code || ' has no canonical role'
            WHEN r.role_code = r.placement_code THEN 'stands at the place of ' || r.role_code
            ELSE 'nearest rung: no canonical role stands at ' || r.placement_code || '; ' || r.role_code || ' is '
                 || {_RUNGS_APART}
                 || CASE WHEN r.is_other_specialization THEN ', in another specialization' ELSE '' END
       END AS equivalent_basis
FROM raw r
LEFT JOIN summaries s ON s.source_id = r.source_id AND s.source_key = r.source_key
LEFT JOIN leads l ON l.role_code = r.role_code
LEFT JOIN proposals p ON p.role_id = r.role_id AND r.relation = 'own'
"""


def propose_equivalents(
    placed: pd.DataFrame,
    subjects: pd.DataFrame,
    role_components: pd.DataFrame,
    components: pd.DataFrame,
    settings: EquivalentSettings,
    forms: WordForms,
) -> pd.DataFrame:
    """Return for each role of a source's own the canonical role that comes nearest, in the whole tree.

    Columns: role_id, equivalent_role_id, equivalent_score, equivalent_basis; id and score are null where none reaches
    `equivalent.least`. The proposal compares what holders are called and the words of components on the nearest rung of
    each specialization; its score is made by rule with the weights `equivalent.*` of parameters.csv.
    """
    own = placed.loc[placed["relation"] == "own"].drop_duplicates("role_id")
    canonical = placed.loc[placed["relation"] == "unite"].drop_duplicates("role_id")
    titles = _compare_titles(own, canonical, subjects, settings, forms)
    pairs = query(_NEAREST_RUNG, titles=titles, own=own, canonical=canonical)
    pairs = pairs.assign(shared_words=_shared_words(pairs, role_components, components))
    score = settings.title_weight * pairs["title_score"] + settings.component_weight * pairs["shared_words"]
    score -= settings.step_penalty * pairs["steps"] + settings.track_penalty * pairs["is_other_track"]
    pairs["score"] = score.clip(lower=0, upper=settings.most).round(4)
    best = pairs.sort_values(["role_id", "score", "role_code"], ascending=[True, False, True])
    return _state_proposals(own, best.drop_duplicates("role_id"), settings.least)


_NEAREST_RUNG = """
SELECT DISTINCT ON (t.role_id, t.specialization_code) t.*, c.role_id AS equivalent_role_id, c.role_code,
       abs(c.level_rank - o.level_rank) AS steps, c.track_code <> o.track_code AS is_other_track
FROM titles t
JOIN own o ON o.role_id = t.role_id
JOIN canonical c ON c.specialization_code = t.specialization_code
ORDER BY t.role_id, t.specialization_code, is_other_track, steps, c.role_code
"""


def _compare_titles(
    own: pd.DataFrame,
    canonical: pd.DataFrame,
    subjects: pd.DataFrame,
    settings: EquivalentSettings,
    forms: WordForms,
) -> pd.DataFrame:
    """Return role_id, specialization_code, their_title, our_title, title_score: the best pair of titles of each two.

    Kept are pairs that could reach `equivalent.least` with all component words shared, and the best of each role.
    """
    theirs = subjects.merge(own[["role_id"]], on="role_id")
    ours = subjects.merge(canonical[["role_id", "specialization_code"]], on="role_id")
    their_names, our_names = (titles["subject"].drop_duplicates().reset_index(drop=True) for titles in (theirs, ours))
    alike = find_alike(their_names, our_names, _NEAREST_LEAST, forms)
    alike = alike.assign(
        their_title=their_names.iloc[alike["theirs"]].to_numpy(), our_title=our_names.iloc[alike["ours"]].to_numpy()
    )
    return query(
        f"""
        WITH pairs AS (
            SELECT DISTINCT ON (t.role_id, o.specialization_code)
                   t.role_id, o.specialization_code, a.their_title, a.our_title, a.likeness AS title_score
            FROM theirs t
            JOIN alike a ON a.their_title = t.subject
            JOIN (SELECT DISTINCT subject, specialization_code FROM ours) o ON o.subject = a.our_title
            ORDER BY t.role_id, o.specialization_code, a.likeness DESC, a.our_title, a.their_title
        )
        FROM pairs
        QUALIFY {settings.title_weight} * title_score + {settings.component_weight} >= {settings.least}
             OR title_score = max(title_score) OVER (PARTITION BY role_id)
        """,
        theirs=theirs,
        ours=ours,
        alike=alike,
    )


def _shared_words(pairs: pd.DataFrame, role_components: pd.DataFrame, components: pd.DataFrame) -> pd.Series:
    """Return the words that the components of the two share, as a share of the fewer; of the own role those it states.

    A role of its own stands under our tiers and inherits from them, which says nothing of its likeness to our roles.
    """
    return query(
        """
        WITH words AS (
            SELECT DISTINCT r.role_id, unnest(regexp_extract_all(lower(strip_accents(c.name)), '[a-z]{4,}')) AS word
            FROM role_components r JOIN components c USING (component_id)
            WHERE r.role_id IN (SELECT equivalent_role_id FROM pairs) OR r.role_id IN (SELECT role_id FROM pairs)
                  AND r.attached_at = 'level'
        ),
        counts AS (SELECT role_id, count(*) AS words FROM words GROUP BY role_id),
        shared AS (
            SELECT p.role_id, p.equivalent_role_id, count(*) AS words
            FROM (SELECT DISTINCT role_id, equivalent_role_id FROM pairs) p
            JOIN words a ON a.role_id = p.role_id
            JOIN words b ON b.role_id = p.equivalent_role_id AND b.word = a.word
            GROUP BY p.role_id, p.equivalent_role_id
        )
        SELECT coalesce(s.words / least(a.words, b.words), 0.0) AS shared_words
        FROM (SELECT *, row_number() OVER () AS number FROM pairs) p
        LEFT JOIN shared s USING (role_id, equivalent_role_id)
        LEFT JOIN counts a ON a.role_id = p.role_id
        LEFT JOIN counts b ON b.role_id = p.equivalent_role_id
        ORDER BY p.number
        """,
        pairs=pairs,
        role_components=role_components,
        components=components,
    )["shared_words"]


def _state_proposals(own: pd.DataFrame, best: pd.DataFrame, least: float) -> pd.DataFrame:
    return query(
        f"""
        WITH compared AS (
            SELECT o.role_id, b.equivalent_role_id, b.score, b.role_code,
                   coalesce(b.score >= {least}, false) AS reaches,
                   printf('title %s ~ %s %.2f, component words %.2f, ', b.their_title, b.our_title, b.title_score,
                          b.shared_words) || {_RUNGS_APART} AS comparison
            FROM own o LEFT JOIN best b USING (role_id)
        )
        SELECT role_id, CASE WHEN reaches THEN equivalent_role_id END AS equivalent_role_id,
               CASE WHEN reaches THEN score END AS equivalent_score,
               CASE WHEN reaches THEN comparison
                    WHEN comparison IS NULL THEN 'none: no canonical role has a title that is alike'
                    ELSE printf('none: no canonical role reaches %.2f; nearest %s by %s',
                                 {least}, role_code, comparison)
               END AS equivalent_basis
        FROM compared ORDER BY role_id
        """,
        own=own[["role_id"]],
        best=best,
    )
