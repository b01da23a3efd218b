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
    """A difference that is listed value by value, the table of which it is, and its columns that stand beside it."""

    difference: str
    table: str
    beside: tuple[str, ...] = ()


class ComparisonRules(Document):
    """Which columns tell a place, follow renames or name a row, and which tables tell of the reading alone."""

    own_kind: str
    reference_kind: str
    reference_origin: str
    reference_columns: tuple[str, ...]
    place_columns: tuple[str, ...]
    role_columns: tuple[str, ...]
    component_columns: tuple[str, ...]
    reading_tables: tuple[str, ...]
    compared_by: dict[str, tuple[str, ...]]
    listed: tuple[Listed, ...]


@cache
def comparison_rules() -> ComparisonRules:
    """Return the rules of comparison.yaml."""
    return ComparisonRules.model_validate(YAML(typ="safe").load(_FOLDER / "comparison.yaml"))


@cache
def contract_rules() -> dict[tuple[str, str], tuple[Bump, str]]:
    """Return the least bump and the words for each aspect of the contract and what became of it."""
    rows = read_records(_FOLDER / "contract_rules.csv", ("aspect", "change", "bump", "words"), RESTORE)
    return {(row["aspect"], row["change"]): (BUMPS[_NAMES.index(row["bump"])], row["words"]) for row in rows}
