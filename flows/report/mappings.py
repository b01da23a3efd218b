"""How far roles are mapped to occupations, how sure that is, and how often such chances were right."""

from itertools import pairwise

import pandas as pd

from flows.report.charts import Histogram, calibration_error, edge_labels, histogram, reliability, stack
from flows.report.lists import Listed, Record, Tables, cap_list, records, settings_of, share
from schemas.settings import ReportSettings
from schemas.sql import query
from schemas.vocabularies import CONFIDENCE_BASES, GROUP_LEVELS, MAPPING_STATUSES, REVIEW_STATUSES, SCORER_PROFILES

MOST_GROUPS, MOST_ROLES = 40, 20
BINS = 10

_COVERAGE = """
SELECT superfunction_code, superfunction_name, count(*) AS total,
       count(*) FILTER (mapping_status = 'detailed') AS detailed,
       count(*) FILTER (mapping_status = 'group_only') AS group_only,
       count(*) FILTER (mapping_status = 'refused') AS refused
FROM roles GROUP BY ALL ORDER BY total DESC, superfunction_code
"""
_REASONS = """
SELECT mapping_status, mapping_reason AS reason, count(*) AS count, min(role_code) AS sample
FROM roles WHERE mapping_reason IS NOT NULL GROUP BY ALL ORDER BY count DESC, mapping_status, reason
"""
# Scores have six places; the rounding keeps 0.3 out of the bin below it.
_CONFIDENCE = """
SELECT least(floor(round(confidence_score * 10, 5)), 9)::INTEGER AS bin, confidence_basis AS basis, count(*) AS count
FROM role_occupations WHERE is_primary GROUP BY ALL
"""
_STALE = f"""
SELECT r.role_code, r.title, m.occupation_code, m.stale_reason AS reason
FROM role_occupations m JOIN roles r USING (role_id)
WHERE m.review_status = 'stale' ORDER BY r.role_code, m.occupation_code LIMIT {MOST_ROLES}
"""


def mapping_facts(tables: Tables) -> Record:
    """Return coverage, confidence, trust, review and reliability of the mappings."""
    mappings = tables["role_occupations"]
    return {
        **_coverage(tables),
        "confidence": confidence_histogram(mappings),
        "is_calibrated": bool((mappings["confidence_basis"] == "calibrated").any()),
        "trusted": _count_trusted(tables["roles"]),
        "review": _review(tables),
        **reliability_facts(tables),
    }


def _coverage(tables: Tables) -> Record:
    least = settings_of(tables, ReportSettings).detailed_share_least
    counts = query(_COVERAGE, roles=tables["roles"])
    rows = [
        {
            **row,
            "parts": stack({status: row[status] for status in MAPPING_STATUSES}),
            "is_low": share(row["detailed"], row["total"]) < least,
        }
        for row in records(counts)
    ]
    sums = {name: int(counts[name].sum()) for name in ("total", *MAPPING_STATUSES)}
    low = [row for row in rows if row["is_low"]]
    return {
        "coverage": Listed(rows[:MOST_GROUPS], len(rows)),
        "sums": sums,
        "parts": stack({status: sums[status] for status in MAPPING_STATUSES}),
        "detailed_share": share(sums["detailed"], sums["total"]),
        "detailed_share_least": least,
        "low": Listed(low[:3], len(low)),
        "reasons": cap_list(query(_REASONS, roles=tables["roles"]), MOST_GROUPS // 4),
    }


def confidence_histogram(mappings: pd.DataFrame) -> Histogram:
    """Return the confidence of primary mappings in ten columns, each stacked by where the score comes from."""
    found = query(_CONFIDENCE, role_occupations=mappings)
    counts = found.pivot_table(index="bin", columns="basis", values="count", aggfunc="sum", fill_value=0)
    counts = counts.reindex(index=range(BINS), columns=list(CONFIDENCE_BASES), fill_value=0)
    edges = [f"{edge / BINS:.1f}" for edge in range(BINS + 1)]
    spans = [f"{low} to {high}" for low, high in pairwise(edges)]
    return histogram(spans, edge_labels(edges[:-1], last=edges[-1]), counts)


def _count_trusted(roles: pd.DataFrame) -> list[Record]:
    counts = roles["trusted_level"].fillna("none").value_counts()
    found = {level: int(counts.get(level, 0)) for level in (*GROUP_LEVELS, "none")}
    return [
        {"level": level, "count": count, "parts": stack({level: count}, len(roles))} for level, count in found.items()
    ]


def _review(tables: Tables) -> Record:
    mappings = tables["role_occupations"]
    counts = mappings["review_status"].value_counts()
    stale = records(query(_STALE, role_occupations=mappings, roles=tables["roles"]))
    return {
        "counts": {status: int(counts.get(status, 0)) for status in REVIEW_STATUSES},
        "approved_roles": int(mappings.loc[mappings["review_status"] == "approved", "role_id"].nunique()),
        "decisions": len(tables["mapping_decisions"]),
        "stale": Listed(stale, int(counts.get("stale", 0))),
    }


def reliability_facts(tables: Tables) -> Record:
    """Return a reliability diagram a profile with its calibration error, and the largest of the errors."""
    measured = tables["mapping_reliability"]
    profiles: list[Record] = []
    for version, profile in _list_profiles(measured):
        bins = measured.loc[(measured["profile"] == profile) & (measured["scorer_version"] == version)]
        points = reliability(bins)
        pairs = sum(point.pairs for point in points)
        error = calibration_error(points)
        profiles.append({"profile": profile, "scorer": version, "points": points, "pairs": pairs, "error": error})
    errors = [profile["error"] for profile in profiles]
    return {
        "reliability": profiles,
        "worst_error": max(errors, default=None),
        "calibration_error_most": settings_of(tables, ReportSettings).calibration_error_most,
    }


def _list_profiles(measured: pd.DataFrame) -> list[tuple[str, str]]:
    pairs = measured[["scorer_version", "profile"]].drop_duplicates().itertuples(index=False, name=None)
    return sorted(pairs, key=lambda pair: (pair[0], SCORER_PROFILES.index(pair[1])))
