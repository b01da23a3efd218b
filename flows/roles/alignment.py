"""Raw roles that are instances of a canonical role: the titles that they add to it, and what they hold beside it."""

import pandas as pd

from flows.roles.likeness import find_alike
from schemas.settings import AlignSettings, EquivalentSettings
from schemas.sql import query
from schemas.tables import SOURCE_ROLE_COMPONENTS
from schemas.text import component_ids
from schemas.words import WordForms

SAME_NAME, ALIKE_WORDS = "same_name", "alike_words"


def align_roles(resolved: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return the raw roles that align, with the role_id of the canonical role that each is an instance of."""
    aligned = resolved.loc[resolved["relation"] == "align"]
    role_ids = placed.drop_duplicates("role_code").set_index("role_code")["role_id"]
    return aligned.assign(role_id=aligned["role_code"].map(role_ids))


def state_titles(aligned: pd.DataFrame, settings: EquivalentSettings) -> pd.DataFrame:
    """Return the titles of aligned raw roles as stated aliases of their canonical roles.

    The score falls by `equivalent.step_penalty` for each rung between the two, and by `equivalent.track_penalty` where
    the track is another: role_id, alias, alias_type, confidence_score, confidence_basis, origin, position.
    """
    penalties = settings.step_penalty * aligned["steps"] + settings.track_penalty * aligned["is_other_track"].eq(True)
    ordered = aligned.assign(score=(aligned["title_score"] - penalties).clip(lower=0))
    ordered = ordered.sort_values(["role_id", "source_id", "source_key"])
    return pd.DataFrame(
        {
            "role_id": ordered["role_id"],
            "alias": ordered["raw_title"],
            "alias_type": "common",
            "confidence_score": ordered["score"].astype("float64"),
            "confidence_basis": "stated",
            "origin": "source",
            "position": ordered.groupby("role_id").cumcount() + 1,
        }
    )


def build_source_role_components(
    claims: pd.DataFrame,
    aligned: pd.DataFrame,
    role_components: pd.DataFrame,
    components: pd.DataFrame,
    settings: AlignSettings,
    forms: WordForms,
) -> pd.DataFrame:
    """Return `source_role_components`: what aligned raw roles hold, and the component of their role that it matches.

    A component matches the one of the same kind and name, else the one of the role that is most alike by its words,
    of whatever kind, where that is at least `align.likeness_least`; the same kind goes first where two are equally
    alike, then the component's place in the role.
    """
    held = _held(claims, aligned)
    names = held["name"].drop_duplicates().reset_index(drop=True)
    canonical = components.loc[components["component_id"].isin(role_components["component_id"])].reset_index(drop=True)
    alike = find_alike(names, canonical["name"], settings.likeness_least, forms)
    alike = alike.assign(
        name=names.iloc[alike["theirs"]].to_numpy(),
        component_id=canonical["component_id"].iloc[alike["ours"]].to_numpy(),
    )
    matched = query(_MATCHED, held=held, alike=alike, role_components=role_components)
    return SOURCE_ROLE_COMPONENTS.frame(matched)


_MATCHED = f"""
WITH candidates AS (
    SELECT h.source_id, h.source_key, h.position, r.component_id, 1.0 AS match_score, '{SAME_NAME}' AS match_basis,
           0 AS match_rank, true AS is_same_kind, r.position AS role_position
    FROM held h
    JOIN role_components r ON r.role_id = h.role_id AND r.component_id = h.own_component_id
    UNION ALL
    SELECT h.source_id, h.source_key, h.position, r.component_id, a.likeness, '{ALIKE_WORDS}',
           1, r.kind = h.kind, r.position
    FROM held h
    JOIN alike a ON a.name = h.name
    JOIN role_components r ON r.role_id = h.role_id AND r.component_id = a.component_id
),
best AS (
    SELECT DISTINCT ON (source_id, source_key, position) * FROM candidates
    ORDER BY source_id, source_key, position, match_rank, match_score DESC, is_same_kind DESC,
             role_position, component_id
)
SELECT h.* EXCLUDE (own_component_id), b.component_id, b.match_score, b.match_basis
FROM held h LEFT JOIN best b USING (source_id, source_key, position)
"""


def _held(claims: pd.DataFrame, aligned: pd.DataFrame) -> pd.DataFrame:
    stated = claims.loc[(claims["field"] == "component") & (claims["subject_type"] == "role")]
    key = ["source_id", "source_key"]
    held = stated.rename(columns={"subject": "source_key"}).merge(aligned[[*key, "role_id"]], on=key)
    held = held.assign(own_component_id=component_ids(held["section"], held["value"]))
    held = held.sort_values([*key, "position"]).drop_duplicates([*key, "own_component_id"])
    return pd.DataFrame(
        {
            "source_id": held["source_id"],
            "source_key": held["source_key"],
            "position": held.groupby(key).cumcount() + 1,
            "role_id": held["role_id"],
            "kind": held["section"],
            "name": held["value"],
            "prevalence": held["prevalence"],
            "proficiency": held["proficiency"],
            "own_component_id": held["own_component_id"],
        }
    )
