"""Opens the latest release for showing."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.config import Config
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


def open_latest(config: Config) -> Opened:
    """Return the latest release; raise BadCall where there is none yet."""
    folder = config.out / "latest"
    if not (folder / "manifest.json").is_file():
        raise BadCall(f"{config.out}: holds no release yet. Run `canon release` first, or name the folder by --out.")
    return Opened(folder.resolve())
