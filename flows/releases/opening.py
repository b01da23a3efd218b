"""Finds releases by name, and opens one for reading: its tables as frames, or as rows by DuckDB, which opens sooner."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.releases.ledger import LATEST, latest_of, read_index, read_manifest
from schemas.errors import BadCall, BadData, describe
from schemas.settings import Section, select_section
from schemas.sql import connect

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MANIFEST, PREVIOUS = "manifest.json", "previous"
MOST_HINTS = 12


@dataclass(frozen=True)
class Opened:
    """A release folder from which tables are read."""

    folder: Path

    @cached_property
    def version(self) -> str:
        """Return the version of the release."""
        return str(json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))["data_version"])

    def settings(self, section: type[Section]) -> Section:
        """Return the release's own settings of one stage; raise BadCall where the release lacks one of them."""
        rows = self.query("SELECT parameter, value FROM parameters", ["parameters"])
        try:
            return select_section(((row["parameter"], row["value"]) for row in rows), section)
        except BadData as error:
            raise BadCall(f"Release {self.version} is too old: {error} Build a new one by `canon release`.") from error

    def holds(self, name: str) -> bool:
        """Return whether the release has a table."""
        return self._file(name).is_file()

    def table(self, name: str, **wanted: list[str]) -> "pd.DataFrame":
        """Return a published table, or of it the rows that hold one of the wanted values in a column."""
        import pandas as pd

        filters = [(column, "in", values) for column, values in wanted.items()] or None
        return pd.read_parquet(self._file(name), filters=filters)

    def query(self, sql: str, tables: Iterable[str], **parameters: object) -> list[dict[str, Any]]:
        """Return the rows of a query over published tables, ready for JSON; `parameters` are what it names by $.

        Raises BadCall where the release lacks one of the tables.
        """
        for name in tables:
            self._add_view(name)
        result = self._database.execute(sql, parameters)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def find_role(self, name: str) -> dict[str, Any]:
        """Return the row of `roles` of a code or an id, in any case, a role that is not deprecated first.

        Raises BadCall where there is none, with codes that are near it.
        """
        sql = """
            SELECT * FROM roles WHERE role_code = upper($name) OR role_id = lower($name)
            ORDER BY status = 'deprecated', role_id LIMIT 1
        """
        rows = self.query(sql, ["roles"], name=name)
        if not rows:
            raise BadCall(f"The release has no role {name!r}. {self._hint(name)}")
        return rows[0]

    def _hint(self, name: str) -> str:
        sql = """
            SELECT role_code FROM roles WHERE starts_with(role_code, upper($prefix))
            ORDER BY track_code, level_rank, role_code LIMIT $most
        """
        for parts in (2, 1):
            prefix = ".".join(name.split(".")[:parts]) + "."
            near = self.query(sql, ["roles"], prefix=prefix, most=MOST_HINTS)
            if near:
                return f"Near it are {', '.join(row['role_code'] for row in near)}."
        return "`canon tree` shows the families, and `canon find TEXT` searches for titles."

    def _file(self, name: str) -> Path:
        return self.folder / "parquet" / f"{name}.parquet"

    @cached_property
    def _database(self) -> "duckdb.DuckDBPyConnection":
        return connect()

    def _add_view(self, name: str) -> None:
        if not self.holds(name):
            raise BadCall(f"{self.folder}: has no table {name}. Build a new release by `canon release`.")
        path = str(self._file(name)).replace("'", "''")
        self._database.execute(f"CREATE VIEW IF NOT EXISTS {name} AS FROM read_parquet('{path}')")


def open_latest(out: Path, profile: str | None) -> Opened:
    """Return the latest release, of the profile that is named; raise BadCall where there is none yet."""
    row = latest_of(out, profile) if profile else None
    folder = out / (row["version"] if row else LATEST)
    if not (folder / MANIFEST).is_file() or (profile and row is None):
        what = f"no release of profile {profile!r}" if profile else "no release"
        remedy = f"`canon release{f' --profile {profile}' if profile else ''}`"
        raise BadCall(f"{out}: holds {what} yet. Run {remedy} first, or name the folder by --releases.")
    return Opened(folder.resolve())


def find_release(out: Path, name: str) -> Path:
    """Return the folder of a release by its version in `out`, `latest`, `previous`, or a path; BadCall for none.

    `previous` is the release before the latest, of the same profile.
    """
    if name != PREVIOUS:
        return find_folder(out, name, MANIFEST)
    version = read_manifest(find_folder(out, LATEST, MANIFEST))["previous_version"]
    if version is None:
        raise BadCall(f"{out}: holds no release before the latest one of its profile. Name a version or a folder.")
    return find_folder(out, version, MANIFEST)


def find_folder(out: Path, name: str, holds: str = ".") -> Path:
    """Return the folder of what may be a release, if that file is in it; else raise BadCall."""
    places = [out / name] if name == LATEST or Path(name).name == name else []
    for place in [*places, Path(name)]:
        if place.is_dir() and (place / holds).exists():
            return place.resolve()
    known = [row["version"] for row in read_index(out) if (out / row["version"]).is_dir()]
    what = f"{name!r} is no release: {out} holds {len(known)}" + (", the newest first" if known else "")
    raise BadCall(
        describe(what, reversed(known), "Name one of its versions, `latest`, `previous`, or the folder of a release.")
    )


def make_records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the rows as records ready for JSON, missing values as null."""
    records: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return records
