"""What a run of Canon is told: where it reads, where it writes, and how far."""

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import BadCall
from schemas.vocabularies import INTERNAL, PROFILES


@dataclass(frozen=True)
class Config:
    """One run: the working folder, further source folders, the folder of releases, and the sources that it is for.

    Where no `profile` is named, what is built is internal, and what is shown is of any. `is_rebuilt` asks for a release
    even where nothing changed since the newest.
    """

    root: Path
    out: Path
    sources: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    profile: str | None = None
    has_embeddings: bool = False
    is_rebuilt: bool = False
    release_date: datetime.date = field(default_factory=lambda: release_date(os.environ))

    @property
    def built_profile(self) -> str:
        """Return the profile of the release that is built."""
        return self.profile or INTERNAL

    @property
    def canon(self) -> Path:
        """Return the folder of the taxonomy that we author."""
        return self.root / "raw" / "canon"

    @property
    def cache(self) -> Path:
        """Return the folder in which is kept what takes long to make; it may be removed at any time."""
        return self.root / ".cache"

    @property
    def vectors(self) -> Path | None:
        """Return the folder in which vectors of occupations are kept, None where embeddings were not asked for."""
        return self.cache / "embeddings" if self.has_embeddings else None


def find_root(given: Path | None) -> Path:
    """Return the working folder: the one given, else CANON_ROOT, else this one; BadCall where it holds no raw/canon."""
    root = (given or Path(os.environ.get("CANON_ROOT", "."))).resolve()
    if not (root / "raw" / "canon").is_dir():
        raise BadCall(f"{root}: holds no raw/canon. Run Canon in its repository, or name it by --root or CANON_ROOT.")
    return root


def make_config(
    root: Path | None = None,
    out: Path | None = None,
    sources: list[Path] | None = None,
    only: list[str] | None = None,
    profile: str | None = None,
    has_embeddings: bool = False,
) -> Config:
    """Return the configuration of a run; `out` is outputs/ under the root unless given.

    Raises BadCall where the root holds no raw/canon or the profile is unknown.
    """
    found = find_root(root)
    if profile is not None and profile not in PROFILES:
        raise BadCall(f"{profile!r} is no profile. Name one by --profile: {', '.join(PROFILES)}.")
    chosen = tuple(name.strip() for names in only or [] for name in names.split(",") if name.strip())
    place = (out or found / "outputs").resolve()
    return Config(found, place, tuple(sources or []), chosen, profile, has_embeddings)


def release_date(environment: "os._Environ[str] | dict[str, str]") -> datetime.date:
    """Return the day of SOURCE_DATE_EPOCH, else today in UTC; raise BadCall where it is no number of seconds."""
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise BadCall(f"SOURCE_DATE_EPOCH is {epoch!r}, no number of seconds since 1970. Mend or unset it.") from error
