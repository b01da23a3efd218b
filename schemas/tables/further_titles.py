"""Titles of occupations that Canon lists beside O*NET's."""

from dataclasses import replace

from schemas.raw import scorer
from schemas.table import ForeignKey

FURTHER_TITLES = replace(
    scorer.FURTHER_TITLES,
    name="further_titles",
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)),),
)
