"""Opens the latest release for showing."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.config import Config
from flows.publish import latest_of
from schemas.errors import BadCall


@dataclass(frozen=True)
class Opened:
    """A release folder from which tables are read."""

    folder: Path

    def holds(self, name: str) -> bool:
        """Return whether the release has a table."""
        return (self.folder / "parquet" / f"{name}.parquet").is_file()

    def table(self, name: str) -> pd.DataFrame:
        """Return a published table."""
        return pd.read_parquet(self.folder / "parquet" / f"{name}.parquet")


def open_latest(config: Config, profile: str | None = None) -> Opened:
    """Return the latest release, or that of a profile; raise BadCall where there is none yet."""
    row = latest_of(config.out, profile) if profile else None
    folder = config.out / (row["version"] if row else "latest")
    if not (folder / "manifest.json").is_file() or (profile and row is None):
        what = f"no release of profile {profile!r}" if profile else "no release"
        remedy = f"`canon release{f' --profile {profile}' if profile else ''}`"
        raise BadCall(f"{config.out}: holds {what} yet. Run {remedy} first, or name the folder by --out.")
    return Opened(folder.resolve())
