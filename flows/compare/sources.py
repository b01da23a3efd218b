"""Sources that differ between two releases, and what that explains."""

import pandas as pd

from flows.compare.pair import Pair
from schemas.comparison import comparison_rules
from schemas.differences import DIFFERENCES
from schemas.sql import read_sql


def compare_sources(pair: Pair) -> pd.DataFrame:
    """Return `source_changes`: sources that came, were not loaded, or have another edition, files or licence.

    A source that a profile leaves out is one that was not loaded.
    """
    changes = pair.query(_CHANGES, rules=pd.DataFrame([{"own_kind": comparison_rules().own_kind}]))
    return DIFFERENCES["source_changes"].frame(changes)


def causes_by_source(source_changes: pd.DataFrame) -> pd.DataFrame:
    """Return source_id, cause of the sources that came, were not loaded, or have another edition or other files."""
    is_cause = ~source_changes["change"].isin(["own_files", "licence"])
    return source_changes.loc[is_cause, ["source_id", "cause"]]


def reference_cause(pair: Pair, source_changes: pd.DataFrame) -> str | None:
    """Return what became of the source by which mappings are proposed; None where it is the same."""
    kinds = pd.DataFrame([{"kind": comparison_rules().reference_kind}])
    causes = pair.query(_REFERENCE, source_changes=source_changes, kinds=kinds)["cause"]
    return causes.iloc[0] if len(causes) else None


_REFERENCE = """
    SELECT c.cause FROM source_changes c
    WHERE c.change <> 'licence' AND c.source_id IN (
        SELECT source_id FROM new_sources JOIN kinds USING (kind)
        UNION SELECT source_id FROM old_sources JOIN kinds USING (kind)
    )
    ORDER BY c.source_id LIMIT 1
"""


def attribute_aliases(pair: Pair, alias_changes: pd.DataFrame, causes: pd.DataFrame) -> pd.DataFrame:
    """Return `alias_changes`, where the titles of raw roles have the cause of their source, if it has one."""
    return pair.query(read_sql("flows.compare", "alias_causes"), alias_changes=alias_changes, causes=causes)


def attribute_to_sources(changes: pd.DataFrame, source_changes: pd.DataFrame) -> pd.DataFrame:
    """Return changes of roles, where none is our own doing if our own files are the same and other sources are not."""
    causes = causes_by_source(source_changes)["cause"]
    if causes.empty or (source_changes["change"] == "own_files").any():
        return changes
    return changes.assign(cause=changes["cause"].mask(changes["cause"] == "own", "; ".join(causes)))


def attribute_to_reference(changes: pd.DataFrame, touched: pd.Series, cause: str | None) -> pd.DataFrame:
    """Return changes of mappings or values of roles; what the scorer says of roles not `touched` has that cause."""
    if cause is None:
        return changes
    rules = comparison_rules()
    is_proposed = changes["column_name"].isin(rules.reference_columns)
    if "origin" in changes:
        is_proposed |= changes["origin"] == rules.reference_origin
    is_of_source = is_proposed & ~changes["role_id"].isin(touched)
    return changes.assign(cause=changes["cause"].mask(is_of_source, cause))


_CHANGES = """
    WITH files AS (
        SELECT coalesce(o.source_id, n.source_id) AS source_id
        FROM old_source_files o FULL JOIN new_source_files n USING (source_id, path, sha256)
        WHERE o.path IS NULL OR n.path IS NULL GROUP BY ALL
    ),
    told AS (
        SELECT coalesce(o.source_id, n.source_id) AS source_id,
               o.edition AS old_edition, n.edition AS new_edition,
               o.records_read AS old_records, n.records_read AS new_records,
               CASE WHEN o.source_id IS NULL THEN 'added'
                    WHEN n.source_id IS NULL THEN 'not_loaded'
                    WHEN n.kind = own_kind AND f.source_id IS NOT NULL THEN 'own_files'
                    WHEN o.edition IS DISTINCT FROM n.edition THEN 'edition'
                    WHEN f.source_id IS NOT NULL THEN 'files'
                    WHEN o.licence_spdx IS DISTINCT FROM n.licence_spdx THEN 'licence' END AS change
        FROM (FROM old_sources WHERE is_left_out IS NOT TRUE) o
        FULL JOIN (FROM new_sources WHERE is_left_out IS NOT TRUE) n USING (source_id)
        LEFT JOIN files f ON f.source_id = coalesce(o.source_id, n.source_id)
        CROSS JOIN rules
    )
    SELECT *, CASE change
        WHEN 'added' THEN source_id || ' ' || new_edition || ' is new'
        WHEN 'not_loaded' THEN source_id || ' ' || old_edition || ' was not loaded'
        WHEN 'own_files' THEN 'our own files'
        WHEN 'edition' THEN source_id || ' ' || old_edition || ' became ' || new_edition
        WHEN 'files' THEN source_id || ' ' || new_edition || ' was delivered in other files'
        WHEN 'licence' THEN source_id || ' has another licence' END AS cause
    FROM told WHERE change IS NOT NULL
"""
