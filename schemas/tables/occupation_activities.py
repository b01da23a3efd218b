"""Detailed work activities to which O*NET leads the tasks of occupations."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.tables.occupation_tasks import TASK_ID

_INTERMEDIATE = r"4\.A(\.[0-9a-z]{1,2})+\.I[0-9]{2}"

OCCUPATION_ACTIVITIES = Table(
    name="occupation_activities",
    description="Detailed work activities of each task; a task may have several and an activity many tasks.",
    columns=(
        fields.occupation_code,
        Column("task_id", "text", "O*NET's identifier of the task.", pattern=TASK_ID),
        Column(
            "activity_code", "text", "Code of the detailed work activity.", pattern=rf"^{_INTERMEDIATE}\.D[0-9]{{2}}$"
        ),
        Column("activity_name", "text", "The activity in a sentence; null where no table names it.", nullable=True),
        Column(
            "intermediate_activity_code",
            "text",
            "Code of the wider activity that holds it.",
            pattern=rf"^{_INTERMEDIATE}$",
        ),
        fields.source_id,
    ),
    key=("occupation_code", "task_id", "activity_code"),
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)), fields.to_source),
    needs_source_kind="onet",
    checks=(
        Check(
            "task",
            "The task is one of the occupation in occupation_tasks.",
            "is_task",
            """
            SELECT a.occupation_code, a.task_id, a.activity_code, t.task_id IS NOT NULL AS is_task
            FROM occupation_activities a
            LEFT JOIN occupation_tasks t USING (occupation_code, task_id)
            """,
            others=("occupation_tasks",),
        ),
        Check(
            "wider activity",
            "activity_code begins with intermediate_activity_code.",
            "starts_with(activity_code, intermediate_activity_code || '.')",
        ),
    ),
)
