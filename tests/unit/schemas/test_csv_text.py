"""The text of a table: what the README defines, computed here by the standard library alone."""

import csv
import datetime
import hashlib
import io

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.csv_text import csv_batches, table_batches, text_digest
from schemas.table import Column, Table

TEXT = st.none() | st.text(alphabet="ab,\"\n\r\té\u2028 ;'", min_size=1, max_size=6)
KINDS = {
    "text": (pa.string(), TEXT),
    "integer": (pa.int32(), st.none() | st.integers(-(2**31), 2**31 - 1)),
    "number": (pa.float64(), st.none() | st.floats(-1e12, 1e12).map(lambda value: round(value, 6))),
    "boolean": (pa.bool_(), st.none() | st.booleans()),
    "date": (pa.date32(), st.none() | st.dates()),
}
SCHEMA = pa.schema([(name, kind) for name, (kind, _) in KINDS.items()])
ROWS = st.lists(st.tuples(*(values for _, values in KINDS.values())), max_size=6)


def text_of(table: pa.Table) -> bytes:
    return b"".join(csv_batches(table.schema.names, table_batches(table)))


def made(rows: list[tuple]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [[]] * len(SCHEMA)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], SCHEMA)


def as_defined(rows: list[tuple]) -> bytes:
    """Return the text as the README defines it, cell by cell."""

    def cell(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return f"{value:z.6f}"
        shown = value.isoformat() if isinstance(value, datetime.date) else str(value)
        return '"' + shown.replace('"', '""') + '"' if set(shown) & set(',"\n\r') else shown

    lines = [",".join(SCHEMA.names), *(",".join(map(cell, row)) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode()


@given(ROWS)
@example([(None, None, None, None, None)])
@example([("a,b", 0, -0.0, True, datetime.date(2026, 11, 3)), ('say "so"', -1, -4e-7, False, datetime.date(1, 1, 1))])
@example([("\r", 1, 999_999_999.999999, None, None), ("x", 2, 123_456_789_012.123456, None, None)])
def test_the_text_is_as_defined(rows: list[tuple]):
    assert text_of(made(rows)) == as_defined(rows)
    assert (
        text_digest(csv_batches(SCHEMA.names, table_batches(made(rows))))
        == hashlib.sha256(as_defined(rows)).hexdigest()
    )


@given(ROWS)
def test_the_text_reads_back_by_the_standard_library(rows: list[tuple]):
    read = list(csv.reader(io.StringIO(text_of(made(rows)).decode(), newline="")))
    assert read[0] == SCHEMA.names
    assert [row[0] for row in read[1:]] == [row[0] or "" for row in rows]


@given(ROWS, st.integers(1, 3), st.integers(0, 3))
def test_batches_and_slices_of_a_table_make_no_difference(rows: list[tuple], size: int, begin: int):
    table = made(rows).slice(begin)
    batches = table.to_batches(max_chunksize=size)
    assert b"".join(csv_batches(table.schema.names, batches)) == as_defined(rows[begin:])


@pytest.mark.parametrize("value", [-0.0, -1e-9, 0.0])
def test_zero_has_no_sign_in_frames(value: float):
    table = Table("t", "T.", (Column("n", "number", "N."),), key=("n",))
    frame = table.frame([{"n": value}])
    assert str(frame["n"].iloc[0]) == "0.0"
