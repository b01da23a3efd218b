"""Reads codes, titles and parents of an occupation classification from one authored CSV file."""

from pathlib import Path

import pandas as pd

from flows.ingest.claims import Recorder
from flows.ingest.files import read_authored_table
from flows.ingest.folder import SourceFolder
from schemas.errors import BadData, describe
from schemas.inputs import Ingested
from schemas.raw import ONET_OCCUPATIONS, SOC_GROUPS
from schemas.source_document import OccupationCodesSource

LEVELS = ("major", "minor", "broad", "detailed")


def read_occupation_codes(folder: SourceFolder) -> Ingested:
    """Return the codes as the reference table `soc_groups` or `onet_soc_occupations`; any bad row raises BadData."""
    source = folder.source
    assert isinstance(source, OccupationCodesSource)
    contract = SOC_GROUPS if source.scheme == "soc_2018" else ONET_OCCUPATIONS
    recorder = Recorder(source)
    name, listed = folder.listed_file()
    folder.content(name, listed.sha256)
    codes = read_authored_table(folder.path / name, contract)
    if listed.rows and not listed.rows.min <= len(codes) <= listed.rows.max:
        raise BadData(
            f"{folder.path / name}: {len(codes)} rows, but source.yml expects {listed.rows.min} to {listed.rows.max}. "
            "Restore the file, or mend the bounds."
        )
    if contract is SOC_GROUPS:
        _require_tree(codes, folder.path / name)
    recorder.add_file(name, *folder.read[name])
    recorder.records_read = len(codes)
    return recorder.finish(further_rows=len(codes), reference={contract.name.removesuffix(".csv"): codes})


def _require_tree(codes: pd.DataFrame, path: Path) -> None:
    """Raise BadData unless every group but a major one hangs under a wider group."""
    rank = codes["classification_level"].map({level: rank for rank, level in enumerate(LEVELS)})
    above = codes["parent_code"].map(pd.Series(rank.to_numpy(), index=codes["occupation_code"])).fillna(len(LEVELS))
    is_major = (codes["classification_level"] == "major") & codes["parent_code"].isna()
    lost = codes.loc[~is_major & ~(above < rank)]
    if len(lost):
        examples = [f"{row.occupation_code} under {row.parent_code}" for row in lost.itertuples(index=False)]
        what = f"{path}: {len(lost)} groups do not hang under a wider group"
        raise BadData(describe(what, examples, f"Edit {path}."))
