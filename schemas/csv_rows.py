"""Reading text and CSV strictly: every cell as it stands; whatever is odd is an error that names the file and line."""

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from schemas.errors import BadData

RESTORE = "Restore it from git."
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_text(content: bytes, path: Path, remedy: str, encoding: str = "utf-8") -> str:
    """Return text without its byte order mark; BadData, with the remedy, where the bytes are not in the encoding."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig"):
        if content.startswith(_UTF16_MARKS):
            raise BadData(f"{path}: is UTF-16, not UTF-8. {remedy}")
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except (ValueError, LookupError) as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise BadData(f"{path}: line {line} is not {encoding.removesuffix('-sig')} ({error}). {remedy}") from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise BadData(f"{path}: line {line} holds a NUL byte: the file is damaged or binary. Restore it.")
    return text


def parse_rows(text: str, path: Path, remedy: str, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of a CSV text as cells; BadData, with the remedy, where quotes do not match."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadData(f"{path}: is no well-formed CSV ({error}): it may be truncated. {remedy}") from error


def read_records(path: Path, columns: Sequence[str], remedy: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by the names of its columns.

    Raises BadData, with the remedy, where it cannot be read, has other columns, or a row has more or fewer cells.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror}). {remedy}") from error
    header, *rows = parse_rows(decode_text(content, path, remedy), path, remedy) or [[]]
    odd = 1 if header != list(columns) else next((n for n, row in enumerate(rows, 2) if len(row) != len(header)), None)
    if odd is not None:
        raise BadData(f"{path}: row {odd} has not the columns {', '.join(columns)}. {remedy}")
    return [dict(zip(columns, row, strict=True)) for row in rows]
