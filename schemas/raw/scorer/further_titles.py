"""The contract of raw/canon/scorer/further_titles.csv."""

from schemas import fields
from schemas.table import Column, Table

FURTHER_TITLES = Table(
    name="further_titles.csv",
    description="Job titles that Canon lists under occupations beside O*NET's: of other English-speaking countries, of "
    "special trades, and of today. They were written for Canon and are no observation of use.",
    columns=(
        Column("occupation_code", "text", "O*NET-SOC 2019.", pattern=fields.occupation_code.pattern),
        Column("title", "text", "The title, in the singular.", pattern=r"^[^\s|][^|\n]*$"),
    ),
    key=("occupation_code", "title"),
)
