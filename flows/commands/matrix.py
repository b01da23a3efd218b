"""The story of `canon matrix`: the distances between all roles of a part of a release, as a file."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows import adjacency, publish
from flows.config import Config
from flows.drafts import open_draft
from flows.releases import open_latest
from schemas.errors import BadCall, describe
from schemas.settings import AdjacencySettings

FORMS = (".parquet", ".csv")


@dataclass(frozen=True)
class Written:
    """What was written: the file, its size, and how many roles it relates."""

    out: Path
    roles: int
    bytes: int


def write_part(config: Config, out: Path, family: str | None, superfunction: str | None) -> Written:
    """Write the matrix of distances between the roles of a family or of a superfunction, whatever their number.

    Square, labelled by role_code in the first column and as the names of the others, in order of role_code. Raises
    BadCall where not one part is named, the release lacks it or `out` names no such file; BadData where `out` cannot be
    written, and then nothing is left there.
    """
    if (family is None) == (superfunction is None):
        raise BadCall("Name one part: --family SRES, or --superfunction TECH.")
    if out.suffix not in FORMS:
        raise BadCall(f"{out}: name a file that ends in {' or '.join(FORMS)}.")
    release = open_latest(config.out, config.profile)
    tier = "family" if family else "superfunction"
    part = _select_part(release.table("roles"), f"{tier}_code", str(family or superfunction))
    labels, blocks = adjacency.iterate_role_matrix(part, release.settings(AdjacencySettings))
    square = publish.Square("role_code", labels, blocks)
    _write_square(square, out, release.version)
    return Written(out, len(part), out.stat().st_size)


def _select_part(roles: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    part = roles.loc[roles[column] == code.upper()]
    if part.empty:
        what = f"The release has no role of {column} {code!r}; it has:"
        raise BadCall(describe(what, sorted(roles[column].unique()), "`canon tree` shows all of them."))
    return part


def _write_square(square: publish.Square, out: Path, version: str) -> None:
    with open_draft(out, "Free the place, or name another by --out.") as draft:
        if out.suffix == ".csv":
            square.write_csv(draft)
        else:
            square.write_parquet(draft, {"canon.data_version": version, "canon.table": "role_distance_matrix"})
