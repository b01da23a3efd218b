"""Who published the raw data."""

from schemas import fields
from schemas.table import Check, Column, Table
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
    checks=(
        Check(
            "records add up",
            "records_read is records_accepted and records_rejected added.",
            "records_read = records_accepted + records_rejected",
        ),
        Check(
            "nothing of what is left out",
            "Of a source that is left out no file is listed, and no role comes of it.",
            "NOT is_left_out OR (files_count = 0 AND roles_count = 0)",
            """
            SELECT source_id, is_left_out,
                   (SELECT count(*) FROM source_files f WHERE f.source_id = s.source_id) AS files_count,
                   (SELECT count(*) FROM roles r WHERE r.source_id = s.source_id) AS roles_count
            FROM sources s
            """,
            others=("source_files", "roles"),
        ),
        Check(
            "count of rejects",
            "records_rejected is the number of places that rejected_rows names in the source, unless it is left out.",
            "is_left_out OR records_rejected = places_count",
            """
            SELECT s.source_id, s.records_rejected, s.is_left_out,
                   count(DISTINCT (r.file, r.locator)) FILTER (WHERE r.file IS NOT NULL) AS places_count
            FROM sources s
            LEFT JOIN rejected_rows r USING (source_id)
            GROUP BY s.source_id, s.records_rejected, s.is_left_out
            """,
            others=("rejected_rows",),
        ),
    ),
)
