"""From claims on nodes, bands and sources to claims on roles, and which of them stands."""

from dataclasses import dataclass

import pandas as pd

from schemas.sql import query
from schemas.tables import CLAIM_CONFLICTS

# Nearest first: what is said of the role itself, of its band, and of the tiers above it.
_JOINS = {
    "role": "c.source_id = p.source_id AND c.subject = p.source_key",
    "band": "c.source_id = p.source_id AND c.subject = p.band_key",
    "specialization": "c.subject = p.specialization_code",
    "family": "c.subject = p.family_code",
    "function": "c.subject = p.function_code",
    "source": "c.subject = p.source_id",
}
STANDING_ORDER = ["is_describing", "priority", "source_id", "nearness", "position"]
_STANDING_ASCENDING = [False, True, True, True, True]


@dataclass(frozen=True)
class Standing:
    """Claims that stand, and the conflicts that they decided."""

    claims: pd.DataFrame
    conflicts: pd.DataFrame


def expand_claims(
    claims: pd.DataFrame, placed: pd.DataFrame, sources: pd.DataFrame, levels: pd.DataFrame
) -> pd.DataFrame:
    """Return a row a role and claim that reaches it.

    Adds role_id, nearness (0 role to 5 source), priority, and is_describing: whether the claim's source describes the
    role itself. A claim with level_low and level_high reaches the rungs between them alone.
    """
    parts = [
        f"""
        SELECT DISTINCT p.role_id, p.track_code, p.level_rank, c.*, {nearness} AS nearness
        FROM claims c JOIN placed p ON {join} WHERE c.subject_type = '{subject_type}'
        """
        for nearness, (subject_type, join) in enumerate(_JOINS.items())
    ]
    return query(
        f"""
        SELECT e.* EXCLUDE (level_rank), s.priority, d.role_id IS NOT NULL AS is_describing
        FROM ({" UNION ALL ".join(parts)}) e
        JOIN sources s USING (source_id)
        LEFT JOIN (SELECT DISTINCT role_id, source_id FROM placed) d USING (role_id, source_id)
        LEFT JOIN levels low ON low.level_code = e.level_low
        LEFT JOIN levels high ON high.level_code = e.level_high
        WHERE e.level_low IS NULL
           OR (low.track_code = e.track_code AND e.level_rank BETWEEN low.level_rank AND high.level_rank)
        ORDER BY e.role_id, e.source_id, e.position
        """,
        claims=claims,
        placed=placed,
        sources=sources,
        levels=levels,
    )


def choose_standing(claims: pd.DataFrame, key: list[str]) -> Standing:
    """Return for each key the claims of the source and tier that stand, and what other sources said instead.

    A source that describes the role goes before one that speaks of its ancestors only; then the source's priority
    decides; within a source the nearest tier. `key` begins with role_id; several claims of one source and tier under
    one key (the steps of a plan) stand or fall together.
    """
    ordered = claims.sort_values([*key, *STANDING_ORDER], ascending=[True] * len(key) + _STANDING_ASCENDING)
    nearest = _first_group(ordered, [*key, "source_id"], ["nearness"])
    standing = _first_group(nearest, key, ["source_id"])
    told = _texts(nearest.loc[nearest["is_describing"].astype(bool)], [*key, "source_id"])
    won = _texts(standing, [*key, "source_id"]).rename(
        columns={"source_id": "winning_source_id", "value": "winning_value"}
    )
    pairs = told.merge(won, on=key)
    lost = pairs.loc[(pairs["source_id"] != pairs["winning_source_id"]) & (pairs["value"] != pairs["winning_value"])]
    return Standing(
        standing, lost.assign(field=lost[key[1:]].fillna("").agg(_join_by_dots, axis=1)) if len(lost) else _none()
    )


def _none() -> pd.DataFrame:
    return CLAIM_CONFLICTS.empty()


def _join_by_dots(parts: pd.Series) -> str:
    return ".".join(part for part in parts if part)


def _first_group(ordered: pd.DataFrame, key: list[str], group: list[str]) -> pd.DataFrame:
    first = ordered.drop_duplicates(key)[[*key, *group]]
    return ordered.merge(first, on=[*key, *group])


def _texts(claims: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    columns = ", ".join(key)
    told = f"SELECT {columns}, string_agg(value, chr(10) ORDER BY position) AS value FROM claims GROUP BY {columns}"
    return query(told, claims=claims[[*key, "value", "position"]])


def level_conflicts(expanded: pd.DataFrame, placed: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Return a conflict for each level text of a source that differs from the framework's, which stands."""
    claimed = expanded.loc[expanded["field"] == "level"]
    ours = levels.drop(columns=["track_code", "track_name", "level_rank"]).astype("str")
    ours = ours.melt(id_vars="level_code", var_name="section", value_name="winning_value")
    places = placed.drop_duplicates("role_id")[["role_id", "level_code"]]
    pairs = claimed.merge(places, on="role_id").merge(ours, on=["level_code", "section"], how="left")
    lost = pairs.loc[pairs["value"] != pairs["winning_value"]].drop_duplicates(["role_id", "section", "source_id"])
    winning = lost["winning_value"].fillna("(open)").replace("<NA>", "(open)")
    return lost.assign(field="levels." + lost["section"], winning_source_id="canon", winning_value=winning)
