"""One run at a time in a folder of releases; the lock is the kernel's, so that it goes with its process."""

import datetime
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.errors import BadCall, BadData

WAIT_SECONDS = 600.0
_LOCK, _HOLDER = ".lock", ".lock-holder.json"


@contextmanager
def lock_folder(out: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the folder of releases for one run; where another holds it, say who does and wait.

    Raises BadCall where the folder cannot be made, BadData where it cannot be locked or the other run keeps it.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadCall(f"{out}: cannot be made ({error.strerror}). Name another folder by --out.") from error
    lock = FileLock(out / _LOCK)
    # On a file system without locks filelock raises NotImplementedError.
    try:
        _acquire(lock, out, wait)
    except Timeout as error:
        raise BadData(
            f"{out}: {_describe_holder(out)} has held the folder for {wait:g} s. Wait for it or end it."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise BadData(f"{out}: cannot be locked ({error}). Free space, or mend the rights of the folder.") from error
    try:
        _sign(out)
        yield
    finally:
        with suppress(OSError):
            (out / _HOLDER).unlink(missing_ok=True)
        lock.release()


@contextmanager
def lock_folder_if_free(out: Path) -> Iterator[bool]:
    """Hold the folder of releases where no other run does, and give whether that is so."""
    lock = FileLock(out / _LOCK)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError, NotImplementedError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _acquire(lock: FileLock, out: Path, wait: float) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        sys.stderr.write(f"canon: {out}: waiting for {_describe_holder(out)}, which holds the folder\n")
        lock.acquire(timeout=wait)


def _sign(out: Path) -> None:
    """Write for other runs who holds the folder; a disk too full for it stops the run later."""
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
    }
    with suppress(OSError):
        (out / _HOLDER).write_text(json.dumps(holder) + "\n", encoding="utf-8")


def _describe_holder(out: Path) -> str:
    try:
        holder = json.loads((out / _HOLDER).read_text(encoding="utf-8"))
        return "another run (pid {pid} on {host} since {since}: {command})".format(**holder)
    except (OSError, ValueError, KeyError, TypeError):
        return "another run"
