"""Changes of role identity."""

from schemas import fields
from schemas.table import Check, Column, Table
from schemas.vocabularies import CHANGE_KINDS

ID_CHANGES = Table(
    name="id_changes",
    description="Renames, merges, splits and retirements of roles over all releases; a split has a row a successor.",
    columns=(
        Column("change_id", "text", "Identifier of the change.", pattern=r"^change-[0-9]{6}$"),
        Column("kind", "text", "rename, merge, split or retire.", isin=CHANGE_KINDS),
        fields.role_id.but(name="old_role_id", description="Role before the change."),
        fields.role_id.but(name="new_role_id", description="Role after the change; null when retired.", nullable=True),
        fields.role_code.but(name="old_role_code", description="Code before the change."),
        fields.role_code.but(
            name="new_role_code", description="Code after the change; null when retired.", nullable=True
        ),
        Column("changed_date", "date", "Day of the change."),
        Column("reason", "text", "Why it was changed."),
    ),
    key=("change_id",),
    checks=(
        Check(
            "successor",
            "new_role_id and new_role_code are null exactly where the role was retired.",
            "(kind = 'retire') = (new_role_id IS NULL) AND (kind = 'retire') = (new_role_code IS NULL)",
        ),
    ),
)
