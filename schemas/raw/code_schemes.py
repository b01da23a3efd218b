"""The contract of raw/canon/code_schemes.csv."""

from schemas import fields
from schemas.table import Column, Table

CODE_SCHEMES = Table(
    name="code_schemes.csv",
    description="The classifications whose codes are linked, each vintage apart.",
    columns=(
        fields.code_scheme,
        Column("name", "text", "Name and vintage of the classification."),
        Column(
            "classification",
            "text",
            "What vintages of one classification share: between them a code splits or merges; elsewhere it is narrow "
            "or broad.",
            pattern=r"^[a-z][a-z0-9_]*$",
        ),
    ),
    key=("scheme",),
)
