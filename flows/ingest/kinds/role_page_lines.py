"""The grammar of a role page: how one line of each kind is taken apart by closed vocabularies."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

import schemas
from flows.ingest.files import decode, parse_csv, read_yaml
from schemas.fields import LEVEL_CODE
from schemas.vocabularies import (
    ALIAS_TYPES,
    ATTACHED_AT,
    CONFIDENCE_BANDS,
    MAPPING_ORIGINS,
    MATCH_BANDS,
    PREVALENCES,
    REVIEW_STATUSES,
    STATUSES,
)

_FOLDER = Path(schemas.__file__).parent / "documents"


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


_LEVEL = LEVEL_CODE.strip("^$")
_CODE = r"[A-Z][A-Z0-9_]{1,11}\.[A-Z][A-Z0-9_]{1,7}\."
_SCORE = r"(?:0\.\d{2,3}|1\.0{2,3})"
BADGE = re.compile(
    rf"^(?P<level>{_LEVEL[1:-1]})(?P=level) — (?P<level_name>\w.*)(?P<band>{_one_of(CONFIDENCE_BANDS)})"
    rf"(?P<score>{_SCORE})(?P<status>{_one_of(STATUSES)})(?P<region>[A-Za-z][A-Za-z -]*)v(?P<version>[1-9]\d{{0,3}})$"
)
LEVEL_HEADING = re.compile(rf"^Level — (?P<level>{_LEVEL[1:-1]}) — (?P<level_name>.+)$")
BULLET = re.compile(r"^•\s*(?P<text>.+)$")
NUMBERED = re.compile(r"^(?P<number>\d+)\.\s+(?P<text>.+)$")
YEARS = re.compile(r"^(?P<low>\d+)(?:–(?P<high>\d+)|\+) yrs$")
COMPONENT = re.compile(rf"^(?P<name>.+)(?P<prevalence>{_one_of(PREVALENCES)})(?P<attached_at>{_one_of(ATTACHED_AT)})$")
ALIAS = re.compile(
    rf"^(?P<alias>.+)(?P<type>{_one_of(ALIAS_TYPES)})(?P<band>{_one_of(CONFIDENCE_BANDS)})(?P<score>{_SCORE})(?P<mark>\D*)$"
)
OCCUPATION = re.compile(
    r"^code=(?P<code>\d{2}-\d{4}(?:\.\d{2})?)title=(?P<title>.+)"
    rf"source=(?P<origin>{_one_of(MAPPING_ORIGINS)})reviewStatus=(?P<review>{_one_of(REVIEW_STATUSES)})$"
)
ADJACENT = re.compile(
    rf"^(?P<title>.+?)(?P<code>{_CODE}(?:{_LEVEL[1:-1]}))(?P<distance>{_SCORE})(?P<band>{_one_of(MATCH_BANDS)})$"
)
LEVEL_BAND = re.compile(rf"^(?:{_LEVEL[1:-1]})–(?:{_LEVEL[1:-1]})$")


class PageWords(BaseModel):
    """Fixed lines and labels of role pages, from schemas/role_page_words.yaml."""

    model_config = ConfigDict(extra="forbid")

    boilerplate: list[str]
    no_core_outputs: str
    no_adjacent_roles: str
    problem_labels: dict[str, str]
    level_labels: dict[str, str]
    approved_marks: list[str]


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its part, its section there, and the count that it states of its list."""

    part: str
    section: str
    count: int | None


@cache
def page_words() -> PageWords:
    """Return the fixed lines and labels of role pages."""
    return read_yaml(_FOLDER / "role_page_words.yaml", PageWords)


@cache
def _headings() -> pd.DataFrame:
    path = _FOLDER / "role_page_headings.csv"
    return parse_csv(decode(path.read_bytes(), path), path).set_index("heading")


def parse_heading(line: str) -> Heading | None:
    """Return the heading that a line is, its count split off where its kind states one; None for any other line."""
    level = LEVEL_HEADING.match(line)
    if level:
        return Heading("level", "", None)
    split = re.match(r"^(.*?)(\d*)$", line)
    name, count = split.groups() if split else (line, "")
    if name not in _headings().index:
        return None
    row = _headings().loc[name]
    if (row["has_count"] == "true") != bool(count):
        return None
    return Heading(row["part"], row["section"], int(count) if count else None)
