"""The `canon` command. Each of its commands imports what it needs, so that help and errors come at once."""

import gc
import sys
from typing import Annotated

import typer

import flows
from flows.cli import release, releases, review, roles, titles
from flows.cli.options import Quiet, Verbose
from flows.cli.terminal import set_verbosity
from schemas.errors import CanonError

GARBAGE_THRESHOLD = 100_000

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
)
for group in (release.app, roles.app, titles.app, releases.app):
    app.add_typer(group)
app.add_typer(review.app, name="review")


def main() -> None:
    """Run the command; a CanonError is told on standard error and ends with its exit code."""
    # A run makes many small objects and keeps nearly all of them until it ends.
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        app()
    except CanonError as error:
        sys.stderr.write(f"canon: {error}\n")
        raise SystemExit(error.exit_code) from None


def print_version(is_asked: bool) -> None:
    """Print Canon's version and end, where it is asked for."""
    if is_asked:
        typer.echo(f"canon {flows.__version__}")
        raise typer.Exit


@app.callback()
def canon(
    verbose: Verbose = False,
    quiet: Quiet = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show Canon's version and exit.")
    ] = False,
) -> None:
    """Turn raw role sources into one canonical, versioned role taxonomy, and look at its releases."""
    set_verbosity(verbose, quiet)


if __name__ == "__main__":
    main()
