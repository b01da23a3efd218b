"""Renders the quality report: facts of the published tables, drawn by the templates in `templates`."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows.report.changes import change_facts
from flows.report.content import content_facts
from flows.report.glance import marks
from flows.report.lists import Record, Tables
from flows.report.mappings import mapping_facts
from flows.report.matrix import family_facts
from flows.report.records import conflict_facts, finding_groups, raw_role_facts, source_facts
from flows.report.relations import adjacency_facts
from schemas.differences import Difference

MOST_LETTERS, MOST_NOTES = 160, 12
# What HTML does not allow, and what turns the direction of the text around it.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def render_report(
    tables: Tables, release: Record, difference: Difference, notes: tuple[str, ...], family_order: Sequence[str]
) -> str:
    """Return the report as one HTML page that loads nothing and holds no script.

    `tables` are the published ones, and nothing else is read; `release` has version, date, profile and contract;
    `family_order` is the order of families in the picture of their distances. The same tables give the same text.
    """
    page = _environment().get_template("page.html.j2")
    return page.render(release=release, notes=notes[:MOST_NOTES], **report_facts(tables, difference, family_order))


def report_facts(tables: Tables, difference: Difference, family_order: Sequence[str]) -> Record:
    """Return all facts of the page by part."""
    facts = {
        "rows": {name: len(frame) for name, frame in tables.items()},
        "records": source_facts(tables),
        "rejected": finding_groups(tables, "rejected_rows"),
        "warnings": finding_groups(tables, "source_warnings"),
        "raw_roles": raw_role_facts(tables),
        "mapping": mapping_facts(tables),
        "content": content_facts(tables),
        "adjacency": adjacency_facts(tables),
        "families": family_facts(tables, family_order),
        "conflicts": conflict_facts(tables),
        "changes": change_facts(difference),
    }
    return {**facts, "marks": marks(facts)}


@cache
def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader("flows.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {
        "count": count,
        "percent": percent,
        "limit": limit,
        "places": places,
        "cut": cut,
        "web_address": web_address,
    }
    return pages


def shown(value: Any) -> Any:
    """Return what a page may show of a value: nothing for None, no control characters in a text."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSHOWN.sub("\ufffd", value)
    return value


def count(number: float) -> str:
    """Return a number with separators of thousands, and at most one place after the point."""
    rounded = round(number, 1)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,}"


def percent(part: float) -> str:
    """Return a share as a percentage that says 0% or 100% only where it is exact."""
    if 0 < part < 0.001:
        return "<0.1%"
    if 0.999 < part < 1:
        return ">99.9%"
    return f"{part:.0%}" if part in (0, 1) else f"{part:.1%}"


def limit(share: float) -> str:
    """Return a limit that is a share as a percentage, as short as it is."""
    return f"{count(100 * share)}%"


def places(number: float, digits: int = 2) -> str:
    """Return a number with so many places after the point."""
    return f"{number:.{digits}f}"


def cut(text: str | None, most: int = MOST_LETTERS) -> str:
    """Return a text of at most so many letters."""
    given = "" if text is None else str(text)
    return given if len(given) <= most else given[: most - 1].rstrip() + "…"


def web_address(text: str | None) -> str:
    """Return an address that a page may link to, an http or https one; else nothing."""
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return ""
    return text or "" if parts.scheme in ("http", "https") and parts.netloc and not _UNSHOWN.search(text or "") else ""
