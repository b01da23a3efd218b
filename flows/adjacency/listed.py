"""Adjacent roles as pages list them, held against the distances that coordinates give."""

import pandas as pd

from flows.adjacency.weights import pair_distances
from schemas.settings import AdjacencySettings
from schemas.tables import SOURCE_WARNINGS


def check_listed_distances(role_claims: pd.DataFrame, roles: pd.DataFrame, weights: AdjacencySettings) -> pd.DataFrame:
    """Return a `source_warnings` row for each listed neighbour that is unknown or stands at another distance.

    `role_claims` has rows of field adjacent_role and section listed, the neighbour's role_code as value and distance
    and band as note.
    """
    listed = role_claims.loc[(role_claims["field"] == "adjacent_role") & (role_claims["section"] == "listed")]
    if listed.empty:
        return SOURCE_WARNINGS.empty()
    ordered = roles.reset_index(drop=True)
    row = pd.Series(ordered.index, index=ordered["role_id"])
    column = pd.Series(ordered.index, index=ordered["role_code"])
    places = listed.assign(row=listed["role_id"].map(row), column=listed["value"].map(column))
    known = places.dropna(subset="column")
    one, other = (ordered.iloc[known[name].astype(int)] for name in ("row", "column"))
    found = pd.Series(pair_distances(one, other, weights) / weights.scale, index=known.index)
    stated = known["note"].str.split().str[0].astype("float64")
    differs = known.loc[(found - stated).abs() > 0.0005]
    unknown = places.loc[places["column"].isna()]
    findings = [
        differs.assign(
            rule="adjacent_role_distance",
            message="Coordinates put the two "
            + found[differs.index].map("{:.3f}".format).astype("str")
            + " apart. Mend the page's list.",
        ),
        unknown.assign(rule="adjacent_role_unknown", message="No such role is in this release. Mend the page's list."),
    ]
    warnings = pd.concat(findings)
    warnings["value"] = warnings["value"] + " " + warnings["note"]
    return SOURCE_WARNINGS.frame(warnings.drop_duplicates(list(SOURCE_WARNINGS.key)))
