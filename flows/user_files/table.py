"""Files that users bring, CSV or Excel: every cell read as text as it stands, and written again with columns added."""

import gzip
import mmap
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from flows.drafts import open_draft
from flows.file_arguments import (
    BYTE_ORDER_MARKS,
    GZIP,
    SAMPLE_BYTES,
    find_column,
    find_columns,
    require_encoding,
    require_file,
    require_no_columns,
    require_no_sheet,
    require_other_place,
    sniff_delimiter,
)
from flows.user_files.workbook import is_workbook, read_workbook
from schemas.csv_rows import decode_text
from schemas.errors import BadData, describe

# A row must fit into one block of the reader.
BLOCK_BYTES = 1 << 24
BATCH_ROWS = 10_000


@dataclass(frozen=True)
class UserTable:
    """A table of text: `names` as the header has them, `cells` with columns c0, c1, ... in order, "" for blank."""

    path: Path
    names: tuple[str, ...]
    cells: pa.Table

    def __len__(self) -> int:
        """Return the number of rows under the header."""
        return int(self.cells.num_rows)

    def has(self, name: str) -> bool:
        """Return whether exactly one column bears the name, blanks around it and case aside."""
        return len(find_columns(self.names, name)) == 1

    def column(self, name: str) -> pd.Series:
        """Return the cells of a column as text; raise BadCall where none or several bear the name."""
        return self.arrow_column(name).to_pandas().astype("str").rename(name)

    def arrow_column(self, name: str) -> pa.ChunkedArray:
        """Return the cells of a column as Arrow text; raise BadCall where none or several bear the name."""
        return self.cells.column(self.place(name))

    def place(self, name: str) -> int:
        """Return the place of a column from 0; raise BadCall where none or several bear the name."""
        return find_column(self.path, self.names, name)

    def distinct(self, name: str) -> tuple[pd.Series, np.ndarray]:
        """Return the distinct cells of a column in order of their first row, and for each row the place of its cell."""
        encoded = self.arrow_column(name).combine_chunks().dictionary_encode()
        return encoded.dictionary.to_pandas().astype("str"), encoded.indices.to_numpy(zero_copy_only=False)


def read_user_table(path: Path, sheet: str | None = None, encoding: str | None = None) -> UserTable:
    """Return a CSV file (delimiter , ; tab or |; gzip too) or a sheet of a workbook, every cell text as it stands.

    Text is UTF-8, or what a byte order mark says, or what `encoding` names. Empty lines of a CSV file of several
    columns are no rows. Raises BadCall for a file, sheet or encoding that does not exist, BadData where the file is
    empty, damaged, ragged, or in another encoding.
    """
    require_file(path)
    with _open_content(path) as content:
        if is_workbook(content[:8]):
            rows = read_workbook(path, sheet)
            return _from_rows(path, rows)
        require_no_sheet(path, sheet)
        return _read_csv(path, _as_utf8(content, path, encoding))


@contextmanager
def _open_content(path: Path) -> Iterator["mmap.mmap | bytes"]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror}). Give yourself leave to read it.") from error
    with stream:
        if not path.stat().st_size:
            raise BadData(f"{path}: the file is empty. Name a file with a header and rows.")
        if stream.read(2) == GZIP:
            stream.seek(0)
            yield _unpack_gzip(stream.read(), path)
        else:
            # It closes when nothing refers to it any more: frames of a traceback may still look into it.
            yield mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _unpack_gzip(content: bytes, path: Path) -> bytes:
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(f"{path}: is truncated or no gzip file ({error}). Get it again.") from error


def _as_utf8(content: "mmap.mmap | bytes", path: Path, encoding: str | None) -> "mmap.mmap | bytes":
    mark = next((mark for mark in BYTE_ORDER_MARKS if content[: len(mark)] == mark), None)
    named = encoding or (BYTE_ORDER_MARKS[mark] if mark else None)
    if named is None or (mark is None and named.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")):
        recoded = content
    else:
        recoded = _decode(bytes(content), path, named).encode("utf-8")
    place = recoded.find(b"\x00")
    if place >= 0:
        line = recoded[:place].count(b"\n") + 1
        raise BadData(f"{path}: line {line} holds a NUL byte: it is damaged, binary, or not in UTF-8.")
    return recoded


def _decode(content: bytes, path: Path, encoding: str) -> str:
    require_encoding(encoding)
    remedy = "Save the file as UTF-8, or name its encoding by --encoding (cp1252 for many files from Excel)."
    return decode_text(content, path, remedy, encoding)


def _read_csv(path: Path, content: "mmap.mmap | bytes") -> UserTable:
    sample = content[:SAMPLE_BYTES].decode("utf-8", errors="replace")
    delimiter, width = sniff_delimiter(sample)
    if not width:
        raise BadData(f"{path}: holds no header. Name a file with a header and rows.")
    columns = [f"c{place}" for place in range(width)]
    try:
        cells = _parse(content, delimiter, columns)
    except pa.ArrowInvalid as error:
        _explain(content, path, delimiter, columns)
        raise BadData(f"{path}: is no well-formed CSV ({error}). Mend or restore it.") from error
    _require_closed_quotes(cells, content, path)
    names = tuple(cells.column(column)[0].as_py() for column in columns)
    return UserTable(path, names, cells.slice(1))


def _parse(content: "mmap.mmap | bytes", delimiter: str, columns: Sequence[str], on_invalid: object = None) -> pa.Table:
    is_single = len(columns) == 1
    return arrow_csv.read_csv(
        pa.BufferReader(pa.py_buffer(content)),
        read_options=arrow_csv.ReadOptions(
            column_names=list(columns), block_size=BLOCK_BYTES, use_threads=on_invalid is None
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            # In a table of one column an empty line is a row whose cell is blank.
            ignore_empty_lines=not is_single,
            invalid_row_handler=on_invalid,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.large_string()),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )


def _explain(content: "mmap.mmap | bytes", path: Path, delimiter: str, columns: Sequence[str]) -> None:
    """Raise BadData that names the line in another encoding or the ragged rows, if that is what is wrong."""
    _decode(bytes(content), path, "utf-8")
    ragged: list[str] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        ragged.append(f"row {row.number}: {row.actual_columns} cells: {row.text[:80]!r}")
        return "skip"

    try:
        _parse(content, delimiter, columns, note)
    except pa.ArrowInvalid:
        return
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    what = f"{path}: {len(ragged)} rows have not the header's {len(columns)} cells (delimiter {shown!r})"
    raise BadData(describe(what, ragged, "Quote cells that hold the delimiter, or add the missing cells."))


def _require_closed_quotes(cells: pa.Table, content: "mmap.mmap | bytes", path: Path) -> None:
    # The reader takes a quote that is never closed as one cell that runs to the end of the file.
    last = cells.column(cells.num_columns - 1)[-1].as_py()
    if "\n" in last and not content[-1024:].rstrip().endswith(b'"'):
        start = last.split("\n")[0][:80]
        raise BadData(f"{path}: a quote is opened before {start!r} and never closed. Close it, or double it.")


def _from_rows(path: Path, rows: list[list[str]]) -> UserTable:
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise BadData(f"{path}: the sheet holds no header in its first row. Name a sheet with a header and rows.")
    names = tuple(rows[0])
    cells = [pa.array([row[place] for row in rows[1:]], pa.large_string()) for place in range(len(names))]
    return UserTable(path, names, pa.table(cells, names=[f"c{place}" for place in range(len(names))]))


def require_new_names(table: UserTable, added: Sequence[str]) -> None:
    """Raise BadCall where the file has a column of a name that is to be added."""
    require_no_columns(table.path, table.names, added)


def write_user_table(out: Path, table: UserTable, added: pd.DataFrame, places: np.ndarray | None = None) -> None:
    """Write the table's own columns and after them the added ones (text, null blank) as CSV.

    `added` has a row a row of the table; or `places` says for each row of the table which of its rows it gets. UTF-8,
    commas, LF, quotes only where needed, the header's names as they were. The file is written beside its place and put
    there when complete. Raises BadCall where names collide or `out` is the table's own file, BadData where it cannot
    be written.
    """
    require_new_names(table, list(added.columns))
    require_other_place(table.path, out)
    with open_draft(out, "Free the place, or name another by --out.") as draft:
        _copy(_batches(table, added, np.arange(len(table)) if places is None else places), draft)


def _batches(table: UserTable, added: pd.DataFrame, places: np.ndarray) -> pa.RecordBatchReader:
    """Return header and rows as batches of text, so that a long table is never held twice."""
    texts = [pa.array(added[name].astype("str"), pa.large_string(), from_pandas=True) for name in added.columns]
    more = pa.table(texts, names=list(added.columns))
    header = [pa.array([name], pa.large_string()) for name in (*table.names, *added.columns)]
    schema = pa.schema([(f"c{place}", pa.large_string()) for place in range(len(header))])

    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch(header, schema=schema)
        for start in range(0, len(table), BATCH_ROWS):
            own = table.cells.slice(start, BATCH_ROWS)
            taken = more.take(pa.array(places[start : start + BATCH_ROWS]))
            columns = [column.combine_chunks() for column in (*own.columns, *taken.columns)]
            yield pa.record_batch(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _copy(rows: pa.RecordBatchReader, place: Path) -> None:
    shown = ", ".join(f"nullif({name}, '') AS {name}" for name in rows.schema.names)
    target = str(place).replace("'", "''")
    with duckdb.connect() as connection:
        connection.register("rows_of_file", rows)
        connection.execute(f"COPY (SELECT {shown} FROM rows_of_file) TO '{target}' (FORMAT csv, HEADER false)")
