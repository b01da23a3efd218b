"""Titles of occupations as O*NET lists them."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table

OCCUPATION_TITLES = Table(
    name="occupation_titles",
    description="Job titles that O*NET lists under each occupation.",
    columns=(
        fields.occupation_code,
        Column(
            "title_normalised", "text", "The title in lower case with single spaces: the form in which it is unique."
        ),
        Column("title", "text", "The title as listed."),
        Column("short_title", "text", "Acronym or short form, null where there is none.", nullable=True),
        Column(
            "title_sources",
            "text",
            "O*NET's own codes for where the title comes from; null where it is only reported.",
            nullable=True,
        ),
        Column(
            "is_reported",
            "boolean",
            "Whether workers reported the title to O*NET; null where its edition does not tell.",
            nullable=True,
        ),
        fields.source_id,
    ),
    key=("occupation_code", "title_normalised"),
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)), fields.to_source),
    needs_source_kind="onet",
)
