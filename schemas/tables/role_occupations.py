"""The mapping of roles to occupations."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
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
    checks=(
        fields.band_of_score,
        fields.number_from_one("role_occupations", "rank", "role_id"),
        Check(
            "primary first",
            "is_primary is true exactly for rank 1.",
            "is_primary = (rank = 1)",
        ),
        Check(
            "what the scorer says",
            "proposed_score, proposed_rank, margin, scorer_version and reference_edition are there together or "
            "not at all; shared_count only with them.",
            """
            (proposed_score IS NULL) = (proposed_rank IS NULL)
            AND (proposed_score IS NULL) = (margin IS NULL)
            AND (proposed_score IS NULL) = (scorer_version IS NULL)
            AND (proposed_score IS NULL) = (reference_edition IS NULL)
            AND (shared_count IS NULL OR proposed_score IS NOT NULL)
            """,
        ),
        Check(
            "chance of a proposal",
            "Where the scorer's claim stands and is not approved, confidence_score is proposed_score, and calibrated.",
            """
            origin <> 'proposed' OR review_status = 'approved'
            OR (confidence_score = proposed_score AND confidence_basis = 'calibrated')
            """,
        ),
        Check(
            "order of proposals",
            "proposed_score does not rise with proposed_rank.",
            "score_before IS NULL OR proposed_score <= score_before",
            """
            SELECT role_id, occupation_code, proposed_rank, proposed_score,
                   lag(proposed_score) OVER (PARTITION BY role_id ORDER BY proposed_rank) AS score_before
            FROM role_occupations
            WHERE proposed_score IS NOT NULL
            """,
        ),
        Check(
            "reason of staleness",
            "stale_reason is there exactly where review_status is stale.",
            "(review_status = 'stale') = (stale_reason IS NOT NULL)",
        ),
        Check(
            "decision",
            "decision_id is there exactly where review_status is approved or stale, and names an approval of the "
            "pair, the latest decision on it.",
            """
            (review_status = 'needs_review') = (decision_id IS NULL)
            AND decision_id IS NOT DISTINCT FROM latest_id
            AND (latest_id IS NULL OR decision = 'approve')
            """,
            """
            SELECT m.role_id, m.occupation_code, m.review_status, m.decision_id, d.latest_id, d.decision
            FROM role_occupations m
            LEFT JOIN (
                SELECT role_id, occupation_code, decision_id AS latest_id, decision
                FROM mapping_decisions
                QUALIFY row_number() OVER (
                    PARTITION BY role_id, occupation_code ORDER BY decided_date DESC, decision_id DESC
                ) = 1
            ) d USING (role_id, occupation_code)
            """,
            others=("mapping_decisions",),
        ),
        Check(
            "one exact occupation",
            "A role is approved as exact for at most one occupation of a scheme.",
            "exact_count = 1",
            """
            SELECT role_id, scheme, count(*) AS exact_count
            FROM role_occupations
            WHERE review_status = 'approved' AND predicate = 'exact'
            GROUP BY role_id, scheme
            """,
        ),
    ),
)
