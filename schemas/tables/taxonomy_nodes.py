"""The taxonomy's nodes on four tiers."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import TIERS

ANCHORED_LEVELS = {
    "s": "S1 to S4",
    "p": "P1 to P6",
    "m_lead": "M1 and M2",
    "m_manager": "M3 to M6",
    "e": "E1 to E3",
}

_ANCHORS = [f"soc_major_group_{part}" for part in ANCHORED_LEVELS]

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
    checks=(
        Check(
            "parent one tier above",
            "A node's parent stands one tier above it; a superfunction has none.",
            f"list_position({[*TIERS]}, tier) = 1 + coalesce(list_position({[*TIERS]}, parent_tier), 0)",
            """
            SELECT n.node_code, n.tier, p.tier AS parent_tier
            FROM taxonomy_nodes n
            LEFT JOIN taxonomy_nodes p ON p.node_code = n.parent_code
            """,
        ),
        Check(
            "path",
            "path is the path of the parent and the name, joined by ' > '.",
            "path = concat_ws(' > ', parent_path, name)",
            """
            SELECT n.node_code, n.path, n.name, p.path AS parent_path
            FROM taxonomy_nodes n
            LEFT JOIN taxonomy_nodes p ON p.node_code = n.parent_code
            """,
        ),
        Check(
            "codes above",
            "superfunction_code, function_code and family_code are those of the nodes at and above the row, null "
            "below it.",
            """
            superfunction_code = CASE WHEN tier = 'superfunction' THEN node_code ELSE parent_superfunction END
            AND function_code IS NOT DISTINCT FROM CASE WHEN tier = 'function' THEN node_code ELSE parent_function END
            AND family_code IS NOT DISTINCT FROM CASE WHEN tier = 'family' THEN node_code ELSE parent_family END
            """,
            """
            SELECT n.node_code, n.tier, n.superfunction_code, n.function_code, n.family_code,
                   p.superfunction_code AS parent_superfunction, p.function_code AS parent_function,
                   p.family_code AS parent_family
            FROM taxonomy_nodes n
            LEFT JOIN taxonomy_nodes p ON p.node_code = n.parent_code
            """,
        ),
        Check(
            "dotted code",
            "node_code of a specialization is its family's code, a dot and its own; no other has a dot.",
            """
            CASE WHEN tier = 'specialization' THEN starts_with(node_code, parent_code || '.')
                 ELSE NOT contains(node_code, '.') END
            """,
        ),
        Check(
            "anchors on top",
            "Only superfunctions have SOC major groups as anchors.",
            f"tier = 'superfunction' OR coalesce({', '.join(_ANCHORS)}) IS NULL",
        ),
    ),
)
