"""Options that several commands of `canon` take, and the line that they show while they work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[
    Path | None, typer.Option("--root", help="Working folder that holds raw/; else CANON_ROOT, else this one.")
]
Sources = Annotated[list[Path] | None, typer.Option("--sources", help="Further folder of sources; may be repeated.")]
Only = Annotated[list[str] | None, typer.Option("--only", help="Narrow to these sources, by id; commas or repeated.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder of releases; outputs/ under the root unless given.")]
Profile = Annotated[
    str | None, typer.Option("--profile", help="Newest release of this profile, internal or public; else of any.")
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Embeddings = Annotated[
    bool, typer.Option("--embeddings", help="Score by meaning too; needs the extra canon-roles[embeddings].")
]
Releases = Annotated[
    Path | None, typer.Option("--releases", help="Folder of releases; outputs/ under the root unless given.")
]


@contextmanager
def status(message: str) -> Iterator[None]:
    """Show the message while the block runs, where a person watches standard error."""
    from rich.console import Console

    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(message):
            yield
    else:
        yield
