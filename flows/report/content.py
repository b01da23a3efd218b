"""What roles hold: how many components, which roles hold oddly many or few, and what is missing."""

import pandas as pd

from flows.report.charts import whole_bins
from flows.report.lists import Listed, Record, Tables, cap_list, records, settings_of, share
from schemas.settings import ReportSettings
from schemas.sql import query
from schemas.vocabularies import KINDS

MOST_OUTLIERS, MOST_SOURCES = 25, 40
PARTS = ("summary", "story", "core_outputs", *KINDS)
LEAST_SPREAD = 1

_BY_ROLE = f"""
SELECT role_id, {", ".join(f"count(*) FILTER (kind = '{kind}') AS {kind}" for kind in KINDS)}
FROM role_components GROUP BY role_id
"""
_HELD = f"""
SELECT r.role_code, r.title, r.source_id, (r.summary IS NOT NULL)::INTEGER AS summary,
       (s.role_id IS NOT NULL)::INTEGER AS story, (o.role_id IS NOT NULL)::INTEGER AS core_outputs,
       {", ".join(f"coalesce({kind}, 0) AS {kind}" for kind in KINDS)},
       {" + ".join(KINDS)} AS count
FROM roles r
LEFT JOIN by_role k ON k.role_id = r.role_id
LEFT JOIN (SELECT DISTINCT role_id FROM role_stories) s ON s.role_id = r.role_id
LEFT JOIN (SELECT DISTINCT role_id FROM role_outputs) o ON o.role_id = r.role_id
"""
_SPREAD = f"""
SELECT source_id, count(*) AS roles, min(count) AS least, median(count) AS median, max(count) AS most,
       quantile_cont(count, 0.25) AS q1, quantile_cont(count, 0.75) AS q3,
       {", ".join(f"count(*) FILTER ({part} > 0) AS with_{part}" for part in PARTS)}
FROM held GROUP BY source_id ORDER BY source_id
"""
_KIND = """
SELECT '{kind}' AS kind, (SELECT count(*) FROM components WHERE kind = '{kind}') AS components, count(*) AS roles,
       min({kind}) AS least, median({kind}) AS median, max({kind}) AS most, sum({kind})::BIGINT AS held
FROM held WHERE {kind} > 0 HAVING count(*) > 0
"""


def content_facts(tables: Tables) -> Record:
    """Return the histogram of components a role, the roles outside Tukey's fences, and what roles lack."""
    multiplier = settings_of(tables, ReportSettings).tukey_multiplier
    held = count_components(tables)
    spread = fence(query(_SPREAD, held=held), multiplier)
    judged = judge(held, spread)
    odd = judged.loc[judged["is_odd"]]
    shown = odd.assign(excess=odd["excess"].round(6)).sort_values(["excess", "role_code"], ascending=[False, True])
    counts = judged.assign(kind=judged["is_odd"].map({False: "usual", True: "outlier"}))
    counts = counts.groupby(["count", "kind"]).size().rename("roles").reset_index()
    kinds = " UNION ALL ".join(_KIND.format(kind=kind) for kind in KINDS)
    return {
        "multiplier": multiplier,
        "median": float(held["count"].median()) if len(held) else 0.0,
        "outlier_share": share(len(odd), len(held)),
        "outlier_share_most": settings_of(tables, ReportSettings).outlier_share_most,
        "empty": int((held["count"] == 0).sum()),
        "histogram": whole_bins(counts["count"], counts["kind"], ("usual", "outlier"), counts["roles"]),
        "spread": cap_list(spread.merge(_count_odd(judged), on="source_id"), MOST_SOURCES),
        "outliers": cap_list(shown, MOST_OUTLIERS),
        "kinds": sorted(
            records(query(kinds, held=held, components=tables["components"])), key=lambda row: KINDS.index(row["kind"])
        ),
        "complete": _complete(spread),
    }


def count_components(tables: Tables) -> pd.DataFrame:
    """Return a row a role with its number of components, in all and by kind, and 1 or 0 for its other parts."""
    by_role = query(_BY_ROLE, role_components=tables["role_components"])
    others = {name: tables[name] for name in ("roles", "role_stories", "role_outputs")}
    return query(_HELD, by_role=by_role, **others).fillna({"count": 0}).astype({"count": "int64"})


def fence(spread: pd.DataFrame, multiplier: float) -> pd.DataFrame:
    """Return quartiles q1, q3 with Tukey's fences: the multiplier times the spread beyond them, never below 0.

    Where half of the values are the same, the spread counts as 1: one more or fewer is no outlier.
    """
    reach = multiplier * (spread["q3"] - spread["q1"]).clip(lower=LEAST_SPREAD)
    return spread.assign(fence_low=(spread["q1"] - reach).clip(lower=0), fence_high=spread["q3"] + reach)


def judge(held: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Return the roles with the fences of their source, whether they are outside or hold nothing, and by how much."""
    judged = held.merge(spread[["source_id", "fence_low", "fence_high"]], on="source_id")
    excess = (judged["count"] - judged["fence_high"]).clip(lower=0) + (judged["fence_low"] - judged["count"]).clip(
        lower=0
    )
    return judged.assign(excess=excess, is_odd=(excess > 0) | (judged["count"] == 0))


def _count_odd(judged: pd.DataFrame) -> pd.DataFrame:
    return judged.groupby("source_id")["is_odd"].sum().astype("int64").rename("outliers").reset_index()


def _complete(spread: pd.DataFrame) -> Listed:
    """Return for each source its number of roles and the share of them that has each part."""
    rows = [
        {
            "source_id": row["source_id"],
            "roles": row["roles"],
            "shares": {part: share(row[f"with_{part}"], row["roles"]) for part in PARTS},
        }
        for row in records(spread)
    ]
    return Listed(rows[:MOST_SOURCES], len(rows))
