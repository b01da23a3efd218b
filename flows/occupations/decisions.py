"""What people decided of roles and occupations: the facts under a decision, and how decisions set mappings."""

import json
from typing import Any

import pandas as pd

from schemas.errors import BadData, describe
from schemas.settings import MappingSettings
from schemas.sql import query
from schemas.text import normalise_titles
from schemas.vocabularies import APPROVED_ORDER, ONET_SCHEME

PAIR = ["role_id", "occupation_code"]
# The order is that of the alphabet, so that the text is canonical.
FACTS = {
    "called": "what holders of the role are called",
    "family": "the family of the role",
    "level": "the level of the role",
    "listed": "the names of the role that O*NET lists under the occupation",
    "occupation": "the title of the occupation",
    "role": "the title of the role",
}

_NO_TITLES = pd.DataFrame({"occupation_code": [], "title_normalised": []}, dtype="str")
_FACTS_SQL = f"""
    WITH listed AS (
        SELECT p.place, '[' || string_agg(DISTINCT n.quoted, ',' ORDER BY n.quoted) || ']' AS found
        FROM pairs p
        JOIN names n ON n.role_id = p.role_id
        JOIN titles t ON t.occupation_code = p.occupation_code AND t.title_normalised = n.name
        GROUP BY p.place
    )
    SELECT concat(
        '{{', r.head,
        CASE WHEN o.is_listed AND o.scheme = '{ONET_SCHEME}' THEN '"listed":' || coalesce(l.found, '[]') || ',' END,
        o.middle, r.tail, '}}'
    ) AS rests_on
    FROM pairs p
    LEFT JOIN of_roles r ON r.role_id = p.role_id
    LEFT JOIN of_occupations o ON o.occupation_code = p.occupation_code
    LEFT JOIN listed l ON l.place = p.place
    ORDER BY p.place
"""


def state_facts(
    pairs: pd.DataFrame, roles: pd.DataFrame, occupations: pd.DataFrame, occupation_titles: pd.DataFrame | None
) -> pd.Series:
    """Return for each pair (role_id, occupation_code) the facts under a decision on it, as canonical JSON.

    `roles` has title, holder_title, family_name, level_code; `occupations` has scheme, occupation_code, title;
    `occupation_titles` has occupation_code, title_normalised, or is None where O*NET was not read. Scores, ranks and
    editions are no facts. What is not known is left out: a role's holder title, or what O*NET lists.
    """
    called = '"called":' + _as_json(roles["holder_title"]) + ","
    place = '"family":' + _as_json(roles["family_name"]) + ',"level":' + _as_json(roles["level_code"]) + ","
    of_roles = roles[["role_id"]].assign(head=called.fillna("") + place, tail=',"role":' + _as_json(roles["title"]))
    of_occupations = occupations[["scheme", "occupation_code"]].assign(
        middle='"occupation":' + _as_json(occupations["title"]), is_listed=occupation_titles is not None
    )
    facts = query(
        _FACTS_SQL,
        pairs=pairs[PAIR].assign(place=range(len(pairs))),
        of_roles=of_roles,
        of_occupations=of_occupations.drop_duplicates("occupation_code"),
        names=_names(roles),
        titles=_NO_TITLES if occupation_titles is None else occupation_titles[["occupation_code", "title_normalised"]],
    )
    return pd.Series(facts["rests_on"].to_numpy(), index=pairs.index, dtype="str")


def _as_json(values: pd.Series) -> pd.Series:
    shown = {value: json.dumps(value, ensure_ascii=False) for value in values.dropna().unique()}
    return values.map(shown).astype("str")


def _names(roles: pd.DataFrame) -> pd.DataFrame:
    names = roles[["role_id", "title", "holder_title"]].melt("role_id").dropna()
    names["name"] = normalise_titles(names["value"])
    return names.assign(quoted=_as_json(names["name"]))[["role_id", "name", "quoted"]].drop_duplicates()


def latest_decisions(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the latest decision on each pair by decided_date and decision_id, oldest first."""
    ordered = decisions.sort_values(["decided_date", "decision_id"])
    return ordered.drop_duplicates(PAIR, keep="last").reset_index(drop=True)


def require_one_exact(decisions: pd.DataFrame) -> None:
    """Raise BadData where a role stands approved as exact for two occupations of one classification."""
    latest = latest_decisions(decisions)
    exact = latest.loc[(latest["decision"] == "approve") & (latest["predicate"] == "exact")]
    is_onet = exact["occupation_code"].str.contains(".", regex=False)
    twice = exact.loc[exact.assign(is_onet=is_onet).duplicated(["role_id", "is_onet"], keep=False)]
    if len(twice):
        ordered = twice.sort_values(["role_id", "decision_id"])
        examples = [
            f"{row.decision_id}: {row.role_id} exact {row.occupation_code}" for row in ordered.itertuples(index=False)
        ]
        what = f"{len(twice)} approvals say that a role is exactly several occupations of one classification"
        remedy = "Reject all but one of them, or approve the others by another predicate (mapping_decisions.csv)."
        raise BadData(describe(what, examples, remedy))


def apply_decisions(
    mappings: pd.DataFrame,
    decisions: pd.DataFrame,
    roles: pd.DataFrame,
    occupations: pd.DataFrame,
    occupation_titles: pd.DataFrame | None,
    settings: MappingSettings,
) -> pd.DataFrame:
    """Return the mappings as the latest decision on each pair leaves them.

    `mappings` has a row a pair. Rejected pairs are left out. An approval holds while the facts under it are the same,
    and gives its predicate and at least the confidence of an approval, which is stated; else
    the pair is stale and `stale_reason` says which fact changed. An approved pair that nothing claims gets a row of
    its own, origin curated. Added columns: rests_on, review_status, decision_id, stale_reason, approval_order (0
    first, by predicate and then the latest decision).
    """
    latest = latest_decisions(decisions)
    alone = _approved_alone(mappings, latest, roles)
    mappings = pd.concat([mappings, alone], ignore_index=True) if len(alone) else mappings
    decided = mappings.assign(rests_on=state_facts(mappings, roles, occupations, occupation_titles)).merge(
        _decided_columns(latest), on=PAIR, how="left"
    )
    decided = decided.loc[decided["decision"].ne("reject")].reset_index(drop=True)
    is_approved = decided["decision"].eq("approve")
    reasons = _stale_reasons(decided["decided_on"].where(is_approved), decided["rests_on"])
    holds = is_approved & reasons.isna()
    status = pd.Series("needs_review", index=decided.index, dtype="str")
    is_alone = decided["confidence_score"].isna()
    approved, stale = settings.approved_confidence, settings.stale_confidence
    score = decided["confidence_score"].mask(is_alone, stale)
    is_raised = holds & score.lt(approved)
    return decided.assign(
        review_status=status.mask(is_approved, "stale").mask(holds, "approved"),
        stale_reason=reasons,
        predicate=decided["decided_predicate"].where(holds | is_alone).fillna(decided["predicate"]),
        confidence_score=score.mask(is_raised, approved),
        confidence_basis=decided["confidence_basis"].mask(is_raised, "stated"),
        approval_order=_approval_order(decided, len(latest)).where(holds, 0),
    )


def _decided_columns(latest: pd.DataFrame) -> pd.DataFrame:
    named = {"predicate": "decided_predicate", "rests_on": "decided_on"}
    chosen = latest[[*PAIR, "decision_id", "decision", *named]].rename(columns=named)
    return chosen.assign(recency=range(len(chosen)))


def _approved_alone(mappings: pd.DataFrame, latest: pd.DataFrame, roles: pd.DataFrame) -> pd.DataFrame:
    approved = latest.loc[(latest["decision"] == "approve") & latest["role_id"].isin(roles["role_id"])]
    claimed = approved[PAIR].merge(mappings[PAIR], on=PAIR, how="left", indicator=True)
    alone = approved.loc[(claimed["_merge"] == "left_only").to_numpy()]
    evidence = "approved by " + alone["curator_id"] + " on " + alone["decided_date"] + ": " + alone["reason"]
    rows = alone[PAIR].assign(
        origin="curated",
        predicate=alone["predicate"].fillna("related"),
        confidence_score=float("nan"),
        confidence_basis="stated",
        evidence=evidence,
        # Below what sources say of the role, once the approval is stale.
        order_in_origin=len(mappings) + 1,
    )
    return rows.reindex(columns=mappings.columns)


def _approval_order(decided: pd.DataFrame, decisions_count: int) -> pd.Series:
    kinds = decided["decided_predicate"].fillna(decided["predicate"])
    kind = kinds.map({name: place for place, name in enumerate(APPROVED_ORDER)}).astype("float64")
    return kind * (decisions_count + 1) + decisions_count - decided["recency"].fillna(0)


def _stale_reasons(before: pd.Series, now: pd.Series) -> pd.Series:
    reasons = pd.Series(None, index=now.index, dtype="str")
    differs = before.notna() & (before != now)
    pairs = zip(before[differs], now[differs], strict=True)
    reasons.loc[differs] = [_changed(json.loads(old), json.loads(new)) for old, new in pairs]
    return reasons


def _changed(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    shared = [fact for fact in FACTS if fact in before and fact in now]
    if ("called" in before) != ("called" in now):
        # What is listed was looked up for other names.
        shared = [fact for fact in shared if fact != "listed"]
    changes = [
        f"{FACTS[fact]} changed from {_shown(before[fact])} to {_shown(now[fact])}"
        for fact in shared
        if _normal(before[fact]) != _normal(now[fact])
    ]
    return "; ".join(changes) or None


def _normal(fact: Any) -> list[str]:
    values = fact if isinstance(fact, list) else [fact]
    return sorted(set(normalise_titles(pd.Series([str(value) for value in values], dtype="str"))))


def _shown(fact: Any) -> str:
    values = fact if isinstance(fact, list) else [fact]
    return ", ".join(f"'{value}'" for value in values) or "none"
