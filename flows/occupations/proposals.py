"""What the scorer proposes of roles: five occupations each, and down to which group the best is trusted."""

import numpy as np
import pandas as pd

from flows.occupations.scoring.evidence import say_listed, say_shared, shared_words
from flows.occupations.scoring.measures import SEPARATOR, Texts, called, find_listed
from flows.occupations.scoring.model import Scorer
from flows.occupations.scoring.score import score_subjects
from schemas.sql import query
from schemas.stages import Assembled

# The rung of the management track from which a manager of a field is a manager and nothing else.
MANAGER_FROM = 3


def describe_roles(assembled: Assembled) -> pd.DataFrame:
    """Return one subject a role, in order of role_id, as the scorer takes them, with role_id and is_manager.

    The title is what holders are called, for managers the role's own. Aliases made by rule alone are left out: they
    say the level and not the trade.
    """
    return query(
        f"""
        WITH named AS (
            SELECT role_id, string_agg(DISTINCT alias, '{SEPARATOR}' ORDER BY alias) AS alternate_titles
            FROM role_aliases WHERE alias_type = 'common' AND origins <> 'rule' GROUP BY role_id
        ),
        held AS (
            SELECT h.role_id, string_agg(c.name, '{SEPARATOR}' ORDER BY c.kind, c.name) AS components
            FROM role_components h JOIN components c USING (component_id) GROUP BY h.role_id
        )
        SELECT r.role_id,
               r.track_code = 'E' OR (r.track_code = 'M' AND CAST(r.level_code[2:] AS INTEGER) >= {MANAGER_FROM})
                   AS is_manager,
               CASE WHEN is_manager THEN r.title ELSE coalesce(r.holder_title, r.title) END AS title,
               coalesce(n.alternate_titles, '') AS alternate_titles, coalesce(r.summary, '') AS description,
               coalesce(h.components, '') AS components
        FROM roles r LEFT JOIN named n USING (role_id) LEFT JOIN held h USING (role_id)
        ORDER BY r.role_id
        """,
        roles=assembled.roles,
        role_aliases=assembled.role_aliases,
        role_components=assembled.role_components,
        components=assembled.components,
    )


def propose_occupations(subjects: pd.DataFrame, scorer: Scorer, edition: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the proposals of roles, five a role, and what is trusted of each.

    The latter has role_id, proposed_code (the best), trusted_code, trusted_level. `subjects` is what `describe_roles`
    gives. Proposals have the columns of mappings, with shared_count (how many occupations list the deciding title),
    scorer_version and reference_edition (the edition of O*NET).
    """
    scored = score_subjects(subjects, scorer)
    scored.insert(0, "role_id", subjects["role_id"].to_numpy())
    candidates = pd.DataFrame(
        {
            "role_id": scored["role_id"],
            "occupation_code": scored["candidate_codes"].str.split(SEPARATOR),
            "confidence_score": scored["candidate_scores"].str.split(SEPARATOR),
            "evidence": scored["evidence"],
            "shared_count": scored["shared_count"],
        }
    ).explode(["occupation_code", "confidence_score"], ignore_index=True)
    score = candidates["confidence_score"].astype("float64")
    order = candidates.groupby("role_id").cumcount() + 1
    following = score.groupby(candidates["role_id"]).shift(-1).fillna(0)
    ahead = candidates["role_id"].map(dict(zip(scored["role_id"], scored["occupation_title"], strict=True)))
    listed = _listed_under(candidates, subjects, scorer)
    told = _shared_evidence(candidates, order, subjects, scorer).where(listed["told"].isna(), listed["told"])
    behind = told + "; candidate " + order.astype("str") + " of 5 behind " + ahead
    proposed = candidates.assign(
        origin="proposed",
        predicate="broad",
        confidence_score=score,
        confidence_basis="calibrated",
        margin=(score - following).clip(lower=0).round(4),
        evidence=candidates["evidence"].where(order == 1, behind),
        shared_count=candidates["shared_count"].where(order == 1, listed["sharing"]),
        scorer_version=scorer.version,
        reference_edition=edition,
        order_in_origin=order,
    )
    trusted = scored.rename(columns={"onet_soc_code_2019": "proposed_code"})
    return proposed, trusted[["role_id", "proposed_code", "trusted_code", "trusted_level"]]


def _listed_under(candidates: pd.DataFrame, subjects: pd.DataFrame, scorer: Scorer) -> pd.DataFrame:
    """Return told and sharing: which title of the role is listed under each candidate, and under how many in all.

    They are missing where none is.
    """
    listing = find_listed(called(subjects), scorer.index)
    listing["role_id"] = subjects["role_id"].to_numpy()[listing["row"]]
    first = listing.drop_duplicates(["role_id", "occupation_code"])
    pairs = candidates[["role_id", "occupation_code"]].merge(first, on=["role_id", "occupation_code"], how="left")
    return pd.DataFrame({"told": say_listed(pairs), "sharing": pairs["sharing"]}).set_axis(candidates.index)


def _shared_evidence(candidates: pd.DataFrame, order: pd.Series, subjects: pd.DataFrame, scorer: Scorer) -> pd.Series:
    """Return which words of the role's title the titles of each candidate share, in words."""
    titles = Texts(subjects["title"], scorer.index)
    place = pd.Series(np.searchsorted(scorer.index.codes, candidates["occupation_code"].to_numpy(dtype=object)))
    parts = [
        pd.Series(say_shared(shared_words(titles, place[is_nth].to_numpy())).to_numpy(), index=candidates.index[is_nth])
        for is_nth in ((order == nth).to_numpy() for nth in sorted(order.unique()))
    ]
    return pd.concat(parts).sort_index()
