"""From claims to canonical roles: the tables of roles, in the order in which one rests on the other."""

from typing import Any

import pandas as pd

from flows.roles.aliases import build_role_aliases, role_subjects, state_aliases
from flows.roles.alignment import align_roles, build_source_role_components, state_titles
from flows.roles.content import build_components, build_role_outputs, build_role_stories
from flows.roles.equivalents import build_source_roles, compared_titles, propose_equivalents
from flows.roles.inheritance import choose_standing, expand_claims, level_conflicts
from flows.roles.placing import build_taxonomy_nodes, place_roles, select_nodes
from flows.roles.relations import resolve_relations, select_roles_with_ids
from schemas.errors import BadData, describe
from schemas.identity import gone_ids
from schemas.inputs import Framework, Ingested
from schemas.stages import Assembled
from schemas.tables import CLAIM_CONFLICTS
from schemas.text import confidence_bands
from schemas.words import WordForms

# What a role of its own holds where its source does not say how usual it is.
DEFAULT_PREVALENCE = "common"
SCALARS = ["title", "holder_title", "summary", "status", "region_scope", "record_version", "confidence_score"]


def assemble_roles(
    ingested: Ingested, framework: Framework, registers: pd.DataFrame, id_changes: pd.DataFrame
) -> Assembled:
    """Return the tables that describe canonical roles; raise BadData where a retired role is claimed again."""
    resolved = resolve_relations(ingested.roles, framework.levels, ingested.sources)
    nodes = build_taxonomy_nodes(framework.taxonomy, select_nodes(ingested.nodes, resolved), framework.anchors)
    placed = place_roles(resolved, nodes, registers)
    aligned = align_roles(resolved, placed)
    _require_not_retired(placed, id_changes)
    expanded = expand_claims(ingested.claims, placed, ingested.sources, framework.levels)
    subjects = role_subjects(placed, nodes, expanded)
    expanded = pd.concat([expanded, _rule_titles(placed, subjects, framework.title_rules, expanded)], ignore_index=True)
    scalars = choose_standing(_first_said(expanded), ["role_id", "field"])
    role_stories, stories = build_role_stories(expanded)
    components, role_components = build_components(_with_prevalence(expanded), placed, framework.skills)
    conflicts = [scalars.conflicts, stories.conflicts, level_conflicts(expanded, placed, framework.levels)]
    settings, forms = framework.settings, _word_forms(framework)
    stated = pd.concat([state_aliases(expanded, placed), state_titles(aligned, settings.equivalent)], ignore_index=True)
    titles = compared_titles(placed, subjects, expanded)
    proposals = propose_equivalents(placed, titles, role_components, components, settings.equivalent, forms)
    return Assembled(
        taxonomy_nodes=nodes,
        roles=_roles(placed, nodes, scalars.claims),
        role_stories=role_stories,
        role_outputs=build_role_outputs(expanded),
        components=components,
        role_components=role_components,
        role_aliases=build_role_aliases(stated, placed, subjects, framework),
        source_roles=build_source_roles(placed, aligned, ingested.claims, proposals),
        source_role_components=build_source_role_components(
            ingested.claims, aligned, role_components, components, settings.align, forms
        ),
        claim_conflicts=CLAIM_CONFLICTS.frame(pd.concat(conflicts, ignore_index=True)),
        role_claims=expanded,
        role_subjects=subjects,
    )


def find_roles_to_register(ingested: Ingested, framework: Framework) -> pd.DataFrame:
    """Return the raw roles that need an id of their own: ours, those that stay own, those united where we have none."""
    return select_roles_with_ids(resolve_relations(ingested.roles, framework.levels, ingested.sources))


def _word_forms(framework: Framework) -> WordForms:
    forms = framework.scorer["word_forms"]
    return WordForms(dict(zip(forms["word"], forms["form"].fillna(""), strict=True)))


def _with_prevalence(expanded: pd.DataFrame) -> pd.DataFrame:
    is_open = (expanded["field"] == "component") & expanded["prevalence"].isna()
    return expanded.assign(prevalence=expanded["prevalence"].mask(is_open, DEFAULT_PREVALENCE))


def _first_said(expanded: pd.DataFrame) -> pd.DataFrame:
    claims = expanded.loc[expanded["field"].isin(SCALARS)].sort_values(["role_id", "source_id", "position"])
    return claims.drop_duplicates(["role_id", "field", "source_id", "nearness"])


def _require_not_retired(placed: pd.DataFrame, id_changes: pd.DataFrame) -> None:
    back = placed.loc[placed["role_id"].isin(gone_ids(id_changes))]
    if len(back):
        examples = [
            f"{row.role_id}: {row.role_code} ({row.source_id} {row.file})" for row in back.itertuples(index=False)
        ]
        what = f"{len(back)} roles went by raw/curation/id_changes.csv and are claimed again"
        raise BadData(describe(what, examples, "Remove the record from its source, or the row from id_changes.csv."))


def _rule_titles(
    placed: pd.DataFrame, subjects: pd.DataFrame, title_rules: pd.DataFrame, expanded: pd.DataFrame
) -> pd.DataFrame:
    ours = placed.loc[placed["source_kind"] == "family_files"]
    family = subjects.loc[subjects["subject_type"] == "family", ["role_id", "subject"]]
    named = ours.merge(family, on="role_id").merge(title_rules, on="level_code")
    titles = [
        template.replace("{subject}", subject)
        for template, subject in zip(named["template"], named["subject"], strict=True)
    ]
    cells: dict[str, Any] = {
        "role_id": named["role_id"],
        "source_id": named["source_id"],
        "priority": named["priority"],
        "field": "title",
        "value": titles,
        "nearness": 0,
        "position": 0,
        "is_describing": True,
        "subject_type": "role",
    }
    return pd.DataFrame(cells).reindex(columns=expanded.columns)


def _roles(placed: pd.DataFrame, nodes: pd.DataFrame, scalars: pd.DataFrame) -> pd.DataFrame:
    roles = placed.drop_duplicates("role_id").merge(
        scalars.pivot(index="role_id", columns="field", values="value").reindex(columns=SCALARS),
        left_on="role_id",
        right_index=True,
    )
    names = nodes.set_index("node_code")["name"]
    for tier in ("superfunction", "function", "family", "specialization"):
        roles[f"{tier}_name"] = roles[f"{tier}_code"].map(names)
    roles["record_version"] = roles["record_version"].astype("Int64")
    roles["confidence_score"] = roles["confidence_score"].astype("float64")
    roles["confidence_band"] = confidence_bands(roles["confidence_score"])
    return roles.assign(confidence_basis="stated").sort_values("role_id", ignore_index=True)
