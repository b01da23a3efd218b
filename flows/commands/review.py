"""The review of mappings: questions go out as a workbook, decisions come back into raw/curation/."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows import curation, ingest, occupations
from flows.config import Config
from flows.releases import Opened, open_latest
from schemas.errors import BadCall, BadData

TABLES = ("roles", "occupations", "role_occupations", "source_roles")
DECISIONS_FILE = "mapping_decisions.csv"


@dataclass(frozen=True)
class Exported:
    """A review file: the workbook, the CSV beside it, how many rows each holds, and of which release."""

    workbook: Path
    beside: Path
    rows: int
    version: str


@dataclass(frozen=True)
class Imported:
    """What an import did: the ids that were appended to the file."""

    decision_ids: list[str]
    path: Path


def export_review(
    config: Config, out: Path | None = None, limit: int | None = None, family: str | None = None
) -> Exported:
    """Write what is to be decided of the latest release's mappings as a workbook and as CSV beside it.

    `limit` keeps the first rows, `family` those of one family. Raises BadCall where there is no release, where it is
    of an older contract, where the family is unknown, or where a file is already there: it may be filled in.
    """
    release = open_latest(config.out, config.profile)
    tables = _tables(release)
    version = release.folder.name
    curated = ingest.read_curation(config.root / "raw" / "curation")
    latest = occupations.latest_decisions(curated.mapping_decisions)
    rows = curation.review_rows(tables, curated.mapping_decisions, latest, version)
    path = out or config.out / f"review-{version}.xlsx"
    _require_place(path)
    chosen = _narrow_rows(rows, tables["roles"], family).head(limit)
    curator_ids = curated.curators["curator_id"].tolist()
    beside = curation.write_review(chosen, curator_ids, path, config.release_date)
    return Exported(path, beside, len(chosen), version)


def _tables(release: Opened) -> dict[str, pd.DataFrame]:
    tables = {name: release.table(name) for name in TABLES}
    if "rests_on" not in tables["role_occupations"]:
        raise BadCall(f"{release.folder}: was built by an older Canon. Run `canon release` first, then export.")
    return tables


def _require_place(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise BadCall(f"{path}: is no name of a workbook. Give --out a name that ends in .xlsx.")
    taken = [place for place in (path, path.with_suffix(".csv")) if place.exists()]
    if taken:
        raise BadCall(f"{taken[0]}: is already there and may be filled in. Move it away, or name another by --out.")


def _narrow_rows(rows: pd.DataFrame, roles: pd.DataFrame, family: str | None) -> pd.DataFrame:
    if family is None:
        return rows
    of_family = roles.loc[roles["family_code"] == family.upper(), "role_id"]
    if of_family.empty:
        known = ", ".join(sorted(roles["family_code"].unique())[:12])
        raise BadCall(f"{family!r} is no family with roles. Some that are: {known}; `canon tree` shows all.")
    return rows.loc[rows["role_id"].isin(of_family)]


def import_review(config: Config, path: Path) -> Imported:
    """Check a review file as a whole and append what it newly decides to raw/curation/mapping_decisions.csv.

    Raises BadData where any row is wrong, BadCall where there is no such file; then nothing is imported.
    """
    folder = config.root / "raw" / "curation"
    review = curation.read_review(path)
    version = curation.reviewed_release(review, path)
    curated = ingest.read_curation(folder)
    release = Opened(config.out / version)
    if not (release.folder / "manifest.json").is_file():
        raise BadData(
            f"{path}: was made from release {version}, which {config.out} does not hold. Name the folder of releases "
            "by --releases, or export again; nothing was imported."
        )
    tables = _tables(release)
    titles = release.table("occupation_titles") if release.holds("occupation_titles") else None
    reviewed = curation.Reviewed(
        tables["role_occupations"],
        tables["roles"],
        tables["occupations"],
        curated.mapping_decisions,
        occupations.latest_decisions(curated.mapping_decisions),
        tuple(curated.curators["curator_id"]),
        lambda pairs: occupations.state_facts(pairs, tables["roles"], tables["occupations"], titles),
    )
    new = curation.check_review(review, reviewed, config.release_date, path)
    if new.empty:
        return Imported([], folder / DECISIONS_FILE)
    # The numbers of new decisions are not known yet, so a conflict among them is told by their rows.
    numbered = new.assign(decision_id="row " + new[curation.ROW].astype("str"))
    occupations.require_one_exact(pd.concat([curated.mapping_decisions, numbered], ignore_index=True))
    ids = curation.append_decisions(folder / DECISIONS_FILE, curated.mapping_decisions, new)
    return Imported(ids, folder / DECISIONS_FILE)
