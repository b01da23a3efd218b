"""The files that were read."""

from schemas import fields
from schemas.table import Column, Table

SOURCE_FILES = Table(
    name="source_files",
    description="Each file that a source was read from, with its digest.",
    columns=(
        fields.source_id,
        Column("path", "text", "Path inside the source's folder."),
        Column("sha256", "text", "SHA-256 of the bytes.", pattern=fields.SHA256),
        Column("bytes", "integer", "Size in bytes.", ge=0),
    ),
    key=("source_id", "path"),
    foreign_keys=(fields.to_source,),
)
