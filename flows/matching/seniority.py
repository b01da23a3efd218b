"""What a title says of its bearer's rung, taken apart from what it says of the trade."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.sql import query, read_sql

# Stands for the blanks inside a phrase that is one thing.
_JOINT = "_"
# What parts words: anything but letters and digits of any script, and + # & as in C++, C# and R&D.
_NOT_WORD = r"[^\p{L}\p{N}+#&]+"
_NOTHING = r"[^\s\S]"
# Letters of a word from which a digit at its end is a grade: Manager2.
_LEAST_LETTERS = 4


@dataclass(frozen=True)
class SeniorityRules:
    """What words say of rungs: the framework's tables of the same names."""

    seniority_words: pd.DataFrame
    levels: pd.DataFrame
    protected_phrases: pd.DataFrame
    seniority_by_occupation: pd.DataFrame


def parse_titles(titles: pd.Series, rules: SeniorityRules, codes: pd.Series, is_support: np.ndarray) -> pd.DataFrame:
    """Return one row a title, in order, with what it says of the rung and of the trade.

    Its columns are track_code, level_low, level_high, rank_low, rank_high, spoken_title, subject_title, is_rank_only.
    Abbreviations are read as what they stand for, and the longest words of seniority are taken first; some mean other
    rungs in some occupations, and `codes` are those that titles are taken for, missing where unknown. Where words that
    only managers and executives bear stand in a title its track is theirs; else professional goes before support, or
    after it where `is_support` says so of the title. Of several ranges what they share is kept, or all that they span
    where they share nothing; "Assistant Store Manager" is read as an assistant manager. Levels are missing where
    nothing says a rung. spoken_title is the title with abbreviations spelled out, subject_title that without words of
    seniority; where nothing would be left it is the title, and is_rank_only is true.
    """
    read = _read_seniority(titles, rules.seniority_words, rules.protected_phrases)
    # Many titles say the same words of seniority.
    tokens = _join_deputies(read["tokens"], rules.seniority_words, rules.levels)
    said = pd.DataFrame({"tokens": tokens}).assign(
        is_support=is_support, within=_groups(codes, rules.seniority_by_occupation).to_numpy()
    )
    places = said.groupby(list(said.columns), sort=False, dropna=False).ngroup().to_numpy()
    distinct = said.drop_duplicates().assign(
        row=lambda rows: range(len(rows)), token=lambda rows: rows["tokens"].str.split("|")
    )
    words = distinct.explode("token", ignore_index=True).astype({"token": "str"})
    ranges = _read_ranges(words, rules)
    ranges = ranges.set_index("row").reindex(pd.RangeIndex(places.max(initial=-1) + 1))
    parsed = ranges.take(places).set_axis(pd.RangeIndex(len(titles)))
    return parsed.assign(**{name: read[name].to_numpy() for name in ("spoken_title", "subject_title", "is_rank_only")})


def read_names(names: pd.Series, seniority_words: pd.DataFrame, protected_phrases: pd.DataFrame) -> pd.DataFrame:
    """Return spoken_title and subject_title of each name, as `parse_titles` gives them of titles."""
    read = _read_seniority(names, seniority_words, protected_phrases)
    return read[["spoken_title", "subject_title"]].set_axis(names.index)


def _join_deputies(tokens: pd.Series, seniority_words: pd.DataFrame, levels: pd.DataFrame) -> pd.Series:
    """Return tokens with two as one where together they are a word that means a lower rung than the second alone."""
    joint = query(
        """
        WITH ranked AS (
            SELECT w.token, min(lo.level_rank) AS low, max(hi.level_rank) AS high
            FROM words w JOIN levels lo ON lo.level_code = w.level_low JOIN levels hi ON hi.level_code = w.level_high
            WHERE w.track_code IN ('M', 'E') GROUP BY w.token
        )
        SELECT f.token || '|' || s.token AS parted, j.token AS joined
        FROM (SELECT DISTINCT token FROM words) f CROSS JOIN ranked s
        JOIN ranked j ON j.token = f.token || ' ' || s.token AND (j.low, j.high) < (s.low, s.high)
        """,
        words=seniority_words,
        levels=levels,
    )
    instead = dict(joint.itertuples(index=False))
    pattern = re.compile(rf"(?<![^|])(?:{'|'.join(map(re.escape, sorted(instead))) or _NOTHING})(?![^|])")
    return _replace_where(tokens, pattern, lambda parted: instead[parted])


def _read_seniority(titles: pd.Series, seniority_words: pd.DataFrame, protected_phrases: pd.DataFrame) -> pd.DataFrame:
    """Return tokens (those of seniority that a title says, by |), spoken_title, subject_title and is_rank_only."""
    spoken = _spoken(titles, seniority_words, protected_phrases)
    kept = protected_phrases.loc[protected_phrases["says_rung"], "phrase"]
    taken = seniority_words["token"].drop_duplicates()
    return _take_tokens(spoken, taken[~taken.isin(kept)], kept.str.replace(" ", _JOINT))


def _spoken(titles: pd.Series, seniority_words: pd.DataFrame, protected_phrases: pd.DataFrame) -> pd.Series:
    """Return titles as words in small letters with two blanks around each, phrases of the trade held together."""
    words = "|".join(re.escape(word) for word in seniority_words["token"].unique() if len(word) >= _LEAST_LETTERS)
    plain = query(
        rf"""
        SELECT regexp_replace(
            '  ' || trim(regexp_replace(title, '{_NOT_WORD}', '  ', 'g')) || '  ', ' ({words})([1-9]) ', ' \1  \2 ', 'g'
        ) AS spoken
        FROM titles ORDER BY "row"
        """,
        titles=pd.DataFrame({"row": range(len(titles)), "title": titles.str.casefold().to_numpy()}),
    )["spoken"]
    short = seniority_words.dropna(subset=["stands_for"]).drop_duplicates("token").set_index("token")["stands_for"]
    long = {word: stands_for.replace(" ", "  ") for word, stands_for in short.items()}
    whole = _replace(plain, short.index.to_series(), lambda words: long[words.replace("  ", " ")])
    return _replace(whole, protected_phrases["phrase"], lambda words: words.replace("  ", _JOINT))


def _replace(spoken: pd.Series, phrases: pd.Series, instead: Callable[[str], str]) -> pd.Series:
    """Return titles with what stands instead of each phrase in them, blanks around it kept."""
    return _replace_where(spoken, re.compile(_pattern(phrases)), lambda found: f" {instead(found.strip())} ")


def _replace_where(texts: pd.Series, pattern: re.Pattern[str], instead: Callable[[str], str]) -> pd.Series:
    is_found = texts.str.contains(pattern, regex=True).to_numpy(dtype=bool)
    return texts.mask(is_found, texts[is_found].str.replace(pattern, lambda found: instead(found.group()), regex=True))


def _take_tokens(spoken: pd.Series, taken: pd.Series, kept: pd.Series) -> pd.DataFrame:
    """Return what titles say of seniority, and without it; tokens of `kept` say a rung and stay in the subject."""
    return query(
        rf"""
        WITH parted AS (
            SELECT "row", regexp_extract_all(spoken, '{_pattern(pd.concat([taken, kept]))}') AS tokens,
                   trim(regexp_replace(replace(spoken, '{_JOINT}', ' '), ' +', ' ', 'g')) AS title,
                   regexp_replace(spoken, '{_pattern(taken)}', ' ', 'g') AS subject
            FROM spoken
        ),
        stripped AS (
            SELECT *, trim(regexp_replace(replace(subject, '{_JOINT}', ' '), ' +', ' ', 'g')) AS subject_title
            FROM parted
        )
        SELECT array_to_string(list_transform(
                   tokens, lambda token: trim(replace(replace(token, '{_JOINT}', ' '), '  ', ' '))
               ), '|') AS tokens,
               title AS spoken_title, CASE WHEN subject_title <> '' THEN subject_title ELSE title END AS subject_title,
               subject_title = '' AS is_rank_only
        FROM stripped ORDER BY "row"
        """,
        spoken=pd.DataFrame({"row": range(len(spoken)), "spoken": spoken.to_numpy(dtype=object)}),
    )


def _pattern(phrases: pd.Series) -> str:
    """Return a pattern of whole phrases, the longest first, in texts of words with two blanks around each."""
    longest_first = sorted(phrases.unique(), key=lambda phrase: (-len(phrase), phrase))
    words = "|".join(re.escape(phrase).replace(r"\ ", "  ") for phrase in longest_first)
    return f" (?:{words or _NOTHING}) "


def _groups(codes: pd.Series, seniority_by_occupation: pd.DataFrame) -> pd.Series:
    """Return in which of the groups that give words other rungs each code lies, by |."""
    groups = seniority_by_occupation["occupation_code"].drop_duplicates()
    distinct = codes.drop_duplicates().dropna()
    within = pd.Series(
        ["|".join(group for group in groups if code.startswith(group.rstrip("0"))) for code in distinct],
        index=distinct,
        dtype="str",
    )
    return within.reindex(codes.astype("str")).fillna("")


def _read_ranges(words: pd.DataFrame, rules: SeniorityRules) -> pd.DataFrame:
    """Return row, track_code, rank_low, rank_high, level_low, level_high of titles that say a rung."""
    return query(
        read_sql("flows.matching", "title_ranges"),
        title_words=words,
        words=rules.seniority_words,
        by_occupation=rules.seniority_by_occupation,
        levels=rules.levels,
    )


def are_support(codes: pd.Series, support_occupations: pd.DataFrame) -> np.ndarray:
    """Return whether each code, of an occupation or a group of SOC 2018, lies in a group of support; missing: no."""
    groups = tuple(support_occupations["occupation_code"].str.rstrip("0"))
    distinct = pd.Series(codes.dropna().unique(), dtype="str")
    within = set(distinct[distinct.str.startswith(groups)])
    return codes.isin(within).to_numpy(dtype=bool)
