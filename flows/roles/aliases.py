"""Other titles of roles: those that sources state, and those that rules make."""

import pandas as pd

from flows.roles.placing import GENERAL
from schemas.inputs import Framework
from schemas.sql import query
from schemas.tables import ROLE_ALIASES
from schemas.text import confidence_bands, normalise_titles
from schemas.vocabularies import ORIGINS


def role_subjects(placed: pd.DataFrame, nodes: pd.DataFrame, expanded: pd.DataFrame) -> pd.DataFrame:
    """Return what rules run over: role_id, subject, subject_type (family or holder), subject_rank.

    A general specialization goes by its family's name, any other by its own; holder titles and short names come from
    the role as its leading source has it, its specialization and its family, nearest first.
    """
    return query(
        f"""
        SELECT DISTINCT p.role_id, 'family' AS subject_type, 1 AS subject_rank,
               CASE WHEN p.specialization_code LIKE '%.{GENERAL}' THEN f.name ELSE s.name END AS subject
        FROM placed p
        JOIN nodes f ON f.node_code = p.family_code
        JOIN nodes s ON s.node_code = p.specialization_code
        UNION ALL
        SELECT e.role_id, 'holder', min(CASE field WHEN 'holder_title' THEN 10 ELSE 20 END + nearness), value
        FROM expanded e JOIN leads USING (role_id)
        WHERE field IN ('holder_title', 'short_name') AND (nearness > 0 OR e.source_id = leads.source_id)
        GROUP BY e.role_id, value
        ORDER BY ALL
        """,
        placed=placed,
        leads=placed.drop_duplicates("role_id")[["role_id", "source_id"]],
        nodes=nodes,
        expanded=expanded,
    )


def build_role_aliases(
    stated: pd.DataFrame, placed: pd.DataFrame, subjects: pd.DataFrame, framework: Framework
) -> pd.DataFrame:
    """Return `role_aliases`: stated and rule-made aliases, united by their normal form, none approved.

    Of several claims on one alias the best origin gives score and basis (curated, source, rule), then the higher score.
    """
    aliases = pd.concat([stated, _make_aliases(placed, subjects, framework)])
    aliases["alias_normalised"] = normalise_titles(aliases["alias"])
    aliases["origin_rank"] = aliases["origin"].map({origin: rank for rank, origin in enumerate(ORIGINS)})
    order = ["role_id", "alias_normalised", "origin_rank", "confidence_score", "position", "alias"]
    aliases = aliases.sort_values(order, ascending=[True, True, True, False, True, True])
    key = ["role_id", "alias_normalised"]
    chosen = aliases.drop_duplicates(key).merge(_origins(aliases), on=key)
    chosen = chosen.sort_values(["role_id", "origin_rank", "position", "alias_normalised"])
    bearers = chosen.groupby("alias_normalised")["role_id"].transform("nunique")
    return ROLE_ALIASES.frame(
        chosen.assign(
            position=chosen.groupby("role_id").cumcount() + 1,
            confidence_band=confidence_bands(chosen["confidence_score"]),
            is_approved=False,
            is_ambiguous=bearers > 1,
        )
    )


def _origins(aliases: pd.DataFrame) -> pd.DataFrame:
    return query(
        """
        SELECT role_id, alias_normalised, string_agg(origin, '|' ORDER BY origin_rank) AS origins
        FROM (SELECT DISTINCT role_id, alias_normalised, origin, origin_rank FROM aliases)
        GROUP BY role_id, alias_normalised
        """,
        aliases=aliases,
    )


def state_aliases(expanded: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Return the aliases that sources state of roles.

    Columns: role_id, alias, alias_type, confidence_score, confidence_basis, origin (curated or source), position.
    """
    claims = expanded.loc[expanded["field"] == "alias"]
    authored = set(placed.loc[placed["source_kind"] == "family_files", "source_id"])
    is_authored = claims["source_id"].isin(authored)
    return pd.DataFrame(
        {
            "role_id": claims["role_id"],
            "alias": claims["value"],
            "alias_type": claims["section"],
            "confidence_score": claims["confidence_score"],
            "confidence_basis": "stated",
            "origin": pd.Series("source", index=claims.index, dtype="str").mask(is_authored, "curated"),
            "position": claims["position"],
        }
    )


def _make_aliases(placed: pd.DataFrame, subjects: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    return query(
        """
        SELECT p.role_id, r.alias_type, r.confidence_score, 'rule' AS confidence_basis, 'rule' AS origin,
               s.subject_rank * 1000 + r.position AS position,
               replace(replace(r.template, '{subject}', s.subject), '{band}',
                       b.level_low || '–' || b.level_high) AS alias
        FROM (SELECT DISTINCT role_id, level_code FROM placed) p
        JOIN alias_rules r USING (level_code)
        JOIN subjects s ON s.role_id = p.role_id AND (r.applies_to = 'any' OR r.applies_to = s.subject_type)
        JOIN band_levels bl USING (level_code)
        JOIN bands b USING (band_code)
        """,
        placed=placed,
        subjects=subjects,
        alias_rules=framework.alias_rules,
        bands=framework.bands,
        band_levels=framework.band_levels[["band_code", "level_code"]],
    )
