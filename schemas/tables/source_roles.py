"""What each raw role became."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import RELATIONS

SOURCE_ROLES = Table(
    name="source_roles",
    description="Each raw role, its relation to a canonical role, and the equivalent proposed where it stays own.",
    columns=(
        fields.source_id,
        fields.source_key,
        Column("raw_title", "text", "Title as the source writes it."),
        Column("raw_level", "text", "Level as the source writes it.", nullable=True),
        Column("raw_family", "text", "Family as the source writes it.", nullable=True),
        Column("raw_summary", "text", "Summary as the source writes it; null where it has none.", nullable=True),
        fields.file,
        fields.locator,
        Column("declared_relation", "text", "Relation that source.yml or a placement table declares.", isin=RELATIONS),
        Column(
            "relation",
            "text",
            "unite: its records are claims on the role; align: an instance of the role, to which it adds its "
            "title as an alias; own: a role of its own, also where its family has no canonical role to align with.",
            isin=RELATIONS,
        ),
        fields.role_id.but(
            description="Role that it became: the canonical role it unites or is aligned with, or its own."
        ),
        fields.role_id.but(
            name="equivalent_role_id",
            description="Canonical role proposed as the equivalent of a role of its own; null where none comes near.",
            nullable=True,
        ),
        Column("equivalent_score", "number", "Score of that proposal, made by rule.", nullable=True, ge=0, le=1),
        Column("equivalent_basis", "text", "Why the relation, on what the proposal rests, or why there is none."),
        fields.review_status,
    ),
    key=("source_id", "source_key"),
    foreign_keys=(fields.to_role, fields.to_source, ForeignKey(("equivalent_role_id",), "roles", ("role_id",))),
    checks=(
        Check(
            "equivalent and score",
            "equivalent_score is there exactly where equivalent_role_id is, which only a role of its own "
            "(relation own) has.",
            """
            (equivalent_role_id IS NULL) = (equivalent_score IS NULL)
            AND (relation = 'own' OR equivalent_role_id IS NULL)
            """,
        ),
        Check(
            "another equivalent",
            "No role is proposed as its own equivalent.",
            "equivalent_role_id IS DISTINCT FROM role_id",
        ),
    ),
)
