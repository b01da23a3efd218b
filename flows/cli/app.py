"""The `canon` command. Each subcommand imports what it needs, so that help and errors come at once."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import releases, roles
from flows.cli.options import Embeddings, Json, Only, Out, Profile, Releases, Root, Sources, status
from schemas.errors import BadCall, BadData, CanonError
from schemas.vocabularies import INTERNAL

GARBAGE_THRESHOLD = 100_000

app = typer.Typer(
    help="Canon turns raw role sources into one canonical, versioned role taxonomy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command; a CanonError is told on standard error and ends with its exit code."""
    # A run makes many small objects and keeps nearly all of them until it ends.
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        app()
    except CanonError as error:
        sys.stderr.write(f"canon: {error}\n")
        raise SystemExit(error.exit_code) from None


@app.command()
def release(
    root: Root = None,
    sources: Sources = None,
    only: Only = None,
    out: Out = None,
    profile: Annotated[
        str, typer.Option("--profile", help="internal, or public: without sources whose text may not be passed on.")
    ] = INTERNAL,
    embeddings: Embeddings = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build a new release even where nothing changed since the newest.")
    ] = False,
    prefect: Annotated[bool, typer.Option("--prefect", help="Run as the Prefect flow canon-release.")] = False,
    json: Json = False,
) -> None:
    """Build a release from all sources."""
    import os
    from dataclasses import replace

    from flows.commands.pages.release import print_release
    from flows.config import make_config

    config = replace(make_config(root, out, sources, only, profile, embeddings), is_rebuilt=rebuild)
    if prefect or os.environ.get("PREFECT_API_URL"):
        from flows.canon_release import run_flow

        built = run_flow(config)
    else:
        from flows.release import build_release, run_here

        with status("Building the release ..."):
            built = build_release(config, run_here)
    print_release(built, as_json=json)


@app.command()
def check(root: Root = None, sources: Sources = None, only: Only = None) -> None:
    """Validate raw/ and write nothing."""
    from flows.commands.pages.release import print_check
    from flows.config import make_config
    from flows.release import assemble, read_inputs

    config = make_config(root, None, sources, only)
    with status("Checking raw/ ..."):
        inputs = read_inputs(config)
        assembled = assemble(inputs)
    print_check(inputs, assembled)


@app.command()
def tree(
    code: Annotated[str | None, typer.Argument(help="Node to begin at, such as TECH or SRES.")] = None,
    out: Out = None,
    root: Root = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Show the taxonomy of the latest release, or a part of it."""
    from flows.commands.pages.tree import print_tree
    from flows.config import make_config

    print_tree(make_config(root, out, profile=profile), code, as_json=json)


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="Role code such as SRES.GEN.P5, or a role id.")],
    out: Out = None,
    root: Root = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Show one role of the latest release as a page."""
    from flows.commands.pages.show import print_role
    from flows.config import make_config

    print_role(make_config(root, out, profile=profile), code, as_json=json)


@app.command()
def fetch(
    source: Annotated[str, typer.Argument(help="Source to fetch, by id, such as onet.")],
    given: Annotated[Path | None, typer.Option("--from", help="Take this local copy instead of downloading.")] = None,
    edition: Annotated[str | None, typer.Option("--edition", help="Edition, such as 30.1; else source.yml's.")] = None,
    root: Root = None,
    sources: Sources = None,
) -> None:
    """Bring a source's files into its fetched/ folder, by download or from a local copy."""
    from flows.commands.fetch import fetch_source
    from flows.config import make_config
    from flows.ingest import find_sources

    config = make_config(root, None, sources)
    for line in fetch_source(find_sources(config.root, config.sources), source, given, edition):
        typer.echo(line)


@app.command()
def mint(root: Root = None, sources: Sources = None, only: Only = None) -> None:
    """Give an id to each role that needs one and has none, by appending to its source's role_ids.csv."""
    from flows.config import make_config
    from flows.ingest import find_sources, mint_role_ids, read_framework, read_sources
    from flows.roles import find_roles_to_register

    config = make_config(root, None, sources, only)
    folders = find_sources(config.root, config.sources, config.only)
    framework = read_framework(config.canon)
    roles = find_roles_to_register(read_sources(folders, framework), framework)
    minted = mint_role_ids(folders, roles, config.release_date)
    for name, count in minted.items():
        typer.echo(f"{name}: {count} roles registered in its role_ids.csv")
    if not minted:
        typer.echo("Every role is registered; nothing was appended.")


@app.command()
def recode(
    file: Annotated[Path, typer.Argument(help="CSV file or Excel workbook with a column of occupation codes.")],
    column: Annotated[str, typer.Option("--column", help="The column that holds the codes.")],
    to_scheme: Annotated[str, typer.Option("--to", help="Classification to carry the codes over to: soc_2018.")],
    from_scheme: Annotated[
        str | None, typer.Option("--from", help="Classification of the codes; recognised by its members unless given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file to write; beside FILE, named after --to, unless given.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook; the first unless given.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of a CSV file not in UTF-8.")] = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """Carry the occupation codes of a file over to another classification, and list what a person must decide."""
    from flows.commands.pages.recode import print_recoded
    from flows.commands.recode import recode_file
    from flows.config import make_config
    from flows.user_files import UserFile

    config = make_config(root)
    with status(f"Recoding {file.name} ..."):
        recoded = recode_file(config, UserFile(file, column, out, sheet, encoding), to_scheme, from_scheme)
    print_recoded(recoded, as_json=json)


@app.command()
def match(
    file: Annotated[Path, typer.Argument(help="CSV file or Excel workbook with a column of job titles, or a folder.")],
    column: Annotated[str, typer.Option("--column", help="The column that holds the titles.")] = "title",
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file to write; beside FILE, named .matched.csv, unless given.")
    ] = None,
    usage: Annotated[str, typer.Option("--usage", help="How titles are coded: default, or us-visa.")] = "default",
    embeddings: Embeddings = False,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook; the first unless given.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of a CSV file not in UTF-8.")] = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """Find role, level and occupation of each title of a file, and say how sure each is."""
    from flows.commands.match import match_file, match_folder, warn_if_degraded
    from flows.commands.match_titles import make_matcher
    from flows.commands.pages.match import print_matched
    from flows.config import make_config

    if file.is_dir() and out is None:
        raise BadCall(f"{file}: is a folder. Name the folder to write to by --out.")
    with status("Reading roles and occupations ..."):
        matcher = make_matcher(make_config(root, has_embeddings=embeddings), usage)
    warn_if_degraded(matcher)
    if not file.is_dir():
        with status(f"Matching {file.name} ..."):
            matched = match_file(matcher, file, out, column, sheet, encoding)
        print_matched(matched, as_json=json)
        return
    failed = 0
    for outcome in match_folder(matcher, file, out or file, column):
        if isinstance(outcome, BadData):
            failed += 1
            sys.stderr.write(f"canon: {outcome}\n")
        else:
            print_matched(outcome, as_json=json)
    if failed:
        raise BadData(f"{failed} files of {file} could not be matched; the others were.")


review = typer.Typer(help="Carry mappings to curators and their decisions back.", no_args_is_help=True)
app.add_typer(roles.app)
app.add_typer(releases.app)
app.add_typer(review, name="review")


@review.command("export")
def review_export(
    out: Annotated[Path | None, typer.Option("--out", help="Workbook to write, .xlsx; the CSV goes beside it.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Keep the first rows only.")] = None,
    family: Annotated[str | None, typer.Option("--family", help="Keep one family only, by code such as SRES.")] = None,
    root: Root = None,
    releases: Releases = None,
    profile: Profile = None,
) -> None:
    """Write what is to be decided of the latest release's mappings as an Excel workbook and as CSV."""
    from flows.commands.review import export_review
    from flows.config import make_config

    exported = export_review(make_config(root, releases, profile=profile), out, limit, family)
    typer.echo(f"{exported.rows} rows of release {exported.version} to decide on:")
    typer.echo(f"{exported.workbook}\n{exported.beside}")


@review.command("import")
def review_import(
    file: Annotated[Path, typer.Argument(help="The workbook or CSV that came back.")],
    root: Root = None,
    releases: Releases = None,
) -> None:
    """Check a review file as a whole and append its decisions to raw/curation/mapping_decisions.csv."""
    from flows.commands.review import import_review
    from flows.config import make_config

    imported = import_review(make_config(root, releases), file)
    ids = imported.decision_ids
    if not ids:
        typer.echo("The file decides nothing that is not known; nothing was imported.")
        return
    typer.echo(f"{len(ids)} decisions appended ({ids[0]} to {ids[-1]}): {imported.path}")
    typer.echo("Commit the file, and run `canon release` to apply them.")


if __name__ == "__main__":
    main()
