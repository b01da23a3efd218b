"""The flow `canon-match`: a task a file."""

import json
from pathlib import Path

import openpyxl
import pytest

TITLES = "title,site\nSenior Software Engineer,A\nRegistered Nurse,B\n,C\n12345,D\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.csv").write_text(TITLES, encoding="utf-8")
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 torn")
    workbook = openpyxl.Workbook()
    workbook.active.append(["title"])
    workbook.active.append(["Data Engineer"])
    workbook.save(folder / "c.xlsx")
    return folder


@pytest.mark.flow
def test_as_a_flow_a_damaged_file_fails_its_own_task(clean_root: Path, inbox: Path, tmp_path: Path, prefect_server):
    from prefect.artifacts import Artifact

    from flows.canon_match import canon_match

    state = canon_match(inbox, tmp_path / "matched", root=clean_root, return_state=True)
    assert state.is_failed()
    assert sorted(path.name for path in (tmp_path / "matched").iterdir()) == ["a.matched.csv", "c.matched.csv"]
    (inbox / "b.xlsx").unlink()
    files = canon_match(inbox, tmp_path / "matched", root=clean_root)
    assert [Path(file).name for file in files] == ["a.matched.csv", "c.matched.csv"]
    artifact = Artifact.get("canon-match")
    assert artifact is not None
    assert json.loads(artifact.data)[0]["rows"] == 4
