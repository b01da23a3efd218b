"""The difference of two releases as a whole."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from flows.compare.contract import compare_contracts, least_bump, step_contract
from flows.compare.pair import Pair, open_pair
from flows.compare.proposals import propose_components, propose_roles
from flows.compare.roles import compare_roles, follow_roles, renamed_ids
from flows.compare.sources import attribute_mappings, causes_of_roles, compare_sources, reference_cause
from flows.compare.telling import tell_sections
from flows.compare.values import count_changes, list_changes
from flows.compare.verdict import reach_verdict
from schemas.comparison import comparison_rules
from schemas.contract import contract_of, read_contract
from schemas.differences import DIFFERENCES, Difference
from schemas.errors import BadData
from schemas.registry import CONTRACT_VERSION, PUBLISHED
from schemas.settings import CompareSettings


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
    causes = causes_of_roles(pair, sources)
    listed = {rule.difference: list_changes(pair, rule, renamed, causes) for rule in comparison_rules().listed}
    told = (roles, listed["holding_changes"], listed["alias_changes"], pair.query(_REWORDED))
    touched = pd.concat([frame["role_id"] for frame in told])
    listed["mapping_changes"] = attribute_mappings(listed["mapping_changes"], touched, reference_cause(pair, sources))
    return {
        "source_changes": sources,
        "role_changes": roles,
        "role_proposals": propose_roles(pair, roles, renamed["components"], settings),
        "component_changes": _component_changes(pair, proposed),
        **listed,
        "table_changes": count_changes(pair, renamed),
    }


_REWORDED = """
    SELECT o.role_id FROM old_roles o JOIN new_roles n USING (role_id)
    WHERE o.holder_title IS DISTINCT FROM n.holder_title OR o.summary IS DISTINCT FROM n.summary
"""


def _component_changes(pair: Pair, proposed: pd.DataFrame) -> pd.DataFrame:
    changes = pair.query(
        """
        WITH pairs AS (
            SELECT o.component_id AS old_component_id, n.component_id AS new_component_id,
                   o.name AS old_name, n.name AS new_name, o.role_count AS old_roles, n.role_count AS new_roles,
                   coalesce(n.kind, o.kind) AS kind, p.holder_share, p.name_likeness, p.new_id IS NOT NULL AS is_renamed
            FROM old_components o
            LEFT JOIN proposed p ON p.old_id = o.component_id
            FULL JOIN new_components n ON n.component_id = coalesce(p.new_id, o.component_id)
        )
        SELECT CASE WHEN old_component_id IS NULL THEN 'added' WHEN new_component_id IS NULL THEN 'removed'
                    WHEN is_renamed THEN 'renamed' ELSE 'respelled' END AS change, * EXCLUDE (is_renamed)
        FROM pairs WHERE old_component_id IS NULL OR new_component_id IS NULL OR is_renamed OR old_name <> new_name
        """,
        proposed=proposed,
    )
    return DIFFERENCES["component_changes"].frame(changes)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {"data_version": told["data_version"], "contract_version": told["contract_version"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(
            f"{folder}: holds no readable manifest.json ({error!r}). Restore that release from a copy, or remove it."
        ) from error
