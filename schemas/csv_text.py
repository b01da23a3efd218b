"""The text of a table, of which its content digest is taken: the same from CSV, Parquet and DuckDB.

UTF-8 without a byte order mark; a line with the names of the columns, then one a row, each ended by LF; cells parted by
commas. A cell that holds a comma, a double quote, LF or CR stands in double quotes, with those inside doubled; no other
cell is quoted. Null is an empty cell. Whole numbers in decimal digits, numbers with a fraction at exactly six places
without an exponent (zero has no sign), booleans true and false, dates YYYY-MM-DD. Nothing here rests on how a library
writes CSV.
"""

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.table import DECIMALS

BATCH_ROWS = 65_536
_QUOTED = (b",", b'"', b"\n", b"\r")
_QUOTED_PATTERN = '[,"\n\r]'
# Below this size a binary number and six decimal places tell one another exactly.
EXACT_BELOW = 1e9
_DECIMAL = pa.decimal128(18, DECIMALS)


def csv_batches(names: Iterable[str], batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Give the text of a table piece by piece: the line of names, then the rows of each batch."""
    yield (",".join(names) + "\n").encode()
    for batch in batches:
        if batch.num_rows:
            yield _lines(batch)


def table_batches(table: pa.Table) -> list[pa.RecordBatch]:
    """Return the rows of a table in batches of a size that keeps memory low."""
    return table.to_batches(max_chunksize=BATCH_ROWS)


def text_digest(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of a text that comes in pieces."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _lines(batch: pa.RecordBatch) -> bytes:
    cells = [_cells(column) for column in batch.columns]
    last = pc.binary_join_element_wise(cells[-1], "\n", "")
    return _bytes_of(pc.binary_join_element_wise(*cells[:-1], last, ","))


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_floating(column.type):
        shown = _numbers(column)
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        shown = _quote_cells(column.cast(pa.string()))
    else:
        shown = column.cast(pa.string())
    return shown.fill_null("") if shown.null_count else shown


def _numbers(column: pa.Array) -> pa.Array:
    # Tables hold few distinct numbers, each of which is written once.
    distinct = column.dictionary_encode()
    values = distinct.dictionary
    largest = pc.max(pc.abs(values)).as_py() if len(values) else 0
    if largest < EXACT_BELOW:
        texts = values.cast(_DECIMAL, safe=False).cast(pa.string())
    else:
        texts = pa.array([f"{value:z.{DECIMALS}f}" for value in values.to_pylist()], pa.string())
    return texts.take(distinct.indices)


def _quote_cells(column: pa.Array) -> pa.Array:
    content = _bytes_of(column)
    if not any(mark in content for mark in _QUOTED):
        return column
    needs = pc.match_substring_regex(column, _QUOTED_PATTERN)
    doubled = pc.replace_substring(column, '"', '""') if b'"' in content else column
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), column)


def _bytes_of(column: pa.Array) -> bytes:
    """Return the bytes of all texts of a column, one after another."""
    _, places, content = column.buffers()
    if content is None or not len(column):
        return b""
    ends = np.frombuffer(places, dtype=np.int32)
    return content[ends[column.offset] : ends[column.offset + len(column)]].to_pybytes()
