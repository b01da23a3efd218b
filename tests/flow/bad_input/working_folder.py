"""A tiny working folder, the `canon` command called in this process, and what a refusal has to leave as it was."""

import contextlib
import hashlib
import io
import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unittest import mock

from flows import cli
from tests.conftest import FIXTURES, REPOSITORY

TINY = FIXTURES / "good" / "tiny_root"
BAD = FIXTURES / "bad"
FRAMEWORK = (
    "source.yml",
    "levels.csv",
    "bands.csv",
    "title_rules.csv",
    "alias_rules.csv",
    "seniority_words.csv",
    "parameters.csv",
    "code_schemes.csv",
    "seniority_by_occupation.csv",
    "title_abbreviations.csv",
    "protected_phrases.csv",
    "support_occupations.csv",
)
# The place that a file of fixtures/bad takes, by what its name begins with.
PLACES = {
    "taxonomy": "canon/taxonomy.csv",
    "anchors": "canon/superfunction_anchors.csv",
    "further_titles": "canon/scorer/further_titles.csv",
    "family": "canon/families/CLPE.yaml",
    "role_ids": "canon/role_ids.csv",
    "soc_groups": "sources/soc_2018/soc_groups.csv",
    "onet_occupations": "sources/onet_soc_2019/onet_soc_occupations.csv",
    "decisions": "curation/mapping_decisions.csv",
    "id_changes": "curation/id_changes.csv",
    "source": "sources/survey/source.yml",
    "placements": "sources/survey/placements.csv",
    "jobs": "sources/survey/jobs.csv",
    "page": "sources/pages/pages/sre_p5.txt",
}


def make_root(folder: Path, sources: Sequence[str] = ()) -> Path:
    """Make a working folder of one family and a few occupations, with further sources: survey, pages."""
    left_out = {"survey", "pages"} - set(sources)
    shutil.copytree(TINY / "raw", folder / "raw", ignore=lambda _, names: left_out & set(names))
    for name in FRAMEWORK:
        shutil.copy(REPOSITORY / "raw" / "canon" / name, folder / "raw" / "canon" / name)
    shutil.copytree(REPOSITORY / "raw" / "canon" / "scorer", folder / "raw" / "canon" / "scorer")
    further = folder / "raw" / "canon" / "scorer" / "further_titles.csv"
    further.write_text("occupation_code,title\n15-1252.00,Web App Developer\n", encoding="utf-8")
    curators = folder / "raw" / "curation" / "curators.csv"
    curators.write_text("curator_id,name,contact\nann,Ann,ann@example.org\n", encoding="utf-8")
    return folder


def spoil(root: Path, defect: str) -> Path:
    """Put a file of fixtures/bad in its place, add its source where the folder lacks it, and return the place."""
    place = place_of(defect)
    source = Path(place).parts[1]
    if place.startswith("sources/") and not (root / "raw" / "sources" / source).is_dir():
        shutil.copytree(TINY / "raw" / "sources" / source, root / "raw" / "sources" / source)
    shutil.copy(BAD / defect, root / "raw" / place)
    return root / "raw" / place


def place_of(defect: str) -> str:
    """Return the path under raw/ that a file of fixtures/bad takes."""
    return next(place for start, place in PLACES.items() if defect.startswith(f"{start}_"))


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run `canon` in this process and return its exit code and what it wrote to standard error."""
    errors = io.StringIO()
    code: int | str | None = 0
    with (
        mock.patch.object(sys, "argv", ["canon", *map(str, arguments)]),
        contextlib.redirect_stderr(errors),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    return int(code or 0), errors.getvalue()


def listing(folder: Path) -> dict[str, str]:
    """Return every path in a folder but Canon's lock, with its SHA-256 where it is a file, its target where a link."""
    paths = sorted(path for path in folder.rglob("*") if path.name != ".lock")
    return {path.relative_to(folder).as_posix(): _kind(path) for path in paths}


@cache
def _first_listing(outputs: Path) -> dict[str, str]:
    return listing(outputs)


def _kind(path: Path) -> str:
    if path.is_symlink():
        return f"link to {path.readlink()}"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"


def assert_refused(root: Path, outputs: Path, words: Sequence[str], arguments: Sequence[str | Path] = ()) -> None:
    """Assert that `canon release` ends with 1, says the words and nothing of a traceback, and writes nothing."""
    _assert_ends(1, words, outputs, ["release", "--root", root, "--out", outputs, *arguments])


def assert_bad_call(outputs: Path, words: Sequence[str], arguments: Sequence[str | Path]) -> None:
    """Assert that `canon` ends with 2, says the words and nothing of a traceback, and writes nothing."""
    _assert_ends(2, words, outputs, arguments)


def _assert_ends(expected: int, words: Sequence[str], outputs: Path, arguments: Sequence[str | Path]) -> None:
    before = _first_listing(outputs)
    code, told = run(*arguments)
    assert code == expected, told
    assert "Traceback" not in told
    assert [word for word in words if word not in told] == [], told
    assert listing(outputs) == before
