"""One file a value under .cache/: written beside its place and moved there, checked by its checksums as it is read."""

import os
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from flows.cache.values import flatten_value, restore_value
from flows.drafts import open_draft
from schemas.errors import BadData

NEWEST = 3
SECONDS_A_DAY = 86_400
_Value = TypeVar("_Value")
# What damaged bytes make of reading them.
_DAMAGE = (
    OSError,
    EOFError,
    KeyError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    pa.ArrowException,
    zipfile.BadZipFile,
    zlib.error,
)


def load_or_make(folder: Path | None, digest: str, hint: type[_Value], make: Callable[[], _Value]) -> _Value:
    """Return the value that is kept in a folder under a digest, or make it and keep it, the newest few of the folder.

    Without a folder it is made. A file that is damaged is as if it were not there, and one that cannot be written is
    left out: neither changes the value.
    """
    if folder is None:
        return make()
    place = folder / f"{digest[:32]}.npz"
    kept = _load(place, hint)
    if kept is not None:
        return kept
    value = make()
    with suppress(OSError, BadData):
        _keep(value, place)
        _prune(folder)
    return value


def _load(place: Path, hint: type[_Value]) -> _Value | None:
    try:
        with np.load(place, allow_pickle=False) as arrays:
            value: _Value = restore_value(hint, {name: arrays[name] for name in arrays.files})
        os.utime(place)
    except _DAMAGE:
        return None
    return value


def _keep(value: object, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with open_draft(place) as draft, draft.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **dict(flatten_value(value)))


def _prune(folder: Path) -> None:
    """Remove all but the values that were used last, and drafts of runs that were killed a day before."""
    kept = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    newest = kept[0].stat().st_mtime
    left = [draft for draft in folder.glob(".*.part") if draft.stat().st_mtime < newest - SECONDS_A_DAY]
    for path in [*kept[NEWEST:], *left]:
        path.unlink(missing_ok=True)
