"""How each kind of column is stored: the one declaration from which frames, Parquet, SQL and descriptions derive."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

ColumnKind = Literal["text", "integer", "number", "boolean", "date"]
FrictionlessType = Literal["string", "integer", "number", "boolean", "date"]


@dataclass(frozen=True)
class ColumnType:
    """The name of a kind's type in frames (`nullable` where values may be missing), in Arrow, SQL and Frictionless."""

    pandas: str
    nullable: str
    arrow_name: str
    sql: str
    frictionless: FrictionlessType

    @property
    def arrow(self) -> "pa.DataType":
        """Return the Arrow type."""
        import pyarrow as pa

        return pa.type_for_alias(self.arrow_name)


COLUMN_TYPES: dict[ColumnKind, ColumnType] = {
    "text": ColumnType("str", "str", "string", "VARCHAR", "string"),
    "integer": ColumnType("Int64", "Int64", "int32", "INTEGER", "integer"),
    "number": ColumnType("float64", "float64", "double", "DOUBLE", "number"),
    "boolean": ColumnType("bool", "boolean", "bool", "BOOLEAN", "boolean"),
    "date": ColumnType("str", "str", "date32", "DATE", "date"),
}
BY_FRICTIONLESS: dict[FrictionlessType, ColumnType] = {known.frictionless: known for known in COLUMN_TYPES.values()}
