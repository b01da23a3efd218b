"""Reads an edition of the O*NET database in any of its layouts into Canon's reference tables."""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from flows.ingest.context import Context
from flows.ingest.folder import SourceFolder
from flows.ingest.kinds.onet.archive import Member, open_members, zip_members
from flows.ingest.kinds.onet.checks import accept_rows
from flows.ingest.kinds.onet.editions import compare_editions, edition_doubts
from flows.ingest.kinds.onet.recognise import Recognised, Taken, gather, missing_tables, onet_layout, recognise
from flows.ingest.kinds.onet.shapes import shape_tables
from flows.ingest.kinds.onet.tables import find_tables
from flows.ingest.recorder import SOURCE_FILE, Recorder
from schemas.documents.source import OnetSource
from schemas.errors import BadData, describe
from schemas.inputs import Ingested


@dataclass(frozen=True)
class Edition:
    """One edition as it was loaded: its members, the tables found in them, their rows, and the published shapes."""

    members: list[Member]
    found: list[Recognised]
    taken: dict[str, Taken]
    reference: dict[str, pd.DataFrame]


def read_onet(folder: SourceFolder, context: Context) -> Ingested:
    """Return O*NET's reference tables: `occupation_descriptions`, and of the following those that the edition has.

    `job_zones`, `occupation_titles`, `occupation_tasks`, `occupation_activities`, `occupation_ratings`,
    `occupation_software`, `occupation_relations`; and `occupation_changes` where source.yml names an edition to
    compare with that is at hand. Tables are recognised by their columns; one that is missing leaves a note and a
    warning. Raises BadData where there is no table of occupations, or a file is damaged.
    """
    recorder = Recorder(folder.source)
    edition = load_edition(folder, context, recorder)
    recorder.records_read = sum(table.read for table in edition.taken.values())
    notes = [*_tell_missing(edition, folder, recorder), *_tell_doubts(edition, folder, recorder)]
    _warn_of_unknown(edition, recorder)
    changes, told = _changes(edition, folder, context)
    for name in sorted(set(folder.read) - {SOURCE_FILE}):
        recorder.add_file(name, *folder.read[name])
    accepted = sum(len(table.rows) for table in edition.taken.values())
    ingested = recorder.finish(accepted, edition.reference | changes)
    return replace(ingested, notes=(*notes, *told))


def load_edition(folder: SourceFolder, context: Context, recorder: Recorder) -> Edition:
    """Return one edition, its bad rows noted as rejected."""
    members = open_members(folder)
    found = find_known(members)
    _require_occupations(found, f"{folder.path / ', '.join(name for name, _ in folder.listed())}")
    taken = gather(found)
    known_codes = _onet_codes(context)
    for table in taken.values():
        accept_rows(table, known_codes, recorder)
    return Edition(members, found, taken, shape_tables(taken, recorder))


def require_onet(archive: Path, given: Path, most: int) -> None:
    """Raise BadData, in words on what was `given`, unless an archive holds O*NET's table of occupations.

    `most` is how many bytes it may unpack to.
    """
    _require_occupations(find_known(list(zip_members(archive.read_bytes(), given.name, given, most))), given)


def find_known(members: list[Member]) -> list[Recognised]:
    """Return the tables of an archive that the catalogue knows."""
    layout = onet_layout()
    candidates = (recognise(raw, layout) for member in members for raw in find_tables(member))
    return [item for item in candidates if item is not None]


def _onet_codes(context: Context) -> pd.Series:
    """Return the codes of O*NET-SOC 2019; groups of SOC have no stop in theirs."""
    codes = context.occupation_titles.index.to_series()
    return codes[codes.str.contains(".", regex=False)]


def _require_occupations(found: list[Recognised], place: Path | str) -> None:
    known = {item.layout.table for item in found}
    for table in onet_layout().tables:
        if table.is_indispensable and table.table not in known:
            needed = ", ".join(column.headings[0].heading for column in table.columns)
            others = [item.raw.member.file for item in found] or ["no table of O*NET at all"]
            what = f"{place}: no table has the columns {needed} ({table.title}); recognised are"
            raise BadData(describe(what, others, "Fetch the archive again, whole, as text, CSV or Excel."))


def _tell_missing(edition: Edition, folder: SourceFolder, recorder: Recorder) -> list[str]:
    source = folder.source
    missing = missing_tables(edition.taken)
    for title in missing:
        message = "The edition was loaded without this table. Fetch the whole archive if you need it."
        recorder.warn(folder.listed()[0][0], "archive", "missing_table", title, message)
    return [f"{source.source_id}: edition {source.edition} was loaded without {'; '.join(missing)}"] if missing else []


def _tell_doubts(edition: Edition, folder: SourceFolder, recorder: Recorder) -> list[str]:
    source = folder.source
    doubts = edition_doubts(edition.members, edition.found, source.edition)
    for doubt in doubts:
        message = f"source.yml names edition {source.edition}. Fetch that edition, or mend `edition`."
        recorder.warn(folder.listed()[0][0], "archive", "other_edition", doubt, message)
    told = f"{source.source_id}: the archive may not be edition {source.edition}"
    return [f"{told}: {'; '.join(doubts)}"] if doubts else []


def _warn_of_unknown(edition: Edition, recorder: Recorder) -> None:
    for item in edition.found:
        for heading in item.unknown:
            message = "Canon does not know this column and leaves it out."
            recorder.warn(item.raw.member.file, "header", "unknown_column", heading, message)


def _changes(
    edition: Edition, folder: SourceFolder, context: Context
) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    """Return `occupation_changes` against the edition that source.yml names, if any, and what there is to tell."""
    source = folder.source
    assert isinstance(source, OnetSource)
    if source.compare_with is None or source.compare_with == source.edition:
        return {}, ()
    older = folder.of_edition(source.compare_with)
    if not older.is_at_hand():
        fetch = f"canon fetch {source.source_id} --edition {source.compare_with}"
        return {}, (f"{source.source_id}: what changed since edition {source.compare_with} is not told ({fetch})",)
    apart = Recorder(older.source)
    before = load_edition(older, context, apart)
    folder.read |= {name: read for name, read in older.read.items() if name != SOURCE_FILE}
    both = before.taken.keys() & edition.taken.keys()
    editions = (source.compare_with, source.edition)
    changes = compare_editions(before.reference, edition.reference, set(both), editions, source.source_id)
    lacking = before.taken.keys() ^ edition.taken.keys()
    titles = [table.title for table in onet_layout().tables if table.table in lacking]
    alone = f"; only one of them has {'; '.join(titles)}" if titles else ""
    told = f"{source.source_id}: {len(changes):,} values changed from edition {editions[0]} to {editions[1]}{alone}"
    told += f"; {apart.rejected_count} rows of {editions[0]} are left out" if apart.rejected_count else ""
    return {"occupation_changes": changes}, (told,)
