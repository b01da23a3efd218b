"""What a release is made of and what is known of it once it stands."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import flows


@dataclass(frozen=True)
class Release:
    """A release that stands: its folder, its version, whether this run made it, its manifest, and its notes."""

    path: Path
    version: str
    is_new: bool
    manifest: dict
    notes: tuple[str, ...] = ()


def input_digest(files: Mapping[str, str], code: str, profile: str, has_embeddings: bool) -> str:
    """Return the SHA-256 over digests of files and code, profile, use of embeddings and Canon's version, not the clock.

    `files` has the SHA-256 of each file that may be read, `code` is that of Canon's own files.
    """
    parts = {
        "files": dict(files),
        "code": code,
        "profile": profile,
        "canon_version": flows.__version__,
        "has_embeddings": has_embeddings,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
