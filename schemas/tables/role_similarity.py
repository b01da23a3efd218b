"""The roles most alike by content."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import ROLE_KINDS

ROLE_SIMILARITY = Table(
    name="role_similarity",
    description=(
        "The 25 roles most alike to each by content, over all superfunctions; apart from the distance by coordinates."
    ),
    columns=(
        fields.role_id,
        fields.role_id.but(name="similar_role_id", description="The role that is alike."),
        Column("rank", "integer", "Place in the role's list, the most alike first.", ge=1),
        Column(
            "content_similarity",
            "number",
            "Share of all pairs of roles that are less alike, by all layers together.",
            ge=0,
            le=1,
        ),
        Column(
            "component_similarity",
            "number",
            "The same by components alone: kind, prevalence, rarity; null where the two hold none of one kind.",
            nullable=True,
            ge=0,
            le=1,
        ),
        Column(
            "title_similarity",
            "number",
            "The same by titles and aliases alone: their letters and what their words mean.",
            nullable=True,
            ge=0,
            le=1,
        ),
        Column(
            "text_similarity",
            "number",
            "The same by the words of everything that is said of the two.",
            nullable=True,
            ge=0,
            le=1,
        ),
        Column(
            "occupation_similarity",
            "number",
            "The same by how O*NET relates their occupations; null where one of them has none of O*NET-SOC.",
            nullable=True,
            ge=0,
            le=1,
        ),
    ),
    key=("role_id", "similar_role_id"),
    foreign_keys=(fields.to_role, ForeignKey(("similar_role_id",), "roles", ("role_id",))),
    sort=("role_id", "rank"),
    made_of=(*ROLE_KINDS, "onet"),
    checks=(
        fields.number_from_one("role_similarity", "rank", "role_id"),
        Check(
            "another role",
            "No role is listed as alike to itself.",
            "role_id <> similar_role_id",
        ),
        Check(
            "most alike first",
            "content_similarity does not rise with rank.",
            "similarity_before IS NULL OR content_similarity <= similarity_before",
            """
            SELECT role_id, rank, content_similarity,
                   lag(content_similarity) OVER (PARTITION BY role_id ORDER BY rank) AS similarity_before
            FROM role_similarity
            """,
        ),
        Check(
            "length of a list",
            "A list holds at most similarity.k roles.",
            "rank <= (SELECT value FROM parameters WHERE parameter = 'similarity.k')",
            others=("parameters",),
        ),
    ),
)
