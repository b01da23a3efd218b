"""The commands of `canon` that look at releases: what differs, what users carry over, whether one is whole."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Json, Releases, Root, status

app = typer.Typer()


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The earlier release: version, latest, previous, or folder.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The later release: version, latest, previous, or folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write the whole difference to: .txt, .md or .json.")
    ] = None,
    root: Root = None,
    releases: Releases = None,
    json: Json = False,
) -> None:
    """Tell what differs between two releases, and what that means for those who use them."""
    from flows.commands.diff import diff_releases, require_form
    from flows.commands.pages.diff import print_difference, write_difference
    from flows.config import make_config

    if out is not None:
        require_form(out)
    with status(f"Comparing {old} with {new} ..."):
        difference = diff_releases(make_config(root, releases), old, new)
    if out is not None:
        write_difference(difference, out)
    print_difference(difference, as_json=json)


@app.command()
def upgrade(
    file: Annotated[Path, typer.Argument(help="CSV file or Excel workbook with a column of role ids or role codes.")],
    column: Annotated[str, typer.Option("--column", help="The column that holds them: role_id, role_code.")],
    old: Annotated[str, typer.Option("--from", help="Release of the column: version, latest, previous, or folder.")],
    new: Annotated[str, typer.Option("--to", help="Release to carry it to: version, latest, previous, or folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file to write; beside FILE, named after --to, unless given.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook; the first unless given.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of a CSV file not in UTF-8.")] = None,
    root: Root = None,
    releases: Releases = None,
    json: Json = False,
) -> None:
    """Carry the role ids or codes of a file to another release, and list what a person must decide."""
    from flows.commands.pages.upgrade import print_upgraded
    from flows.commands.upgrade import upgrade_file
    from flows.config import make_config
    from flows.user_files import UserFile

    with status(f"Upgrading {file.name} ..."):
        upgraded = upgrade_file(make_config(root, releases), UserFile(file, column, out, sheet, encoding), old, new)
    print_upgraded(upgraded, as_json=json)


@app.command()
def verify(
    release: Annotated[str, typer.Argument(help="Release to verify: version, latest, previous, or folder.")],
    every: Annotated[
        bool, typer.Option("--all", help="Tell everything that is off, not only the first thing.")
    ] = False,
    root: Root = None,
    releases: Releases = None,
    json: Json = False,
) -> None:
    """Check that a release is whole: files, formats, manifest, contract, values, keys. Ends with 1 where not."""
    from flows.commands.diff import find_folder
    from flows.commands.pages.verify import print_verified
    from flows.config import make_config
    from flows.verify import verify_release

    folder = Path(release)
    if not folder.is_dir() or folder.name == release:
        folder = find_folder(make_config(root, releases).out, release)
    with status(f"Verifying {release} ..."):
        verified = verify_release(folder.resolve(), every)
    print_verified(verified, as_json=json)
    if verified.faults:
        raise typer.Exit(1)
