"""The story of `canon diff`: tell what differs between two releases."""

from pathlib import Path

from flows import compare, ingest
from flows.config import Config
from schemas.differences import Difference


def diff_releases(config: Config, old: Path, new: Path) -> Difference:
    """Return what differs from one release to another, each named by its folder; BadData where one is damaged."""
    return compare.compare_releases(old, new, ingest.read_framework(config.canon).settings.compare)
