"""The canonical role that a title names: by what its holders are called, on the rung that the title says."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flows.matching.seniority import read_names
from schemas.settings import MatchSettings
from schemas.sql import query, read_sql
from schemas.words import WordForms, split_words

# The rung of a track on which a holder stands whose title says none, as the alias rules have the bare title.
USUAL_RUNGS = {"S": 2, "P": 3, "M": 3, "E": 1}
# Leading people where the role does not, or the other way round, counts like this many rungs.
OTHER_PART = 2
# What follows in a title says where or for whom, and not what its bearer is.
_ASIDE = r"\s+[-–—]\s.*$|[,(\[/:;|].*$"


def role_names(
    roles: pd.DataFrame,
    role_subjects: pd.DataFrame,
    role_aliases: pd.DataFrame,
    seniority_words: pd.DataFrame,
    protected_phrases: pd.DataFrame,
) -> pd.DataFrame:
    """Return role_id, specialization_code, name, whole, field: what each role is called, and what its holder leads.

    Aliases made by rule alone are left out: they say the level and not the trade. `whole` is the name with
    abbreviations spelled out; `field` is that of a manager or executive without words of seniority ("Mgr FP&A":
    "fp&a"), and missing for others.
    """
    named = query(
        """
        WITH named AS (
            SELECT role_id, subject AS name FROM role_subjects
            UNION ALL
            SELECT role_id, alias FROM role_aliases WHERE alias_type = 'common' AND origins <> 'rule'
        )
        SELECT DISTINCT r.role_id, r.specialization_code, r.track_code IN ('M', 'E') AS leads, n.name
        FROM named n JOIN roles r USING (role_id) ORDER BY ALL
        """,
        roles=roles,
        role_subjects=role_subjects,
        role_aliases=role_aliases,
    )
    read = read_names(named["name"], seniority_words, protected_phrases)
    return named.assign(whole=read["spoken_title"], field=read["subject_title"].where(named.pop("leads")))


@dataclass(frozen=True)
class ReadTitles:
    """Titles that are matched, what `parse_titles` gives of them, and whether their holders stand on support."""

    titles: pd.Series
    parsed: pd.DataFrame
    is_support: np.ndarray


@dataclass(frozen=True)
class NamedRoles:
    """The canonical roles, and what `role_names` gives of them."""

    roles: pd.DataFrame
    names: pd.DataFrame


def match_roles(
    read: ReadTitles, known: NamedRoles, abbreviations: pd.DataFrame, forms: WordForms, settings: MatchSettings
) -> pd.DataFrame:
    """Return role_id, role_code, role_confidence_score, is_named, one row a title, in order.

    They are missing, and is_named is false, where no role is near enough; is_named says that the title, or all of it
    but its seniority, is a name of that one specialization.

    A name is compared as a whole, then by its words. Rare words weigh more, and the title is also compared without
    what is said aside (", Remote"). Unless the words are the same, a title of one word names nothing, and the title's
    head ("engineer") has to be that of the name. A title of seniority alone names a role only by being its name.
    Managers are also compared by their fields. Where the title says no rung, a role that bears the name goes first,
    then the usual rung, on the track of support where `is_support` says so. The score is made by rule and at most
    0.70. It is lower where names are less alike, rungs lie between the role and what the title says, or several roles
    come as near.
    """
    asked = read.parsed.reset_index(drop=True).assign(
        row=range(len(read.titles)),
        title=read.titles.to_numpy(),
        whole=read.parsed["spoken_title"].to_numpy(),
        is_support=read.is_support,
    )
    called = known.names.reset_index(drop=True)
    nearest = _nearest_specializations(asked, called, abbreviations, forms, settings)
    found = _find_on_rungs(nearest, asked, called, known.roles).set_index("row")
    found = found.reindex(pd.RangeIndex(len(asked)))
    most = settings.role_most
    rung_part = found["says_rung"].eq(True).map({True: 1.0, False: settings.untold_rung})
    near = found["likeness"] ** settings.likeness_power * settings.rung_away ** found["rungs_away"]
    score = (most * near * rung_part / found["rivals"]).round(4)
    is_named = found["likeness"].eq(1) & found["rivals"].eq(1)
    found = found.assign(role_confidence_score=score, is_named=is_named)
    return found[["role_id", "role_code", "role_confidence_score", "is_named"]]


def _nearest_specializations(
    asked: pd.DataFrame, called: pd.DataFrame, abbreviations: pd.DataFrame, forms: WordForms, settings: MatchSettings
) -> pd.DataFrame:
    """Return row, specialization_code and likeness of the specializations whose names come nearest, if near enough.

    Of names alike in words those that are the title to the letter come nearest.
    """
    fields = called.dropna(subset="field").assign(name=called["field"], is_field=True)
    texts = pd.concat([called.assign(is_field=False), fields])[["specialization_code", "name", "is_field"]]
    texts = texts.drop_duplicates().reset_index(drop=True)
    trades = asked.loc[~asked["is_rank_only"]].reset_index(drop=True)
    asked_words = _words(trades["subject_title"], trades["title"], abbreviations, forms)
    return query(
        read_sql("flows.matching", "nearest_specializations"),
        {"role_least": settings.role_least, "said_aside": settings.said_aside},
        texts=texts.assign(place=texts.index),
        trades=trades.assign(place=trades.index)[["place", "row", "track_code"]],
        name_words=_words(texts["name"], texts["name"], abbreviations, forms),
        asked=asked[["row", "whole", "subject_title"]],
        asked_words=asked_words,
        called=called,
    )


def _words(texts: pd.Series, titles: pd.Series, abbreviations: pd.DataFrame, forms: WordForms) -> pd.DataFrame:
    """Return row, word, is_head and is_aside, each word once a text; the head is what a bearer of the title is.

    It is the last word of the text that stands in its title before what is said aside, else the last of all.
    """
    cut = titles.reset_index(drop=True).loc[titles.str.contains(_ASIDE, regex=True).to_numpy(dtype=bool)]
    before = _told_words(cut.str.replace(_ASIDE, "", regex=True), abbreviations, forms)
    before["row"] = cut.index.to_numpy()[before["row"]]
    return query(
        """
        WITH placed AS (
            SELECT w."row", w.word, max(w.place) AS place, max(b.place) AS before
            FROM words w LEFT JOIN before b USING ("row", word) GROUP BY w."row", w.word
        )
        SELECT "row", word, before IS NULL AND "row" IN (FROM cut) AS is_aside,
               row_number() OVER (PARTITION BY "row" ORDER BY before DESC NULLS LAST, place DESC) = 1 AS is_head
        FROM placed
        """,
        words=_told_words(texts, abbreviations, forms),
        before=before,
        cut=pd.DataFrame({"row": cut.index}),
    )


def _told_words(texts: pd.Series, abbreviations: pd.DataFrame, forms: WordForms) -> pd.DataFrame:
    """Return row, place and word of texts, an abbreviation as the words that it stands for."""
    # In titles "it" is no pronoun.
    tokens = split_words(texts.str.replace(r"(?i)\bit\b", "information technology", regex=True), forms)
    short = {word: long.split() for word, long in abbreviations[["word", "stands_for"]].itertuples(index=False)}
    parts = [[forms.read(part) for part in short.get(str(word), [])] or [word] for word in tokens.distinct]
    sizes = np.array([len(words) for words in parts], dtype=np.int64)
    if not len(tokens.word):
        return pd.DataFrame({"row": [], "place": [], "word": pd.Series([], dtype="str")}).astype({"row": "int32"})
    counts = sizes[tokens.word]
    starts = (np.cumsum(sizes) - sizes)[tokens.word]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    words = np.array([word for group in parts for word in group], dtype=object)[np.repeat(starts, counts) + within]
    return pd.DataFrame(
        {"row": np.repeat(tokens.row, counts), "place": range(len(words)), "word": pd.Series(words, dtype="str")}
    )


def _find_on_rungs(
    nearest: pd.DataFrame, asked: pd.DataFrame, called: pd.DataFrame, roles: pd.DataFrame
) -> pd.DataFrame:
    """Return the role of the nearest specializations that is nearest to the rung, one row a title that names one.

    Its columns are row, role_id, role_code, likeness, says_rung, rungs_away (0 where the title says none) and rivals:
    how many specializations have a role as near. A family's general specialization stands for its others that are as
    near.
    """
    return query(
        read_sql("flows.matching", "roles_on_rungs"),
        {"other_part": OTHER_PART},
        nearest=nearest,
        asked=asked,
        called=called,
        roles=roles,
        usual=pd.DataFrame({"track_code": list(USUAL_RUNGS), "rung": list(USUAL_RUNGS.values())}),
    )
