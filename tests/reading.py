"""Reads tables of a release for tests."""

import pandas as pd

from flows.publish import Release


def table(release: Release, name: str) -> pd.DataFrame:
    """Return a published table from its Parquet file."""
    return pd.read_parquet(release.path / "parquet" / f"{name}.parquet")
