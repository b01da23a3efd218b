"""Other titles of each role."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import ROLE_KINDS

ROLE_ALIASES = Table(
    name="role_aliases",
    description="Other titles under which people bear the role.",
    columns=(
        fields.role_id,
        Column(
            "alias_normalised", "text", "The alias in lower case with single spaces: the form in which it is unique."
        ),
        Column("alias", "text", "The alias as written."),
        fields.position,
        fields.alias_type,
        fields.confidence_score,
        fields.confidence_band,
        fields.confidence_basis,
        Column("is_approved", "boolean", "Whether a person has approved the alias."),
        Column("is_ambiguous", "boolean", "Whether another role bears the same alias."),
        Column("origins", "text", "Where the alias comes from, best first, joined by '|': curated, source, rule."),
    ),
    key=("role_id", "alias_normalised"),
    foreign_keys=(fields.to_role,),
    sort=("role_id", "position"),
    made_of=ROLE_KINDS,
)
