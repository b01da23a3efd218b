"""The contract of raw/canon/taxonomy.csv."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import TIERS

TAXONOMY = Table(
    name="taxonomy.csv",
    description="The taxonomy that we author, one row a node.",
    columns=(
        fields.node_code,
        Column("tier", "text", "Tier of the node.", isin=TIERS),
        Column("name", "text", "Name of the node."),
        fields.node_code.but(name="parent_code", description="Node one tier above.", nullable=True),
        fields.description,
    ),
    key=("node_code",),
)
