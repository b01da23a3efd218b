"""What each stage of a release gives to the next: named tables."""

from dataclasses import dataclass, fields

import pandas as pd


@dataclass(frozen=True)
class StageTables:
    """Tables by their names; a table that could not be made is None."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that were made, by name."""
        named = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: table for name, table in named if table is not None}


@dataclass(frozen=True)
class Assembled(StageTables):
    """Canonical roles, `roles` still without its mapping.

    `role_claims` has a row a role and claim that reaches it, `role_subjects` what holders of each role are called.
    """

    taxonomy_nodes: pd.DataFrame
    roles: pd.DataFrame
    role_stories: pd.DataFrame
    role_outputs: pd.DataFrame
    components: pd.DataFrame
    role_components: pd.DataFrame
    role_aliases: pd.DataFrame
    source_roles: pd.DataFrame
    source_role_components: pd.DataFrame
    claim_conflicts: pd.DataFrame
    role_claims: pd.DataFrame
    role_subjects: pd.DataFrame


@dataclass(frozen=True)
class Mapped(StageTables):
    """Roles with their mapping; `claim_conflicts` has those on inferred groups alone."""

    roles: pd.DataFrame
    occupations: pd.DataFrame
    role_occupations: pd.DataFrame
    mapping_decisions: pd.DataFrame
    code_crosswalks: pd.DataFrame
    claim_conflicts: pd.DataFrame


@dataclass(frozen=True)
class Related(StageTables):
    """Roles in relation to one another; the matrix of roles is None where there are too many of them."""

    role_adjacency: pd.DataFrame
    role_similarity: pd.DataFrame
    family_distance_matrix: pd.DataFrame
    role_distance_matrix: pd.DataFrame | None


@dataclass(frozen=True)
class Checked:
    """What is published: tables by name, each checked against its contract, and square matrices by name."""

    tables: dict[str, pd.DataFrame]
    matrices: dict[str, pd.DataFrame]
