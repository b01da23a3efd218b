"""The figures of the quality report."""

from typing import Any

import pandas as pd

MOST_ROWS = 50


def report_facts(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the tables of the report as records: rejections by rule, mapping status, conflicts, equivalents."""
    roles, source_roles = tables["roles"], tables["source_roles"]
    rejected = tables["rejected_rows"]
    became = source_roles.assign(
        became=source_roles["equivalent_basis"].str.extract(r"^(authored|became|none)", expand=False).fillna("proposed")
    )
    conflicts = tables["claim_conflicts"]
    return {
        "rejections": _counts(rejected, ["source_id", "rule"]),
        "rejected": rejected.head(MOST_ROWS).fillna("").to_dict("records"),
        "warnings": _counts(tables["source_warnings"], ["source_id", "rule"]),
        "became": _counts(became, ["source_id", "became"]),
        "mapping": _counts(roles, ["superfunction_name", "mapping_status"]),
        "conflicts": _counts(conflicts, ["field", "source_id", "winning_source_id"]),
        "components": tables["role_components"].groupby("role_id").size().describe().round(1).to_dict(),
    }


def _counts(frame: pd.DataFrame, by: list[str]) -> list[dict[str, Any]]:
    return frame.groupby(by).size().rename("count").reset_index().to_dict("records")
