"""The flows as Prefect runs them; all in one file, so that one server is started for them."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.config import make_config
from flows.releases import Release
from schemas.errors import BadData
from tests.conftest import copy_raw

pytestmark = pytest.mark.flow
TITLES = "title,site\nSenior Software Engineer,A\nRegistered Nurse,B\n,C\n12345,D\n"


@pytest.fixture(scope="module")
def flow_run(clean_root: Path, prefect_server: None, tmp_path_factory: pytest.TempPathFactory):
    from flows.canon_release import canon_release

    out = tmp_path_factory.mktemp("flow_outputs")
    return canon_release(root=clean_root, out=out, sources=[clean_root / "raw" / "examples"], return_state=True)


@pytest.fixture
def logged(flow_run) -> Iterator[list[str]]:
    """Gather what runs log, with tracebacks; `flow_run` stands first, since Prefect sets up its logging with a run."""

    class Gather(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    lines: list[str] = []
    handler = Gather()
    loggers = [logging.getLogger(name) for name in ("prefect.flow_runs", "prefect.task_runs")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def runs_of(state: Any) -> tuple[str, list[str]]:
    """Return the name of a flow run and the names of its task runs."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        flow_run_id = state.state_details.flow_run_id
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
        return client.read_flow_run(flow_run_id).name, [
            run.name for run in client.read_task_runs(flow_run_filter=chosen)
        ]


def test_both_ways_give_the_same_content(flow_run, release: Release):
    manifest = flow_run.result().manifest
    assert manifest["tables"] == release.manifest["tables"]
    assert manifest["input_digest"] == release.manifest["input_digest"]


def test_runs_are_named_by_what_they_build_and_read(flow_run):
    name, tasks = runs_of(flow_run)
    assert name == "internal 2026-11-23"
    assert {"read-classification: soc_2018", "read-source: canon", "read-source: example_hris"} <= set(tasks)
    stages = {task for task in tasks if ":" not in task}
    assert stages == {
        "read-framework",
        "read-curation",
        "join-inputs",
        "assemble",
        "map-to-occupations",
        "relate",
        "check-tables",
        "publish-release",
    }


def test_artifacts_show_the_summary_and_the_rejected_rows(flow_run, release: Release):
    from prefect.artifacts import Artifact

    summary = Artifact.get("canon-release")
    assert summary is not None
    assert release.version in summary.data
    assert "| soc_2018 |" in summary.data
    rejected = Artifact.get("canon-rejected-rows")
    assert rejected is not None
    assert "example_hris" in rejected.data


def test_the_faults_of_all_sources_are_an_artifact_and_no_traceback(tmp_path: Path, logged: list[str]):
    from prefect.artifacts import Artifact

    from flows.canon_release import canon_release
    from flows.canon_tasks import escape_markdown

    root = copy_raw(tmp_path)
    files = [root / "raw/sources/soc_2010/codes.csv", root / "raw/sources/isco_08/codes.csv"]
    for file in files:
        file.write_text("nothing\n1\n", encoding="utf-8")
    state = canon_release(root=root, out=tmp_path / "out", return_state=True)
    assert state.is_failed()
    assert not (tmp_path / "out").exists()
    faults = Artifact.get("canon-faults")
    assert faults is not None
    assert faults.data.startswith("# 2 faults")
    for file in files:
        assert escape_markdown(str(file)) in faults.data
        assert str(file) in state.message
    assert any("isco_08" in line for line in logged)
    assert not [line for line in logged if "Traceback" in line or "NoneType" in line]
    with pytest.raises(BadData):
        state.result()


def test_the_command_through_the_flow_says_that_nothing_changed_and_what_was_left_out(flow_run, clean_root: Path):
    from flows.canon_release import run_flow

    again = run_flow(make_config(clean_root, flow_run.result().path.parent, [clean_root / "raw" / "examples"]))
    assert not again.is_new
    assert again.version == flow_run.result().version
    assert any("not fetched" in note for note in again.notes)


def test_a_damaged_file_fails_its_own_task_and_stands_in_the_table_with_its_reason(
    clean_root: Path, tmp_path: Path, logged: list[str]
):
    from prefect.artifacts import Artifact

    from flows.canon_match import canon_match

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    # Prefect fills in braces in the name of a run; those in the name of a file stay.
    (inbox / "pay {2026}.csv").write_text(TITLES, encoding="utf-8")
    (inbox / "torn.xlsx").write_bytes(b"PK\x03\x04 torn")
    (inbox / "untitled.csv").write_text("name\nx\n", encoding="utf-8")
    state = canon_match(inbox, tmp_path / "matched", root=clean_root, return_state=True)
    assert state.is_failed()
    assert [path.name for path in (tmp_path / "matched").iterdir()] == ["pay {2026}.matched.csv"]
    artifact = Artifact.get("canon-match")
    assert artifact is not None
    rows = {row["file"]: row for row in json.loads(artifact.data)}
    assert rows["pay {2026}.csv"]["rows"] == 4
    assert rows["pay {2026}.csv"]["reason"] == ""
    assert {name for name, row in rows.items() if row["result"] == "failed"} == {"torn.xlsx", "untitled.csv"}
    assert "torn.xlsx" in rows["torn.xlsx"]["reason"]
    assert "1 of 3 files" in state.message
    assert "match pay {2026}.csv: 4 rows, 0 trusted" in logged
    assert not [line for line in logged if "Traceback" in line or "NoneType" in line]
