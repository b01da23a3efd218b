"""Adjacency in numbers: match bands, how long the lists are, and who has no neighbour."""

from flows.publish.report.charts import stack, whole_bins
from flows.publish.report.lists import Record, Tables, listed, parameter
from schemas.sql import query
from schemas.vocabularies import MATCH_BANDS

MOST_ROLES = 20

_LENGTHS = """
WITH lists AS (SELECT role_id, count(*) AS length FROM role_adjacency GROUP BY role_id)
SELECT length, count(*) AS roles
FROM (SELECT coalesce(l.length, 0) AS length FROM roles r LEFT JOIN lists l USING (role_id))
GROUP BY length ORDER BY length
"""
_LONELY = """
SELECT role_code, title, superfunction_name
FROM roles WHERE role_id NOT IN (SELECT role_id FROM role_adjacency) ORDER BY role_code
"""


def adjacency_facts(tables: Tables) -> Record:
    """Return counts by match band, the histogram of list lengths, and the roles without neighbours."""
    adjacency = tables["role_adjacency"]
    lengths = query(_LENGTHS, roles=tables["roles"], role_adjacency=adjacency)
    kinds = (lengths["length"] == 0).map({False: "some", True: "lonely"})
    bands = adjacency["match_band"].value_counts()
    counts = {band: int(bands.get(band, 0)) for band in MATCH_BANDS}
    return {
        "total": len(adjacency),
        "k": int(parameter(tables, "adjacency.k")),
        "bands": [
            {"band": band, "count": count, "parts": stack({band: count}, len(adjacency))}
            for band, count in counts.items()
        ],
        "lengths": whole_bins(lengths["length"], kinds, ("some", "lonely"), lengths["roles"]),
        "full": int(lengths.loc[lengths["length"] == parameter(tables, "adjacency.k"), "roles"].sum()),
        "lonely": listed(query(_LONELY, roles=tables["roles"], role_adjacency=adjacency), MOST_ROLES),
        "tie_cut": int(adjacency.loc[adjacency["is_tie_cut"], "role_id"].nunique()),
    }
