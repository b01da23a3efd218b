"""The mapping of roles to occupations."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table
from schemas.vocabularies import MAPPING_ORIGINS, ROLE_KINDS, SCHEMES

ROLE_OCCUPATIONS = Table(
    name="role_occupations",
    description="The occupations to which a role corresponds, one row a pair, ranked: the claim that stands, what the "
    "scorer says of the pair beside it, and the evidence of both.",
    columns=(
        fields.role_id,
        fields.occupation_code,
        Column(
            "origin",
            "text",
            "Whose claim stands: curated before proposed before inferred_from_superfunction.",
            isin=MAPPING_ORIGINS,
        ),
        fields.scheme,
        fields.predicate,
        Column("is_primary", "boolean", "Whether this is the one mapping to use for the role."),
        Column("rank", "integer", "Order among the role's mappings, 1 first.", ge=1),
        fields.confidence_score,
        fields.confidence_band,
        fields.confidence_basis,
        Column(
            "proposed_score",
            "number",
            "The scorer's chance of the pair, whoever's claim stands; null where it does not propose it.",
            nullable=True,
            ge=0,
            le=1,
        ),
        Column(
            "proposed_rank",
            "integer",
            "Place among what the scorer proposes for the role, 1 first, rejected pairs counted; else null.",
            nullable=True,
            ge=1,
        ),
        Column(
            "margin",
            "number",
            "proposed_score above that of the next proposed occupation; null where it is not proposed.",
            nullable=True,
            ge=0,
            le=1,
        ),
        Column(
            "shared_count",
            "integer",
            "How many occupations list the title of the role that is listed under a proposed one; null where none is.",
            nullable=True,
            ge=1,
        ),
        Column(
            "scorer_version",
            "text",
            "The scorer that proposed it, and digits of what it had learned; else null.",
            nullable=True,
        ),
        Column("reference_edition", "text", "The edition of O*NET that it was proposed on; else null.", nullable=True),
        fields.review_status,
        Column(
            "evidence",
            "text",
            "On what the claim rests, in words; where the scorer proposes it too, its words follow after ' | '.",
        ),
        fields.rests_on,
        Column(
            "decision_id",
            "text",
            "The latest decision of a curator on the pair; null where nobody has decided.",
            nullable=True,
            pattern=fields.DECISION_ID,
        ),
        Column(
            "stale_reason",
            "text",
            "Which fact under the approval changed, from what to what; null unless it is stale.",
            nullable=True,
        ),
    ),
    key=("role_id", "occupation_code"),
    foreign_keys=(
        fields.to_role,
        ForeignKey(("scheme", "occupation_code"), "occupations", ("scheme", "occupation_code")),
        ForeignKey(("decision_id",), "mapping_decisions", ("decision_id",)),
    ),
    sort=("role_id", "rank"),
    made_of=(*ROLE_KINDS, *SCHEMES, "onet"),
)
