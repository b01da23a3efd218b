"""The canonical roles."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
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
    checks=(
        Check(
            "code of place",
            "role_code is specialization_code, a dot and level_code.",
            "role_code = specialization_code || '.' || level_code",
        ),
        Check(
            "one role a code",
            "role_code is unique among roles that are not retired (status deprecated).",
            "roles_count = 1",
            "SELECT role_code, count(*) AS roles_count FROM roles WHERE status <> 'deprecated' GROUP BY role_code",
        ),
        Check(
            "level",
            "track_code, level_rank and level_name are those of level_code in levels.",
            "(track_code, level_rank, level_name) = (track_of_level, rank_of_level, name_of_level)",
            """
            SELECT r.role_id, r.level_code, r.track_code, r.level_rank, r.level_name,
                   l.track_code AS track_of_level, l.level_rank AS rank_of_level, l.level_name AS name_of_level
            FROM roles r
            LEFT JOIN levels l USING (level_code)
            """,
            others=("levels",),
        ),
        Check(
            "codes of tiers",
            "superfunction_code, function_code and family_code are those of the specialization in taxonomy_nodes.",
            """
            tier = 'specialization'
            AND superfunction_code = superfunction
            AND function_code = function
            AND family_code = family
            """,
            """
            SELECT r.role_id, r.specialization_code, r.superfunction_code, r.function_code, r.family_code, n.tier,
                   n.superfunction_code AS superfunction, n.function_code AS function, n.family_code AS family
            FROM roles r
            LEFT JOIN taxonomy_nodes n ON n.node_code = r.specialization_code
            """,
            others=("taxonomy_nodes",),
        ),
        Check(
            "names of tiers",
            "The names of the four tiers are those of their codes in taxonomy_nodes.",
            "concat_ws(' > ', superfunction_name, function_name, family_name, specialization_name) = path",
            """
            SELECT r.role_id, r.superfunction_name, r.function_name, r.family_name, r.specialization_name, n.path
            FROM roles r
            LEFT JOIN taxonomy_nodes n ON n.node_code = r.specialization_code
            """,
            others=("taxonomy_nodes",),
        ),
        fields.band_of_score,
        Check(
            "reason of mapping",
            "mapping_reason is there exactly where mapping_status is group_only or refused.",
            "(mapping_status = 'detailed') = (mapping_reason IS NULL)",
        ),
        Check(
            "one primary mapping",
            "A role that is mapped has exactly one primary mapping, and a refused one has no mapping.",
            "CASE WHEN mapping_status = 'refused' THEN mappings_count = 0 ELSE primary_count = 1 END",
            """
            SELECT r.role_id, r.mapping_status, count(m.role_id) AS mappings_count,
                   count(*) FILTER (WHERE m.is_primary) AS primary_count
            FROM roles r
            LEFT JOIN role_occupations m USING (role_id)
            GROUP BY r.role_id, r.mapping_status
            """,
            others=("role_occupations",),
        ),
        Check(
            "status of mapping",
            "mapping_status is detailed exactly where the primary mapping is to a detailed or O*NET occupation.",
            "(mapping_status = 'detailed') = coalesce(classification_level IN ('detailed', 'onet'), false)",
            """
            SELECT r.role_id, r.mapping_status, m.occupation_code, o.classification_level
            FROM roles r
            LEFT JOIN role_occupations m ON m.role_id = r.role_id AND m.is_primary
            LEFT JOIN occupations o USING (scheme, occupation_code)
            """,
            others=("role_occupations", "occupations"),
        ),
        Check(
            "level of trust",
            "trusted_level is the classification_level of trusted_code, null where that is null.",
            "trusted_level IS NOT DISTINCT FROM classification_level",
            """
            SELECT r.role_id, r.trusted_code, r.trusted_level, o.classification_level
            FROM roles r
            LEFT JOIN occupations o ON o.occupation_code = r.trusted_code
            """,
            others=("occupations",),
        ),
    ),
)
