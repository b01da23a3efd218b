"""Reads pairs of codes of two classifications, and puts all codes and pairs of a run together."""

from collections.abc import Sequence

import pandas as pd

from flows.ingest.folder import SourceFolder
from flows.ingest.kinds.occupation_codes import read_listed_table
from flows.ingest.recorder import Recorder
from schemas.documents.source import CodeCrosswalkSource, OccupationCodesSource
from schemas.errors import BadData, describe
from schemas.inputs import Ingested
from schemas.raw import CODE_PAIRS

_CODES = ["scheme", "code", "title", "is_group"]
_PAIRS = ["from_scheme", "from_code", "to_scheme", "to_code", "source_id"]


def read_code_crosswalk(folder: SourceFolder) -> Ingested:
    """Return the reference table `pairs_<source_id>`: from_scheme, from_code, to_scheme, to_code, source_id."""
    source = folder.source
    assert isinstance(source, CodeCrosswalkSource)
    recorder = Recorder(source)
    pairs = read_listed_table(folder, CODE_PAIRS)
    for name, _ in folder.listed():
        recorder.add_file(name, *folder.read[name])
    recorder.records_read = len(pairs)
    schemes = {"from_scheme": source.from_scheme, "to_scheme": source.to_scheme, "source_id": source.source_id}
    named = pairs.assign(**schemes)[_PAIRS]
    return recorder.finish(further_rows=len(pairs), reference={f"pairs_{source.source_id}": named})


def require_one_list_each(folders: Sequence[SourceFolder]) -> None:
    """Raise BadData where two sources give the codes of one classification."""
    seen: dict[str, SourceFolder] = {}
    for folder in folders:
        if not isinstance(folder.source, OccupationCodesSource):
            continue
        other = seen.setdefault(folder.source.scheme, folder)
        if other is not folder:
            places = f"{other.path} and {folder.path}"
            raise BadData(f"Two sources give the codes of {folder.source.scheme}: {places}. Remove one of them.")


def gather_codes(reference: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the reference tables with `scheme_codes` and `code_pairs` in place of those a source.

    scheme_codes has scheme, code, title, is_group (wider than the codes that crosswalks link); code_pairs from_scheme,
    from_code, to_scheme, to_code, source_id. Raises BadData where a pair names a code that its classification lacks.
    """
    lists = [reference[name] for name in sorted(reference) if name.startswith("codes_")]
    links = [reference[name] for name in sorted(reference) if name.startswith("pairs_")]
    codes = pd.concat([pd.DataFrame(columns=_CODES).astype({"is_group": "bool"}), *lists], ignore_index=True)
    pairs = pd.concat([pd.DataFrame(columns=_PAIRS), *links], ignore_index=True)
    known = pd.MultiIndex.from_frame(codes[["scheme", "code"]])
    for side in ("from", "to"):
        named = pairs[[f"{side}_scheme", f"{side}_code"]]
        lost = pairs.loc[~pd.MultiIndex.from_frame(named).isin(known)]
        if len(lost):
            examples = [f"{row[0]} of {row[1]}" for row in lost[[f"{side}_code", f"{side}_scheme"]].to_numpy()]
            what = f"raw/sources/{lost['source_id'].iloc[0]}: {len(lost)} pairs name codes that no list has"
            raise BadData(describe(what, examples, "Restore the crosswalk and the lists of codes from git."))
    others = {name: table for name, table in reference.items() if not name.startswith(("codes_", "pairs_"))}
    return others | {"scheme_codes": codes, "code_pairs": pairs}
