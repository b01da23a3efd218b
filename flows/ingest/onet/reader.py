"""Reads an edition of the O*NET database in any of its layouts into Canon's reference tables."""

from dataclasses import replace

import pandas as pd

from flows.ingest.claims import SOURCE_FILE, Recorder
from flows.ingest.context import Context
from flows.ingest.folder import SourceFolder
from flows.ingest.onet.archive import Member, open_members
from flows.ingest.onet.checks import accept_rows
from flows.ingest.onet.recognise import Recognised, gather, missing_tables, onet_layout, recognise
from flows.ingest.onet.shapes import shape_tables
from flows.ingest.onet.tables import find_tables
from schemas.errors import BadData, describe
from schemas.inputs import Ingested


def read_onet(folder: SourceFolder, context: Context) -> Ingested:
    """Return O*NET's reference tables: `occupation_descriptions`, and of the following those that the edition has.

    `job_zones`, `occupation_titles`, `occupation_tasks`, `occupation_activities`, `occupation_ratings`,
    `occupation_software`, `occupation_relations`. Tables are recognised by their columns; one that is missing leaves a
    note and a warning. Raises BadData where there is no table of occupations, or a file is damaged.
    """
    recorder = Recorder(folder.source)
    members = open_members(folder)
    found = find_known(members)
    require_occupations(found, folder)
    taken = gather(found)
    recorder.records_read = sum(table.read for table in taken.values())
    known_codes = onet_codes(context)
    for table in taken.values():
        accept_rows(table, known_codes, recorder)
    reference = shape_tables(taken, recorder)
    for name in sorted(set(folder.read) - {SOURCE_FILE}):
        recorder.add_file(name, *folder.read[name])
    notes = _tell_missing(found, folder, recorder)
    ingested = recorder.finish(sum(len(table.rows) for table in taken.values()), reference)
    return replace(ingested, notes=notes)


def find_known(members: list[Member]) -> list[Recognised]:
    """Return the tables of an archive that the catalogue knows."""
    layout = onet_layout()
    candidates = (recognise(raw, layout) for member in members for raw in find_tables(member))
    return [found for found in candidates if found is not None]


def onet_codes(context: Context) -> pd.Series:
    """Return the codes of O*NET-SOC 2019; groups of SOC have no stop in theirs."""
    codes = context.occupation_titles.index.to_series()
    return codes[codes.str.contains(".", regex=False)]


def require_occupations(found: list[Recognised], folder: SourceFolder) -> None:
    """Raise BadData where a table without which nothing else means anything is not there."""
    known = {item.layout.table for item in found}
    for table in onet_layout().tables:
        if table.is_indispensable and table.table not in known:
            names = ", ".join(name for name, _ in folder.listed())
            needed = ", ".join(column.headings[0].heading for column in table.columns)
            others = [item.raw.member.file for item in found] or ["no table of O*NET at all"]
            what = f"{folder.path / names}: no table has the columns {needed} ({table.title}); recognised are"
            raise BadData(describe(what, others, "Fetch the archive again, whole, as text, CSV or Excel."))


def _tell_missing(found: list[Recognised], folder: SourceFolder, recorder: Recorder) -> tuple[str, ...]:
    source = folder.source
    missing = missing_tables(found, onet_layout())
    for title in missing:
        message = "The edition was loaded without this table. Fetch the whole archive if you need it."
        recorder.warn(folder.listed()[0][0], "archive", "missing_table", title, message)
    return (f"{source.source_id}: edition {source.edition} was loaded without {'; '.join(missing)}",) if missing else ()
