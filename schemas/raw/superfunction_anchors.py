"""The contract of raw/canon/superfunction_anchors.csv."""

from schemas import fields
from schemas.table import Table

ANCHORS = Table(
    name="superfunction_anchors.csv",
    description="SOC major groups to which superfunctions are anchored, by a range of rungs of a track.",
    columns=(
        fields.superfunction_code,
        fields.track_code,
        fields.level_code.but(name="level_low"),
        fields.level_code.but(name="level_high"),
        fields.occupation_code.but(name="soc_code_2018"),
    ),
    key=("superfunction_code", "level_low"),
)
