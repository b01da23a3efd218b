"""The contract of a source's file of codes and titles of a classification."""

from schemas import fields
from schemas.table import Column, Table

SCHEME_CODES = Table(
    name="codes.csv",
    description="Codes of a classification with their titles.",
    columns=(fields.any_code, Column("title", "text", "Title in the classification.")),
    key=("code",),
)
