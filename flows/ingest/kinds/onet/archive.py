"""Opening what the publisher ships: a zip, a folder or single files, as members that can be looked into."""

import io
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.ingest.files import refused_where_broken, require_safe_members, unpack_gzip
from flows.ingest.folder import SourceFolder
from schemas.errors import BadCall, BadData

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
PEEKED = 1 << 14
# What every workbook has beside its sheets; an archive of tables has not.
_WORKBOOK_PART = "[Content_Types].xml"


@dataclass(frozen=True)
class Member:
    """One file of a release: its name for people, its place, its first bytes, how to read it, its largest size."""

    file: str
    path: Path
    start: bytes
    read: Callable[[], bytes]
    most: int


def open_members(folder: SourceFolder) -> list[Member]:
    """Return the files of the release that source.yml lists, packed ones unpacked as they are read.

    A zip gives its members, a folder the files in it, whatever the depth; hidden files are left out. Raises BadData
    where a file is missing, an archive is broken, leads outside or unpacks to too much.
    """
    members: list[Member] = []
    for name, listed in folder.listed():
        path = folder.path / name
        if path.is_dir():
            members += [_file_member(folder, inside) for inside in _names_in(path, folder.path)]
            continue
        content = folder.content(name, listed.sha256)
        if _is_archive(content, path):
            members += zip_members(content, name, path, folder.source.max_unpacked_bytes)
        else:
            members.append(_file_member(folder, name))
    return members


def _names_in(path: Path, above: Path) -> list[str]:
    inside = sorted(file for file in path.rglob("*") if file.is_file() and not _is_hidden(file.name))
    return [file.relative_to(above).as_posix() for file in inside]


def _is_archive(content: bytes, path: Path) -> bool:
    if path.suffix.lower() == ".zip":
        return True
    return content.startswith(ZIP) and not _is_workbook(content, path)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _is_workbook(content: bytes, path: Path) -> bool:
    with refused_where_broken(path), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _WORKBOOK_PART in archive.namelist()


def _file_member(folder: SourceFolder, name: str) -> Member:
    most = folder.source.max_unpacked_bytes
    with (folder.path / name).open("rb") as stream:
        start = stream.read(PEEKED)
    # A gzipped file is unpacked as the folder reads it.
    return Member(name, folder.path / name, _unpacked_start(start), lambda: folder.content(name), most)


def zip_members(content: bytes, name: str, path: Path, most: int, is_inner: bool = False) -> Iterator[Member]:
    """Return the members of a zip by their paths below the folder that all of them share; hidden ones are left out.

    A zip in it gives its own members. Raises BadData for one further down: a zip can be made that holds itself.
    """
    with refused_where_broken(path):
        archive = zipfile.ZipFile(io.BytesIO(content))
        listed = [item for item in archive.infolist() if not item.is_dir()]
        require_safe_members(archive.infolist(), path, most)
        shown = [item for item in listed if not any(_is_hidden(part) for part in PurePosixPath(item.filename).parts)]
        shown = [item for item in shown if not item.filename.startswith("__MACOSX/")]
        above = _common_folder([item.filename for item in shown])
        for item in shown:
            short = item.filename.removeprefix(above)
            with archive.open(item) as stream:
                start = _unpacked_start(stream.read(PEEKED))
            place = path / short
            read = _zip_reader(archive, item, path, place, most)
            if start.startswith(ZIP) and short.lower().endswith(".zip"):
                if is_inner:
                    raise BadData(
                        f"{place}: is a zip in a zip in a zip. Unpack the outer ones, and give what they hold."
                    )
                yield from zip_members(read(), f"{name}/{short}", place, most, is_inner=True)
            else:
                yield Member(f"{name}/{short}", place, start, read, most)


def _zip_reader(
    archive: zipfile.ZipFile, item: zipfile.ZipInfo, path: Path, place: Path, most: int
) -> Callable[[], bytes]:
    def read() -> bytes:
        with refused_where_broken(path):
            content = archive.read(item)
        return unpack_gzip(content, place, most) if content.startswith(GZIP) else content

    return read


def _common_folder(names: list[str]) -> str:
    """Return the folder, with its slash, in which all names lie."""
    parents = [PurePosixPath(name).parts[:-1] for name in names]
    shared: list[str] = []
    for parts in zip(*parents, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "".join(f"{part}/" for part in shared)


def _unpacked_start(start: bytes) -> bytes:
    if not start.startswith(GZIP):
        return start
    try:
        return zlib.decompressobj(wbits=31).decompress(start, PEEKED)
    except zlib.error:
        return b""


def pack_edition(given: Path, edition: str, target: Path) -> None:
    """Make one archive of a folder: the zip in it that bears the edition in its name, else of all files in it.

    Raises BadCall where the folder holds neither, or zips of which none or several may be meant.
    """
    zips = sorted(given.glob("*.zip"))
    meant = [path for path in zips if edition.replace(".", "_") in path.stem]
    if len(meant) == 1:
        shutil.copyfile(meant[0], target)
        return
    names = _names_in(given, given) if given.is_dir() else []
    if zips or not names:
        held = ", ".join(path.name for path in meant or zips) or "no files"
        raise BadCall(f"{given}: holds {held}; which is edition {edition}? Name a file, or a folder of its tables.")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            # A fixed date, so that the same files make the same archive.
            archive.writestr(zipfile.ZipInfo(name), (given / name).read_bytes(), zipfile.ZIP_DEFLATED)
