"""What people decided of mappings."""

from schemas import fields
from schemas.table import Check, Column, Table
from schemas.vocabularies import DECISIONS

MAPPING_DECISIONS = Table(
    name="mapping_decisions",
    description="Decisions of curators on a role and an occupation, rejections too; appended, never edited.",
    columns=(
        Column("decision_id", "text", "Identifier of the decision.", pattern=fields.DECISION_ID),
        fields.role_id,
        fields.occupation_code,
        Column("decision", "text", "approve or reject.", isin=DECISIONS),
        fields.predicate.but(nullable=True, description="Relation approved; null for a rejection."),
        Column("curator_id", "text", "Who decided, as listed in curators.csv."),
        Column("decided_date", "date", "Day of the decision."),
        Column("reason", "text", "Why, in the curator's words."),
        Column("evidence", "text", "The evidence in words that the curator saw; for the reader."),
        fields.rests_on.but(
            description="Facts on which the decision rests, as role_occupations had them; an approval is stale "
            "when one of them is another."
        ),
        Column(
            "release_version",
            "text",
            "Release that was reviewed, whose manifest names editions and tools; null where none was.",
            nullable=True,
            pattern=r"^[0-9]{4}\.[0-9]{1,2}\.[0-9]+$",
        ),
    ),
    key=("decision_id",),
    checks=(
        Check(
            "predicate of an approval",
            "A rejection has no predicate.",
            "decision = 'approve' OR predicate IS NULL",
        ),
    ),
)
