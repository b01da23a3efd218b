"""The authored role that comes nearest to each raw role which stays a role of its own."""

import numpy as np
import pandas as pd

from schemas.settings import EquivalentSettings
from schemas.tables import SOURCE_ROLES
from schemas.text import normalise_titles


def compared_titles(placed: pd.DataFrame, subjects: pd.DataFrame, expanded: pd.DataFrame) -> pd.DataFrame:
    """Return role_id and subject: the titles by which roles are compared.

    An authored role goes by all that its holders are called. Any other role goes by what its own sources call it, and
    by its specialization's name where that is not ours: titles that it inherits from our tiers would be compared with
    themselves.
    """
    ours = placed.loc[placed["source_kind"] == "family_files"]
    elsewhere = placed.loc[~placed["specialization_code"].isin(ours["specialization_code"]), "role_id"]
    is_name = (subjects["subject_type"] == "family") & subjects["role_id"].isin(elsewhere)
    kept = subjects.loc[is_name | subjects["role_id"].isin(ours["role_id"]), ["role_id", "subject"]]
    is_title = (expanded["field"] == "holder_title") | (
        (expanded["field"] == "alias") & (expanded["section"] == "common")
    )
    stated = expanded.loc[is_title & expanded["is_describing"].astype(bool) & (expanded["nearness"] <= 1)]
    stated = stated[["role_id", "value"]].rename(columns={"value": "subject"})
    return pd.concat([kept, stated], ignore_index=True).drop_duplicates()


def build_source_roles(
    placed: pd.DataFrame,
    subjects: pd.DataFrame,
    role_components: pd.DataFrame,
    components: pd.DataFrame,
    settings: EquivalentSettings,
) -> pd.DataFrame:
    """Return `source_roles`: what each raw role became, and its proposed equivalent among the authored roles.

    The proposal compares what holders are called and the words of components, inside the superfunction and on the
    nearest rung; its score is made by rule with the weights `equivalent.*` of parameters.csv.
    """
    authored = set(placed.loc[placed["source_kind"] == "family_files", "role_id"])
    raw = placed.assign(
        equivalent_role_id=None, equivalent_score=None, review_status="needs_review", equivalent_basis=None
    )
    is_ours = raw["source_kind"] == "family_files"
    is_united = ~is_ours & raw["role_id"].isin(authored)
    raw.loc[is_ours, "equivalent_basis"] = "authored role"
    raw.loc[is_united, "equivalent_basis"] = "became the authored role " + raw["role_code"][is_united]
    apart = raw.loc[~is_ours & ~is_united]
    raw.loc[apart.index, "equivalent_basis"] = "none: no authored role was read"
    if len(apart) and authored:
        proposals = _propose(apart, placed.loc[is_ours.to_numpy()], subjects, role_components, components, settings)
        for column in ("equivalent_role_id", "equivalent_score", "equivalent_basis"):
            raw.loc[apart.index, column] = proposals[column]
    return SOURCE_ROLES.frame(raw)


def _propose(
    apart: pd.DataFrame,
    authored: pd.DataFrame,
    subjects: pd.DataFrame,
    role_components: pd.DataFrame,
    components: pd.DataFrame,
    settings: EquivalentSettings,
) -> pd.DataFrame:
    titles = _title_scores(apart, authored, subjects)
    places = ["role_id", "specialization_code", "superfunction_code", "track_code", "level_rank"]
    pairs = titles.merge(apart.reset_index()[["index", *places]], on="index")
    pairs = pairs.loc[pairs["specialization"] != pairs["specialization_code"]]
    rungs = authored[["role_code", *places]].rename(
        columns={"specialization_code": "specialization", "role_id": "authored_role_id"}
    )
    pairs = pairs.merge(rungs, on=["specialization", "superfunction_code"], suffixes=("", "_authored"))
    pairs["steps"] = (pairs["level_rank"] - pairs["level_rank_authored"]).abs()
    pairs["is_other_track"] = pairs["track_code"] != pairs["track_code_authored"]
    nearest_rung = ["index", "specialization", "is_other_track", "steps", "role_code"]
    pairs = pairs.sort_values(nearest_rung).drop_duplicates(["index", "specialization"])
    own = role_components.merge(apart[["role_id", "source_id"]].drop_duplicates(), on=["role_id", "source_id"])
    ours = role_components.loc[role_components["role_id"].isin(pairs["authored_role_id"])]
    words = _component_words(pd.concat([own, ours]), components)
    pairs["shared_words"] = [
        _overlap(words.get(a, frozenset()), words.get(b, frozenset()))
        for a, b in zip(pairs["role_id"], pairs["authored_role_id"], strict=True)
    ]
    pairs["score"] = (
        (
            settings.title_weight * pairs["title_score"]
            + settings.component_weight * pairs["shared_words"]
            - settings.step_penalty * pairs["steps"]
            - settings.track_penalty * pairs["is_other_track"]
        )
        .clip(lower=0, upper=settings.most)
        .round(4)
    )
    best = pairs.sort_values(["index", "score", "role_code"], ascending=[True, False, True]).drop_duplicates("index")
    best = best.set_index("index").reindex(apart.index)
    return _told(best, settings.least)


def _title_scores(apart: pd.DataFrame, authored: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    told = subjects.assign(normal=normalise_titles(subjects["subject"]))
    ours = told.merge(authored[["role_id", "specialization_code"]], on="role_id")
    ours = ours.drop_duplicates(["specialization_code", "normal"]).reset_index(drop=True)
    theirs = told.merge(apart.reset_index()[["index", "role_id"]], on="role_id").reset_index(drop=True)
    similar = _likeness(theirs["normal"], ours["normal"])
    their, our = (places.ravel() for places in np.indices(similar.shape))
    scores = pd.DataFrame(
        {
            "index": theirs["index"].to_numpy()[their],
            "their_title": theirs["subject"].to_numpy()[their],
            "our_title": ours["subject"].to_numpy()[our],
            "specialization": ours["specialization_code"].to_numpy()[our],
            "title_score": similar.ravel().round(4),
        }
    )
    order = ["index", "specialization", "title_score", "our_title", "their_title"]
    scores = scores.sort_values(order, ascending=[True, True, False, True, True])
    return scores.drop_duplicates(["index", "specialization"])


def _likeness(theirs: pd.Series, ours: pd.Series) -> np.ndarray:
    """Return the cosine between titles as bags of words, a word weighing the more the fewer titles hold it."""
    words = pd.concat([theirs, ours], ignore_index=True).str.findall(r"\w+").explode()
    # A title without a word has no row in the table of counts, and no length.
    table = pd.crosstab(words.index, words).reindex(range(len(theirs) + len(ours)), fill_value=0)
    counts = table.to_numpy(dtype="float64")
    weighted = counts * (np.log(len(counts) / (counts > 0).sum(axis=0)) + 1)
    lengths = np.linalg.norm(weighted, axis=1, keepdims=True)
    unit = weighted / np.where(lengths > 0, lengths, 1)
    return unit[: len(theirs)] @ unit[len(theirs) :].T


def _component_words(role_components: pd.DataFrame, components: pd.DataFrame) -> dict[str, frozenset[str]]:
    held = components.loc[components["component_id"].isin(role_components["component_id"])]
    words = held["component_id"].to_frame().assign(word=normalise_titles(held["name"]).str.findall(r"[a-z]{4,}"))
    pairs = role_components[["role_id", "component_id"]].merge(words.explode("word").dropna(), on="component_id")
    return pairs.groupby("role_id")["word"].agg(frozenset).to_dict()


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _told(best: pd.DataFrame, least: float) -> pd.DataFrame:
    rung = (
        best["steps"]
        .map(
            lambda steps: "same rung" if steps == 0 else f"{steps:.0f} rung{'s' if steps > 1 else ''} apart",
            na_action="ignore",
        )
        .astype("str")
    )
    rung = rung.mask(best["is_other_track"].eq(True), rung + " on another track")
    compared = (
        "title " + best["their_title"] + " ~ " + best["our_title"] + " " + best["title_score"].map("{:.2f}".format)
    )
    compared += ", component words " + best["shared_words"].map("{:.2f}".format) + ", " + rung
    is_enough = best["score"] >= least
    none = (
        f"none: no authored role of the superfunction reaches {least:.2f}; nearest "
        + best["role_code"]
        + " by "
        + compared
    )
    basis = compared.where(is_enough, none).fillna("none: no other authored role stands in the superfunction")
    return pd.DataFrame(
        {
            "equivalent_role_id": best["authored_role_id"].where(is_enough),
            "equivalent_score": best["score"].where(is_enough),
            "equivalent_basis": basis,
        }
    )
