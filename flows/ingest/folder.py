"""A source's folder: its source.yml and its files, each checked against its digest as it is read."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from flows.ingest.files import digest, read_bytes, read_yaml
from flows.ingest.recorder import SOURCE_FILE
from schemas.documents.source import EDITION, Source, SourceDocument, SourceFile
from schemas.errors import BadCall, BadData, describe

REGISTER_FILE = "role_ids.csv"
FETCHED = "fetched/"
_EDITION = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?")


@dataclass
class SourceFolder:
    """A folder with a source.yml; it remembers every file that was read through it."""

    path: Path
    declared: Source
    source: Source
    is_narrowed: bool = False
    read: dict[str, tuple[str, int]] = field(default_factory=dict)

    def content(self, name: str, expected_sha256: str | None = None) -> bytes:
        """Return the bytes of a file of the source, unpacked if gzipped; raise BadData if its digest is another."""
        path = self.path / name
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise BadData(f"{self.path / SOURCE_FILE}: file {name!r} lies outside the source's folder. Mend its path.")
        packed = read_bytes(path, self.source.max_unpacked_bytes) if path.suffix != ".gz" else None
        raw = packed if packed is not None else _raw_bytes(path)
        found = digest(raw)
        if expected_sha256 is not None and found != expected_sha256:
            raise BadData(
                f"{path}: its SHA-256 is {found}, but source.yml names {expected_sha256}. "
                "Restore the file, or name the new digest if the edition changed."
            )
        self.read[name] = (found, len(raw))
        return packed if packed is not None else read_bytes(path, self.source.max_unpacked_bytes)

    def listed(self) -> list[tuple[str, SourceFile]]:
        """Return the files that source.yml lists, patterns spelled out, in order of their names.

        Raises BadData for a pattern that fits no file.
        """
        names: dict[str, SourceFile] = {}
        for file in self.source.files:
            names |= dict.fromkeys(self._found(file.path) if "*" in file.path else [file.path], file)
        return sorted(names.items())

    def _found(self, pattern: str) -> list[str]:
        try:
            found = sorted(path.relative_to(self.path).as_posix() for path in self.path.glob(pattern) if path.is_file())
        except ValueError as error:
            raise BadData(f"{self.path / SOURCE_FILE}: {pattern!r}: {error}. Mend the pattern.") from error
        if not found:
            raise BadData(f"{self.path / SOURCE_FILE}: no file fits {pattern!r}. Restore the files, or mend it.")
        return found

    def listed_file(self) -> tuple[str, SourceFile]:
        """Return the one file that source.yml lists; raise BadData where its pattern fits several."""
        files = self.listed()
        if len(files) > 1:
            names = [name for name, _ in files]
            what = f"{self.path / SOURCE_FILE}: {len(names)} files fit, but a source of this kind has one"
            raise BadData(describe(what, names, "Name the file in source.yml."))
        return files[0]

    def is_at_hand(self) -> bool:
        """Return whether the files that must be fetched are there; BadData where only some of them are."""
        fetched = [file.path for file in self.source.files if file.path.startswith(FETCHED)]
        missing = [path for path in fetched if not self._is_there(path)]
        if missing and len(missing) < len(fetched):
            raise BadData(
                f"{self.path}: {', '.join(missing)} is missing beside other fetched files. "
                f"Run `canon fetch {self.source.source_id}`."
            )
        return not missing

    def _is_there(self, name: str) -> bool:
        return any(self.path.glob(name)) if "*" in name else (self.path / name).exists()

    def is_fetched(self) -> bool:
        """Return whether the source has files that must be fetched."""
        return any(file.path.startswith(FETCHED) for file in self.source.files)

    def of_edition(self, edition: str) -> "SourceFolder":
        """Return the source in another edition than source.yml names.

        Raises BadCall where source.yml has no {edition} in the names of its files, or an edition has a strange name.
        """
        name = self.source.source_id
        if not _EDITION.fullmatch(edition):
            raise BadCall(f"{edition!r} is no edition. Name one such as 30.1.")
        if edition != self.source.edition and not any(EDITION in file.path for file in self.declared.files):
            raise BadCall(f"{name}: its files are of one edition; source.yml has no {EDITION} in their names.")
        return SourceFolder(self.path, self.declared, self.declared.of_edition(edition))


def _raw_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadData(f"{path}: cannot be read ({error.strerror}). Restore the file or mend source.yml.") from error


def open_folder(path: Path) -> SourceFolder:
    """Return the source in a folder; raise BadData where its source.yml is missing or breaks the contract."""
    declared = read_yaml(path / SOURCE_FILE, SourceDocument).root
    folder = SourceFolder(path, declared, declared.of_edition(declared.edition))
    folder.content(SOURCE_FILE)
    return folder
