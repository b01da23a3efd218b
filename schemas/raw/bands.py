"""The contract of raw/canon/bands.csv."""

from schemas import fields
from schemas.table import Column, Table

BANDS = Table(
    name="bands.csv",
    description="Runs of levels that one record may describe.",
    columns=(
        Column("band_code", "text", "Name of the band.", pattern=r"^[a-z_]+$"),
        fields.track_code,
        fields.level_code.but(name="level_low"),
        fields.level_code.but(name="level_high"),
        fields.description,
    ),
    key=("band_code",),
)
