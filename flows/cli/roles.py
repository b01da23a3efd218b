"""The commands of `canon` about pairs of roles and distances between them."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Json, Profile, Releases, Root, status

app = typer.Typer()
First = Annotated[str, typer.Argument(metavar="A", help="Role code such as SRES.GEN.P5, or a role id.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Role code or role id of the other.")]


@app.command()
def explain(
    first: First,
    second: Second,
    root: Root = None,
    releases: Releases = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Explain how near two roles of the latest release are, and what one holds that the other lacks."""
    from flows.commands.explain import explain_roles
    from flows.commands.pages.explain import print_explained
    from flows.config import make_config

    print_explained(explain_roles(make_config(root, releases, profile=profile), first, second), as_json=json)


@app.command()
def route(
    first: First,
    second: Second,
    root: Root = None,
    releases: Releases = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Find the way from one role of the latest release to another in small steps."""
    from flows.commands.pages.route import print_route
    from flows.commands.route import route_roles
    from flows.config import make_config

    with status(f"Looking for a way from {first} to {second} ..."):
        found = route_roles(make_config(root, releases, profile=profile), first, second)
    print_route(found, as_json=json)


@app.command()
def matrix(
    out: Annotated[Path, typer.Option("--out", help="File to write: .parquet or .csv.")],
    family: Annotated[str | None, typer.Option("--family", help="Family to take, by code such as SRES.")] = None,
    superfunction: Annotated[
        str | None, typer.Option("--superfunction", help="Superfunction to take, by code such as TECH.")
    ] = None,
    root: Root = None,
    releases: Releases = None,
    profile: Profile = None,
) -> None:
    """Write the distances between all roles of a family or a superfunction of the latest release."""
    from flows.commands.matrix import write_part
    from flows.config import make_config

    with status(f"Writing {out.name} ..."):
        written = write_part(make_config(root, releases, profile=profile), out, family, superfunction)
    typer.echo(f"{written.roles:,} roles by {written.roles:,}, {written.bytes:,} bytes: {written.out}")
