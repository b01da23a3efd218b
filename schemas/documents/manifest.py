"""What a release says of itself: manifest.json and datapackage.json, as far as it can be checked against its files."""

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from schemas.column_types import FrictionlessType
from schemas.errors import BadData, describe

MANIFEST = "manifest.json"
PACKAGE = "datapackage.json"
SUMS = "SHA256SUMS"
DATABASE = "canon.duckdb"


class TableFacts(BaseModel):
    """A table in the manifest: rows, content digest, and the columns by which its rows are ordered."""

    rows: int
    content_digest: str
    order: list[str] = []


class FileFacts(BaseModel):
    """A file in the manifest."""

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """manifest.json; further facts in it are left alone."""

    data_version: str
    contract_version: str
    profile: str
    release_date: str
    input_digest: str
    tables: dict[str, TableFacts]
    files: dict[str, FileFacts]


class Constraints(BaseModel):
    """What the values of a column may be."""

    required: bool = False
    enum: list[str | int | float] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


class ColumnSchema(BaseModel):
    """A column."""

    name: str
    type: FrictionlessType
    constraints: Constraints = Constraints()


class Reference(BaseModel):
    """Where a foreign key leads; an empty resource is the table itself."""

    resource: str = ""
    fields_: list[str] = Field(alias="fields")


class Foreign(BaseModel):
    """A foreign key."""

    fields_: list[str] = Field(alias="fields")
    reference: Reference


class TableSchema(BaseModel):
    """Columns and keys of a table."""

    fields_: list[ColumnSchema] = Field(alias="fields")
    primary_key: list[str] = Field(alias="primaryKey")
    foreign_keys: list[Foreign] = Field(default=[], alias="foreignKeys")


class Resource(BaseModel):
    """A file of the data package; one with a schema is a table."""

    name: str
    path: str
    bytes: int | None = None
    hash: str | None = None
    schema_: TableSchema | None = Field(default=None, alias="schema")


class Package(BaseModel):
    """datapackage.json; further facts in it are left alone."""

    version: str
    resources: list[Resource]

    @property
    def tables(self) -> dict[str, TableSchema]:
        """Return the schema of each table by its name."""
        return {resource.name: resource.schema_ for resource in self.resources if resource.schema_}


Model = TypeVar("Model", bound=BaseModel)


def read_description(folder: Path, name: str, model: type[Model]) -> Model:
    """Return manifest.json or datapackage.json of a release; raise BadData that says what is wrong with it."""
    path = folder / name
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadData(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        places = [f"{'.'.join(map(str, fault['loc'])) or 'the whole'}: {fault['msg']}" for fault in error.errors()]
        raise BadData(describe("does not say what a release says:", places, "")) from error
