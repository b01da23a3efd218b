"""Tasks of occupations as O*NET states them."""

from schemas import fields
from schemas.table import Column, ForeignKey, Table

TASK_ID = r"^[1-9][0-9]{0,7}$"

OCCUPATION_TASKS = Table(
    name="occupation_tasks",
    description="Tasks that O*NET states for each occupation.",
    columns=(
        fields.occupation_code,
        Column("task_id", "text", "O*NET's identifier of the task.", pattern=TASK_ID),
        Column("task", "text", "The task in a sentence."),
        Column(
            "task_type",
            "text",
            "core, or supplemental where less relevant or important; null where nobody has rated it.",
            nullable=True,
            isin=("core", "supplemental"),
        ),
        Column(
            "incumbents_responding",
            "integer",
            "How many holders rated the task; null where none was asked.",
            nullable=True,
            ge=0,
        ),
        fields.source_id,
    ),
    key=("occupation_code", "task_id"),
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)), fields.to_source),
    needs_source_kind="onet",
)
