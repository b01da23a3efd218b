"""From roles to occupations: inferred by superfunction, curated, proposed by the scorer, decided by people."""

from dataclasses import dataclass

import pandas as pd

from flows.occupations.decisions import PAIR, apply_decisions
from flows.occupations.trust import TRUSTED, limit_trust, stated_occupations
from schemas.errors import BadData, describe
from schemas.inputs import Framework
from schemas.settings import MappingSettings
from schemas.sql import query
from schemas.tables import CLAIM_CONFLICTS, ROLE_OCCUPATIONS
from schemas.text import confidence_bands
from schemas.vocabularies import MAPPING_ORIGINS

SCORED = ["proposed_score", "proposed_rank", "margin", "shared_count", "scorer_version", "reference_edition"]
_COLUMNS = [
    *PAIR,
    "origin",
    "predicate",
    "confidence_score",
    "confidence_basis",
    "evidence",
    "order_in_origin",
]


@dataclass(frozen=True)
class Reference:
    """What roles are mapped by: the occupations, their titles where O*NET is at hand, and what people decided."""

    occupations: pd.DataFrame
    occupation_titles: pd.DataFrame | None
    decisions: pd.DataFrame


def map_roles(
    roles: pd.DataFrame,
    role_claims: pd.DataFrame,
    proposed: pd.DataFrame | None,
    reference: Reference,
    framework: Framework,
) -> pd.DataFrame:
    """Return `role_occupations`: one row a role and occupation, ranked, exactly one row of a role primary.

    Of several claims on a pair the curated one stands before the proposed and the proposed before the inferred one.

    Approved mappings go first (exact, close, narrow, broad, related, then the latest decision), then curated, then
    proposals from `mapping.primary_least` up, then the major group of the superfunction. Rejected pairs are left out.
    `proposed` is what `propose_occupations` gives, None where no scorer is at hand. Raises BadData where a
    superfunction has no anchor.
    """
    settings, known = framework.settings.mapping, reference.occupations
    inferred = infer_from_superfunction(roles, framework.levels, framework.anchors, settings)
    mappings = _unite_claims([_curated(role_claims, known), inferred], proposed)
    mappings = apply_decisions(mappings, reference.decisions, roles, known, reference.occupation_titles, settings)
    return _ranked(mappings, known, settings)


def infer_from_superfunction(
    roles: pd.DataFrame, levels: pd.DataFrame, anchors: pd.DataFrame, settings: MappingSettings
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
        confidence_score=settings.inferred_confidence,
        confidence_basis="rule",
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
        evidence="stated by " + nearest["source_id"] + ": " + named,
        order_in_origin=nearest.groupby("role_id").cumcount() + 1,
    )[_COLUMNS]


def _unite_claims(stated: list[pd.DataFrame], proposed: pd.DataFrame | None) -> pd.DataFrame:
    """Return one row a pair, columns _COLUMNS and SCORED: the claim that stands, and what the scorer says of it."""
    claims = pd.concat([part for part in (*stated, proposed) if part is not None and len(part)], ignore_index=True)
    standing = claims["origin"].map({origin: place for place, origin in enumerate(MAPPING_ORIGINS)})
    claims = claims.assign(standing=standing).sort_values([*PAIR, "standing"], ignore_index=True)
    is_shared = claims.duplicated(PAIR, keep=False)
    joined = claims.loc[is_shared].groupby(PAIR)["evidence"].agg(" | ".join)
    united = claims.drop_duplicates(PAIR)[_COLUMNS].merge(joined.rename("joined"), on=PAIR, how="left")
    united = united.assign(evidence=united["joined"].fillna(united["evidence"])).drop(columns="joined")
    if proposed is None:
        return united.reindex(columns=[*_COLUMNS, *SCORED])
    scored = proposed.rename(columns={"confidence_score": "proposed_score", "order_in_origin": "proposed_rank"})
    return united.merge(scored[[*PAIR, *SCORED]], on=PAIR, how="left")


def _ranked(mappings: pd.DataFrame, occupations: pd.DataFrame, settings: MappingSettings) -> pd.DataFrame:
    schemes = occupations.set_index("occupation_code")["scheme"]
    mappings["scheme"] = mappings["occupation_code"].map(schemes)
    is_weak = mappings["confidence_score"] < settings.primary_least
    origins = mappings["origin"].map({"curated": 1, "proposed": 2, "inferred_from_superfunction": 3})
    mappings["origin_order"] = origins.mask((mappings["origin"] == "proposed") & is_weak, 4)
    mappings["order"] = mappings["origin_order"].mask(mappings["review_status"] == "approved", 0)
    within = ["approval_order", "origin_order", "order_in_origin", "occupation_code"]
    mappings = mappings.sort_values(["role_id", "order", *within])
    rank = mappings.groupby("role_id").cumcount() + 1
    return ROLE_OCCUPATIONS.frame(
        mappings.assign(rank=rank, is_primary=rank == 1, confidence_band=confidence_bands(mappings["confidence_score"]))
    )


def inference_conflicts(role_claims: pd.DataFrame, inferred: pd.DataFrame) -> pd.DataFrame:
    """Return a `claim_conflicts` row for each source that infers another group from a superfunction than we do.

    `inferred` is what `infer_from_superfunction` gives.
    """
    ours = inferred[["role_id", "occupation_code"]].rename(columns={"occupation_code": "winning_value"})
    is_inferred = role_claims["section"] == "inferred_from_superfunction"
    claimed = role_claims.loc[(role_claims["field"] == "occupation") & is_inferred].merge(ours, on="role_id")
    lost = claimed.loc[claimed["value"] != claimed["winning_value"]].drop_duplicates(["role_id", "source_id"])
    return CLAIM_CONFLICTS.frame(
        lost.assign(field="occupations.inferred_from_superfunction", winning_source_id="canon")
    )


def state_mapping(
    roles: pd.DataFrame, role_occupations: pd.DataFrame, occupations: pd.DataFrame, trusted: pd.DataFrame | None
) -> pd.DataFrame:
    """Return `roles` with mapping_status, mapping_reason, trusted_code and trusted_level.

    mapping_status is detailed, group_only or refused, each with its reason. `trusted` has role_id, proposed_code,
    trusted_code and trusted_level of the best proposal, None where no scorer is at hand. Where the primary mapping is
    curated or approved, a group is trusted only as far as both lie in it; nothing is where the best proposal was
    rejected.
    """
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
    known = pd.DataFrame(columns=TRUSTED) if trusted is None else _agreed(trusted, role_occupations, occupations)
    sure = {column: roles["role_id"].map(known[column].to_dict()).astype("str") for column in TRUSTED}
    return roles.assign(mapping_status=status, mapping_reason=reason, **sure)


def _agreed(trusted: pd.DataFrame, role_occupations: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return TRUSTED by role_id, of the roles whose best proposal is live."""
    live = role_occupations[PAIR]
    kept = trusted.merge(live.rename(columns={"occupation_code": "proposed_code"}), on=["role_id", "proposed_code"])
    stated = stated_occupations(role_occupations).rename(columns={"role_id": "key"})
    return limit_trust(kept.rename(columns={"role_id": "key"}), stated, occupations).set_index("key")
