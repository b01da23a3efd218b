"""Contract of onet_tables.yaml: which columns make a table of the O*NET database, and what their cells may be."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from schemas.documents.family import Document
from schemas.table import SAFE_TEXT

CellKind = Literal["text", "code", "numeric_code", "integer", "number", "flag"]
Edition = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}\.[0-9]$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
FLAGS = {"Y": True, "N": False}


class Heading(Document):
    """A heading of a column; `until` and `since` are the last and first edition that has it, `says` what it means."""

    heading: str
    until: Edition | None = None
    since: Edition | None = None
    says: Name | None = None


class LayoutColumn(Document):
    """A column: its name in Canon, the headings under which editions have it, and what a cell may be."""

    name: Name
    headings: Annotated[list[Heading], Field(min_length=1)]
    kind: CellKind = "text"
    pattern: str = SAFE_TEXT
    words: dict[str, str] = {}
    is_nullable: bool = False
    is_optional: bool = False


class Part(Document):
    """A part of a table that may lie in a member of its own: how its codes begin, what it is, what it is called."""

    start: str
    part: Name
    title: str


class LayoutTable(Document):
    """A table by what it means, whatever an edition calls it."""

    table: Name
    title: str
    columns: Annotated[list[LayoutColumn], Field(min_length=1)]
    key: list[Name] = []
    without: list[str] = []
    ignored: list[str] = []
    parts_by: Name | None = None
    parts: list[Part] = []
    may_be_split: bool = False
    is_indispensable: bool = False

    @cached_property
    def by_name(self) -> dict[str, LayoutColumn]:
        """Return the columns by their names in Canon."""
        return {column.name: column for column in self.columns}

    @model_validator(mode="after")
    def _require_known_columns(self) -> "LayoutTable":
        named = [*self.key, *([self.parts_by] if self.parts_by else [])]
        unknown = sorted(set(named) - {column.name for column in self.columns})
        if unknown:
            raise ValueError(f"table {self.table} has no column {', '.join(unknown)}")
        return self


class Comparison(Document):
    """How rows of one published table of two editions are compared."""

    table: Name
    source: Annotated[Name | None, Field(alias="from")] = None
    needs: Name | None = None
    key: list[Name] = []
    shown: Name
    columns: Annotated[list[Name], Field(min_length=1)]
    parts: Name | None = None
    scheme: Name | None = None
    scheme_columns: list[Name] = []

    @property
    def reference(self) -> str:
        """Return the name of the reference table that holds the rows."""
        return self.source or self.table


class OnetLayout(Document):
    """schemas/onet_tables.yaml: the tables of the O*NET database that Canon loads, and how editions are compared."""

    tables: Annotated[list[LayoutTable], Field(min_length=1)]
    compared: list[Comparison] = []
