"""The Prefect flow tells the same story as the run in this process."""

from pathlib import Path

import pytest
import yaml

from flows.config import make_config
from flows.releases import Release, read_manifest
from schemas.errors import BadCall
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.flow


@pytest.fixture(scope="module")
def flow_run(clean_root: Path, prefect_server: None, tmp_path_factory: pytest.TempPathFactory):
    from flows.canon_release import canon_release

    out = tmp_path_factory.mktemp("flow_outputs")
    return canon_release(root=clean_root, out=out, return_state=True)


def test_both_ways_give_the_same_content(flow_run, release: Release):
    manifest = read_manifest(Path(flow_run.result()))
    assert manifest["tables"] == release.manifest["tables"]
    assert manifest["input_digest"] == release.manifest["input_digest"]


def test_stages_are_task_runs_of_their_names_without_retries(flow_run):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        chosen = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run.state_details.flow_run_id]))
        runs = client.read_task_runs(flow_run_filter=chosen)
    names = {run.name.rsplit("-", 1)[0] for run in runs}
    assert names == {
        "read-inputs",
        "assemble",
        "map-to-occupations",
        "relate",
        "check-tables",
        "publish-release",
    }
    assert {run.empirical_policy.retries or 0 for run in runs} == {0}


def test_artifacts_show_the_summary_and_the_rejected_rows(flow_run, release: Release):
    from prefect.artifacts import Artifact

    summary = Artifact.get("canon-release")
    assert summary is not None
    assert release.version in summary.data
    assert "| soc_2018 |" in summary.data
    rejected = Artifact.get("canon-rejected-rows")
    assert rejected is not None
    assert "example_hris" in rejected.data


def test_fetching_is_retried():
    from flows.canon_release import FETCH_RETRY_SECONDS, fetch_again

    assert fetch_again.retries == 3
    assert fetch_again.retry_delay_seconds == FETCH_RETRY_SECONDS


def test_failed_run_is_a_failed_flow(prefect_server: None, tmp_path: Path):
    from flows.canon_release import canon_release

    file = tmp_path / "a_file"
    file.write_text("x")
    state = canon_release(root=REPOSITORY, out=file, only=["canon"], return_state=True)
    assert state.is_failed()


def test_the_profile_is_a_parameter_of_the_flow(prefect_server: None, tmp_path: Path):
    from flows.canon_release import canon_release

    state = canon_release(root=REPOSITORY, out=tmp_path, profile="secret", return_state=True)
    assert state.is_failed()
    with pytest.raises(BadCall, match="'secret' is no profile"):
        state.result()


def test_deployment_names_the_flow_and_a_weekly_schedule():
    from flows.canon_release import canon_release

    deployment = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))["deployments"][0]
    assert deployment["entrypoint"] == "flows/canon_release.py:canon_release"
    assert canon_release.name == "canon-release"
    assert deployment["parameters"] == {"profile": "internal"}
    assert deployment["schedules"][0]["cron"] == "0 5 * * 1"


def test_config_of_a_run_is_the_root_and_its_outputs(clean_root: Path):
    assert make_config(clean_root).out == clean_root / "outputs"


def test_command_through_the_flow_says_when_nothing_changed(flow_run, clean_root: Path):
    from flows.canon_release import run_flow

    out = Path(flow_run.result()).parent
    again = run_flow(make_config(clean_root, out))
    assert not again.is_new
    assert again.version == "2026.11.0"
