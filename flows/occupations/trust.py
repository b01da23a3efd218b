"""Down to which group a scorer is trusted where something else says of an occupation too."""

import pandas as pd

from schemas.sql import query, read_sql

TRUSTED = ["trusted_code", "trusted_level"]


def limit_trust(trusted: pd.DataFrame, stated: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """Return `trusted` with the finest group in which what is stated of the same key lies too, or null for none.

    `trusted` has key, trusted_code, trusted_level, `stated` has key and occupation_code, at most one row a key. Where
    nothing is stated, or what is stated is no finer than what is trusted and holds it, trust stays as it is.
    """
    return query(
        read_sql("flows.occupations", "limited_trust"),
        # Columns without a value have no type of text.
        trusted=trusted.astype(dict.fromkeys(TRUSTED, "str")),
        stated=stated.astype({"occupation_code": "str"}),
        occupations=occupations,
    )


def stated_occupations(role_occupations: pd.DataFrame) -> pd.DataFrame:
    """Return role_id, occupation_code of the primary mappings that are curated or approved."""
    is_stated = (role_occupations["origin"] == "curated") | (role_occupations["review_status"] == "approved")
    primary = role_occupations.loc[role_occupations["is_primary"] & is_stated]
    return primary[["role_id", "occupation_code"]].reset_index(drop=True)


def are_decided(role_ids: pd.Series, codes: pd.Series, latest: pd.DataFrame, decision: str) -> pd.Series:
    """Return whether the latest decision on each pair of a role and an occupation is this one."""
    chosen = latest.loc[latest["decision"] == decision]
    pairs = chosen["role_id"].astype("str").str.cat(chosen["occupation_code"].astype("str"), sep="|")
    return role_ids.astype("str").str.cat(codes.astype("str"), sep="|").isin(pairs)


def withdraw_trust(
    found: pd.DataFrame, stated: pd.DataFrame, latest: pd.DataFrame, occupations: pd.DataFrame
) -> pd.DataFrame:
    """Return what was found of titles, trusted no further than the roles that they name are mapped, with the reason.

    `found` has role_id, role_code, is_named, is_tradeless and SCORED_COLUMNS. A role counts where is_named says that
    the title is a name of it, and `stated` (role_id, occupation_code) has its occupation. Nothing is trusted of an
    occupation that by the `latest` decisions was rejected for the role, nor where is_tradeless says that the title
    tells no trade.
    """
    is_rejected = are_decided(found["role_id"], found["onet_soc_code_2019"], latest, "reject")
    is_trusted = found["trusted_code"].notna()
    is_tradeless = found["is_tradeless"] & is_trusted & ~is_rejected
    named = found.loc[found["is_named"] & is_trusted & ~is_rejected & ~is_tradeless]
    keyed = named[["role_id", *TRUSTED]].reset_index(names="key")
    mapped = keyed[["key", "role_id"]].merge(stated, on="role_id")
    limited = limit_trust(keyed, mapped, occupations).set_index("key")
    less = limited.loc[limited["trusted_code"].ne(named["trusted_code"])].index
    code = mapped.set_index("key")["occupation_code"].loc[less]
    titles = occupations.drop_duplicates("occupation_code").set_index("occupation_code")["title"]
    why = "role " + found.loc[less, "role_code"] + " is mapped to " + code + " " + code.map(titles).astype("str")
    rejected = "a curator rejected this occupation for role " + found.loc[is_rejected, "role_code"]
    tradeless = pd.Series("the title says a rung and no trade", index=found.index[is_tradeless], dtype="str")
    why = pd.concat([why, rejected, tradeless])
    changed = found.astype({"reason": "object"})
    changed.loc[less, TRUSTED] = limited.loc[less, TRUSTED]
    changed.loc[is_rejected | is_tradeless, TRUSTED] = None
    before = changed.loc[why.index, "reason"]
    is_doubt = before.notna() & ~before.astype("str").str.startswith("sure of")
    changed.loc[why.index, "reason"] = (before + "; ").where(is_doubt, "") + why
    return changed
