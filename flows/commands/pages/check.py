"""What `canon check` prints: that raw/ keeps its contracts, and what was read, rejected and doubted."""

from rich.console import Console

from flows.commands.pages.sources import draw_sources
from schemas.inputs import Inputs
from schemas.stages import Assembled

MOST_WARNINGS = 5


def print_check(inputs: Inputs, assembled: Assembled) -> None:
    """Tell that raw/ keeps its contracts, and what was read, rejected and doubted."""
    console = Console(highlight=False, soft_wrap=True)
    for note in inputs.ingested.notes:
        console.print(f"note: {note}", style="yellow")
    console.print(draw_sources(inputs.ingested.sources, assembled.source_roles))
    warnings = inputs.ingested.warnings
    for row in warnings.head(MOST_WARNINGS).itertuples(index=False):
        console.print(f"warning: {row.source_id} {row.file} {row.locator}: {row.message}", style="yellow", markup=False)
    if len(warnings) > MOST_WARNINGS:
        console.print(
            f"... and {len(warnings) - MOST_WARNINGS} more warnings (table source_warnings of a release)",
            style="yellow",
        )
    console.print(f"raw/ keeps its contracts: {len(assembled.roles)} roles in {len(assembled.taxonomy_nodes)} nodes.")
