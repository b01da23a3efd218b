"""The story of `canon find`: the roles of the latest release that a text names, by code, title or alias."""

from typing import Any

from flows.config import Config
from flows.releases import Opened, open_latest
from schemas.sql import read_sql
from schemas.vocabularies import TRACKS

TABLES = ("roles", "role_aliases")


def find_roles(config: Config, text: str, limit: int) -> dict[str, Any]:
    """Return the roles that a text names, best first, at most `limit` of `count`, ready for JSON.

    Each role says what matched: its code, its title or an alias, whatever the case and the accents. Where none does,
    `suggestion` has the text in words that are spelled almost alike, if there are such. Raises BadCall where there is
    no release.
    """
    release = open_latest(config.out, config.profile)
    roles = release.query(read_sql("flows.commands", "find"), TABLES, text=text, tracks=list(TRACKS))
    return {
        "release": release.version,
        "text": text,
        "count": len(roles),
        "roles": roles[:limit],
        "suggestion": None if roles else _suggest_spelling(release, text),
    }


def _suggest_spelling(release: Opened, text: str) -> str | None:
    """Return the text with words of titles and aliases that are spelled almost alike, or None where one has none."""
    words = release.query(read_sql("flows.commands", "find_spelling"), TABLES, text=text)
    return " ".join(row["nearest"] for row in words) if words and all(row["nearest"] for row in words) else None
