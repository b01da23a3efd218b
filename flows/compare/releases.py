"""The difference of two releases as a whole."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from flows.compare.contract import compare_contracts, least_bump, step_contract
from flows.compare.pair import Pair, open_pair
from flows.compare.proposals import propose_components, propose_roles
from flows.compare.roles import compare_roles, follow_roles, renamed_ids
from flows.compare.sources import (
    attribute_aliases,
    attribute_to_reference,
    attribute_to_sources,
    causes_by_source,
    compare_sources,
    reference_cause,
)
from flows.compare.telling import tell_sections
from flows.compare.texts import compare_texts
from flows.compare.values import count_changes, list_changes
from flows.compare.verdict import reach_verdict
from schemas.comparison import comparison_rules
from schemas.contract import contract_of, read_contract
from schemas.differences import DIFFERENCES, Difference
from schemas.errors import BadData
from schemas.registry import CONTRACT_VERSION, PUBLISHED
from schemas.settings import CompareSettings
from schemas.sql import read_sql


def compare_releases(old: Path, new: Path, settings: CompareSettings) -> Difference:
    """Return the difference of the releases in two folders; raise BadData where one of them cannot be read."""
    old_told, new_told = _manifest(old), _manifest(new)
    pair = open_pair(old, new)
    contracts = read_contract(old), read_contract(new)
    return compare_pair(pair, contracts, (old_told, new_told), settings)


def compare_unpublished(old: Path | None, new: Path, version: str, settings: CompareSettings) -> Difference:
    """Return the difference from a release, none for the first, to the tables of one that is being written.

    Its contract is the registry's. Raises BadData where the former release cannot be read.
    """
    if old is None:
        return Difference(None, version, "first")
    pair = open_pair(old, new)
    present = pair.columns["new"].keys() & PUBLISHED.keys()
    own = contract_of([PUBLISHED[name] for name in PUBLISHED if name in present], present)
    told = {"data_version": version, "contract_version": CONTRACT_VERSION}
    return compare_pair(pair, (read_contract(old), own), (_manifest(old), told), settings)


def compare_pair(
    pair: Pair,
    contracts: tuple[pd.DataFrame, pd.DataFrame],
    manifests: tuple[dict[str, Any], dict[str, Any]],
    settings: CompareSettings,
) -> Difference:
    """Return the difference of two opened releases, of which contracts and manifests are given, the earlier first."""
    frames = compare_tables(pair, settings)
    frames["contract_changes"] = compare_contracts(*contracts, pair)
    versions = [manifest["contract_version"] for manifest in manifests]
    step = step_contract(versions[0], versions[1], least_bump(frames["contract_changes"]))
    verdict, reasons = reach_verdict(frames)
    old, new = (manifest["data_version"] for manifest in manifests)
    return Difference(old, new, verdict, reasons, step, frames, tell_sections(frames))


def compare_tables(pair: Pair, settings: CompareSettings) -> dict[str, pd.DataFrame]:
    """Return the tables of DIFFERENCES by name, but for `contract_changes`."""
    sources = compare_sources(pair)
    successors = follow_roles(pair)
    roles = compare_roles(pair, successors, sources)
    renamed_roles = renamed_ids(pair, successors)
    proposed = propose_components(pair, renamed_roles, settings)
    renamed = {"roles": renamed_roles, "components": proposed[["old_id", "new_id"]]}
    causes = causes_by_source(sources)
    texts = compare_texts(pair, renamed, causes, settings.name_likeness_least)
    listed = {rule.difference: list_changes(pair, rule, renamed, causes) for rule in comparison_rules().listed}
    listed["alias_changes"] = attribute_aliases(pair, listed["alias_changes"], causes)
    touched = _touched_roles({"role_changes": roles, "text_changes": texts.text_changes, **listed})
    for name in ("mapping_changes", "value_changes"):
        listed[name] = attribute_to_reference(listed[name], touched, reference_cause(pair, sources))
    for name in ("alias_changes", "mapping_changes", "value_changes"):
        listed[name] = attribute_to_sources(listed[name], sources)
    listed["source_role_changes"] = _of_known_sources(listed["source_role_changes"], sources)
    return {
        "source_changes": sources,
        "role_changes": roles,
        "role_proposals": propose_roles(pair, roles, renamed["components"], settings),
        "component_changes": _component_changes(pair, proposed, causes),
        "text_changes": texts.text_changes,
        **listed,
        "table_changes": count_changes(pair, renamed, texts.counts),
    }


def _of_known_sources(source_role_changes: pd.DataFrame, source_changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of raw roles of sources that both releases have."""
    is_alone = source_changes["change"].isin(["added", "not_loaded"])
    alone = source_changes.loc[is_alone, "source_id"]
    return source_role_changes.loc[~source_role_changes["source_id"].isin(alone)].reset_index(drop=True)


def _touched_roles(frames: dict[str, pd.DataFrame]) -> pd.Series:
    """Return the ids of roles that our own data changed in what the scorer reads, or in the claims on occupations."""
    rules, mappings = comparison_rules(), frames["mapping_changes"]
    is_claim = (mappings["origin"] != rules.reference_origin) & ~mappings["column_name"].isin(rules.reference_columns)
    own = [frames[name] for name in ("role_changes", "text_changes", "holding_changes", "alias_changes")]
    own.append(mappings.loc[is_claim])
    return pd.concat([frame.loc[frame["cause"] == "own", "role_id"] for frame in own])


def _component_changes(pair: Pair, proposed: pd.DataFrame, causes: pd.DataFrame) -> pd.DataFrame:
    """Return `component_changes`; the cause is that of the sources of all who hold or held a component."""
    changes = pair.query(read_sql("flows.compare", "component_changes"), proposed=proposed, causes=causes)
    return DIFFERENCES["component_changes"].frame(changes)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {"data_version": told["data_version"], "contract_version": told["contract_version"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(
            f"{folder}: holds no readable manifest.json ({error!r}). Restore that release from a copy, or remove it."
        ) from error
