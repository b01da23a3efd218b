"""What a title says: its role, its rung and its occupation, found together since each tells of the others."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from flows import cache, matching, occupations
from flows.config import Config
from flows.progress import count_result
from flows.release import assemble, digest_scorer, load_scorer, make_scorer, map_roles, read_inputs
from schemas.errors import BadCall
from schemas.inputs import Framework, Inputs
from schemas.match_columns import SCORED_COLUMNS
from schemas.text import confidence_bands
from schemas.words import WordForms, split_words

FURTHER = ("alternate_titles", "description", "components")
Usage = Literal["default", "us-visa"]
USAGES: dict[str, str | None] = {"default": None, "us-visa": "us_visa"}
MOST_LETTERS = 1000
LEAST_LIKELY = 0.5
# From this chance on a guess says in which occupation a word of seniority is used, below it a title is spelled out.
LEAST_TELLING = 0.3
Score = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Basis:
    """What titles are matched against, beside the scorer: the framework, canonical roles with their names, occupations.

    `stated` has role_id and occupation_code of the roles whose primary occupation is curated or approved, `own_titles`
    what O*NET-SOC calls its occupations. `scorer_digest` names the scorer; it is None where O*NET is not at hand.
    """

    framework: Framework
    roles: pd.DataFrame
    names: pd.DataFrame
    occupations: pd.DataFrame
    stated: pd.DataFrame
    decisions: pd.DataFrame
    own_titles: pd.DataFrame
    scorer_digest: str | None


@dataclass(frozen=True)
class Matcher:
    """What files are matched by: the basis and the scorer of occupations.

    `scorer_version` names the scorer; without O*NET at hand there is none, and matching is degraded.
    """

    basis: Basis
    score: Score
    scorer_version: str | None

    @property
    def is_degraded(self) -> bool:
        """Return whether occupations are looked up and not scored."""
        return self.scorer_version is None


@count_result.register
def _(matcher: Matcher) -> str:
    return f"{len(matcher.basis.roles):,} roles, {len(matcher.basis.occupations):,} occupations"


def make_matcher(config: Config, usage: str = "default") -> Matcher:
    """Return what files are matched by; without O*NET at hand it is degraded. Raises BadCall for an unknown usage.

    Basis and scorer are kept under the root and read from there while raw/ and the code stay as they are.
    """
    if usage not in USAGES:
        raise BadCall(f"--usage names {usage!r}. Known are: {', '.join(USAGES)}.")
    read = functools.cache(functools.partial(read_inputs, config))
    if config.has_embeddings:
        basis, scorer = make_basis(read()), make_scorer(read())
        return Matcher(
            basis, lambda subjects: occupations.score_subjects(subjects, scorer, USAGES[usage]), scorer.version
        )
    further = [cache.digest_code(), config.built_profile, *config.only]
    digest = cache.digest_folders([config.root / "raw", *config.sources], further)
    basis = cache.load_or_make(config.cache / "matching", digest, Basis, lambda: make_basis(read()))
    if basis.scorer_digest is None:
        return Matcher(basis, lambda subjects: _look_up(subjects, basis), None)
    return _by_scorer(basis, load_scorer(config.cache, basis.scorer_digest, read), usage)


def make_basis(inputs: Inputs) -> Basis:
    """Return what titles are matched against, of the inputs."""
    assembled, framework, reference = assemble(inputs), inputs.framework, inputs.ingested.reference
    known = occupations.build_occupations(reference)
    return Basis(
        framework=framework,
        roles=assembled.roles,
        names=matching.role_names(
            assembled.roles,
            assembled.role_subjects,
            assembled.role_aliases,
            framework.seniority_words,
            framework.protected_phrases,
        ),
        occupations=known,
        stated=occupations.stated_occupations(map_roles(inputs, assembled, known)),
        decisions=inputs.curation.mapping_decisions,
        own_titles=reference["onet_soc_occupations"],
        scorer_digest=digest_scorer(inputs) if "occupation_titles" in reference else None,
    )


def _by_scorer(basis: Basis, scorer: occupations.Scorer, usage: str) -> Matcher:
    return Matcher(basis, lambda subjects: occupations.score_subjects(subjects, scorer, USAGES[usage]), scorer.version)


def _look_up(subjects: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    further = basis.framework.scorer["further_titles"]
    return occupations.look_up_titles(subjects, {"onet_soc_occupations": basis.own_titles}, further)


def match_subjects(matcher: Matcher, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return MATCH_COLUMNS for each subject, in order; a title that cannot be read has a reason and nothing else.

    Where the title cannot be read and an alternate title can, that one stands in, and the reason says so.
    """
    titles = matching.plain_titles(subjects["title"])
    why_not = matching.unreadable(titles)
    instead = matching.stand_ins(subjects.loc[why_not.notna(), "alternate_titles"])
    is_read = why_not.isna() | why_not.index.isin(instead.index)
    read = subjects.assign(title=instead.reindex(titles.index).fillna(titles)).loc[is_read].reset_index(drop=True)
    found = _match_readable(matcher, read)
    found.index = np.flatnonzero(is_read)
    everything = found.reindex(pd.RangeIndex(len(subjects)))
    reason = everything["reason"].astype("object").where(is_read, why_not)
    told = matching.say_stand_in(why_not[instead.index])
    before = reason[instead.index]
    reason.loc[instead.index] = told.where(before.isna(), told + "; " + before.fillna("").astype("str"))
    return everything.assign(reason=reason)


def _match_readable(matcher: Matcher, read: pd.DataFrame) -> pd.DataFrame:
    cut = read.assign(title=read["title"].str.slice(0, MOST_LETTERS))
    framework = matcher.basis.framework
    scored = _score_spelled_out(matcher, cut, matcher.score(cut))
    scored = withdraw_empty(scored, cut, occupations.word_forms(framework.scorer["word_forms"]))
    is_support = matching.are_support(_likely_codes(scored, LEAST_LIKELY), framework.support_occupations)
    codes = _likely_codes(scored, LEAST_TELLING)
    parsed = _parse(matcher, cut["title"], codes, is_support)
    roles = _find_roles(matcher, cut["title"], parsed, is_support)
    parsed, roles = _by_stated_occupation(matcher, cut["title"], parsed, roles, is_support)
    roles = _by_other_titles(matcher, roles, cut["alternate_titles"], parsed.assign(code=codes, is_support=is_support))
    decisions = occupations.latest_decisions(matcher.basis.decisions)
    found = pd.concat([roles, parsed[["level_low", "level_high"]], scored], axis=1)
    is_bare = cut[list(FURTHER)].eq("").all(axis=1)
    found["is_tradeless"] = parsed["is_rank_only"] & parsed["track_code"].isin(["S", "P"]) & is_bare
    if matcher.is_degraded:
        found = occupations.put_mapped_first(found, matcher.basis.stated, matcher.basis.occupations)
    else:
        found = occupations.withdraw_trust(found, matcher.basis.stated, decisions, matcher.basis.occupations)
    found["confidence_band"] = confidence_bands(found["confidence_score"]).where(found["confidence_score"].notna())
    found["review_status"] = _review_status(found, decisions)
    is_cut = read["title"].str.len() > MOST_LETTERS
    told = f"only the first {MOST_LETTERS:,} characters were read"
    return found.assign(reason=found["reason"].mask(is_cut, found["reason"].add("; ").fillna("") + told))


def _score_spelled_out(matcher: Matcher, subjects: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """Return what was scored, and of unlikely guesses what is likelier once abbreviations are spelled out."""
    unlikely = subjects.loc[scored["confidence_score"].lt(LEAST_TELLING).to_numpy()]
    spelled = matching.spell_out(unlikely["title"], matcher.basis.framework.title_abbreviations)
    if spelled.empty:
        return scored
    asked = subjects.loc[spelled.index].assign(title=spelled)
    again = matcher.score(asked.reset_index(drop=True)).set_axis(spelled.index)
    likelier = again.loc[again["confidence_score"] > scored.loc[again.index, "confidence_score"]]
    evidence = "read as '" + spelled[likelier.index] + "'; " + likelier["evidence"]
    return pd.concat([scored.drop(likelier.index), likelier.assign(evidence=evidence)]).sort_index()


def _parse(matcher: Matcher, titles: pd.Series, codes: pd.Series, is_support: np.ndarray) -> pd.DataFrame:
    framework = matcher.basis.framework
    rules = matching.SeniorityRules(
        framework.seniority_words, framework.levels, framework.protected_phrases, framework.seniority_by_occupation
    )
    return matching.parse_titles(titles, rules, codes, is_support)


def _find_roles(matcher: Matcher, titles: pd.Series, parsed: pd.DataFrame, is_support: np.ndarray) -> pd.DataFrame:
    forms = occupations.word_forms(matcher.basis.framework.scorer["word_forms"])
    settings = matcher.basis.framework.settings.match
    short = matcher.basis.framework.title_abbreviations
    read = matching.ReadTitles(titles, parsed, is_support)
    known = matching.NamedRoles(matcher.basis.roles, matcher.basis.names)
    return matching.match_roles(read, known, short, forms, settings)


def _by_stated_occupation(
    matcher: Matcher, titles: pd.Series, parsed: pd.DataFrame, roles: pd.DataFrame, is_support: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rungs and roles, words of seniority read as in what the role of a title does: surer than a guess."""
    stated = matcher.basis.stated.set_index("role_id")["occupation_code"]
    codes = roles["role_id"].where(roles["is_named"]).map(stated).dropna().astype("str")
    if codes.empty:
        return parsed, roles
    support = is_support[codes.index]
    support |= matching.are_support(codes, matcher.basis.framework.support_occupations)
    again = _parse(matcher, titles[codes.index].reset_index(drop=True), codes.reset_index(drop=True), support)
    found = _find_roles(matcher, titles[codes.index].reset_index(drop=True), again, support)
    return tuple(
        pd.concat([old.drop(codes.index), new.set_axis(codes.index)]).sort_index()
        for old, new in ((parsed, again), (roles, found))
    )


def _by_other_titles(
    matcher: Matcher, roles: pd.DataFrame, alternate_titles: pd.Series, told: pd.DataFrame
) -> pd.DataFrame:
    """Return the roles, and where a title names none that which its alternate titles name best, on its rung.

    Trust rests on the title alone, so these roles do not limit it.
    """
    others = alternate_titles[roles["role_id"].isna()].str.split("|").explode()
    others = matching.plain_titles(others[others.fillna("").str.strip() != ""])
    if others.empty:
        return roles
    own = told.loc[others.index]
    titles, is_support = others.reset_index(drop=True), own["is_support"].to_numpy()
    parsed = _parse(matcher, titles, own["code"].reset_index(drop=True), is_support)
    rung = ["track_code", "level_low", "level_high", "rank_low", "rank_high"]
    is_told = own["track_code"].notna().to_numpy()
    parsed.loc[is_told, rung] = own.loc[is_told, rung].to_numpy()
    found = _find_roles(matcher, titles, parsed, is_support).set_axis(others.index).dropna(subset="role_id")
    found = found.assign(is_named=False).sort_values("role_confidence_score", ascending=False, kind="stable")
    best = found.loc[~found.index.duplicated()]
    changed = roles.copy()
    changed.loc[best.index] = best
    return changed


def withdraw_empty(scored: pd.DataFrame, subjects: pd.DataFrame, forms: WordForms) -> pd.DataFrame:
    """Return what was scored, without guesses for subjects of which no word says a trade: "Senior", "of the"."""
    asked = np.flatnonzero(scored["reason"].eq(occupations.UNKNOWN_WORDS))
    if not len(asked):
        return scored
    texts = subjects.iloc[asked][["title", *FURTHER]].agg(" ".join, axis=1)
    empty = asked[np.bincount(split_words(texts, forms).row, minlength=len(texts)) == 0]
    withdrawn = scored.copy()
    withdrawn.loc[empty, list(SCORED_COLUMNS)] = None
    withdrawn.loc[empty, "reason"] = "not matched: no word of it says a trade"
    return withdrawn


def _likely_codes(scored: pd.DataFrame, least: float) -> pd.Series:
    """Return the trusted code, else the best guess where it is at least so likely, else missing."""
    is_likely = scored["confidence_score"].ge(least)
    return scored["trusted_code"].where(scored["trusted_code"].notna(), scored["onet_soc_code_2019"].where(is_likely))


def _review_status(found: pd.DataFrame, latest: pd.DataFrame) -> pd.Series:
    is_given = found["role_id"].notna() | found["onet_soc_code_2019"].notna()
    status = pd.Series("needs_review", index=found.index, dtype="object")
    is_approved = occupations.are_decided(found["role_id"], found["onet_soc_code_2019"], latest, "approve")
    return status.mask(is_approved, "approved").where(is_given)
