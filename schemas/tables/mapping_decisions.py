"""What people decided of mappings."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import DECISIONS

MAPPING_DECISIONS = Table(
    name="mapping_decisions",
    description="Decisions of curators on a role and an occupation, rejections too; appended, never edited.",
    columns=(
        Column("decision_id", "text", "Identifier of the decision.", pattern=r"^decision-[0-9]{6}$"),
        fields.role_id,
        fields.occupation_code,
        Column("decision", "text", "approve or reject.", isin=DECISIONS),
        fields.predicate.but(nullable=True, description="Relation approved; null for a rejection."),
        Column("curator_id", "text", "Who decided, as listed in curators.csv."),
        Column("decided_date", "date", "Day of the decision."),
        Column("reason", "text", "Why, in the curator's words."),
        Column(
            "evidence", "text", "The evidence on which the decision rested; the approval goes stale when it differs."
        ),
    ),
    key=("decision_id",),
)
