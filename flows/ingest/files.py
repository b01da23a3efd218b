"""Reading files strictly: bytes, text, tables, YAML and archives; whatever is odd is an error."""

import gzip
import hashlib
import io
import reprlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from schemas.csv_rows import decode_text, parse_rows
from schemas.errors import BadData, describe
from schemas.table import Table, validate
from schemas.text import is_date

ROW = "(row)"
_MOST_INTEGER = 2**31 - 1
_Model = TypeVar("_Model", bound=BaseModel)


def read_bytes(path: Path, most: int) -> bytes:
    """Return the bytes of a file, unpacked where it ends in .gz; raise BadData if missing, empty or over `most`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror}). Restore the file or mend source.yml.") from error
    if not content:
        raise BadData(f"{path}: the file is empty. Restore it from its publisher or from git.")
    return unpack_gzip(content, path, most) if path.suffix == ".gz" else content


def unpack_gzip(content: bytes, path: Path, most: int) -> bytes:
    """Return the unpacked bytes of a gzip file; raise BadData where it is broken or larger than `most` bytes."""
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            unpacked = stream.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(f"{path}: is truncated or no gzip file ({error}). Fetch it again.") from error
    if len(unpacked) > most:
        raise BadData(f"{path}: unpacks to more than {most:,} bytes. Raise max_unpacked_bytes in source.yml if it may.")
    return unpacked


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def decode(content: bytes, path: Path, encoding: str = "utf-8") -> str:
    """Return text without its byte order mark; raise BadData where the bytes are not in the encoding."""
    remedy = "Save the file as UTF-8, or name its encoding in source.yml."
    return decode_text(content, path, remedy, encoding).replace("\r\n", "\n")


def parse_csv(text: str, path: Path, delimiter: str = ",", header_row: int = 1) -> pd.DataFrame:
    """Return a table of text cells with a column ROW, the spreadsheet's row number; no cell is changed."""
    rows = parse_rows(text, path, "Restore it.", delimiter)
    return table_from_rows(rows[header_row - 1 :], path, first_row=header_row)


def table_from_rows(rows: Sequence[Sequence[str]], path: Path, first_row: int) -> pd.DataFrame:
    """Return rows under their header as a frame with the column ROW; raise BadData for a ragged or headless table."""
    if not rows or not any(rows[0]):
        raise BadData(f"{path}: row {first_row} holds no header. Restore the file or set header_row in source.yml.")
    header = list(rows[0])
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise BadData(f"{path}: column {', '.join(map(repr, twice))} occurs twice. Rename one of them.")
    numbered = [(number, row) for number, row in enumerate(rows[1:], first_row + 1) if any(row)]
    ragged = [f"row {number}: {len(row)} cells" for number, row in numbered if len(row) != len(header)]
    if ragged:
        what = f"{path}: {len(ragged)} rows have not the header's {len(header)} cells"
        raise BadData(describe(what, ragged, "Check the delimiter in source.yml and the quoting of those rows."))
    frame = pd.DataFrame([row for _, row in numbered], columns=header, dtype="str")
    frame[ROW] = pd.Series([number for number, _ in numbered], dtype="int64")
    return frame


def require_columns(frame: pd.DataFrame, expected: Sequence[str], path: Path, remedy: str) -> None:
    """Raise BadData unless the columns of the frame are exactly those expected, in whatever order."""
    found = [name for name in frame.columns if name != ROW]
    missing = [name for name in expected if name not in found]
    extra = [name for name in found if name not in expected]
    if missing or extra:
        examples = [f"missing: {name!r}" for name in missing] + [f"unknown: {name!r}" for name in extra]
        raise BadData(describe(f"{path}: the columns are not those expected", examples, remedy))


def read_authored_table(path: Path, contract: Table) -> pd.DataFrame:
    """Return an authored CSV file under raw/ in its contract's types; any bad value raises BadData."""
    cells = parse_csv(decode(read_bytes(path, most=1 << 28), path), path)
    require_columns(cells, contract.column_names, path, f"Mend the header of {path.name}.")
    values = cells.drop(columns=ROW)
    values = values.where(values != "")
    for column in contract.columns:
        values[column.name] = _convert_cells(values[column.name], column.kind, path, cells[ROW])
    values.index = pd.Index(cells[ROW])
    return validate(contract, contract.typed(values), f"Edit {path}.").reset_index(drop=True)


def _convert_cells(values: pd.Series, kind: str, path: Path, rows: pd.Series) -> pd.Series:
    if kind in ("integer", "number"):
        numbers = pd.to_numeric(values, errors="coerce")
        bad = numbers.isna() & values.notna()
        bad |= numbers.abs() > _MOST_INTEGER
        if kind == "integer":
            bad |= numbers.notna() & (numbers % 1 != 0)
        _require_none_bad(values, bad, path, rows, f"is no {kind}")
        return numbers
    if kind == "boolean":
        _require_none_bad(values, ~values.isin(["true", "false"]), path, rows, "is neither true nor false")
        return values == "true"
    if kind == "date":
        bad = values.map(is_date, na_action="ignore").eq(False)
        _require_none_bad(values, bad, path, rows, "is no day of the calendar, YYYY-MM-DD")
    return values


def _require_none_bad(values: pd.Series, bad: pd.Series, path: Path, rows: pd.Series, why: str) -> None:
    if bad.any():
        examples = [
            f"row {row}, {values.name}: {value!r} {why}" for row, value in zip(rows[bad], values[bad], strict=True)
        ]
        raise BadData(describe(f"{path}: {len(examples)} values of the wrong type", examples, f"Edit {path}."))


def read_yaml(path: Path, model: type[_Model]) -> _Model:
    """Return a YAML document as its model; a duplicate or unknown key, or a bad value, raises BadData."""
    text = decode(read_bytes(path, most=1 << 26), path)
    try:
        content: Any = YAML(typ="safe").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        problem = " ".join(str(error.problem).split("\n")[0].split())
        raise BadData(f"{path}: line {line}: {problem}. Edit {path.name}.") from error
    except (YAMLError, ValueError, TypeError, RecursionError) as error:
        raise BadData(f"{path}: is no well-formed YAML ({error}). Edit {path.name}.") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        details = error.errors(include_url=False)
    examples = [
        f"{'.'.join(map(str, item['loc'])) or 'document'}: {item['msg']} (got {reprlib.repr(item['input'])})"
        for item in details
    ]
    raise BadData(describe(f"{path}: {len(details)} keys or values break the contract", examples, f"Edit {path}."))


def read_zip(content: bytes, path: Path, wanted: Sequence[str], most: int) -> dict[str, bytes]:
    """Return the wanted members of a zip by base name, those not in it left out.

    Raises BadData where the archive is broken, a name in it leads outside, or it unpacks to more than `most` bytes.
    """
    with refused_where_broken(path), zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        require_safe_members(members, path, most)
        chosen = {PurePosixPath(member.filename).name: member for member in members}
        return {name: archive.read(chosen[name]) for name in wanted if name in chosen}


@contextmanager
def refused_where_broken(path: Path) -> Iterator[None]:
    """Raise BadData for what a broken zip file makes of reading it."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadData(f"{path}: is truncated, locked or no zip file ({error}). Fetch it again.") from error


def require_safe_members(members: Sequence[zipfile.ZipInfo], path: Path, most: int) -> None:
    """Raise BadData where a name in an archive leads outside it, or it unpacks to more than `most` bytes."""
    unsafe = [
        member.filename
        for member in members
        if member.filename.startswith(("/", "\\")) or ".." in PurePosixPath(member.filename.replace("\\", "/")).parts
    ]
    if unsafe:
        what = f"{path}: {len(unsafe)} names in the archive lead outside it"
        raise BadData(describe(what, unsafe, "Do not use this file; fetch it from its publisher."))
    total = sum(member.file_size for member in members)
    if total > most:
        raise BadData(
            f"{path}: unpacks to {total:,} bytes, more than {most:,}. Raise max_unpacked_bytes in source.yml if it may."
        )
