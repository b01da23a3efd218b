"""The commands of `canon` that make a release: fetch sources, register roles, check, build."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Commands, Embeddings, Json, Only, Out, Root, Sources, check_path
from flows.cli.terminal import show_status
from flows.config import make_config
from schemas.errors import BadCall
from schemas.vocabularies import INTERNAL, Profile

app = Commands()


@app.command()
def release(
    root: Root = None,
    sources: Sources = None,
    only: Only = None,
    out: Out = None,
    profile: Annotated[
        Profile, typer.Option("--profile", help="public leaves out sources whose text may not be passed on.")
    ] = INTERNAL,  # type: ignore[assignment]
    embeddings: Embeddings = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build a new release even where nothing changed since the newest.")
    ] = False,
    prefect: Annotated[bool, typer.Option("--prefect", help="Run as the Prefect flow canon-release.")] = False,
    json: Json = False,
) -> None:
    """Build a release from all sources.

    Where nothing changed since the newest release, none is made.
    """
    config = replace(make_config(root, out, sources, only, profile, embeddings), is_rebuilt=rebuild)
    from flows.commands.pages.release import print_release

    if prefect or os.environ.get("PREFECT_API_URL"):
        from flows.canon_release import run_flow

        built = run_flow(config)
    else:
        from flows.cli.stages import ShownStep
        from flows.release import build_release

        built = build_release(config, ShownStep())
    print_release(built, as_json=json)


@app.command()
def check(root: Root = None, sources: Sources = None, only: Only = None) -> None:
    """Validate raw/ and write nothing.

    Run it after each edit: it says what is wrong, where, and how to mend it.
    """
    config = make_config(root, None, sources, only)
    from flows.cli.stages import ShownStep
    from flows.commands.check import check_raw
    from flows.commands.pages.check import print_check

    print_check(*check_raw(config, ShownStep()))


@app.command()
def mint(root: Root = None, sources: Sources = None, only: Only = None) -> None:
    """Give an id to each role that has none.

    Ids are appended to role_ids.csv of the role's source; roles that align with canonical ones need none.
    """
    config = make_config(root, None, sources, only)
    from flows.commands.mint import mint_ids

    with show_status("Reading the sources ..."):
        minted = mint_ids(config)
    for name, count in minted.items():
        typer.echo(f"{name}: {count} roles registered in its role_ids.csv")
    if not minted:
        typer.echo("Every role is registered; nothing was appended.")


@app.command()
def fetch(
    source: Annotated[str, typer.Argument(help="Source to fetch, by id, such as onet.")],
    copy: Annotated[
        Path | None,
        typer.Option("--from", callback=check_path, help="Take this local file or folder instead of downloading."),
    ] = None,
    edition: Annotated[str | None, typer.Option("--edition", help="Edition, such as 30.1; else source.yml's.")] = None,
    root: Root = None,
    sources: Sources = None,
) -> None:
    """Bring a source's files into its fetched/ folder.

    They are downloaded, or copied by --from; `canon release` reads them from there.
    """
    config = make_config(root, None, sources)
    if copy is not None and not copy.exists():
        raise BadCall(f"{copy}: is no file to take, and no folder. Name one by --from, or leave it out to download.")
    from flows.commands.fetch import fetch_source
    from flows.ingest import find_sources

    for line in fetch_source(find_sources(config.root, config.sources), source, copy, edition):
        typer.echo(line)
