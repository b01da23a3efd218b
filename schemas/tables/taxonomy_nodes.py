"""The taxonomy's nodes on four tiers."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table

ANCHORED_LEVELS = {
    "s": "S1 to S4",
    "p": "P1 to P6",
    "m_lead": "M1 and M2",
    "m_manager": "M3 to M6",
    "e": "E1 to E3",
}

TAXONOMY_NODES = Table(
    name="taxonomy_nodes",
    description="Superfunctions, functions, families and specializations, each with its path and its SOC anchors.",
    columns=(
        fields.node_code,
        fields.tier,
        Column("name", "text", "Name of the node."),
        fields.node_code.but(
            name="parent_code", description="Node one tier above; null for a superfunction.", nullable=True
        ),
        Column("path", "text", "Names from the superfunction down, joined by ' > '."),
        fields.description,
        fields.superfunction_code,
        fields.function_code.but(nullable=True),
        fields.family_code.but(nullable=True),
        *(
            fields.occupation_code.but(
                name=f"soc_major_group_{part}",
                description=f"SOC 2018 major group that anchors the superfunction for {levels}; null below it.",
                nullable=True,
            )
            for part, levels in ANCHORED_LEVELS.items()
        ),
        fields.source_id,
    ),
    key=("node_code",),
    foreign_keys=(
        ForeignKey(("parent_code",), "taxonomy_nodes", ("node_code",)),
        fields.to_source,
    ),
    sort=("path", "node_code"),
)
