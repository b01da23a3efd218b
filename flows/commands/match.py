"""The story of `canon match`: read a user's file, find role and occupation of each title, write the file with both."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from flows import user_files
from flows.commands.match_titles import FURTHER, Matcher, match_subjects
from flows.file_arguments import place_beside, require_other_place
from flows.progress import count_result
from schemas.errors import BadCall, BadData
from schemas.match_columns import MATCH_COLUMNS

SUFFIXES = (".csv", ".csv.gz", ".xlsx")


@dataclass(frozen=True)
class Matched:
    """What became of a file: `subjects` has a row a distinct subject with its rows and what was found."""

    file: Path
    out: Path
    rows: int
    scorer_version: str | None
    subjects: pd.DataFrame

    @property
    def trusted_rows(self) -> int:
        """Return the number of rows whose occupation is trusted down to some group."""
        return int(self.subjects.loc[self.subjects["trusted_level"].notna(), "rows"].sum())


@count_result.register
def _(matched: Matched) -> str:
    return f"{matched.rows:,} rows, {matched.trusted_rows:,} trusted"


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
    table = user_files.read_user_table(file, sheet, encoding)
    place = out or default_out(file)
    user_files.require_new_names(table, list(MATCH_COLUMNS))
    require_other_place(file, place)
    subjects, places = distinct_subjects(table, column)
    found = match_subjects(matcher, subjects)
    user_files.write_user_table(place, table, found[list(MATCH_COLUMNS)], places)
    counted = found.assign(title=subjects["title"], rows=np.bincount(places, minlength=len(subjects)))
    return Matched(file, place, len(table), matcher.scorer_version, counted)


def match_folder(matcher: Matcher, folder: Path, out: Path, column: str = "title") -> Iterator[Matched | BadData]:
    """Match every CSV file and workbook of a folder into another; a damaged file is told and the others go on."""
    prepare_folder(folder, out)
    for file, place in files_to_match(folder, out):
        try:
            yield match_file(matcher, file, place, column)
        except (BadCall, BadData) as error:
            yield BadData(str(error))


def prepare_folder(folder: Path, out: Path) -> None:
    """Make the folder to write to; raise BadCall where it is the one that is read, or that one is not there."""
    if not folder.is_dir():
        raise BadCall(f"{folder}: is no folder. Name one with CSV files or workbooks.")
    if out.resolve() == folder.resolve():
        raise BadCall(f"{out}: is the folder that is read. Name another by --out.")
    out.mkdir(parents=True, exist_ok=True)


def files_to_match(folder: Path, out: Path) -> list[tuple[Path, Path]]:
    """Return the CSV files and workbooks of a folder by name, each with its place in `out`; BadCall where none is.

    Hidden files and those that a spreadsheet has open beside a workbook are left out. Files that differ in their ending
    alone keep it in the name of the place.
    """
    listed = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    found = [path for path in listed if path.name.lower().endswith(SUFFIXES)]
    if not found:
        raise BadCall(f"{folder}: holds no file that ends in {', '.join(SUFFIXES)}. Name a folder of such files.")
    names = [default_out(file).name for file in found]
    return [
        (file, out / (name if names.count(name) == 1 else f"{file.name}.matched.csv"))
        for file, name in zip(found, names, strict=True)
    ]


def default_out(file: Path) -> Path:
    """Return the place of the output where none is named: beside the file, its name followed by matched."""
    return place_beside(file, "matched")


def distinct_subjects(table: user_files.UserTable, column: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the distinct subjects of a file (title and the columns of FURTHER) and for each row its place."""
    used = [name for name in FURTHER if table.has(name)]
    if not used:
        titles, places = table.distinct(column)
        return pd.DataFrame({"title": titles}).assign(**dict.fromkeys(FURTHER, "")).reset_index(drop=True), places
    cells = pd.DataFrame({"title": table.column(column)} | {name: table.column(name) for name in used})
    cells = cells.reindex(columns=["title", *FURTHER], fill_value="")
    places = cells.groupby(list(cells.columns), sort=False, dropna=False).ngroup().to_numpy()
    return cells.drop_duplicates().reset_index(drop=True), places


def warn_if_degraded(matcher: Matcher) -> None:
    """Say on standard error that occupations are looked up and not scored, where O*NET is not at hand."""
    if matcher.is_degraded:
        sys.stderr.write(
            "canon: O*NET is not fetched: occupations are looked up in the titles of raw/ only, no score is calibrated "
            "and nothing is trusted. Run `canon fetch onet`.\n"
        )
