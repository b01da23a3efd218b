"""Finding source folders and handing each source to the reader of its kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from flows.ingest.context import Context
from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.kinds.catalogue_table import read_catalogue_table
from flows.ingest.kinds.code_crosswalk import gather_codes, read_code_crosswalk, require_one_list_each
from flows.ingest.kinds.family_files import read_family_files
from flows.ingest.kinds.occupation_codes import CONTRACTS, read_occupation_codes
from flows.ingest.kinds.onet import read_onet
from flows.ingest.kinds.role_page import read_role_pages
from flows.ingest.recorder import SOURCE_FILE, combine
from flows.profiles import is_left_out, leave_out_source, names_any, schemes_left_out
from flows.steps import Step, gather_results, run_here
from schemas.documents.source import OccupationCodesSource
from schemas.errors import BadCall, BadData, Faults, describe
from schemas.inputs import Framework, Ingested
from schemas.vocabularies import INTERNAL

Reader = Callable[[SourceFolder, Context], Ingested]
CLASSIFICATIONS: dict[str, Callable[[SourceFolder], Ingested]] = {
    "occupation_codes": read_occupation_codes,
    "code_crosswalk": read_code_crosswalk,
}
READERS: dict[str, Reader] = {
    "family_files": read_family_files,
    "role_page": read_role_pages,
    "catalogue_table": read_catalogue_table,
    "onet": read_onet,
}


def find_sources(root: Path, further: Sequence[Path], only: Sequence[str] = ()) -> list[SourceFolder]:
    """Return the sources of raw/ and of further folders, in order of their ids.

    A further folder is a source itself or holds sources. `only` narrows to the sources named; the classifications of
    occupations and the framework stay, since every release rests on them. Raises BadCall for an unknown name or a
    folder without sources, BadData where two sources bear one id.
    """
    places = [root / "raw" / "canon", *_subfolders(root / "raw" / "sources")]
    for folder in further:
        found = [folder] if (folder / SOURCE_FILE).is_file() else _subfolders(folder)
        if not found:
            raise BadCall(f"{folder}: holds no source.yml, nor does any folder in it. Name a folder of sources.")
        places += found
    folders = [*gather_results({str(place): partial(open_folder, place) for place in places}).values()]
    _require_unique(folders)
    unknown = sorted(set(only) - {folder.source.source_id for folder in folders})
    if unknown:
        known = ", ".join(sorted(folder.source.source_id for folder in folders))
        raise BadCall(f"--only names unknown sources: {', '.join(unknown)}. Known are: {known}.")
    for opened in folders:
        opened.is_narrowed = bool(only) and opened.source.source_id not in only
    always = (*CLASSIFICATIONS, "family_files")
    chosen = [folder for folder in folders if not folder.is_narrowed or folder.source.kind in always]
    return sorted(chosen, key=lambda folder: folder.source.source_id)


def _subfolders(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/{SOURCE_FILE}"))


def _require_unique(folders: Sequence[SourceFolder]) -> None:
    seen: dict[str, Path] = {}
    for folder in folders:
        name = folder.source.source_id
        if name in seen:
            raise BadData(
                f"Two sources are called {name!r}: {seen[name]} and {folder.path}. Rename one in its source.yml."
            )
        seen[name] = folder.path


def read_classification(folder: SourceFolder, schemes: set[str], profile: str = INTERNAL) -> Ingested:
    """Return the codes or the links of one source; its row alone where it, or a scheme that it links, is left out."""
    part = CLASSIFICATIONS[folder.source.kind](folder)
    if is_left_out(folder.source, profile):
        return leave_out_source(part)
    if names_any(folder.source, schemes):
        return leave_out_source(part, "it links codes that are left out")
    return part


def read_reference(folders: Sequence[SourceFolder], profile: str = INTERNAL, step: Step = run_here) -> Ingested:
    """Return the classifications of occupations and what links their codes, as far as the profile has them.

    Raises BadData where SOC 2018 or O*NET-SOC 2019 is missing, or a link leads to no code.
    """
    require_one_list_each(folders)
    schemes = schemes_left_out([folder.source for folder in folders], profile)
    classifications = {folder.source.source_id: folder for folder in folders if folder.source.kind in CLASSIFICATIONS}
    reference = combine([*step.map(read_classification, classifications, schemes, profile).values()])
    missing = sorted({"soc_groups", "onet_soc_occupations"} - set(reference.reference))
    if missing:
        raise BadData(
            describe("Classifications are missing under raw/sources", missing, "Restore their folders from git.")
        )
    groups, occupations = reference.reference["soc_groups"], reference.reference["onet_soc_occupations"]
    lost = occupations.loc[~occupations["parent_code"].isin(groups["occupation_code"])]
    if len(lost):
        examples = [f"{row.occupation_code} under {row.parent_code}" for row in lost.itertuples(index=False)]
        what = f"onet_soc_occupations.csv: {len(lost)} occupations stand under no group of soc_groups.csv"
        raise BadData(describe(what, examples, "Restore both files from git, or mend parent_code."))
    return replace(reference, reference=gather_codes(reference.reference))


def make_context(framework: Framework, reference: Ingested) -> Context:
    """Return what the other readers may rely on; raise BadData where the framework names an unknown code."""
    mapped = [reference.reference[name] for name in ("soc_groups", "onet_soc_occupations")]
    titles = pd.concat(mapped, ignore_index=True).set_index("occupation_code")["title"]
    lost = framework.anchors.loc[~framework.anchors["soc_code_2018"].isin(titles.index)]
    if len(lost):
        examples = [f"{row.superfunction_code}: {row.soc_code_2018}" for row in lost.itertuples(index=False)]
        what = f"raw/canon/superfunction_anchors.csv: {len(lost)} codes are not in SOC 2018"
        raise BadData(describe(what, examples, "Edit soc_code_2018 in superfunction_anchors.csv."))
    further = framework.scorer["further_titles"]
    lost = further.loc[~further["occupation_code"].isin(reference.reference["onet_soc_occupations"]["occupation_code"])]
    if len(lost):
        examples = [f"{row.occupation_code}: {row.title}" for row in lost.itertuples(index=False)]
        what = f"raw/canon/scorer/further_titles.csv: {len(lost)} titles stand under codes that are not O*NET-SOC 2019"
        raise BadData(describe(what, examples, "Edit occupation_code in further_titles.csv."))
    return Context(framework, titles)


def read_source(folder: SourceFolder, context: Context, profile: str = INTERNAL) -> Ingested:
    """Return the claims of one source, of one that the profile leaves out its row alone."""
    part = READERS[folder.source.kind](folder, context)
    return leave_out_source(part) if is_left_out(folder.source, profile) else part


def read_sources(
    folders: Sequence[SourceFolder], framework: Framework, profile: str = INTERNAL, step: Step = run_here
) -> Ingested:
    """Return the claims of all sources at hand that the profile has; one that is not at hand leaves a note.

    `step` reads the classifications of occupations, and then all other sources, each on its own. Raises BadData with
    the faults of all of them.
    """
    faults = Faults()
    with faults.catch():
        reference = read_reference(folders, profile, step)
    if faults:
        reference = _read_mapped_lists(folders, faults)
    context = make_context(framework, reference)
    others = {folder.source.source_id: folder for folder in folders if folder.source.kind not in CLASSIFICATIONS}
    at_hand: dict[str, SourceFolder] = {}
    for name, folder in others.items():
        with faults.catch():
            at_hand |= {name: folder} if folder.is_at_hand() else {}
    with faults.catch():
        parts = step.map(read_source, at_hand, context, profile)
    faults.raise_any()
    notes = (_describe_fetching(folder, name in at_hand, profile) for name, folder in others.items())
    ingested = combine([reference, *parts.values()])
    return replace(ingested, notes=(*ingested.notes, *filter(None, notes)))


def _read_mapped_lists(folders: Sequence[SourceFolder], faults: Faults) -> Ingested:
    """Return the two lists of codes that roles are mapped to, so that the faults of other sources are heard of too.

    Raises BadData with the faults that are known where these lists have some themselves.
    """
    codes = [folder.source for folder in folders if isinstance(folder.source, OccupationCodesSource)]
    mapped = {source.source_id for source in codes if source.scheme in CONTRACTS}
    try:
        return read_reference([folder for folder in folders if folder.source.source_id in mapped])
    except BadData:
        faults.raise_any()
        raise


def _describe_fetching(folder: SourceFolder, is_at_hand: bool, profile: str) -> str | None:
    name = folder.source.source_id
    if not is_at_hand:
        return f"{name}: not fetched, left out (canon fetch {name})"
    if folder.is_fetched() and not is_left_out(folder.source, profile):
        return f"{name}: fetched files are used, edition {folder.source.edition}"
    return None
