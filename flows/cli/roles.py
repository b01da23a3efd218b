"""The commands of `canon` that look at roles of the latest release: one, all, pairs, and distances between them."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Commands, Json, Profile, Releases, ReleasesOrOut, Root, check_path
from flows.cli.terminal import show_status
from flows.config import make_config
from flows.file_arguments import require_new_place
from schemas.errors import BadCall

app = Commands()
Role = Annotated[str, typer.Argument(help="Role code such as SRES.GEN.P5, or a role id.")]
First = Annotated[str, typer.Argument(metavar="A", help="Role code such as SRES.GEN.P5, or a role id.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Role code or role id of the other.")]


@app.command()
def show(
    code: Role, releases: ReleasesOrOut = None, root: Root = None, profile: Profile = None, json: Json = False
) -> None:
    """Show a role of the latest release as a page."""
    config = make_config(root, releases, profile=profile)
    from flows.commands.pages.show import print_role
    from flows.commands.show import read_role_page

    print_role(read_role_page(config, code), as_json=json)


@app.command()
def tree(
    code: Annotated[str | None, typer.Argument(help="Node to begin at, such as TECH or SRES.")] = None,
    releases: ReleasesOrOut = None,
    root: Root = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Show the taxonomy of the latest release, or a part of it.

    The lowest tier, the specializations, names the levels for which there is a role.
    """
    config = make_config(root, releases, profile=profile)
    from flows.commands.pages.tree import print_tree
    from flows.commands.tree import read_tree

    print_tree(read_tree(config, code), is_deep=code is not None, as_json=json)


@app.command()
def find(
    text: Annotated[list[str], typer.Argument(help="Title, alias or code, or the beginnings of its words.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show this many roles at most.")] = 20,
    releases: ReleasesOrOut = None,
    root: Root = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Find roles by title, alias or code.

    Case and accents do not matter, and words may be cut: `canon find staff reliab`. Each role of the latest release
    that is found says what matched; codes go first, then titles, then aliases.
    """
    config = make_config(root, releases, profile=profile)
    from flows.commands.find import find_roles
    from flows.commands.pages.find import print_roles

    print_roles(find_roles(config, " ".join(text), limit), as_json=json)


@app.command()
def explain(
    first: First,
    second: Second,
    root: Root = None,
    releases: ReleasesOrOut = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Explain how near two roles are to each other.

    Says what makes their distance, and what one holds that the other lacks.
    """
    config = make_config(root, releases, profile=profile)
    from flows.commands.explain import explain_roles
    from flows.commands.pages.explain import print_explained

    print_explained(explain_roles(config, first, second), as_json=json)


@app.command()
def route(
    first: First,
    second: Second,
    root: Root = None,
    releases: ReleasesOrOut = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Find a way from one role to another in small steps.

    Each step says what is gained and what is left behind.
    """
    config = make_config(root, releases, profile=profile)
    from flows.commands.pages.route import print_route
    from flows.commands.route import route_roles

    with show_status(f"Looking for a way from {first} to {second} ..."):
        steps = route_roles(config, first, second)
    print_route(steps, as_json=json)


@app.command()
def matrix(
    out: Annotated[Path, typer.Option("--out", callback=check_path, help="File to write: .parquet or .csv.")],
    family: Annotated[str | None, typer.Option("--family", help="Family to take, by code such as SRES.")] = None,
    superfunction: Annotated[
        str | None, typer.Option("--superfunction", help="Superfunction to take, by code such as TECH.")
    ] = None,
    root: Root = None,
    releases: Releases = None,
    profile: Profile = None,
) -> None:
    """Write the distances between all roles of a part to a file.

    The part is a family or a superfunction of the latest release, however many roles it has.
    """
    config = make_config(root, releases, profile=profile)
    if (family is None) == (superfunction is None):
        raise BadCall("Name one part: --family SRES, or --superfunction TECH.")
    require_new_place(out, (".parquet", ".csv"))
    from flows.commands.matrix import write_part

    with show_status(f"Writing {out.name} ..."):
        written = write_part(config, out, family, superfunction)
    typer.echo(f"{written.roles:,} roles by {written.roles:,}, {written.bytes:,} bytes: {written.out}")
