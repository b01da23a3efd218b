"""The story of `canon diff`: find two releases by name and tell what differs between them."""

from pathlib import Path

from flows import compare, ingest, releases
from flows.config import Config
from schemas.differences import Difference
from schemas.errors import BadCall, describe

LATEST, PREVIOUS = "latest", "previous"
FORMS = (".txt", ".md", ".json")


def diff_releases(config: Config, old: str, new: str) -> Difference:
    """Return what differs from one release to another, each a version, `latest`, or the path of its folder.

    Raises BadCall where a name leads to no release, BadData where a release is damaged.
    """
    folders = find_release(config.out, old), find_release(config.out, new)
    return compare.compare_releases(*folders, ingest.read_framework(config.canon).settings.compare)


def find_release(out: Path, name: str) -> Path:
    """Return the folder of a release by its version in `out`, `latest`, `previous`, or a path; BadCall for none.

    `previous` is the release before the latest, of the same profile.
    """
    if name != PREVIOUS:
        return find_folder(out, name, "manifest.json")
    version = releases.read_manifest(find_folder(out, LATEST, "manifest.json"))["previous_version"]
    if version is None:
        raise BadCall(f"{out}: holds no release before the latest one of its profile. Name a version or a folder.")
    return find_folder(out, version, "manifest.json")


def find_folder(out: Path, name: str, holds: str = ".") -> Path:
    """Return the folder of what may be a release, if that file is in it; else raise BadCall."""
    places = [out / name] if name == LATEST or Path(name).name == name else []
    for place in [*places, Path(name)]:
        if place.is_dir() and (place / holds).exists():
            return place.resolve()
    known = [row["version"] for row in releases.read_index(out) if (out / row["version"]).is_dir()]
    what = f"{name!r} is no release: {out} holds {len(known)}" + (", the newest first" if known else "")
    raise BadCall(
        describe(what, reversed(known), "Name one of its versions, `latest`, `previous`, or the folder of a release.")
    )


def require_form(out: Path) -> None:
    """Raise BadCall where nothing can be written to `out`: its name says no form, or its folder is not there."""
    if out.suffix not in FORMS:
        raise BadCall(f"{out}: name a file that ends in {', '.join(FORMS)}: text, Markdown or JSON.")
    if out.is_dir() or not out.parent.is_dir():
        raise BadCall(f"{out}: is a folder, or lies in none that exists. Name a file in a folder that exists.")
