"""The commands of `canon` that look at releases: what differs, what users carry over, whether one is whole."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Commands, Encoding, Json, OutFile, Releases, ReleasesOrOut, Root, Sheet, check_path
from flows.cli.terminal import show_status
from flows.config import make_config
from flows.file_arguments import UserFile, require_header, require_new_place, require_other_place

app = Commands()


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The earlier release: version, latest, previous, or folder.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The later release: version, latest, previous, or folder.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", callback=check_path, help="File for the whole difference: .txt, .md or .json."),
    ] = None,
    root: Root = None,
    releases: Releases = None,
    json: Json = False,
) -> None:
    """Tell what differs between two releases.

    The verdict says first what that means for those who use them.
    """
    from flows.releases import find_release

    config = make_config(root, releases)
    folders = find_release(config.out, old), find_release(config.out, new)
    if out is not None:
        require_new_place(out, (".txt", ".md", ".json"))
    from flows.commands.diff import diff_releases
    from flows.commands.pages.diff import print_difference, write_difference

    with show_status(f"Comparing {old} with {new} ..."):
        difference = diff_releases(config, *folders)
    if out is not None:
        write_difference(difference, out)
    print_difference(difference, as_json=json)


@app.command()
def upgrade(
    file: Annotated[
        Path, typer.Argument(callback=check_path, help="CSV file or workbook with a column of role ids or role codes.")
    ],
    column: Annotated[str, typer.Option("--column", help="The column that holds them: role_id, role_code.")],
    old: Annotated[str, typer.Option("--from", help="Release of the column: version, latest, previous, or folder.")],
    new: Annotated[str, typer.Option("--to", help="Release to carry it to: version, latest, previous, or folder.")],
    out: OutFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    root: Root = None,
    releases: Releases = None,
    json: Json = False,
) -> None:
    """Carry a file's role ids or codes to another release.

    The file is written again with columns after its own. Where a role was split, a person has to decide; those are
    listed.
    """
    from flows.releases import find_release

    config = make_config(root, releases)
    roles = UserFile(file, column, out, sheet, encoding)
    require_header(roles)
    if out is not None:
        require_other_place(file, out)
    folders = find_release(config.out, old), find_release(config.out, new)
    from flows.commands.pages.upgrade import print_upgraded
    from flows.commands.upgrade import upgrade_file

    with show_status(f"Upgrading {file.name} ..."):
        upgraded = upgrade_file(config, roles, *folders)
    print_upgraded(upgraded, as_json=json)


@app.command()
def verify(
    release: Annotated[str, typer.Argument(help="Release to verify: version, latest, previous, or folder.")],
    every: Annotated[
        bool, typer.Option("--all", help="Tell everything that is off, not only the first thing.")
    ] = False,
    root: Root = None,
    releases: ReleasesOrOut = None,
    json: Json = False,
) -> None:
    """Check that a release is whole.

    Its files, formats, manifest, contract, values, keys and checks have to agree; where they do not, it ends with exit
    code 1.
    """
    from flows.releases import find_folder

    folder = Path(release)
    # A folder elsewhere is verified without a working folder.
    if not folder.is_dir() or folder.name == release:
        folder = find_folder(make_config(root, releases).out, release)
    from flows.commands.pages.verify import print_verified
    from flows.verify import verify_release

    with show_status(f"Verifying {release} ..."):
        verified = verify_release(folder.resolve(), every)
    print_verified(verified, as_json=json)
    if verified.faults:
        raise typer.Exit(1)
