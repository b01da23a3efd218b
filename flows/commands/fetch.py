"""Brings the files of a source into its fetched/ folder, from a local copy or from its publisher."""

import hashlib
import logging
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from tenacity import (
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from flows.drafts import replace_file
from flows.ingest import FETCHED, SourceFolder, pack_edition, require_onet, told_edition
from schemas.documents.source import SourceFile
from schemas.errors import BadCall, BadData

ATTEMPTS = 4


def fetch_source(
    folders: Sequence[SourceFolder], source_id: str, given: Path | None = None, edition: str | None = None
) -> Iterator[str]:
    """Bring the fetched files of a source to their places and tell of each in a line.

    With `given`, a file or a folder of files of the listed names is copied; a folder of the files of an O*NET archive
    is packed into one. Else each file's `url` is downloaded, going on from what an earlier break left. `edition` is
    that of source.yml unless given. A file whose digest is not the one in source.yml is refused and what stood before
    stays. Raises BadCall for an unknown source or edition or a missing copy, BadData for a failed download or a wrong
    digest.
    """
    folder = _find(folders, source_id)
    if edition is not None:
        folder = folder.of_edition(edition)
    listed = [file for file in folder.source.files if file.path.startswith(FETCHED)]
    if not listed:
        raise BadCall(f"{source_id}: has no files to fetch; all that it reads is in its folder.")
    for file in listed:
        place = folder.path / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(place.name + ".part")
        if given is not None:
            is_published = _take_copy(given, place.name, partial, len(listed), folder)
        else:
            _download(file, partial, folder)
            is_published = True
        published = file.sha256_by_edition.get(folder.source.edition) if is_published else None
        line = _check_digest(file, file.sha256 or published, partial, source_id)
        if folder.source.kind == "onet":
            _require_tables(partial, given or place, folder.source.max_unpacked_bytes)
        replace_file(partial, place)
        yield line
        yield from _describe_edition(place, folder)


def _find(folders: Sequence[SourceFolder], source_id: str) -> SourceFolder:
    folder = next((folder for folder in folders if folder.source.source_id == source_id), None)
    if folder is None:
        known = ", ".join(folder.source.source_id for folder in folders)
        raise BadCall(f"There is no source {source_id!r}. Known are: {known}.")
    return folder


def _take_copy(given: Path, name: str, partial: Path, listed: int, folder: SourceFolder) -> bool:
    """Copy or pack what was given, and return whether it is called as the publisher's file is."""
    is_onet = folder.source.kind == "onet" and listed == 1
    if is_onet and given.is_dir() and not (given / name).is_file():
        pack_edition(given, folder.source.edition, partial)
        return False
    _copy(given, name, partial, listed)
    return given.is_dir() or given.name == name


def _copy(given: Path, name: str, partial: Path, listed: int) -> None:
    origin = given / name if given.is_dir() else given
    if not origin.is_file() or (not given.is_dir() and listed > 1):
        raise BadCall(f"{origin}: is no file to take as {name}. Name a file, or a folder that holds {name}.")
    shutil.copyfile(origin, partial)


def _describe_edition(place: Path, folder: SourceFolder) -> Iterator[str]:
    source = folder.source
    told = told_edition(place) if source.kind == "onet" else None
    if told is not None and told != source.edition:
        yield f"{source.source_id}: {place.name} says of itself that it is edition {told}, not {source.edition}"
    if source.edition != folder.declared.edition:
        used = folder.declared.edition
        yield f"{source.source_id}: edition {used} stays the one that is published; source.yml names it"


def _download(file: SourceFile, partial: Path, folder: SourceFolder) -> None:
    if file.url is None:
        raise BadCall(
            f"{folder.source.source_id}: source.yml names no url for {file.path}. Get it from {folder.source.url} "
            f"and run `canon fetch {folder.source.source_id} --from FILE`."
        )
    retrying = Retrying(
        retry=retry_if_exception_type(httpx.TransportError) & retry_if_not_exception_type(httpx.UnsupportedProtocol),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=0.5, max=10),
        reraise=True,
    )
    try:
        for attempt in retrying:
            with attempt:
                _continue_download(file.url, partial)
    except httpx.HTTPStatusError as error:
        remedy = "Try again later." if error.response.is_server_error else "Mend the url in source.yml."
        raise BadData(f"{file.url}: answered {error.response.status_code}. {remedy}") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise BadData(f"{file.url}: is no address of a download ({error}). Mend the url in source.yml.") from error
    except httpx.HTTPError as error:
        raise BadData(
            f"{file.url}: the download broke off ({error}). Run the command again: it goes on where it stopped."
        ) from error


def _continue_download(url: str, partial: Path) -> None:
    have = partial.stat().st_size if partial.exists() else 0
    # Bytes are kept as they are stored there, so that a range goes on where they end.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=30) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            if response.headers.get("Content-Range") == f"bytes */{have}":
                return
            partial.unlink()
            raise httpx.RemoteProtocolError("what an earlier break left is not of this file")
        response.raise_for_status()
        is_continued = response.status_code == httpx.codes.PARTIAL_CONTENT
        start = have if is_continued else 0
        size = response.headers.get("Content-Length")
        total = start + int(size) if size else None
        with partial.open("ab" if is_continued else "wb") as stream, _progress() as progress:
            task = progress.add_task(partial.name.removesuffix(".part"), total=total, completed=start)
            for chunk in response.iter_raw():
                stream.write(chunk)
                progress.advance(task, len(chunk))


def _progress() -> Progress:
    is_quiet = not logging.getLogger("canon").isEnabledFor(logging.INFO)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    return Progress(*columns, console=Console(stderr=True), disable=is_quiet)


def _check_digest(file: SourceFile, expected: str | None, partial: Path, source_id: str) -> str:
    name = partial.name.removesuffix(".part")
    found = hashlib.sha256(partial.read_bytes()).hexdigest()
    if expected is not None and found != expected:
        partial.unlink()
        raise BadData(
            f"{name}: its SHA-256 is {found}, but source.yml of {source_id} names {expected}. "
            "It was not taken. Get the edition that source.yml names, or name the new digest there."
        )
    checked = "digest as named" if expected else "no digest is named in source.yml to check it by"
    return f"{source_id}: {file.path}, {partial.stat().st_size:,} bytes, SHA-256 {found} ({checked})"


def _require_tables(partial: Path, given: Path, most: int) -> None:
    try:
        require_onet(partial, given, most)
    except BadData as error:
        partial.unlink()
        raise BadData(f"{error} It was not taken.") from error
