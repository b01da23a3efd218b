"""The story of `canon recode`: read a user's file, carry its codes over, write it with what became of each."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows import ingest, occupations, user_files
from flows.config import Config
from flows.file_arguments import UserFile, place_beside, require_other_place
from schemas.inputs import Framework


@dataclass(frozen=True)
class Recoded:
    """What became of a file: where it stands, from which classification to which, and its codes.

    `codes` has a row a distinct code: given, from_code, from_title, rows, and the columns that were added to the file.
    """

    file: Path
    out: Path
    column: str
    from_scheme: str
    to_scheme: str
    via: str | None
    is_recognised: bool
    rows: int
    codes: pd.DataFrame


def recode_file(config: Config, file: UserFile, to_scheme: str, from_scheme: str | None = None) -> Recoded:
    """Write a user's file with the code, title and outcome in another classification after its own columns.

    Rows, order and own cells stay. Raises BadCall where the column, a classification or the place of `out` cannot be
    used, or where the classification of the codes is not named and not plain; BadData where the file is damaged.
    """
    framework = ingest.read_framework(config.canon)
    occupations.require_scheme(to_scheme, framework.code_schemes, "--to")
    if from_scheme is not None:
        occupations.require_scheme(from_scheme, framework.code_schemes, "--from")
    table = user_files.read_user_table(file.path, file.sheet, file.encoding)
    out = file.out or place_beside(file.path, to_scheme)
    user_files.require_new_names(table, occupations.added_columns(to_scheme))
    require_other_place(file.path, out)
    cells = user_files.distinct_cells(table, file.column)
    reference = _reference(config)
    chosen = from_scheme or occupations.recognise_column(cells.rows, reference["scheme_codes"], file.column)
    way = occupations.select_way(_crosswalks(reference, framework), chosen, to_scheme)
    outcome = occupations.recode_codes(cells.given, way, reference["scheme_codes"], framework.code_schemes)
    outcome = cells.arrange_rows(outcome)
    user_files.write_user_table(out, table, outcome[occupations.added_columns(to_scheme)], cells.places)
    via = way["via"].iloc[0] if way["via"].notna().all() else None
    return Recoded(file.path, out, file.column, chosen, to_scheme, via, from_scheme is None, len(table), outcome)


def _reference(config: Config) -> dict[str, pd.DataFrame]:
    folders = ingest.find_sources(config.root, config.sources, config.only)
    return ingest.read_reference(folders).reference


def _crosswalks(reference: dict[str, pd.DataFrame], framework: Framework) -> pd.DataFrame:
    return occupations.build_code_crosswalks(
        reference["scheme_codes"], reference["code_pairs"], framework.code_schemes, framework.code_chains
    )
