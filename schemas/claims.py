"""Contracts of what readers give: the same tables whatever the kind of source."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import ATTACHED_AT, PREDICATES, PREVALENCES, RELATIONS, TIERS

SUBJECT_TYPES = ("role", "band", "specialization", "family", "function", "source")
CLAIM_FIELDS = (
    "place",
    "title",
    "holder_title",
    "short_name",
    "summary",
    "status",
    "region_scope",
    "record_version",
    "confidence_score",
    "level",
    "story",
    "core_output",
    "no_core_outputs",
    "component",
    "alias",
    "occupation",
    "adjacent_role",
)

RAW_ROLES = Table(
    name="raw_roles",
    description="Roles as a source names them, with the place that the source or its tables give them.",
    columns=(
        fields.source_id,
        fields.source_key,
        Column("raw_title", "text", "Title as written."),
        Column("raw_level", "text", "Level as written.", nullable=True),
        Column("raw_family", "text", "Family as written.", nullable=True),
        fields.specialization_code,
        fields.level_code,
        Column("band_key", "text", "Subject under which the claims of its band stand.", nullable=True),
        Column("relation", "text", "Relation to a canonical role, as source.yml or a placement says.", isin=RELATIONS),
        fields.confidence_score.but(name="title_score", description="Confidence in the raw title as an alias."),
        fields.file,
        fields.locator,
    ),
    key=("source_id", "source_key"),
)
RAW_NODES = Table(
    name="raw_nodes",
    description="Nodes of the taxonomy that a source adds.",
    columns=(
        fields.source_id,
        fields.node_code,
        Column("tier", "text", "Tier of the node.", isin=TIERS),
        Column("name", "text", "Name of the node."),
        fields.node_code.but(name="parent_code", nullable=True),
        fields.description,
    ),
    key=("source_id", "node_code"),
)
CLAIMS = Table(
    name="claims",
    description="What sources say of roles, bands and nodes: one row a leaf claim.",
    columns=(
        fields.source_id,
        Column("subject_type", "text", "What the claim is about.", isin=SUBJECT_TYPES),
        Column("subject", "text", "Source key, band key or node code."),
        Column("field", "text", "What is claimed.", isin=CLAIM_FIELDS),
        Column(
            "section",
            "text",
            "Part of the field: story section, component kind, alias type, dimension, track.",
            nullable=True,
        ),
        fields.position.but(description="Order in which the source gives its claims."),
        Column("value", "text", "The claimed value as text."),
        fields.level_code.but(
            name="level_low", nullable=True, description="Lowest rung that the claim reaches; null where every rung."
        ),
        fields.level_code.but(name="level_high", nullable=True, description="Highest rung that the claim reaches."),
        fields.prevalence.but(nullable=True, isin=PREVALENCES),
        fields.attached_at.but(nullable=True, isin=ATTACHED_AT),
        Column("proficiency", "text", "Degree of mastery in the source's words.", nullable=True),
        fields.confidence_score.but(nullable=True),
        fields.predicate.but(nullable=True, isin=PREDICATES),
        Column(
            "note",
            "text",
            "What the source adds: a reason, a title, how a component is used.",
            nullable=True,
        ),
        fields.file,
        fields.locator,
    ),
    key=("source_id", "position"),
)
