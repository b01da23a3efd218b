"""Digests of what a release may read: every file that is read counts, and nothing that is not."""

import json
from pathlib import Path

import pytest

from flows.config import make_config
from flows.ingest import digest_inputs, find_sources, require_same_digests
from flows.ingest.folder import open_folder
from flows.release import read_inputs
from schemas.errors import BadData
from tests.fixtures.working_folder import make_root
from tests.unit.ingest.test_registers import SOURCE

CURATED = "curation/mapping_decisions.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_root(tmp_path, ["survey", "pages"])


def digests(root: Path, *only: str) -> dict[str, str]:
    return digest_inputs(root, find_sources(root, [], only))


def test_every_file_that_is_read_has_the_digest_that_was_made_before(root: Path):
    folders = find_sources(root, [])
    before = digest_inputs(root, folders)
    inputs = read_inputs(make_config(root), folders=folders)
    require_same_digests(before, folders, inputs.framework, inputs.curation)
    assert {"survey/jobs.csv", "framework/levels.csv", CURATED} <= set(before)
    with pytest.raises(BadData, match=f"1 files were changed while they were read.*\n.*{CURATED}"):
        require_same_digests(before | {CURATED: "0"}, folders, inputs.framework, inputs.curation)


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("raw/canon/levels.csv", True),
        ("raw/canon/families/CLPE.yaml", True),
        ("raw/canon/scorer/trust.csv", True),
        ("raw/curation/id_changes.csv", True),
        ("raw/sources/survey/placements.csv", True),
        ("raw/sources/pages/pages/notes.txt", True),
        ("raw/sources/survey/README.md", False),
        ("raw/sources/survey/jobs.matched.csv", False),
        ("raw/sources/survey/.jobs.csv.7.part", False),
        ("raw/README.md", False),
    ],
)
def test_a_changed_file_changes_the_digests_if_it_is_read(root: Path, path: str, counts: bool):
    before = digests(root)
    with (root / path).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert (digests(root) != before) is counts


@pytest.mark.parametrize("name", ["sre_p5.md", ".sre_p5.txt"])
def test_a_page_is_read_and_counts_whatever_its_ending(root: Path, name: str):
    pages = root / "raw" / "sources" / "pages"
    (pages / "pages" / "sre_p5.txt").rename(pages / "pages" / name)
    document = (pages / "source.yml").read_text(encoding="utf-8")
    (pages / "source.yml").write_text(document.replace("pages/*.txt", "pages/*"), encoding="utf-8")
    folders = find_sources(root, [])
    before = digest_inputs(root, folders)
    assert f"pages/pages/{name}" in before
    inputs = read_inputs(make_config(root), folders=folders)
    require_same_digests(before, folders, inputs.framework, inputs.curation)


@pytest.mark.parametrize("pattern", ["pages/**x", "a/../../pages/*", "nowhere.txt"])
def test_of_a_bad_name_the_reader_says_what_is_wrong(root: Path, pattern: str):
    source = root / "raw" / "sources" / "pages" / "source.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("pages/*.txt", pattern), encoding="utf-8")
    assert "pages/source.yml" in digests(root)
    with pytest.raises(BadData, match=r"source\.yml"):
        read_inputs(make_config(root))


def test_what_only_leaves_out_tells_runs_apart(root: Path):
    assert len({json.dumps(digests(root, *only)) for only in ((), ("canon",), ("survey",), ("canon", "survey"))}) == 4


def test_of_fetched_files_those_of_the_editions_named_count(tmp_path: Path):
    onet = {"source_id": "onet", "kind": "onet", "edition": "30.1", "compare_with": "29.3"}
    files = [{"path": "fetched/db_{edition}.zip"}]
    (tmp_path / "onet" / "fetched").mkdir(parents=True)
    (tmp_path / "onet" / "source.yml").write_text(json.dumps({**SOURCE, **onet, "files": files}), encoding="utf-8")
    for edition in ("28_1", "29_3", "30_1"):
        (tmp_path / "onet" / "fetched" / f"db_{edition}.zip").write_bytes(b"x")
    named = digest_inputs(tmp_path, [open_folder(tmp_path / "onet")])
    assert set(named) == {"onet/source.yml", "onet/fetched/db_29_3.zip", "onet/fetched/db_30_1.zip"}
