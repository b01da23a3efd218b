"""Reads codes, titles and parents of an occupation classification from one authored CSV file."""

from pathlib import Path

import pandas as pd

from flows.ingest.files import read_authored_table
from flows.ingest.folder import SourceFolder
from flows.ingest.recorder import Recorder
from schemas.documents.source import OccupationCodesSource
from schemas.errors import BadData, describe
from schemas.inputs import Ingested
from schemas.raw import ONET_OCCUPATIONS, SCHEME_CODES, SOC_GROUPS
from schemas.table import Table

LEVELS = ("major", "minor", "broad", "detailed")
# Classifications to which roles are mapped; of the others codes and titles are enough.
CONTRACTS = {"soc_2018": SOC_GROUPS, "onet_soc_2019": ONET_OCCUPATIONS}


def read_occupation_codes(folder: SourceFolder) -> Ingested:
    """Return the codes of a classification as reference tables; any bad row raises BadData.

    `codes_<scheme>` has scheme, code, title, is_group; SOC 2018 also gives `soc_groups`, O*NET-SOC 2019 also
    `onet_soc_occupations` and, of its parents, `pairs_<source_id>` as crosswalks give them.
    """
    source = folder.source
    assert isinstance(source, OccupationCodesSource)
    contract = CONTRACTS.get(source.scheme, SCHEME_CODES)
    recorder = Recorder(source)
    codes = read_listed_table(folder, contract)
    if contract is SOC_GROUPS:
        _require_tree(codes, folder.path / next(name for name, _ in folder.listed()))
    for name, _ in folder.listed():
        recorder.add_file(name, *folder.read[name])
    recorder.records_read = len(codes)
    return recorder.finish(further_rows=len(codes), reference=_reference(codes, source, contract))


def read_listed_table(folder: SourceFolder, contract: Table) -> pd.DataFrame:
    """Return the one file of a source by its contract; raise BadData where its rows are outside their bounds."""
    name, listed = folder.listed_file()
    folder.content(name, listed.sha256)
    rows = read_authored_table(folder.path / name, contract)
    if listed.rows and not listed.rows.min <= len(rows) <= listed.rows.max:
        raise BadData(
            f"{folder.path / name}: {len(rows)} rows, but source.yml expects {listed.rows.min} to {listed.rows.max}. "
            "Restore the file, or mend the bounds."
        )
    return rows


def _reference(codes: pd.DataFrame, source: OccupationCodesSource, contract: Table) -> dict[str, pd.DataFrame]:
    named = codes.rename(columns={"occupation_code": "code"}).assign(scheme=source.scheme, is_group=False)
    if contract is SOC_GROUPS:
        named["is_group"] = named["classification_level"] != LEVELS[-1]
    tables = {f"codes_{source.scheme}": named[["scheme", "code", "title", "is_group"]]}
    if contract is not SCHEME_CODES:
        tables[contract.name.removesuffix(".csv")] = codes
    if contract is ONET_OCCUPATIONS:
        schemes = {"from_scheme": source.scheme, "to_scheme": "soc_2018", "source_id": source.source_id}
        pairs = codes.rename(columns={"occupation_code": "from_code", "parent_code": "to_code"}).assign(**schemes)
        tables[f"pairs_{source.source_id}"] = pairs[["from_scheme", "from_code", "to_scheme", "to_code", "source_id"]]
    return tables


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
