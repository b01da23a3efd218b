"""The contract of a source's file of pairs of codes that a crosswalk links."""

from schemas import fields
from schemas.table import Table

CODE_PAIRS = Table(
    name="code_pairs.csv",
    description="Pairs of codes that a crosswalk links.",
    columns=(fields.any_code.but(name="from_code"), fields.any_code.but(name="to_code")),
    key=("from_code", "to_code"),
)
