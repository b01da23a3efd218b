"""From roles to occupations: inferred by superfunction, curated by family, proposed by titles, decided by people."""

from collections.abc import Callable

import pandas as pd

from flows.occupations.decisions import apply_decisions
from schemas.errors import BadData, describe
from schemas.sql import query
from schemas.tables import CLAIM_CONFLICTS, ROLE_OCCUPATIONS
from schemas.text import confidence_bands, normalise_titles

Parameter = Callable[[str], float]
_COLUMNS = [
    "role_id",
    "occupation_code",
    "origin",
    "predicate",
    "confidence_score",
    "confidence_basis",
    "margin",
    "evidence",
    "order_in_origin",
]


def map_roles(
    roles: pd.DataFrame,
    role_claims: pd.DataFrame,
    role_subjects: pd.DataFrame,
    role_aliases: pd.DataFrame,
    occupations: pd.DataFrame,
    occupation_titles: pd.DataFrame | None,
    levels: pd.DataFrame,
    anchors: pd.DataFrame,
    decisions: pd.DataFrame,
    parameter: Parameter,
) -> pd.DataFrame:
    """Return `role_occupations`: every live mapping of each role, ranked, exactly one of them primary.

    Approved mappings go first (exact, close, narrow, broad, related, then the latest decision), then curated, then
    proposals from `mapping.primary_least` up, then the major group of the superfunction. Rejected pairs are left out.
    Raises BadData where a superfunction has no anchor.
    """
    parts = [infer_from_superfunction(roles, levels, anchors, parameter), _curated(role_claims, occupations)]
    if occupation_titles is not None:
        parts.append(propose_by_titles(roles, role_subjects, role_aliases, occupation_titles, parameter))
    mappings = pd.concat([part for part in parts if len(part)], ignore_index=True)
    mappings = apply_decisions(mappings, decisions, roles, occupations, occupation_titles, parameter)
    return _ranked(mappings, occupations, parameter)


def infer_from_superfunction(
    roles: pd.DataFrame, levels: pd.DataFrame, anchors: pd.DataFrame, parameter: Parameter
) -> pd.DataFrame:
    """Return for each role the SOC major group to which its superfunction is anchored on its track and rung."""
    inferred = query(
        """
        SELECT r.role_id, r.role_code, a.soc_code_2018 AS occupation_code, r.superfunction_name, r.level_code
        FROM roles r
        LEFT JOIN (
            SELECT a.*, lo.level_rank AS low, hi.level_rank AS high
            FROM anchors a JOIN levels lo ON lo.level_code = a.level_low JOIN levels hi ON hi.level_code = a.level_high
        ) a ON a.superfunction_code = r.superfunction_code AND a.track_code = r.track_code
           AND r.level_rank BETWEEN a.low AND a.high
        ORDER BY r.role_id
        """,
        roles=roles,
        levels=levels,
        anchors=anchors,
    )
    lost = inferred.loc[inferred["occupation_code"].isna()]
    if len(lost):
        what = f"{len(lost)} roles stand on rungs for which their superfunction has no anchor"
        remedy = "Add rows to raw/canon/superfunction_anchors.csv."
        raise BadData(describe(what, lost["role_code"].tolist(), remedy))
    return inferred.assign(
        origin="inferred_from_superfunction",
        predicate="broad",
        confidence_score=parameter("mapping.inferred_confidence"),
        confidence_basis="rule",
        margin=None,
        evidence="superfunction " + inferred["superfunction_name"] + " on rung " + inferred["level_code"],
        order_in_origin=1,
    )[_COLUMNS]


def _curated(role_claims: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    stated = role_claims.loc[
        (role_claims["field"] == "occupation") & (role_claims["section"] != "inferred_from_superfunction")
    ]
    nearest = stated.sort_values(["role_id", "priority", "source_id", "nearness", "position"])
    first = nearest.drop_duplicates(["role_id", "source_id"])[["role_id", "source_id", "nearness"]]
    nearest = nearest.merge(first, on=["role_id", "source_id", "nearness"])
    nearest = nearest.drop_duplicates(["role_id", "value"])
    titles = occupations.drop_duplicates("occupation_code").set_index("occupation_code")["title"]
    named = nearest["note"].fillna(nearest["value"].map(titles))
    return nearest.assign(
        occupation_code=nearest["value"],
        origin="curated",
        predicate=nearest["predicate"].fillna("related"),
        confidence_score=nearest["confidence_score"].astype("float64").fillna(0.5),
        confidence_basis="stated",
        margin=None,
        evidence="stated by " + nearest["source_id"] + ": " + named,
        order_in_origin=nearest.groupby("role_id").cumcount() + 1,
    )[_COLUMNS]


def propose_by_titles(
    roles: pd.DataFrame,
    role_subjects: pd.DataFrame,
    role_aliases: pd.DataFrame,
    occupation_titles: pd.DataFrame,
    parameter: Parameter,
) -> pd.DataFrame:
    """Return occupations under which O*NET lists what holders of a role, or its aliases, are called.

    A proposal's confidence is shared between the occupations that list the deciding title. From M3 up only
    occupations of managers (11-) are proposed: managers of a trade are managers.
    """
    holders = role_subjects.loc[role_subjects["subject_type"] == "holder", ["role_id", "subject"]]
    holders = holders.merge(roles.loc[roles["track_code"].isin(["S", "P"]), ["role_id"]], on="role_id")
    aliases = role_aliases.loc[role_aliases["alias_type"] == "common"]
    titles = pd.DataFrame(
        {"role_id": roles["role_id"], "term": roles["title"], "weight": parameter("mapping.alias_weight")}
    )
    terms = pd.concat(
        [
            titles,
            pd.DataFrame({"role_id": holders["role_id"], "term": holders["subject"], "weight": 1.0}),
            pd.DataFrame(
                {
                    "role_id": aliases["role_id"],
                    "term": aliases["alias"],
                    "weight": aliases["confidence_score"] * parameter("mapping.alias_weight"),
                }
            ),
        ],
        ignore_index=True,
    )
    terms["title_normalised"] = normalise_titles(terms["term"])
    proposed = query(
        f"""
        WITH shared AS (
            SELECT title_normalised, count(DISTINCT occupation_code) AS sharing FROM titles GROUP BY title_normalised
        ),
        hits AS (
            SELECT t.role_id, o.occupation_code, t.term, s.sharing,
                   round(t.weight * {parameter("mapping.proposed_most")} / s.sharing, 4) AS score
            FROM terms t
            JOIN titles o USING (title_normalised)
            JOIN shared s USING (title_normalised)
            JOIN roles r USING (role_id)
            WHERE r.track_code IN ('S', 'P') OR r.level_code IN ('M1', 'M2') OR o.occupation_code LIKE '11-%'
        ),
        best AS (
            SELECT * FROM hits
            QUALIFY row_number() OVER (PARTITION BY role_id, occupation_code ORDER BY score DESC, sharing, term) = 1
        )
        SELECT *, row_number() OVER ranked AS order_in_origin,
               score - coalesce(lead(score) OVER ranked, 0) AS margin
        FROM best
        WINDOW ranked AS (PARTITION BY role_id ORDER BY score DESC, occupation_code)
        QUALIFY order_in_origin <= {parameter("mapping.proposals")}
        ORDER BY role_id, order_in_origin
        """,
        terms=terms,
        titles=occupation_titles,
        roles=roles,
    )
    shared = proposed["sharing"].map(lambda n: "by no other occupation" if n == 1 else f"by {n} occupations in all")
    return proposed.assign(
        origin="proposed",
        predicate="broad",
        confidence_score=proposed["score"],
        confidence_basis="rule",
        margin=proposed["margin"].round(4),
        evidence="O*NET lists title '" + proposed["term"] + "', " + shared,
    )[_COLUMNS]


def _ranked(mappings: pd.DataFrame, occupations: pd.DataFrame, parameter: Parameter) -> pd.DataFrame:
    schemes = occupations.set_index("occupation_code")["scheme"]
    mappings["scheme"] = mappings["occupation_code"].map(schemes)
    is_weak = mappings["confidence_score"] < parameter("mapping.primary_least")
    origins = mappings["origin"].map({"curated": 1, "proposed": 2, "inferred_from_superfunction": 3})
    mappings["origin_order"] = origins.mask((mappings["origin"] == "proposed") & is_weak, 4)
    mappings["order"] = mappings["origin_order"].mask(mappings["review_status"] == "approved", 0)
    within = ["approval_order", "origin_order", "order_in_origin", "occupation_code", "origin"]
    mappings = mappings.sort_values(["role_id", "order", *within])
    rank = mappings.groupby("role_id").cumcount() + 1
    return ROLE_OCCUPATIONS.frame(
        mappings.assign(rank=rank, is_primary=rank == 1, confidence_band=confidence_bands(mappings["confidence_score"]))
    )


def inference_conflicts(role_claims: pd.DataFrame, role_occupations: pd.DataFrame) -> pd.DataFrame:
    """Return a `claim_conflicts` row for each source that infers another group from a superfunction than we do."""
    inferred = role_occupations.loc[role_occupations["origin"] == "inferred_from_superfunction"]
    ours = inferred[["role_id", "occupation_code"]].rename(columns={"occupation_code": "winning_value"})
    is_inferred = role_claims["section"] == "inferred_from_superfunction"
    claimed = role_claims.loc[(role_claims["field"] == "occupation") & is_inferred].merge(ours, on="role_id")
    lost = claimed.loc[claimed["value"] != claimed["winning_value"]].drop_duplicates(["role_id", "source_id"])
    return CLAIM_CONFLICTS.frame(
        lost.assign(field="occupations.inferred_from_superfunction", winning_source_id="canon")
    )


def state_mapping(roles: pd.DataFrame, role_occupations: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return `roles` with mapping_status and mapping_reason: detailed, group_only, or refused, each with its reason."""
    levels = occupations.drop_duplicates("occupation_code").set_index("occupation_code")["classification_level"]
    primary = role_occupations.loc[role_occupations["is_primary"]].set_index("role_id")["occupation_code"]
    level = roles["role_id"].map(primary).map(levels)
    status = pd.Series("group_only", index=roles.index, dtype="str")
    status = status.mask(level.isin(["detailed", "onet"]), "detailed").mask(level.isna(), "refused")
    reason = status.map(
        {
            "group_only": "no detailed occupation is curated, and none is proposed with enough confidence",
            "refused": "every candidate was rejected by a curator",
        }
    )
    return roles.assign(mapping_status=status, mapping_reason=reason)
