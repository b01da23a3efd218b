"""Who published the raw data."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import SOURCE_KINDS

SOURCES = Table(
    name="sources",
    description="Publishers and editions of all that was read, with licence and the count of records.",
    columns=(
        fields.source_id,
        Column("kind", "text", "Kind of reader that read it.", isin=SOURCE_KINDS),
        Column("publisher", "text", "Who publishes it."),
        Column("title", "text", "Title of the publication."),
        Column("edition", "text", "Which issue of it."),
        Column("licence_spdx", "text", "Licence by its SPDX identifier, or LicenseRef-... where it has none."),
        Column("licence_url", "text", "Where the publisher states the licence."),
        Column("attribution", "text", "The words with which to name the source."),
        Column("url", "text", "Landing page of the publication."),
        Column("accessed_date", "date", "Day on which the edition was taken."),
        Column("priority", "integer", "Rank among sources when scalars differ: the lowest number wins.", ge=1),
        Column("is_redistributable", "boolean", "Whether its text may be passed on."),
        Column(
            "is_left_out",
            "boolean",
            "Whether the release holds nothing of it but this row: its text may not be passed on, or it links such.",
        ),
        Column("records_read", "integer", "Leaf claims read.", ge=0),
        Column("records_accepted", "integer", "Leaf claims accepted.", ge=0),
        Column("records_rejected", "integer", "Leaf claims rejected.", ge=0),
    ),
    key=("source_id",),
)
