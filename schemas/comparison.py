"""How two releases are compared (comparison.yaml), and what changes of the contract ask (contract_rules.csv)."""

from functools import cache
from pathlib import Path
from typing import Literal

from ruamel.yaml import YAML

from schemas.csv_rows import RESTORE, read_records
from schemas.documents.family import Document

_FOLDER = Path(__file__).parent
Bump = Literal["none", "patch", "minor", "major"]
BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")
_NAMES: list[str] = list(BUMPS)


class Listed(Document):
    """A difference that is listed value by value, and the table of which it is.

    The columns `beside` stand beside each value; those that it is `without` are listed by another difference.
    """

    difference: str
    table: str
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Texts(Document):
    """Columns of a table in which people write sentences, the columns that say whose they are, and which rows count.

    The rest is SQL: what the field is, if not the name of the column; the sentence, if not the whole of the one column;
    the source that says it; and which rows count.
    """

    table: str
    owner: tuple[str, ...]
    columns: tuple[str, ...]
    field: str | None = None
    text: str | None = None
    source: str = "source_id"
    only: str = "true"


class ComparisonRules(Document):
    """Which columns say a place, are derived, follow renames or name a row, and what is listed in which way."""

    own_kind: str
    reference_kind: str
    reference_origin: str
    reference_columns: tuple[str, ...]
    place_columns: tuple[str, ...]
    derived_columns: dict[str, tuple[str, ...]]
    least_steps: dict[str, dict[str, float]]
    derived_tables: tuple[str, ...]
    role_columns: tuple[str, ...]
    component_columns: tuple[str, ...]
    reading_tables: tuple[str, ...]
    compared_by: dict[str, tuple[str, ...]]
    texts: tuple[Texts, ...]
    listed: tuple[Listed, ...]

    def is_said(self, table: str, column: str) -> bool:
        """Return whether a column says something of its own: no place, and nothing that follows from other tables."""
        return column not in self.place_columns and column not in self.derived_columns.get(table, ())

    def least_step(self, table: str, column: str) -> float | None:
        """Return the least difference of a number that is a change; None where any difference is one."""
        return self.least_steps.get(table, {}).get(column)


@cache
def comparison_rules() -> ComparisonRules:
    """Return the rules of comparison.yaml."""
    return ComparisonRules.model_validate(YAML(typ="safe").load(_FOLDER / "comparison.yaml"))


@cache
def contract_rules() -> dict[tuple[str, str], tuple[Bump, str]]:
    """Return the least bump and the words for each aspect of the contract and what became of it."""
    rows = read_records(_FOLDER / "contract_rules.csv", ("aspect", "change", "bump", "words"), RESTORE)
    return {(row["aspect"], row["change"]): (BUMPS[_NAMES.index(row["bump"])], row["words"]) for row in rows}
