"""Digests of the files that a release reads, made before any of them is parsed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from flows.ingest.folder import REGISTER_FILE, SourceFolder
from flows.ingest.framework import FRAMEWORK_PATHS
from flows.ingest.recorder import SOURCE_FILE
from flows.ingest.registers import CURATION_FILES
from schemas.documents.source import CatalogueTableSource, FamilyFilesSource, OnetSource
from schemas.errors import BadData, describe
from schemas.inputs import Curation, Framework


def digest_inputs(root: Path, folders: Sequence[SourceFolder]) -> dict[str, str]:
    """Return the SHA-256 of each file of the framework, the curation and the sources that is read, by folder and path.

    Whatever else lies in a source's folder does not count. A file that cannot be read is left out; reading it says
    why.
    """
    paths = {f"framework/{name}": root / "raw" / "canon" / name for name in FRAMEWORK_PATHS}
    paths |= {f"curation/{name}": root / "raw" / "curation" / name for name in CURATION_FILES}
    for folder in folders:
        paths |= {f"{folder.source.source_id}/{name}": folder.path / name for name in _find_files(folder)}
    digests = {}
    for name, path in sorted(paths.items()):
        with suppress(OSError), path.open("rb") as stream:
            digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
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


def _find_files(folder: SourceFolder) -> Iterator[str]:
    """Give the names of the files that readers of a source may open, of a folder among them those in it."""
    for pattern in _list_patterns(folder):
        # Of a name that leads outside, or a pattern that cannot be followed, the reader says why.
        with suppress(ValueError):
            for path in folder.path.glob(pattern) if "*" in pattern else [folder.path / pattern]:
                for file in path.rglob("*") if path.is_dir() else [path]:
                    yield file.relative_to(folder.path).as_posix()


def _list_patterns(folder: SourceFolder) -> list[str]:
    source = folder.source
    patterns = [SOURCE_FILE, REGISTER_FILE, *(file.path for file in source.files)]
    if isinstance(source, FamilyFilesSource) and not folder.is_narrowed:
        patterns += ["functions/*.yaml", "families/*.yaml"]
    if isinstance(source, CatalogueTableSource):
        patterns += source.placements
    if isinstance(source, OnetSource) and source.compare_with is not None:
        patterns += [file.path for file in folder.of_edition(source.compare_with).source.files]
    return patterns
