"""The commands `canon review export` and `canon review import`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Commands, Profile, Releases, Root, check_path
from flows.config import make_config
from flows.file_arguments import require_file, require_new_place

app = Commands(help="Carry mappings to curators and their decisions back.", no_args_is_help=True)


@app.command("export")
def export_review(
    out: Annotated[
        Path | None,
        typer.Option("--out", callback=check_path, help="Workbook to write, .xlsx; the CSV goes beside it."),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Keep the first rows only.")] = None,
    family: Annotated[str | None, typer.Option("--family", help="Keep one family only, by code such as SRES.")] = None,
    root: Root = None,
    releases: Releases = None,
    profile: Profile = None,
) -> None:
    """Write the mappings that await a decision as a workbook.

    The same rows stand in a CSV file beside it. They are those of the latest release.
    """
    config = make_config(root, releases, profile=profile)
    if out is not None:
        require_new_place(out, (".xlsx",))
    from flows.commands import review

    exported = review.export_review(config, out, limit, family)
    typer.echo(f"{exported.rows} rows of release {exported.version} to decide on:")
    typer.echo(f"{exported.workbook}\n{exported.beside}")


@app.command("import")
def import_review(
    file: Annotated[Path, typer.Argument(callback=check_path, help="The workbook or CSV that came back.")],
    root: Root = None,
    releases: Releases = None,
) -> None:
    """Append the decisions of a review file to raw/curation/.

    The whole file is checked first; where a row is wrong, nothing is imported.
    """
    config = make_config(root, releases)
    require_file(file)
    from flows.commands import review

    imported = review.import_review(config, file)
    ids = imported.decision_ids
    if not ids:
        typer.echo("The file decides nothing that is not known; nothing was imported.")
        return
    typer.echo(f"{len(ids)} decisions appended ({ids[0]} to {ids[-1]}): {imported.path}")
    typer.echo("Commit the file, and run `canon release` to apply them.")
