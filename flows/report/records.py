"""What was read, what was rejected or doubted, what raw roles became, and which claims lost."""

from flows.report.charts import stack
from flows.report.lists import Listed, Record, Tables, cap_list, records, settings_of, share
from schemas.settings import ReportSettings
from schemas.sql import query

MOST_SOURCES, MOST_GROUPS, MOST_SAMPLES, MOST_PROPOSALS = 60, 40, 3, 6
BECAME = ("united", "aligned", "proposed", "none")

_GROUPS = """
WITH numbered AS (
    SELECT source_id, rule, file, locator, {column} AS column_name, value, message,
           count(*) OVER same AS count,
           row_number() OVER (PARTITION BY source_id, rule ORDER BY file, locator, {column}, value) AS place
    FROM found WINDOW same AS (PARTITION BY source_id, rule)
)
FROM numbered WHERE place <= {most} ORDER BY source_id, count DESC, rule, place
"""
_BECAME = """
WITH held AS (
    SELECT source_id, count(*) AS held, count(component_id) AS matched FROM source_role_components GROUP BY source_id
)
SELECT s.source_id,
       count(*) AS total,
       count(*) FILTER (s.relation = 'unite') AS united,
       count(*) FILTER (s.relation = 'align') AS aligned,
       count(*) FILTER (s.relation = 'own' AND s.equivalent_role_id IS NOT NULL) AS proposed,
       count(*) FILTER (s.relation = 'own' AND s.equivalent_role_id IS NULL) AS none,
       coalesce(any_value(h.held), 0) AS held, coalesce(any_value(h.matched), 0) AS matched
FROM source_roles s
LEFT JOIN held h ON h.source_id = s.source_id
GROUP BY s.source_id ORDER BY s.source_id
"""
_NONE = """
SELECT source_id, split_part(substr(equivalent_basis, 7), ';', 1) AS reason, count(*) AS count,
       arg_min(raw_title, source_key) AS sample
FROM source_roles WHERE relation = 'own' AND equivalent_role_id IS NULL
GROUP BY ALL ORDER BY count DESC, source_id, reason
"""
_PROPOSED = """
SELECT s.source_id, s.raw_title, r.role_code, r.title, s.equivalent_score AS score
FROM source_roles s JOIN roles r ON r.role_id = s.equivalent_role_id
ORDER BY score DESC, s.source_id, s.source_key LIMIT {most}
"""
_AWAY = """
SELECT s.source_id, s.raw_title, r.role_code, r.title, split_part(s.equivalent_basis, ' is ', 2) AS reason
FROM source_roles s JOIN roles r ON r.role_id = s.role_id
WHERE s.relation = 'align' AND s.equivalent_basis LIKE 'nearest rung%'
ORDER BY s.source_id, s.source_key
"""
_CONFLICTS = """
WITH numbered AS (
    SELECT c.field, c.source_id, c.winning_source_id, c.value, c.winning_value, r.role_code,
           count(*) OVER (PARTITION BY c.field, c.source_id, c.winning_source_id) AS count,
           row_number() OVER (PARTITION BY c.field, c.source_id, c.winning_source_id ORDER BY r.role_code) AS place
    FROM claim_conflicts c JOIN roles r ON r.role_id = c.role_id
)
SELECT * EXCLUDE (place) FROM numbered WHERE place = 1 ORDER BY count DESC, field, source_id, winning_source_id
"""


def source_facts(tables: Tables) -> Record:
    """Return the sources with their share of rejected records, the sums of records, and which reject too many."""
    most = settings_of(tables, ReportSettings).rejected_share_most
    sources = tables["sources"].assign(
        is_reference=~tables["sources"]["source_id"].isin(tables["source_roles"]["source_id"])
    )
    sources = sources.sort_values(["is_reference", "priority", "source_id"])
    sums = {name: int(sources[f"records_{name}"].sum()) for name in ("read", "accepted", "rejected")}
    rows = sources.assign(
        rejected_share=[share(*pair) for pair in zip(sources["records_rejected"], sources["records_read"], strict=True)]
    )
    high = rows.loc[rows["rejected_share"] > most].sort_values("rejected_share", ascending=False, kind="stable")
    return {
        "sources": cap_list(rows.assign(is_high=rows["rejected_share"] > most), MOST_SOURCES),
        "sums": sums,
        "accepted_share": share(sums["accepted"], sums["read"]),
        "high": cap_list(high[["source_id", "rejected_share"]], MOST_SAMPLES),
        "rejected_share_most": most,
        "has_onet": bool((sources["kind"] == "onet").any()),
    }


def finding_groups(tables: Tables, name: str) -> Listed:
    """Return the findings of rejected_rows or source_warnings by source and rule, each group with its first samples."""
    column = "column_name" if "column_name" in tables[name] else "NULL"
    found = records(query(_GROUPS.format(column=column, most=MOST_SAMPLES), found=tables[name]))
    groups: dict[tuple[str, str], Record] = {}
    for row in found:
        group = {"source_id": row["source_id"], "rule": row["rule"], "count": row["count"], "samples": []}
        groups.setdefault((row["source_id"], row["rule"]), group)["samples"].append(row)
    return Listed(list(groups.values())[:MOST_GROUPS], len(groups))


def raw_role_facts(tables: Tables) -> Record:
    """Return what raw roles became by source, which had to take another rung, which have no equivalent, and proposals.

    `held` counts what aligned roles hold, `matched` how much of it their canonical roles hold too.
    """
    raw, roles = tables["source_roles"], tables["roles"]
    held = tables["source_role_components"]
    counts = query(_BECAME, source_roles=raw, source_role_components=held)
    rows = [{**row, "parts": stack({kind: row[kind] for kind in BECAME})} for row in records(counts)]
    proposals = query(_PROPOSED.format(most=MOST_PROPOSALS), source_roles=raw, roles=roles)
    sums = counts[["total", *BECAME, "held", "matched"]].sum()
    return {
        "by_source": Listed(rows[:MOST_SOURCES], len(rows)),
        "sums": {str(name): int(count) for name, count in sums.items()},
        "none": cap_list(query(_NONE, source_roles=raw), MOST_GROUPS // 2),
        "away": cap_list(query(_AWAY, source_roles=raw, roles=roles), MOST_PROPOSALS),
        "proposals": Listed(records(proposals), int(sums["proposed"])),
    }


def conflict_facts(tables: Tables) -> Record:
    """Return the claims that lost, by field and by the two sources, each group with one sample."""
    conflicts = tables["claim_conflicts"]
    groups = query(_CONFLICTS, claim_conflicts=conflicts, roles=tables["roles"])
    return {"total": len(conflicts), "groups": cap_list(groups, MOST_GROUPS)}
