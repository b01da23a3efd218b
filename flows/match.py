"""The story of `canon match`: read a user's file, find role and occupation of each title, write the file with both."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from flows import ingest, matching, occupations
from flows.config import Config
from flows.release import assemble, make_scorer, map_roles, read_inputs
from schemas.errors import BadCall, BadData
from schemas.inputs import Inputs
from schemas.scorer import MATCH_COLUMNS, SCORED_COLUMNS
from schemas.text import confidence_bands
from schemas.words import WordForms, split_words

FURTHER = ("alternate_titles", "description", "components")
USAGES = {"default": None, "us-visa": "us_visa"}
MOST_LETTERS = 1000
LEAST_LIKELY = 0.5
SUFFIXES = (".csv", ".csv.gz", ".xlsx")
Score = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Matcher:
    """What files are matched by: the inputs, the canonical roles with their names, and the scorer of occupations.

    `stated` has role_id and occupation_code of the roles whose primary occupation is curated or approved.
    `scorer_version` names the scorer; without O*NET at hand there is none, and matching is degraded.
    """

    inputs: Inputs
    roles: pd.DataFrame
    names: pd.DataFrame
    occupations: pd.DataFrame
    stated: pd.DataFrame
    score: Score
    scorer_version: str | None

    @property
    def is_degraded(self) -> bool:
        """Return whether occupations are looked up and not scored."""
        return self.scorer_version is None


@dataclass(frozen=True)
class Matched:
    """What became of a file: `subjects` has a row a distinct subject with its rows and what was found."""

    file: Path
    out: Path
    rows: int
    scorer_version: str | None
    subjects: pd.DataFrame


def make_matcher(config: Config, usage: str = "default") -> Matcher:
    """Return what files are matched by; without O*NET at hand it is degraded. Raises BadCall for an unknown usage."""
    if usage not in USAGES:
        raise BadCall(f"--usage names {usage!r}. Known are: {', '.join(USAGES)}.")
    inputs = read_inputs(config)
    tables = assemble(inputs)
    framework = inputs.framework
    names = matching.role_names(
        tables["roles"],
        tables["role_subjects"],
        tables["role_aliases"],
        framework.seniority_words,
        framework.protected_phrases,
    )
    known = occupations.build_occupations(inputs.ingested.reference)
    stated = occupations.stated_occupations(map_roles(inputs, tables, known))
    score, scorer_version = choose_scorer(inputs, usage)
    return Matcher(inputs, tables["roles"], names, known, stated, score, scorer_version)


def choose_scorer(inputs: Inputs, usage: str) -> tuple[Score, str | None]:
    """Return the scorer of O*NET's edition at hand and its version, or the look-up in raw/ and None."""
    reference = inputs.ingested.reference
    if "occupation_titles" not in reference:
        return lambda subjects: occupations.look_up_titles(subjects, reference), None
    scorer = make_scorer(inputs)
    return lambda subjects: occupations.score_subjects(subjects, scorer, USAGES[usage]), scorer.version


def match_file(
    matcher: Matcher,
    file: Path,
    out: Path | None = None,
    column: str = "title",
    sheet: str | None = None,
    encoding: str | None = None,
) -> Matched:
    """Write a user's file with role, level and occupation of each title after its own columns.

    Rows, order and own cells stay; distinct subjects are scored once. Raises BadCall where the column or the place of
    `out` cannot be used, BadData where the file is damaged.
    """
    table = ingest.read_user_table(file, sheet, encoding)
    place = out or default_out(file)
    ingest.require_new_names(table, list(MATCH_COLUMNS))
    ingest.require_other_place(file, place)
    subjects, places = distinct_subjects(table, column)
    found = match_subjects(matcher, subjects)
    ingest.write_user_table(place, table, found[list(MATCH_COLUMNS)], places)
    counted = found.assign(title=subjects["title"], rows=np.bincount(places, minlength=len(subjects)))
    return Matched(file, place, len(table), matcher.scorer_version, counted)


def match_folder(matcher: Matcher, folder: Path, out: Path, column: str = "title") -> Iterator[Matched | BadData]:
    """Match every CSV file and workbook of a folder into another; a damaged file is told and the others go on."""
    prepare_folder(folder, out)
    for file in files_to_match(folder):
        try:
            yield match_file(matcher, file, out / default_out(file).name, column)
        except (BadCall, BadData) as error:
            yield BadData(str(error))


def prepare_folder(folder: Path, out: Path) -> None:
    """Make the folder to write to; raise BadCall where it is the one that is read, or that one is not there."""
    if not folder.is_dir():
        raise BadCall(f"{folder}: is no folder. Name one with CSV files or workbooks.")
    if out.resolve() == folder.resolve():
        raise BadCall(f"{out}: is the folder that is read. Name another by --out.")
    out.mkdir(parents=True, exist_ok=True)


def files_to_match(folder: Path) -> list[Path]:
    """Return the CSV files and workbooks of a folder by name; raise BadCall where there is none."""
    found = sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().endswith(SUFFIXES))
    if not found:
        raise BadCall(f"{folder}: holds no file that ends in {', '.join(SUFFIXES)}. Name a folder of such files.")
    return found


def default_out(file: Path) -> Path:
    """Return the place of the output where none is named: beside the file, its name followed by matched."""
    return ingest.place_beside(file, "matched")


def distinct_subjects(table: ingest.UserTable, column: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the distinct subjects of a file (title and the columns of FURTHER) and for each row its place."""
    used = [name for name in FURTHER if table.has(name)]
    if not used:
        titles, places = table.distinct(column)
        return pd.DataFrame({"title": titles}).assign(**dict.fromkeys(FURTHER, "")).reset_index(drop=True), places
    cells = pd.DataFrame({"title": table.column(column)} | {name: table.column(name) for name in used})
    cells = cells.reindex(columns=["title", *FURTHER], fill_value="")
    places = cells.groupby(list(cells.columns), sort=False, dropna=False).ngroup().to_numpy()
    return cells.drop_duplicates().reset_index(drop=True), places


def match_subjects(matcher: Matcher, subjects: pd.DataFrame) -> pd.DataFrame:
    """Return MATCH_COLUMNS for each subject, in order; a title that cannot be read has a reason and nothing else."""
    titles = subjects["title"].str.strip()
    why_not = unreadable(titles)
    readable = subjects.loc[why_not.isna()].reset_index(drop=True)
    cut = readable.assign(title=readable["title"].str.strip().str.slice(0, MOST_LETTERS))
    framework = matcher.inputs.framework
    forms = occupations.word_forms(framework.scorer["word_forms"])
    scored = withdraw_empty(matcher.score(cut), cut, forms)
    is_support = matching.are_support(_likely_codes(scored), framework.support_occupations)
    parsed = matching.parse_titles(
        cut["title"],
        framework.seniority_words,
        framework.levels,
        framework.protected_phrases,
        framework.seniority_by_occupation,
        scored["onet_soc_code_2019"],
        is_support,
    )
    roles = matching.match_roles(
        parsed, cut["title"], is_support, matcher.names, matcher.roles, forms, framework.parameter
    )
    decisions = occupations.latest_decisions(matcher.inputs.curation.mapping_decisions)
    found = pd.concat([roles, parsed[["level_low", "level_high"]], scored], axis=1)
    found = occupations.withdraw_trust(found, matcher.stated, decisions, matcher.occupations)
    found["confidence_band"] = confidence_bands(found["confidence_score"]).where(found["confidence_score"].notna())
    found["review_status"] = _review_status(found, decisions)
    is_cut = readable["title"].str.len() > MOST_LETTERS
    told = f"only the first {MOST_LETTERS:,} characters were read"
    found["reason"] = found["reason"].mask(is_cut, found["reason"].add("; ").fillna("") + told)
    found.index = np.flatnonzero(why_not.isna())
    everything = found.reindex(pd.RangeIndex(len(subjects)))
    return everything.assign(reason=everything["reason"].where(why_not.isna(), why_not))


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


def _likely_codes(scored: pd.DataFrame) -> pd.Series:
    """Return the trusted code, else the best guess where it is likelier right than not, else missing."""
    is_likely = scored["confidence_score"].ge(LEAST_LIKELY)
    return scored["trusted_code"].where(scored["trusted_code"].notna(), scored["onet_soc_code_2019"].where(is_likely))


def unreadable(titles: pd.Series) -> pd.Series:
    """Return why a title cannot be read, missing where it can: blank, or without a letter of Latin script."""
    why = pd.Series(None, index=titles.index, dtype="object")
    why = why.mask(~matching.has_latin_letter(titles), "not matched: the title holds no letter of Latin script")
    return why.mask(titles == "", "not matched: the title is blank")


def _review_status(found: pd.DataFrame, latest: pd.DataFrame) -> pd.Series:
    is_given = found["role_id"].notna() | found["onet_soc_code_2019"].notna()
    status = pd.Series("needs_review", index=found.index, dtype="object")
    is_approved = occupations.are_decided(found["role_id"], found["onet_soc_code_2019"], latest, "approve")
    return status.mask(is_approved, "approved").where(is_given)


def warn_if_degraded(matcher: Matcher) -> None:
    """Say on standard error that occupations are looked up and not scored, where O*NET is not at hand."""
    if matcher.is_degraded:
        sys.stderr.write(
            "canon: O*NET is not fetched: occupations are looked up in the titles of raw/ only, no score is calibrated "
            "and nothing is trusted. Run `canon fetch onet`.\n"
        )
