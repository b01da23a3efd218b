"""The rules that make aliases."""

from schemas import fields
from schemas.table import Check, Column, Table
from schemas.vocabularies import APPLIES_TO

ALIAS_RULES = Table(
    name="alias_rules",
    description="Templates that make aliases from a subject and a rung.",
    columns=(
        fields.level_code,
        fields.position,
        Column(
            "template",
            "text",
            "Text with {subject}, or {band} for the band's first and last rung.",
            pattern=r"^[^{}]*\{(subject|band)\}[^{}]*$",
        ),
        Column(
            "applies_to",
            "text",
            "Subjects of the rule: family names, holder titles and short names, or any.",
            isin=APPLIES_TO,
        ),
        fields.alias_type,
        fields.confidence_score,
        Column("confidence_note", "text", "Why the confidence is what it is.", nullable=True),
    ),
    key=("level_code", "position"),
    foreign_keys=(fields.to_level,),
    checks=(
        fields.number_from_one("alias_rules", "position", "level_code"),
        Check(
            "template of a band",
            "A template has {band} exactly where it makes an alias of type level_band.",
            "contains(template, '{band}') = (alias_type = 'level_band')",
        ),
    ),
)
