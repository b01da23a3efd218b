"""What roles are compared by, gathered from the tables that describe them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from schemas.settings import SimilaritySettings
from schemas.sql import query
from schemas.stages import Assembled
from schemas.vocabularies import ONET_SCHEME

_TEXTS = ["role_id", "text"]


@dataclass(frozen=True)
class Content:
    """Roles and what is known of them; a role without rows in a table is unknown there.

    `roles`: role_id, role_code. `titles`: role_id, text, what holders are called. `texts`: role_id, text, what they do.
    `holdings`: role_id, component_id, kind, weight above 0 to 1. `occupations`: role_id, occupation_code of O*NET-SOC.
    """

    roles: pd.DataFrame
    titles: pd.DataFrame
    texts: pd.DataFrame
    holdings: pd.DataFrame
    occupations: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["role_id", "occupation_code"]))

    def ordered(self) -> "Content":
        """Return the same with the rows of each table in one order, so that sums are the same to the last digit."""
        columns = [["role_code"], ["role_id", "text"], ["role_id", "text"], ["role_id", "component_id"], ["role_id"]]
        tables = (self.roles, self.titles, self.texts, self.holdings, self.occupations)
        return Content(*(table.sort_values(by) for table, by in zip(tables, columns, strict=True)))


def describe_content(assembled: Assembled, mappings: pd.DataFrame, settings: SimilaritySettings) -> Content:
    """Return the content of the roles of a release; `mappings` (role_occupations) give the primary O*NET-SOC code."""
    roles = assembled.roles
    held = assembled.role_components.merge(assembled.components[["component_id", "name"]], on="component_id")
    aliases = assembled.role_aliases.rename(columns={"alias": "text"})
    texts = [
        roles.loc[roles["summary"].notna()].rename(columns={"summary": "text"})[_TEXTS],
        assembled.role_stories[_TEXTS],
        assembled.role_outputs.rename(columns={"core_output": "text"})[_TEXTS],
        held.rename(columns={"name": "text"})[_TEXTS],
    ]
    is_known = mappings["is_primary"] & (mappings["scheme"] == ONET_SCHEME)
    return Content(
        roles=roles[["role_id", "role_code"]],
        titles=pd.concat([roles.rename(columns={"title": "text"})[_TEXTS], aliases[_TEXTS]], ignore_index=True),
        texts=pd.concat(texts, ignore_index=True),
        holdings=held.assign(weight=held["prevalence"].map(settings.prevalence_weights))[
            ["role_id", "component_id", "kind", "weight"]
        ],
        occupations=mappings.loc[is_known, ["role_id", "occupation_code"]],
    )


def reference_texts(reference: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the texts of O*NET from which words are learned too; none where it is not at hand."""
    texts = pd.concat(
        [pd.Series(dtype="str")]
        + [
            reference[name][column].dropna()
            for name, column in (
                ("occupation_titles", "title"),
                ("occupation_tasks", "task"),
                ("occupation_descriptions", "description"),
            )
            if name in reference
        ],
        ignore_index=True,
    )
    return query("SELECT DISTINCT text FROM texts ORDER BY text", texts=texts.rename("text").to_frame())["text"]
