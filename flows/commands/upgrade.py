"""The story of `canon upgrade`: read a user's file, carry its role ids or codes to another release, write it again."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows import compare, ingest, user_files
from flows.config import Config
from flows.file_arguments import UserFile, place_beside, require_other_place
from flows.releases import read_manifest


@dataclass(frozen=True)
class Upgraded:
    """What became of a file: where it stands, from which release to which, and its cells.

    `cells` has a row a distinct cell: given, title, value, choices, choice_titles, status, reason, rows.
    """

    file: Path
    out: Path
    column: str
    from_version: str
    to_version: str
    rows: int
    cells: pd.DataFrame


def upgrade_file(config: Config, file: UserFile, old: Path, new: Path) -> Upgraded:
    """Write a user's file with the ids or codes of a column as a later release has them.

    Rows, order and the other cells stay; what became of each row follows its own columns, in the place of what an
    earlier upgrade said. Raises BadCall where the column, a release or the place of `out` cannot be used; BadData
    where the file or a release is damaged.
    """
    versions = read_manifest(old)["data_version"], read_manifest(new)["data_version"]
    table = user_files.leave_out(
        user_files.read_user_table(file.path, file.sheet, file.encoding), compare.UPGRADE_COLUMNS
    )
    out = file.out or place_beside(file.path, versions[1])
    user_files.require_new_names(table, compare.UPGRADE_COLUMNS)
    require_other_place(file.path, out)
    cells = user_files.distinct_cells(table, file.column)
    settings = ingest.read_framework(config.canon).settings.compare
    outcome = compare.upgrade_roles(cells.given, compare.open_pair(old, new), versions, settings)
    outcome = cells.arrange_rows(outcome)
    user_files.write_user_table(
        out,
        user_files.replace_cells(table, file.column, outcome["value"], cells.places),
        _make_added_columns(outcome),
        cells.places,
    )
    return Upgraded(file.path, out, file.column, *versions, len(table), outcome)


def _make_added_columns(outcome: pd.DataFrame) -> pd.DataFrame:
    before = outcome["given"].where(outcome["value"] != outcome["given"])
    columns = (before, *(outcome[name] for name in ("choices", "choice_titles", "status", "reason")))
    return pd.DataFrame(dict(zip(compare.UPGRADE_COLUMNS, columns, strict=True)))
