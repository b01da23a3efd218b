"""Adjacency in numbers: match bands, how long the lists are, and who has no neighbour."""

from flows.report.charts import stack, whole_bins
from flows.report.lists import Record, Tables, cap_list, settings_of, share
from schemas.settings import AdjacencySettings, ReportSettings
from schemas.sql import query
from schemas.vocabularies import MATCH_BANDS

MOST_ROLES = 20

_LISTS = f"""
SELECT role_id, count(*) AS length, bool_or(is_tie_cut) AS is_tie_cut,
       {", ".join(f"count(*) FILTER (match_band = '{band}') AS {band}" for band in MATCH_BANDS)}
FROM role_adjacency GROUP BY role_id
"""
_LENGTHS = """
SELECT coalesce(l.length, 0) AS length, count(*) AS roles
FROM roles r LEFT JOIN lists l USING (role_id) GROUP BY ALL ORDER BY ALL
"""
_LONELY = """
SELECT role_code, title, superfunction_name FROM roles r ANTI JOIN lists l USING (role_id) ORDER BY role_code
"""


def adjacency_facts(tables: Tables) -> Record:
    """Return counts by match band, the histogram of list lengths, and the roles without neighbours."""
    adjacency = tables["role_adjacency"]
    lists = query(_LISTS, role_adjacency=adjacency)
    lengths = query(_LENGTHS, roles=tables["roles"], lists=lists)
    kinds = (lengths["length"] == 0).map({False: "some", True: "lonely"})
    counts = {band: int(lists[band].sum()) for band in MATCH_BANDS}
    return {
        "total": len(adjacency),
        "k": settings_of(tables, AdjacencySettings).k,
        "bands": [
            {"band": band, "count": count, "parts": stack({band: count}, len(adjacency))}
            for band, count in counts.items()
        ],
        "lengths": whole_bins(lengths["length"], kinds, ("some", "lonely"), lengths["roles"]),
        "full": int(lengths.loc[lengths["length"] == settings_of(tables, AdjacencySettings).k, "roles"].sum()),
        "lonely": cap_list(query(_LONELY, roles=tables["roles"], lists=lists), MOST_ROLES),
        "lonely_share": share(int(lengths.loc[lengths["length"] == 0, "roles"].sum()), len(tables["roles"])),
        "lonely_share_most": settings_of(tables, ReportSettings).lonely_share_most,
        "tie_cut": int(lists["is_tie_cut"].sum()),
    }
