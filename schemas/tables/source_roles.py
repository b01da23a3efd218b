"""What each raw role became."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table

SOURCE_ROLES = Table(
    name="source_roles",
    description="Each raw role, the canonical role that it became, and the authored role that comes nearest to it.",
    columns=(
        fields.source_id,
        fields.source_key,
        Column("raw_title", "text", "Title as the source writes it."),
        Column("raw_level", "text", "Level as the source writes it.", nullable=True),
        Column("raw_family", "text", "Family as the source writes it.", nullable=True),
        fields.file,
        fields.locator,
        fields.role_id.but(description="Canonical role that the raw role became."),
        fields.role_id.but(
            name="equivalent_role_id",
            description="Role proposed as its equivalent; null where none is or none is needed.",
            nullable=True,
        ),
        Column("equivalent_score", "number", "Score of the proposal, made by rule.", nullable=True, ge=0, le=1),
        Column("equivalent_basis", "text", "On what the proposal rests, or why there is none."),
        fields.review_status,
    ),
    key=("source_id", "source_key"),
    foreign_keys=(fields.to_role, fields.to_source, ForeignKey(("equivalent_role_id",), "roles", ("role_id",))),
)
