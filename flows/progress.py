"""What a stage of a run did, as one line with counts, for the terminal and for the logs of Prefect."""

from functools import singledispatch

from flows.releases import Release
from schemas.inputs import Framework, Ingested, Inputs
from schemas.stages import Assembled, Checked, Mapped, Related


def describe_stage(name: str, result: object) -> str:
    """Return one line that says what a stage did: its name in words and the counts of what it returned.

    `name` is the name of the stage's function; where it runs more than once, a colon and what it was run for follow,
    such as `read_source: uk_gdad`. Hyphens may stand for underscores. A result of a type that no stage returns gives
    the name alone.
    """
    words, counts = name_stage(name), count_result(result)
    return f"{words}: {counts}" if counts else words


def name_stage(name: str) -> str:
    """Return the name of a stage in words, and what it is run for."""
    stage, _, subject = name.partition(": ")
    return f"{stage.replace('_', ' ').replace('-', ' ')} {subject}".rstrip()


@singledispatch
def count_result(_result: object) -> str:
    """Return the counts of what a stage returned, an empty text where it is of a type that no stage returns."""
    return ""


@count_result.register
def _(framework: Framework) -> str:
    return f"{len(framework.files):,} files, {framework.row_count:,} rows"


@count_result.register
def _(ingested: Ingested) -> str:
    counts = ingested.sources[["records_read", "records_accepted", "records_rejected"]].sum()
    text = f"{counts.iloc[0]:,} records read, {counts.iloc[1]:,} accepted, {counts.iloc[2]:,} rejected"
    warnings = len(ingested.warnings)
    return text if not warnings else f"{text}, {warnings:,} warning{'s' if warnings > 1 else ''}"


@count_result.register
def _(inputs: Inputs) -> str:
    decisions = len(inputs.curation.mapping_decisions)
    return f"{len(inputs.ingested.sources)} sources, {count_result(inputs.ingested)}, {decisions:,} decisions"


@count_result.register
def _(assembled: Assembled) -> str:
    counted = {"roles": assembled.roles, "components": assembled.components, "aliases": assembled.role_aliases}
    return ", ".join(f"{len(table):,} {name}" for name, table in counted.items())


@count_result.register
def _(mapped: Mapped) -> str:
    counts = mapped.roles["mapping_status"].value_counts()
    statuses = ", ".join(f"{count:,} {status.replace('_', ' ')}" for status, count in sorted(counts.items()))
    return f"{len(mapped.role_occupations):,} mappings; roles: {statuses}"


@count_result.register
def _(related: Related) -> str:
    return f"{len(related.role_adjacency):,} neighbours by coordinates, {len(related.role_similarity):,} by content"


@count_result.register
def _(checked: Checked) -> str:
    rows = sum(len(table) for table in checked.tables.values())
    return f"{len(checked.tables)} tables with {rows:,} rows keep their contracts"


@count_result.register
def _(release: Release) -> str:
    return f"release {release.version} written" if release.is_new else f"nothing changed since {release.version}"
