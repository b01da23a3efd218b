"""The files of a release against SHA256SUMS."""

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

from flows.verify.faults import Fault
from schemas.documents.manifest import SUMS

_LINE = re.compile(r"([0-9a-f]{64})  ([^/\s\\][^\\]*)")


def read_sums(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """Return the SHA-256 of each listed file, and what is wrong with the list."""
    try:
        text = (folder / SUMS).read_bytes().decode("utf-8")
    except (OSError, ValueError) as error:
        return {}, [Fault("checksums", SUMS, f"cannot be read: {getattr(error, 'strerror', None) or error}")]
    lines = text.split("\n")
    faults = [] if lines[-1] == "" else [Fault("checksums", SUMS, "the last line is cut off")]
    sums: dict[str, str] = {}
    for number, line in enumerate(lines[:-1], 1):
        read = _LINE.fullmatch(line)
        if read is None or ".." in Path(read[2]).parts:
            faults.append(Fault("checksums", SUMS, f"line {number} is no digest and path: {line[:90]!r}"))
        elif read[2] in sums:
            faults.append(Fault("checksums", SUMS, f"line {number} lists {read[2]} again"))
        else:
            sums[read[2]] = read[1]
    if not sums and not faults:
        faults.append(Fault("checksums", SUMS, "lists no file"))
    return sums, faults


def check_sums(folder: Path, sums: dict[str, str], workers: Executor) -> Iterator[Fault]:
    """Give a fault for each listed file that is missing or changed."""
    for name, found in zip(sums, workers.map(lambda name: file_digest(folder / name), sums), strict=True):
        if isinstance(found, OSError):
            message = "is missing" if isinstance(found, FileNotFoundError) else f"cannot be read: {found.strerror}"
            yield Fault("checksums", name, message)
        elif found != sums[name]:
            yield Fault("checksums", name, f"changed since it was published: SHA-256 {found}, not {sums[name]}")


def file_digest(path: Path) -> str | OSError:
    """Return the SHA-256 of a file, or why it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return error


def check_unlisted(folder: Path, sums: dict[str, str]) -> Iterator[Fault]:
    """Give a fault for each file that SHA256SUMS does not list, and for each link or folder without files."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield Fault("unlisted", name, "is a link; a release holds files only")
        elif path.is_dir():
            if not any(path.iterdir()):
                yield Fault("unlisted", name, "is an empty folder")
        elif name not in sums and name != SUMS:
            yield Fault("unlisted", name, f"is not listed in {SUMS}")
