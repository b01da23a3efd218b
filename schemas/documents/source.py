"""Contract of source.yml: who published a source, under which licence, and how it is read."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, RootModel, StringConstraints, model_validator

from schemas.documents.family import Document
from schemas.table import SAFE_TEXT
from schemas.text import is_date
from schemas.vocabularies import CodeScheme, Kind, Prevalence, Relation, SourceKind, Status


def _require_date(text: str) -> str:
    if not is_date(text):
        raise ValueError("is no day of the calendar, YYYY-MM-DD")
    return text


def _require_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=1200, pattern=SAFE_TEXT)]


EDITION = "{edition}"
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class RowBounds(Document):
    """How many rows a file may hold before it is taken for another file or a damaged one."""

    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(ge=1)]


class SourceFile(Document):
    """A file of a source; one under fetched/ is not in git and is used where it is.

    `{edition}` in path and url stands for the edition with underscores for points: db_{edition}_text.zip is
    db_30_1_text.zip. `sha256` is of the file in the edition that source.yml names and is checked whenever it is read;
    `sha256_by_edition` is of what `url` gives, and is checked as it comes, since a local copy may be of another layout.
    """

    path: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_]|\{edition\})([A-Za-z0-9_ ./*-]|\{edition\})*$")]
    sha256: Sha256 | None = None
    sha256_by_edition: dict[str, Sha256] = {}
    url: str | None = None
    rows: RowBounds | None = None

    def of_edition(self, edition: str, is_named: bool) -> "SourceFile":
        """Return this file as it is called in an edition; `is_named` where that is the one in source.yml."""
        name = edition.replace(".", "_")
        changes = {
            "path": self.path.replace(EDITION, name),
            "url": self.url.replace(EDITION, name) if self.url else None,
            "sha256": self.sha256 if is_named else None,
        }
        return self.model_copy(update=changes)


class RoleDefaults(Document):
    """What a source says of all its roles at once."""

    status: Status = "draft"
    region_scope: Annotated[str, StringConstraints(pattern=r"^(global|[A-Z]{2})$")] = "global"
    record_version: Annotated[int, Field(ge=1, le=9999)] = 1
    confidence_score: Annotated[float, Field(ge=0, le=0.70)] = 0.50
    alias_confidence_score: Annotated[float, Field(ge=0, le=0.70)] = 0.60


class Source(Document):
    """source.yml: who published a source, under which licence, and how it is read."""

    source_id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
    kind: SourceKind
    publisher: Text
    title: Text
    edition: Text
    licence_spdx: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.+-]+$")]
    licence_url: Text
    attribution: Text
    url: Text
    accessed_date: Annotated[str, AfterValidator(_require_date)]
    priority: Annotated[int, Field(ge=1, le=9999)]
    is_redistributable: bool
    max_rejected_share: Annotated[float, Field(ge=0, le=1)] = 0.05
    max_unpacked_bytes: Annotated[int, Field(ge=1)] = 268_435_456
    files: list[SourceFile] = []

    def of_edition(self, edition: str) -> Self:
        """Return this source in an edition, its files and its attribution spelled out."""
        files = [file.of_edition(edition, edition == self.edition) for file in self.files]
        attribution = self.attribution.replace(EDITION, edition)
        return self.model_copy(update={"edition": edition, "attribution": attribution, "files": files})


class FamilyFilesSource(Source):
    """The taxonomy that we author: families/ and functions/ beside source.yml."""

    kind: Literal["family_files"]
    relation: Literal["unite"] = "unite"
    defaults: RoleDefaults = RoleDefaults()


class OccupationCodesSource(Source):
    """Codes, titles and parents of a classification in one CSV file."""

    kind: Literal["occupation_codes"]
    scheme: CodeScheme
    files: Annotated[list[SourceFile], Field(min_length=1, max_length=1)]


class CodeCrosswalkSource(Source):
    """Pairs of codes of two classifications in one CSV file."""

    kind: Literal["code_crosswalk"]
    from_scheme: CodeScheme
    to_scheme: CodeScheme
    files: Annotated[list[SourceFile], Field(min_length=1, max_length=1)]


class RolePageSource(Source):
    """Role pages as text, one role a file.

    A page names its place by a code of the taxonomy, so it unites with the role there or aligns with it.
    """

    kind: Literal["role_page"]
    relation: Literal["unite", "align"] = "unite"
    files: Annotated[list[SourceFile], Field(min_length=1)]
    region_scopes: list[str] = ["global"]


class ComponentColumn(Document):
    """A column that holds one component a cell, or several with a separator.

    Where the source does not say how usual a component is, roles of its own hold it as common.
    """

    column: str
    kind: Kind
    separator: str | None = None
    prevalence: Prevalence | None = None
    proficiency_column: str | None = None


class CatalogueColumns(Document):
    """Which column holds what; family, role and level are what placement tables may ask for."""

    family: str
    role: str
    level: str
    title: str | None = None
    description: str | None = None
    role_description: str | None = None
    core_outputs: str | None = None
    components: list[ComponentColumn] = []


class RejectRule(Document):
    """Rows whose column matches the pattern are rejected under the rule's name."""

    column: str
    pattern: Annotated[str, AfterValidator(_require_pattern)]
    rule: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    message: Text


class CatalogueTableSource(Source):
    """A table of roles in CSV or Excel, with tables that place its families, roles and levels.

    `relation` holds for every role that no placement gives another; `prefix` begins the code of each family that the
    source adds to the tree.
    """

    kind: Literal["catalogue_table"]
    relation: Relation = "align"
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,7}$")] | None = None
    files: Annotated[list[SourceFile], Field(min_length=1)]
    encoding: str = "utf-8"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] = 1
    null_words: list[str] = []
    columns: CatalogueColumns
    other_columns: list[str] = []
    key: Annotated[list[str], Field(min_length=1)]
    outputs_separator: str = "|"
    reject: list[RejectRule] = []
    placements: Annotated[list[str], Field(min_length=1)]
    defaults: RoleDefaults = RoleDefaults()


class OnetSource(Source):
    """The O*NET database as its publisher ships it: text, CSV or Excel, as a zip, a folder or files.

    `compare_with` names an earlier edition; where it is fetched too, `occupation_changes` says what changed since.
    """

    kind: Literal["onet"]
    files: Annotated[list[SourceFile], Field(min_length=1)]
    compare_with: Text | None = None

    @model_validator(mode="after")
    def _require_places_by_edition(self) -> Self:
        if self.compare_with is not None and not all(EDITION in file.path for file in self.files):
            raise ValueError("compare_with needs {edition} in the path of every file, to tell the editions apart")
        return self


AnySource = Annotated[
    FamilyFilesSource
    | OccupationCodesSource
    | CodeCrosswalkSource
    | RolePageSource
    | CatalogueTableSource
    | OnetSource,
    Field(discriminator="kind"),
]


class SourceDocument(RootModel[AnySource]):
    """source.yml, told apart by its kind."""
