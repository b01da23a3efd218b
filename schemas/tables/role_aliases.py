"""Other titles of each role."""

from itertools import combinations

from schemas import fields
from schemas.table import Check, Column, Table
from schemas.vocabularies import ORIGINS, ROLE_KINDS

_ORIGINS = [names for size in range(1, len(ORIGINS) + 1) for names in combinations(ORIGINS, size)]

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
    checks=(
        fields.band_of_score,
        fields.number_from_one("role_aliases", "position", "role_id"),
        Check(
            "ambiguous",
            "is_ambiguous is true exactly where another role bears the same alias.",
            "is_ambiguous = (roles_count > 1)",
            """
            SELECT role_id, alias_normalised, is_ambiguous,
                   count(*) OVER (PARTITION BY alias_normalised) AS roles_count
            FROM role_aliases
            """,
        ),
        Check(
            "origins in order",
            "origins names each of curated, source and rule at most once, in this order.",
            f"origins IN ({', '.join(repr('|'.join(names)) for names in _ORIGINS)})",
        ),
    ),
)
