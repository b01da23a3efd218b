"""The contract of raw/canon/code_chains.csv."""

from schemas import fields
from schemas.table import Column, Table

CODE_CHAINS = Table(
    name="code_chains.csv",
    description="Crosswalks that are composed of others, and by which way.",
    columns=(
        fields.code_scheme.but(name="from_scheme"),
        fields.code_scheme.but(name="to_scheme"),
        Column("via", "text", "Classifications between the two, by |.", pattern=r"^[a-z0-9_]+(\|[a-z0-9_]+)*$"),
    ),
    key=("from_scheme", "to_scheme"),
)
