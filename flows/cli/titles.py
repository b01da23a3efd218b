"""The commands of `canon` that add roles and occupations to a user's file: to titles, and to codes of occupations."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.cli.options import Commands, Embeddings, Encoding, Json, OutFile, Root, Sheet, check_path
from flows.cli.terminal import show_status
from flows.config import make_config
from flows.file_arguments import UserFile, place_beside, require_header, require_other_place
from schemas.errors import BadCall, BadData
from schemas.match_columns import MATCH_COLUMNS
from schemas.vocabularies import CodeScheme

app = Commands()


@app.command()
def match(
    file: Annotated[
        Path,
        typer.Argument(
            callback=check_path, help="CSV file or workbook with a column of job titles, or a folder of them."
        ),
    ],
    column: Annotated[str, typer.Option("--column", help="The column that holds the titles.")] = "title",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", callback=check_path, help="CSV file to write; beside FILE, named .matched.csv, unless given."
        ),
    ] = None,
    usage: Annotated[Literal["default", "us-visa"], typer.Option("--usage", help="How titles are coded.")] = "default",
    embeddings: Embeddings = False,
    sheet: Sheet = None,
    encoding: Encoding = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """Find role, level and occupation of the titles of a file.

    The file is written again with columns after its own, which say how sure each guess is.
    """
    config = make_config(root, has_embeddings=embeddings)
    if file.is_dir():
        if out is None:
            raise BadCall(f"{file}: is a folder. Name the folder to write to by --out.")
    else:
        require_header(UserFile(file, column, out, sheet, encoding), MATCH_COLUMNS)
        require_other_place(file, out or place_beside(file, "matched"))
    from flows.commands.match import match_file, match_folder, warn_if_degraded
    from flows.commands.match_titles import make_matcher
    from flows.commands.pages.match import print_matched

    with show_status("Reading roles and occupations ..."):
        matcher = make_matcher(config, usage)
    warn_if_degraded(matcher)
    if not file.is_dir():
        with show_status(f"Matching {file.name} ..."):
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


@app.command()
def recode(
    file: Annotated[
        Path, typer.Argument(callback=check_path, help="CSV file or workbook with a column of occupation codes.")
    ],
    column: Annotated[str, typer.Option("--column", help="The column that holds the codes.")],
    to_scheme: Annotated[
        CodeScheme, typer.Option("--to", case_sensitive=False, help="Classification to carry the codes over to.")
    ],
    from_scheme: Annotated[
        CodeScheme | None,
        typer.Option(
            "--from", case_sensitive=False, help="Classification of the codes; recognised by its members unless given."
        ),
    ] = None,
    out: OutFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    root: Root = None,
    json: Json = False,
) -> None:
    """Carry a file's occupation codes to another classification.

    The file is written again with columns after its own. Where several codes may follow, a person has to decide; those
    are listed.
    """
    config = make_config(root)
    codes = UserFile(file, column, out, sheet, encoding)
    require_header(codes)
    require_other_place(file, out or place_beside(file, to_scheme))
    from flows.commands.pages.recode import print_recoded
    from flows.commands.recode import recode_file

    with show_status(f"Recoding {file.name} ..."):
        recoded = recode_file(config, codes, to_scheme, from_scheme)
    print_recoded(recoded, as_json=json)
