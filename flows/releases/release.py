"""What a release is made of and what is known of it once it stands."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import flows
import schemas
from schemas.inputs import Inputs


@dataclass(frozen=True)
class Release:
    """A release that stands: its folder, its version, whether this run made it, and its manifest."""

    path: Path
    version: str
    is_new: bool
    manifest: dict
    notes: tuple[str, ...] = ()


def input_digest(inputs: Inputs, profile: str) -> str:
    """Return the SHA-256 over files read, contract, profile, use of embeddings and Canon's version, not the clock."""
    parts = {
        "files": inputs.digests,
        "contract": contract_digest(),
        "profile": profile,
        "canon_version": flows.__version__,
        "has_embeddings": inputs.vectors is not None,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def contract_digest() -> str:
    """Return the SHA-256 over the files of the contract, schemas/."""
    folder = Path(schemas.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".sql", ".csv", ".yaml"))
    return hashlib.sha256(b"".join(path.name.encode() + b"\n" + path.read_bytes() for path in files)).hexdigest()
