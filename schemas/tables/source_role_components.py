"""What aligned raw roles hold, beside the canonical role."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import MATCH_BASES, PREVALENCES

SOURCE_ROLE_COMPONENTS = Table(
    name="source_role_components",
    description=(
        "What each aligned raw role holds in its source's words, and the component of its canonical role that matches."
    ),
    columns=(
        fields.source_id,
        fields.source_key,
        fields.position.but(description="Place among what the raw role holds, from 1, in the order of the source."),
        fields.role_id.but(description="Canonical role with which the raw role is aligned."),
        fields.kind,
        Column("name", "text", "The component in the source's words."),
        fields.prevalence.but(
            description="How usual it is in the raw role; null where the source does not say.",
            nullable=True,
            isin=PREVALENCES,
        ),
        Column(
            "proficiency",
            "text",
            "Degree of mastery in the source's words; null where it states none.",
            nullable=True,
        ),
        fields.component_id.but(
            description="Component of the canonical role that it matches; null where the role holds none like it.",
            nullable=True,
        ),
        Column(
            "match_score",
            "number",
            "Likeness of the two: 1 by name, else the cosine of TF-IDF of their words; null without a match.",
            nullable=True,
            ge=0,
            le=1,
        ),
        Column(
            "match_basis",
            "text",
            "same_name: of the same kind and name; alike_words: alike by words, of whatever kind.",
            nullable=True,
            isin=MATCH_BASES,
        ),
    ),
    key=("source_id", "source_key", "position"),
    foreign_keys=(
        ForeignKey(("source_id", "source_key"), "source_roles", ("source_id", "source_key")),
        ForeignKey(("component_id",), "components", ("component_id",)),
        fields.to_role,
    ),
    checks=(
        fields.number_from_one("source_role_components", "position", "source_id", "source_key"),
        Check(
            "of an aligned role",
            "role_id is that of the raw role in source_roles, whose relation is align.",
            "relation = 'align' AND role_id = aligned_role_id",
            """
            SELECT c.source_id, c.source_key, c.position, c.role_id, s.role_id AS aligned_role_id, s.relation
            FROM source_role_components c
            LEFT JOIN source_roles s USING (source_id, source_key)
            """,
            others=("source_roles",),
        ),
        Check(
            "match",
            "component_id, match_score and match_basis are there together or not at all.",
            "(component_id IS NULL) = (match_score IS NULL) AND (component_id IS NULL) = (match_basis IS NULL)",
        ),
        Check(
            "match is held",
            "The canonical role holds the component that is matched.",
            "is_held",
            """
            SELECT c.source_id, c.source_key, c.position, c.role_id, c.component_id,
                   h.component_id IS NOT NULL AS is_held
            FROM source_role_components c
            LEFT JOIN role_components h USING (role_id, component_id)
            WHERE c.component_id IS NOT NULL
            """,
            others=("role_components",),
        ),
    ),
)
