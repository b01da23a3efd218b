"""How important skills and knowledge are in occupations, and at which level, as O*NET's raters say."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table

OCCUPATION_RATINGS = Table(
    name="occupation_ratings",
    description="Ratings of skills and knowledge in each occupation, one row an element.",
    columns=(
        fields.occupation_code,
        Column(
            "element_code",
            "text",
            "Place of the element in O*NET's content model: 2.A, 2.B skills, 2.C knowledge.",
            pattern=r"^2\.[ABC](\.[0-9a-z]{1,2})+$",
        ),
        Column("element_name", "text", "Name of the skill or field of knowledge."),
        Column("domain", "text", "Whether the element is a skill or knowledge.", isin=("skill", "knowledge")),
        Column("importance", "number", "Mean importance, 1 to 5; null if unrated.", nullable=True, ge=1, le=5),
        Column("level", "number", "Mean level, 0 to 7; null if unrated.", nullable=True, ge=0, le=7),
        Column(
            "is_importance_suppressed",
            "boolean",
            "Whether O*NET advises against using the importance, as too imprecise; null where it does not say.",
            nullable=True,
        ),
        Column(
            "is_level_suppressed",
            "boolean",
            "Whether O*NET advises against using the level, as too imprecise; null where it does not say.",
            nullable=True,
        ),
        Column(
            "is_level_not_relevant",
            "boolean",
            "Whether most raters found the element not relevant; null where O*NET does not say.",
            nullable=True,
        ),
        fields.source_id,
    ),
    key=("occupation_code", "element_code"),
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)), fields.to_source),
    needs_source_kind="onet",
    checks=(
        Check(
            "domain of element",
            "domain is knowledge for elements of 2.C, skill for any other.",
            "(domain = 'knowledge') = starts_with(element_code, '2.C.')",
        ),
    ),
)
