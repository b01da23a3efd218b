"""The registry of published tables, from which writers, dictionary and checks derive."""

from schemas import tables
from schemas.table import Table

CONTRACT_VERSION = "3.0.0"

PUBLISHED: dict[str, Table] = {
    table.name: table
    for table in (
        tables.LEVELS,
        tables.TAXONOMY_NODES,
        tables.ROLES,
        tables.ROLE_STORIES,
        tables.ROLE_OUTPUTS,
        tables.COMPONENTS,
        tables.ROLE_COMPONENTS,
        tables.ROLE_ALIASES,
        tables.OCCUPATIONS,
        tables.ROLE_OCCUPATIONS,
        tables.MAPPING_DECISIONS,
        tables.ROLE_ADJACENCY,
        tables.ROLE_SIMILARITY,
        tables.SOURCE_ROLES,
        tables.SOURCE_ROLE_COMPONENTS,
        tables.CLAIM_CONFLICTS,
        tables.SOURCES,
        tables.SOURCE_FILES,
        tables.REJECTED_ROWS,
        tables.SOURCE_WARNINGS,
        tables.ID_CHANGES,
        tables.PARAMETERS,
        tables.ALIAS_RULES,
        tables.SENIORITY_WORDS,
        tables.MAPPING_RELIABILITY,
        tables.OCCUPATION_TITLES,
        tables.FURTHER_TITLES,
        tables.OCCUPATION_RELATIONS,
        tables.OCCUPATION_TASKS,
        tables.OCCUPATION_ACTIVITIES,
        tables.OCCUPATION_RATINGS,
        tables.OCCUPATION_SOFTWARE,
        tables.OCCUPATION_CHANGES,
        tables.CODE_CROSSWALKS,
    )
}
