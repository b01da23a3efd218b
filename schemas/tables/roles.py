"""The canonical roles."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table
from schemas.vocabularies import CLASSIFICATION_LEVELS, MAPPING_STATUSES, ROLE_KINDS, STATUSES

ROLES = Table(
    name="roles",
    description="One row a canonical role: a family, a specialization and a level.",
    columns=(
        fields.role_id,
        fields.role_code,
        Column("title", "text", "Canonical title of the role."),
        Column(
            "holder_title",
            "text",
            "What one holder is called, without seniority; null where no source says it.",
            nullable=True,
        ),
        fields.superfunction_code,
        Column("superfunction_name", "text", "Name of the role's superfunction."),
        fields.function_code,
        Column("function_name", "text", "Name of the role's function."),
        fields.family_code,
        Column("family_name", "text", "Name of the role's family."),
        fields.specialization_code,
        Column("specialization_name", "text", "Name of the role's specialization."),
        fields.track_code,
        fields.level_code,
        fields.level_rank,
        Column("level_name", "text", "Name of the role's rung."),
        Column("summary", "text", "What the role is for, in one to three sentences.", nullable=True),
        Column(
            "status", "text", "How far the description has come: draft, reviewed, published, deprecated.", isin=STATUSES
        ),
        Column("region_scope", "text", "Region in which the description holds, or global."),
        Column("record_version", "integer", "Version of the record as its source counts it.", ge=1),
        fields.confidence_score,
        fields.confidence_band,
        fields.confidence_basis,
        Column(
            "mapping_status",
            "text",
            "detailed, group_only or refused: how far the role is mapped to SOC.",
            isin=MAPPING_STATUSES,
        ),
        Column("mapping_reason", "text", "Why the mapping goes no further; null where it is detailed.", nullable=True),
        fields.occupation_code.but(
            name="trusted_code",
            description="Finest group of the best proposal that is right with a chance of 90%, and in which a curated "
            "primary occupation lies too; null where none is.",
            nullable=True,
        ),
        Column(
            "trusted_level",
            "text",
            "Level of that group.",
            nullable=True,
            isin=CLASSIFICATION_LEVELS,
        ),
        fields.source_id.but(description="Source whose record leads for this role."),
        fields.source_key,
    ),
    key=("role_id",),
    foreign_keys=(
        ForeignKey(("specialization_code",), "taxonomy_nodes", ("node_code",)),
        fields.to_level,
        fields.to_source,
    ),
    sort=("role_id",),
    made_of=ROLE_KINDS,
)
