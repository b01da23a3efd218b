"""Tables in the three layouts of O*NET: tab-separated text, CSV and Excel, all read into text cells."""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import python_calamine

from flows.ingest.files import decode, read_zip
from flows.ingest.kinds.onet.archive import PEEKED, ZIP, Member
from schemas.documents.onet_layout import CellKind
from schemas.errors import BadData, describe

# What stands for a missing value: in text the word, in CSV and Excel nothing.
_NULLS = {"\t": ["n/a", ""], ",": [""]}


@dataclass(frozen=True)
class RawTable(ABC):
    """A table that was looked into: where it stands, its headings and the cells of its first row."""

    member: Member
    headings: list[str]
    first: list[str]

    @abstractmethod
    def read(self, wanted: Sequence[tuple[int, CellKind]]) -> pd.DataFrame:
        """Return the wanted columns by their place, as text, missing values null."""


def find_tables(member: Member) -> Iterator[RawTable]:
    """Return the tables of a member, none where it is something else."""
    if member.start.startswith(ZIP):
        yield from _find_sheets(member)
        return
    lines = member.start.split(b"\n")
    try:
        head = [line.decode("utf-8-sig").rstrip("\r") for line in lines[:1]]
    except UnicodeDecodeError:
        return
    delimiter = "\t" if "\t" in head[0] else ","
    # A line that is cut off by the end of what was looked into is not taken apart.
    is_cut = len(member.start) >= PEEKED and len(lines) > 1
    known = lines[:-1] if is_cut else lines
    rows = list(_split(b"\n".join(known).decode("utf-8-sig", errors="replace"), delimiter))
    if rows:
        yield DelimitedTable(member, [name.strip() for name in rows[0]], rows[1] if len(rows) > 1 else [], delimiter)


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    is_text = delimiter == "\t"
    rows = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if is_text else csv.QUOTE_MINIMAL)
    try:
        for _, row in zip(range(2), rows, strict=False):
            yield row
    except csv.Error:
        return


@dataclass(frozen=True)
class DelimitedTable(RawTable):
    """A table in tab-separated text, in which quotes are data, or in CSV."""

    delimiter: str

    def read(self, wanted: Sequence[tuple[int, CellKind]]) -> pd.DataFrame:
        """Return the wanted columns by their place, as text; raise BadData where rows are ragged or no UTF-8."""
        content = self.member.read()
        if b"\x00" in content:
            decode(content, self.member.path)
        try:
            table = self._parse(content, [place for place, _ in wanted])
        except pa.ArrowInvalid:
            decode(content, self.member.path)
            table = self._parse_slowly(content, [place for place, _ in wanted])
        return table.to_pandas()

    def _parse(self, content: bytes, places: list[int], use_threads: bool = True) -> pa.Table:
        names = [str(place) for place in range(len(self.headings))]
        return pa_csv.read_csv(
            pa.BufferReader(content),
            read_options=pa_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=use_threads),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char=False if self.delimiter == "\t" else '"',
                newlines_in_values=self.delimiter != "\t",
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=[str(place) for place in places],
                column_types=dict.fromkeys(names, pa.string()),
                null_values=_NULLS[self.delimiter],
                strings_can_be_null=True,
            ),
        )

    def _parse_slowly(self, content: bytes, places: list[int]) -> pa.Table:
        # One thread can tell the number of the row that is wrong.
        try:
            return self._parse(content, places, use_threads=False)
        except pa.ArrowInvalid as error:
            why = str(error).split(": ", 1)[-1][:200]
            raise BadData(f"{self.member.path}: is no well-formed table ({why}). Fetch the archive again.") from error


def _find_sheets(member: Member) -> Iterator["SheetTable"]:
    content = member.read()
    read_zip(content, member.path, (), member.most)
    with _refused_where_damaged(member.path):
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = sheet.to_python(nrows=2)
            if rows:
                headings = [str(cell).strip() for cell in rows[0]]
                yield SheetTable(member, headings, [str(cell) for cell in rows[1]] if len(rows) > 1 else [], sheet)


@contextmanager
def _refused_where_damaged(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # calamine raises errors of its own, without a common base
        if type(error).__module__.startswith("python_calamine"):
            raise BadData(f"{path}: is a damaged workbook ({error}). Fetch it again.") from error
        raise


@dataclass(frozen=True)
class SheetTable(RawTable):
    """A sheet of a workbook."""

    sheet: python_calamine.CalamineSheet

    def read(self, wanted: Sequence[tuple[int, CellKind]]) -> pd.DataFrame:
        """Return the wanted columns by their place, as text; raise BadData where codes were turned into numbers."""
        rows = self.sheet.to_python()[1:]
        while rows and not any(rows[-1]):
            rows.pop()
        columns = {}
        for place, kind in wanted:
            cells = [row[place] for row in rows]
            if kind == "code":
                self._require_text(cells, self.headings[place])
            columns[str(place)] = _as_text(cells)
        return pa.table(columns).to_pandas()

    def _require_text(self, cells: list[Any], heading: str) -> None:
        turned = [(number, cell) for number, cell in enumerate(cells, 2) if not isinstance(cell, str)]
        if turned:
            examples = [f"row {number}, {heading}: {cell!r}" for number, cell in turned]
            what = f"{self.member.path}: {len(turned)} codes were turned into numbers or dates"
            raise BadData(describe(what, examples, "Fetch the workbook again; a spreadsheet has changed it."))


def _as_text(cells: list[Any]) -> pa.Array:
    known = [None if cell == "" else cell for cell in cells]
    try:
        return pa.array(known, type=pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        pass
    try:
        numbers = pa.array(known, type=pa.float64())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([_text(cell) for cell in known], type=pa.string())
    # Excel holds every number as a fraction.
    is_whole = pc.all(pc.equal(numbers, pc.floor(numbers))).as_py()
    return (numbers.cast(pa.int64()) if is_whole else numbers).cast(pa.string())


def _text(cell: Any) -> str | None:
    is_whole = isinstance(cell, float) and cell.is_integer()
    return None if cell is None else str(int(cell)) if is_whole else str(cell)
