"""What roles hold: stories, core outputs and components, united over sources."""

import pandas as pd

from flows.roles.inheritance import Standing, choose_standing
from schemas.sql import query
from schemas.tables import COMPONENTS, ROLE_COMPONENTS, ROLE_OUTPUTS, ROLE_STORIES
from schemas.text import component_ids, normalise_titles
from schemas.vocabularies import ATTACHED_AT, PREVALENCES, PROFICIENCIES

_SUBJECT_TIER = {
    "function": "function",
    "family": "family",
    "specialization": "specialization",
    "band": "level",
    "role": "level",
}


def build_role_stories(expanded: pd.DataFrame) -> tuple[pd.DataFrame, Standing]:
    """Return `role_stories` and what stood and lost: the story's sections are decided one by one."""
    standing = choose_standing(expanded.loc[expanded["field"] == "story"], ["role_id", "field", "section"])
    stories = standing.claims.sort_values(["role_id", "section", "position"])
    numbered = stories.groupby(["role_id", "section"]).cumcount() + 1
    return ROLE_STORIES.frame(stories.assign(position=numbered, text=stories["value"])), standing


def build_role_outputs(expanded: pd.DataFrame) -> pd.DataFrame:
    """Return `role_outputs`: the core outputs of all sources, those of the leading source first."""
    outputs = expanded.loc[expanded["field"] == "core_output"].copy()
    outputs["normal"] = normalise_titles(outputs["value"])
    outputs = outputs.sort_values(["role_id", "priority", "source_id", "position"])
    outputs = outputs.drop_duplicates(["role_id", "normal"])
    numbered = outputs.groupby("role_id").cumcount() + 1
    return ROLE_OUTPUTS.frame(outputs.assign(position=numbered, core_output=outputs["value"]))


def build_components(
    expanded: pd.DataFrame, placed: pd.DataFrame, skills: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `components` and `role_components`.

    Where a component reaches a role from several tiers the nearest wins, then the stronger prevalence, then the
    source's priority. A component's name is the one that the first source by priority writes first. rung_low and
    rung_high are the ends of the run of neighbouring rungs of the role's ladder that hold the component.
    """
    claims = expanded.loc[expanded["field"] == "component"].copy()
    claims["component_id"] = component_ids(claims["section"], claims["value"])
    claims["attached_at"] = claims["attached_at"].fillna(claims["subject_type"].map(_SUBJECT_TIER))
    claims["tier_rank"] = claims["attached_at"].map({tier: -rank for rank, tier in enumerate(ATTACHED_AT)})
    claims["prevalence_rank"] = claims["prevalence"].map({word: rank for rank, word in enumerate(PREVALENCES)})
    order = ["tier_rank", "prevalence_rank", "priority", "source_id", "position"]
    held = claims.sort_values(["role_id", "component_id", *order]).drop_duplicates(["role_id", "component_id"])
    held = held.sort_values(["role_id", "section", *order, "component_id"])
    numbered = held.groupby(["role_id", "section"]).cumcount() + 1
    degrees = held["proficiency"].str.lower()
    held = held.assign(
        kind=held["section"],
        position=numbered,
        context=held["note"],
        proficiency=degrees.where(degrees.isin(PROFICIENCIES)),
    )
    role_components = ROLE_COMPONENTS.frame(held.merge(_held_runs(held, placed), on=["role_id", "component_id"]))
    named = claims.sort_values(["component_id", "priority", "source_id", "position"]).drop_duplicates("component_id")
    counts = role_components.groupby("component_id").size()
    types = skills.set_index(component_ids(pd.Series("skill", index=skills.index), skills["skill"]))["skill_type"]
    components = named.assign(
        kind=named["section"],
        name=named["value"],
        skill_type=named["component_id"].map(types).astype("str"),
        role_count=named["component_id"].map(counts),
    )
    return COMPONENTS.frame(components), role_components


def _held_runs(held: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return role_id, component_id, rung_low, rung_high: the run of rungs of one ladder that hold the component."""
    return query(
        """
        WITH ladder AS (
            SELECT role_id, level_code, specialization_code, track_code, level_rank,
                   dense_rank() OVER (PARTITION BY specialization_code, track_code ORDER BY level_rank) AS rung
            FROM (SELECT DISTINCT role_id, level_code, specialization_code, track_code, level_rank FROM placed)
        ),
        stretches AS (
            SELECT l.*, h.component_id,
                   l.rung - dense_rank() OVER (
                       PARTITION BY h.component_id, l.specialization_code, l.track_code ORDER BY l.rung
                   ) AS run
            FROM held h JOIN ladder l USING (role_id)
        )
        SELECT role_id, component_id,
               arg_min(level_code, level_rank) OVER run_of_rungs AS rung_low,
               arg_max(level_code, level_rank) OVER run_of_rungs AS rung_high
        FROM stretches
        WINDOW run_of_rungs AS (PARTITION BY component_id, specialization_code, track_code, run)
        """,
        held=held[["role_id", "component_id"]],
        placed=placed,
    )
