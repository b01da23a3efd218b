"""What roles hold: how many components, which roles hold oddly many or few, and what is missing."""

import pandas as pd

from flows.publish.report.charts import whole_bins
from flows.publish.report.lists import Listed, Record, Tables, listed, parameter, records
from schemas.sql import query
from schemas.vocabularies import KINDS

MOST_OUTLIERS, MOST_SOURCES = 25, 40
PARTS = ("summary", "story", "core_outputs", *KINDS)
LEAST_SPREAD = 1

_HELD = """
SELECT r.role_id, r.role_code, r.title, r.source_id, coalesce(c.count, 0) AS count
FROM roles r LEFT JOIN (SELECT role_id, count(*) AS count FROM role_components GROUP BY role_id) c USING (role_id)
"""
_SPREAD = """
SELECT source_id, count(*) AS roles, min(count) AS least, median(count) AS median, max(count) AS most,
       quantile_cont(count, 0.25) AS q1, quantile_cont(count, 0.75) AS q3
FROM held GROUP BY source_id ORDER BY source_id
"""
_KINDS = """
WITH held AS (SELECT kind, role_id, count(*) AS count FROM role_components GROUP BY ALL),
     distinct_components AS (SELECT kind, count(*) AS components FROM components GROUP BY kind)
SELECT kind, any_value(components) AS components, count(*) AS roles, min(count) AS least,
       median(count) AS median, max(count) AS most, sum(count)::BIGINT AS held
FROM held JOIN distinct_components USING (kind) GROUP BY kind
"""
_COMPLETE = """
WITH parts AS (
    SELECT role_id, 'story' AS part FROM role_stories
    UNION SELECT role_id, 'core_outputs' FROM role_outputs
    UNION SELECT role_id, 'summary' FROM roles WHERE summary IS NOT NULL
    UNION SELECT role_id, kind FROM role_components
)
SELECT r.source_id, p.part, count(*) AS roles
FROM roles r JOIN parts p USING (role_id) GROUP BY ALL
"""


def content_facts(tables: Tables) -> Record:
    """Return the histogram of components a role, the roles outside Tukey's fences, and what roles lack."""
    multiplier = parameter(tables, "report.tukey_multiplier")
    held = query(_HELD, roles=tables["roles"], role_components=tables["role_components"])
    spread = fence(query(_SPREAD, held=held), multiplier)
    judged = judge(held, spread)
    odd = judged.loc[judged["is_odd"]]
    shown = odd.assign(excess=odd["excess"].round(6)).sort_values(["excess", "role_code"], ascending=[False, True])
    counts = judged.assign(kind=judged["is_odd"].map({False: "usual", True: "outlier"}))
    counts = counts.groupby(["count", "kind"]).size().rename("roles").reset_index()
    return {
        "multiplier": multiplier,
        "median": float(held["count"].median()) if len(held) else 0.0,
        "empty": int((held["count"] == 0).sum()),
        "histogram": whole_bins(counts["count"], counts["kind"], ("usual", "outlier"), counts["roles"]),
        "spread": listed(spread.merge(_count_odd(judged), on="source_id"), MOST_SOURCES),
        "outliers": listed(shown, MOST_OUTLIERS),
        "kinds": _kinds(tables),
        "complete": _complete(tables),
    }


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


def _kinds(tables: Tables) -> list[Record]:
    counts = query(_KINDS, role_components=tables["role_components"], components=tables["components"])
    return records(
        counts.set_index("kind").reindex([kind for kind in KINDS if kind in set(counts["kind"])]).reset_index()
    )


def _complete(tables: Tables) -> Listed:
    """Return for each source its number of roles and the share of them that has each part."""
    names = ("roles", "role_stories", "role_outputs", "role_components")
    found = query(_COMPLETE, **{name: tables[name] for name in names})
    having = found.pivot_table(index="source_id", columns="part", values="roles", aggfunc="sum", fill_value=0)
    totals = tables["roles"].groupby("source_id").size()
    having = having.reindex(index=totals.index, columns=list(PARTS), fill_value=0)
    rows = [
        {
            "source_id": source_id,
            "roles": int(totals[source_id]),
            "shares": {part: int(having.loc[source_id, part]) / int(totals[source_id]) for part in PARTS},
        }
        for source_id in having.index
    ]
    return Listed(rows[:MOST_SOURCES], len(rows))
