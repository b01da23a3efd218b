"""Digests of all files that a release may read, made before any of them is parsed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from flows.ingest.folder import FETCHED, SourceFolder
from schemas.documents.source import OnetSource
from schemas.errors import BadData, describe
from schemas.inputs import Curation, Framework

_PROSE = ".md"


def digest_inputs(root: Path, folders: Sequence[SourceFolder]) -> dict[str, str]:
    """Return the SHA-256 of each file of the framework, the curation and the sources, by folder and path.

    Of what is fetched only the editions count that source.yml names. Texts for people (.md) and hidden files do not
    count. A file that cannot be read is left out; reading it says why. A source that `only` narrows is told by a key
    of its own, since less of it is read.
    """
    digests: dict[str, str] = {}
    for name, folder in {"framework": root / "raw" / "canon", "curation": root / "raw" / "curation"}.items():
        digests |= _digest_files(name, folder, _find_files(folder))
    for source in folders:
        name = source.source.source_id
        digests |= _digest_files(name, source.path, {*_find_files(source.path), *_find_fetched(source)})
        digests |= {f"{name}/": "narrowed"} if source.is_narrowed else {}
    return digests


def require_same_digests(
    before: Mapping[str, str], folders: Sequence[SourceFolder], framework: Framework, curation: Curation
) -> None:
    """Raise BadData where a file that was read is not the one of which the digest was made before."""
    read = {f"{folder.source.source_id}/{name}": sha for folder in folders for name, (sha, _) in folder.read.items()}
    read |= {f"framework/{name}": sha for name, (sha, _) in framework.files.items()}
    read |= {f"curation/{name}": sha for name, sha in curation.digests.items()}
    changed = sorted(name for name, sha in read.items() if before.get(name) != sha)
    if changed:
        what = f"{len(changed)} files were changed while they were read; nothing was published"
        raise BadData(describe(what, changed, "Run `canon release` again when nobody writes to them."))


def _find_files(folder: Path) -> list[Path]:
    """Return the files of a folder at any depth, but for those that are hidden, fetched, or texts for people."""
    fetched = folder / FETCHED
    return [
        path
        for path in folder.rglob("*")
        if path.suffix != _PROSE
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not path.is_relative_to(fetched)
        and path.is_file()
    ]


def _find_fetched(folder: SourceFolder) -> Iterator[Path]:
    """Give the fetched files of the edition of a source, and of the edition with which it is compared."""
    source = folder.source
    editions = [folder]
    if isinstance(source, OnetSource) and source.compare_with is not None:
        editions.append(folder.of_edition(source.compare_with))
    for edition in editions:
        for file in edition.source.files:
            # Of a pattern that cannot be followed the reader says why.
            with suppress(ValueError):
                for path in edition.path.glob(file.path) if file.path.startswith(FETCHED) else ():
                    yield from _find_files(path) if path.is_dir() else [path]


def _digest_files(name: str, folder: Path, files: Iterable[Path]) -> dict[str, str]:
    digests = {}
    for path in sorted(files):
        try:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            continue
        digests[f"{name}/{path.relative_to(folder).as_posix()}"] = digest
    return digests
