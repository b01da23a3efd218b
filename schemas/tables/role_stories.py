"""The story of each role."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import STORY_SECTIONS

ROLE_STORIES = Table(
    name="role_stories",
    description="The role as a narrative, a row a paragraph or plan step.",
    columns=(
        fields.role_id,
        Column("section", "text", "Section of the story.", isin=STORY_SECTIONS),
        fields.position,
        Column("text", "text", "The paragraph or step."),
        fields.source_id,
    ),
    key=("role_id", "section", "position"),
    foreign_keys=(fields.to_role, fields.to_source),
    checks=(fields.number_from_one("role_stories", "position", "role_id", "section"),),
)
