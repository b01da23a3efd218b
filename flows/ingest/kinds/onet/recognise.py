"""Which table of the catalogue a table of an archive is, told by its columns and cells, never by its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

import schemas
from flows.ingest.files import read_yaml
from flows.ingest.kinds.onet.tables import RawTable
from schemas.documents.onet_layout import Heading, LayoutTable, OnetLayout
from schemas.errors import BadData, describe

_ELEMENT = re.compile(r"[0-9]\.[A-Z]\.")


@dataclass(frozen=True)
class Recognised:
    """A table that was recognised: which it is, and under which heading and at which place each column stands."""

    layout: LayoutTable
    raw: RawTable
    headings: dict[str, Heading]
    places: dict[str, int]

    @property
    def unknown(self) -> list[str]:
        """Return the headings that the catalogue does not know."""
        used = {heading.heading for heading in self.headings.values()}
        return [name for name in self.raw.headings if name not in used and name not in self.layout.ignored]


@dataclass
class Taken:
    """The rows of one table of the catalogue; `piece` says from which file each comes, `row` where it stands there."""

    layout: LayoutTable
    rows: pd.DataFrame
    files: list[str]
    headings: list[dict[str, Heading]]
    read: int = field(init=False)

    def __post_init__(self) -> None:
        self.read = len(self.rows)

    def heading(self, name: str) -> str:
        """Return the heading under which a column stands in the first file."""
        return self.headings[0][name].heading


@cache
def onet_layout() -> OnetLayout:
    """Return the catalogue of the tables of O*NET."""
    return read_yaml(Path(schemas.__file__).parent / "documents" / "onet_tables.yaml", OnetLayout)


def recognise(raw: RawTable, layout: OnetLayout) -> Recognised | None:
    """Return which table of the catalogue this is, or None."""
    for table in layout.tables:
        found = _match_layout(raw, table)
        if found is not None:
            return found
    return None


def _match_layout(raw: RawTable, table: LayoutTable) -> Recognised | None:
    if any(name in raw.headings for name in table.without):
        return None
    headings = {}
    for column in table.columns:
        found = next((known for known in column.headings if known.heading in raw.headings), None)
        if found is not None:
            headings[column.name] = found
        elif not column.is_optional:
            return None
    places = {name: raw.headings.index(heading.heading) for name, heading in headings.items()}
    matched = Recognised(table, raw, headings, places)
    return matched if _is_of_parts(matched) else None


def _is_of_parts(found: Recognised) -> bool:
    # Tables of one shape are told apart by the element of their first row; what is none is left to the checks.
    table, first = found.layout, found.raw.first
    cell = "".join(first[found.places[table.parts_by] :][:1]) if table.parts_by else ""
    return not _ELEMENT.match(cell) or cell.startswith(tuple(part.start for part in table.parts))


def gather(found: Sequence[Recognised]) -> dict[str, Taken]:
    """Return the rows of each table of the catalogue that was found, by its name there.

    Raises BadData where two files give one table that comes in one, or a heading stands twice.
    """
    by_table: dict[str, list[Recognised]] = {}
    for item in found:
        by_table.setdefault(item.layout.table, []).append(item)
    for items in by_table.values():
        _require_single(items)
    return {name: _taken(items) for name, items in by_table.items()}


def _require_single(items: Sequence[Recognised]) -> None:
    layout = items[0].layout
    if len(items) > 1 and not layout.may_be_split:
        names = [item.raw.member.file for item in items]
        what = f"{len(items)} files hold the table {layout.title}"
        raise BadData(describe(what, names, "Keep one of them: an archive holds one edition in one layout."))
    for item in items:
        twice = [known.heading for known in item.headings.values() if item.raw.headings.count(known.heading) > 1]
        if twice:
            raise BadData(describe(f"{item.raw.member.path}: columns occur twice", twice, "Fetch the archive again."))


def _taken(items: Sequence[Recognised]) -> Taken:
    pieces = []
    for number, item in enumerate(items):
        wanted = [(item.places[name], item.layout.by_name[name].kind) for name in item.places]
        cells = item.raw.read(wanted)
        cells.columns = pd.Index(list(item.places))
        pieces.append(cells.assign(row=range(2, len(cells) + 2), piece=number))
    rows = pd.concat(pieces, ignore_index=True) if len(pieces) > 1 else pieces[0]
    return Taken(items[0].layout, rows, [item.raw.member.file for item in items], [item.headings for item in items])


def missing_tables(taken: dict[str, Taken]) -> list[str]:
    """Return the titles of the tables of the catalogue that are not there; of a table in parts, the parts."""
    missing = []
    for table in onet_layout().tables:
        if table.table not in taken:
            missing += [part.title for part in table.parts] or [table.title]
        elif table.parts_by:
            codes = taken[table.table].rows[table.parts_by]
            missing += [part.title for part in table.parts if not codes.str.startswith(part.start).any()]
    return missing
