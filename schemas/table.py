"""What a column and a table are, and the check of a frame against its table."""

import dataclasses
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from schemas.column_types import COLUMN_TYPES, ColumnKind, ColumnType
from schemas.errors import BadData, describe

if TYPE_CHECKING:
    import pandera.pandas as pa

# A cell that begins so is run as a formula by spreadsheets; a tab or CR hides such a start.
SAFE_TEXT = r"(?s)^[^\s=+@-](.*\S)?$"
DECIMALS = 6
ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True)
class Column:
    """One column: its name, kind and meaning, and what its values may be."""

    name: str
    kind: ColumnKind
    description: str
    nullable: bool = False
    pattern: str | None = None
    isin: tuple[str, ...] | None = None
    ge: float | None = None
    le: float | None = None

    def but(self, **changes: Any) -> "Column":
        """Return this column with some of its properties changed."""
        return dataclasses.replace(self, **changes)

    @property
    def stored(self) -> ColumnType:
        """Return how values of its kind are stored."""
        return COLUMN_TYPES[self.kind]

    @property
    def pandas_type(self) -> str:
        """Return the type of the column in frames; a boolean that may be null has one of its own."""
        return self.stored.nullable if self.nullable else self.stored.pandas

    @property
    def meaning(self) -> str:
        """Return the description, and the words of its vocabulary where the description does not name them all."""
        if self.isin is None or all(re.search(rf"\b{re.escape(word)}\b", self.description) for word in self.isin):
            return self.description
        return f"{self.description} Values: {', '.join(self.isin)}."


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose non-null values must occur in the key of another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """An invariant over several columns or rows of a table: its name, and what holds, in a sentence and in SQL.

    `holds` is a condition that is true of each row of `rows`. That is a query over published tables whose first columns
    name a row; by default it is the table. `others` are the tables that it needs beside its own: where one of them is
    not published, there is nothing to check.
    """

    name: str
    sentence: str
    holds: str
    rows: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: columns in order, primary key, order of rows, foreign keys, and checks over several columns or rows.

    `made_of` has the kinds, or ids, of sources that it is made of beside those that its columns name.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    sort: tuple[str, ...] = ()
    needs_source_kind: str | None = None
    made_of: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """Return the names of the columns in published order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    def checks_among(self, present: Collection[str]) -> list[Check]:
        """Return the checks for which all tables that they need are present."""
        return [check for check in self.checks if all(name in present for name in check.others)]

    def empty(self) -> pd.DataFrame:
        """Return a frame without rows that satisfies the contract."""
        return _empty(self).copy()

    def frame(self, rows: Any) -> pd.DataFrame:
        """Return rows (records, or a frame with the columns) in contract order and types, rounded and sorted."""
        given = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, columns=self.column_names)
        typed = self.typed(given)
        numbers = {column.name: DECIMALS for column in self.columns if column.kind == "number"}
        rounded = typed.round(numbers) if numbers else typed
        # Zero has no sign, so that equal tables are equal in every bit.
        rounded = rounded.assign(**{name: rounded[name] + 0.0 for name in numbers})
        return rounded.sort_values(list(self.sort or self.key), ignore_index=True)

    def typed(self, given: pd.DataFrame) -> pd.DataFrame:
        """Return the contract's columns of a frame with the contract's types, rows as they stand."""
        wanted = {column.name: column.pandas_type for column in self.columns}
        others = {name: kind for name, kind in wanted.items() if str(given[name].dtype) != kind}
        return given[self.column_names].astype(others) if others else given[self.column_names]


@cache
def _empty(table: Table) -> pd.DataFrame:
    return table.frame([])


@cache
def pandera_schema(table: Table) -> "pa.DataFrameSchema":
    """Return the Pandera schema of a table: strict, no coercion, unique key."""
    import pandera.pandas as pa

    columns = {
        column.name: pa.Column(column.pandas_type, nullable=column.nullable, checks=_checks(column))
        for column in table.columns
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key), name=table.name)


def _checks(column: Column) -> list["pa.Check"]:
    import pandera.pandas as pa

    checks = []
    if column.isin is not None:
        checks.append(pa.Check.isin(column.isin))
    elif column.pattern is not None:
        checks.append(pa.Check.str_matches(column.pattern))
    elif column.kind == "date":
        checks.append(pa.Check.str_matches(ISO_DATE))
    elif column.kind == "text":
        checks.append(pa.Check.str_matches(SAFE_TEXT, name="safe text"))
    if column.ge is not None:
        checks.append(pa.Check.ge(column.ge))
    if column.le is not None:
        checks.append(pa.Check.le(column.le))
    return checks


def validate(table: Table, frame: pd.DataFrame, remedy: str) -> pd.DataFrame:
    """Return the frame unchanged; raise BadData with examples and the remedy where it breaks the contract."""
    import pandera.errors

    try:
        return pandera_schema(table).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
    examples = [
        f"row {case.index}, {case.column}: {case.failure_case!r} fails {case.check}"
        if case.index is not None
        else f"{case.column or case.failure_case}: {case.check}"
        for case in cases.itertuples(index=False)
    ]
    raise BadData(describe(f"{table.name}: {len(cases)} values break the contract", examples, remedy))


def require_foreign_keys(tables: dict[str, pd.DataFrame], contracts: dict[str, Table], remedy: str) -> None:
    """Raise BadData where a foreign key leads to no row of the table that it names."""
    for name, frame in tables.items():
        for foreign in contracts[name].foreign_keys:
            if foreign.table not in tables:
                continue
            lost = _dangling(frame, tables[foreign.table], foreign)
            if len(lost):
                examples = ["/".join(map(str, row)) for row in lost.itertuples(index=False)]
                what = f"{name}: {len(lost)} values of {', '.join(foreign.columns)} lead to no {foreign.table}"
                raise BadData(describe(what, examples, remedy))


def _dangling(frame: pd.DataFrame, target: pd.DataFrame, foreign: ForeignKey) -> pd.DataFrame:
    used = frame[list(foreign.columns)].dropna().drop_duplicates()
    if len(foreign.columns) == 1:
        return used.loc[~used[foreign.columns[0]].isin(target[foreign.references[0]])]
    known = target[list(foreign.references)].drop_duplicates()
    known.columns = used.columns
    joined = used.merge(known, how="left", indicator=True)
    return joined.loc[joined["_merge"] == "left_only", list(foreign.columns)]
