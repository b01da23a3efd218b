"""Opens the latest release for showing."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from flows.releases.ledger import latest_of
from schemas.errors import BadCall, BadData
from schemas.settings import Section, read_section


@dataclass(frozen=True)
class Opened:
    """A release folder from which tables are read."""

    folder: Path

    @cached_property
    def version(self) -> str:
        """Return the version of the release."""
        return str(json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))["data_version"])

    def settings(self, section: type[Section]) -> Section:
        """Return the release's own settings of one stage; raise BadCall where the release lacks one of them."""
        try:
            return read_section(self.table("parameters"), section)
        except BadData as error:
            raise BadCall(f"Release {self.version} is too old: {error} Build a new one by `canon release`.") from error

    def holds(self, name: str) -> bool:
        """Return whether the release has a table."""
        return (self.folder / "parquet" / f"{name}.parquet").is_file()

    def table(self, name: str, **wanted: list[str]) -> pd.DataFrame:
        """Return a published table, or of it the rows that hold one of the wanted values in a column."""
        filters = [(column, "in", values) for column, values in wanted.items()] or None
        return pd.read_parquet(self.folder / "parquet" / f"{name}.parquet", filters=filters)


def open_latest(out: Path, profile: str | None) -> Opened:
    """Return the latest release, of the profile that is named; raise BadCall where there is none yet."""
    row = latest_of(out, profile) if profile else None
    folder = out / (row["version"] if row else "latest")
    if not (folder / "manifest.json").is_file() or (profile and row is None):
        what = f"no release of profile {profile!r}" if profile else "no release"
        remedy = f"`canon release{f' --profile {profile}' if profile else ''}`"
        raise BadCall(f"{out}: holds {what} yet. Run {remedy} first, or name the folder by --out.")
    return Opened(folder.resolve())


def find_role(roles: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the one row of `roles` of a code or an id; BadCall where there is none, with codes that are near it."""
    found = roles.loc[(roles["role_code"] == name.upper()) | (roles["role_id"] == name.lower())]
    if found.empty:
        raise BadCall(f"The release has no role {name!r}. {_hint(roles, name.upper())}")
    return found.sort_values("status", key=lambda status: status == "deprecated", kind="stable").head(1)


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as records ready for JSON, missing values as null."""
    records: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False))
    return records


def _hint(roles: pd.DataFrame, code: str) -> str:
    for parts in (2, 1):
        prefix = ".".join(code.split(".")[:parts]) + "."
        near = roles.loc[roles["role_code"].str.startswith(prefix)].sort_values(["track_code", "level_rank"])
        if len(near):
            return f"Near it are {', '.join(near['role_code'].head(12))}."
    return "`canon tree` shows what there is."
