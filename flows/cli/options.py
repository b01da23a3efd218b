"""Options that several commands of `canon` take, and the class of groups whose commands all take -v and -q."""

import inspect
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.terminal import LOGGER, set_verbosity
from flows.file_arguments import require_local
from schemas.vocabularies import Profile as ProfileName


def check_path(path: Path | None) -> Path | None:
    """Return a path as it is; raise BadCall where it is an address such as s3://bucket."""
    if path is not None:
        require_local(path)
    return path


def check_folders(folders: list[Path] | None) -> list[Path] | None:
    """Return folders as they are; raise BadCall where one is an address."""
    for folder in folders or []:
        require_local(folder)
    return folders


Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", show_default=False, help="Say more on standard error, and how long each stage takes."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", show_default=False, help="Write results and errors only.")]
Root = Annotated[
    Path | None,
    typer.Option("--root", callback=check_path, help="Working folder that holds raw/; else CANON_ROOT, else this one."),
]
Sources = Annotated[
    list[Path] | None,
    typer.Option("--sources", callback=check_folders, help="Further folder of sources; may be repeated."),
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Narrow to these sources, by id; commas or repeated.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", callback=check_path, help="Folder of releases; outputs/ under the root unless given."),
]
Releases = Annotated[
    Path | None,
    typer.Option("--releases", callback=check_path, help="Folder of releases; outputs/ under the root unless given."),
]
# These commands write no file, so that --out may name the folder of releases as it does for `canon release`.
ReleasesOrOut = Annotated[
    Path | None,
    typer.Option(
        "--releases", "--out", callback=check_path, help="Folder of releases; outputs/ under the root unless given."
    ),
]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", callback=check_path, help="CSV file to write; beside FILE unless given."),
]
Profile = Annotated[
    ProfileName | None, typer.Option("--profile", help="Take the newest release of this profile; else of any.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook; the first unless given.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Encoding of a CSV file that is not in UTF-8.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Embeddings = Annotated[
    bool, typer.Option("--embeddings", help="Score by meaning too; needs the extra canon-roles[embeddings].")
]


class Commands(typer.Typer):
    """A group of commands that all take -v and -q."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # type: ignore[override]
        """Return what registers a function as a command."""
        register = super().command(name, **settings)
        return lambda function: register(add_verbosity(function))


def add_verbosity(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command that takes -v and -q besides its own options, and says how long it took where -v is given."""
    added = {"verbose": Verbose, "quiet": Quiet}

    @wraps(function)
    def run(*args: Any, verbose: bool, quiet: bool, **kwargs: Any) -> Any:
        if verbose or quiet:
            set_verbosity(verbose, quiet)
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            LOGGER.debug("%s took %.2f s", function.__name__.replace("_", " "), time.perf_counter() - start)

    signature = inspect.signature(function)
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=option)
        for name, option in added.items()
    ]
    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *more])  # type: ignore[attr-defined]
    run.__annotations__ = {**function.__annotations__, **added}
    return run
