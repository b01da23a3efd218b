"""The Prefect flow `canon-release`, for scheduled runs: each stage and each source that is read is a task run."""

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from prefect import State, flow, get_run_logger, runtime
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from flows.canon_tasks import MOST_TASKS_AT_ONCE, TaskStep, fail_run, make_task
from flows.commands.fetch import fetch_source
from flows.config import Config, make_config
from flows.config import release_date as default_date
from flows.ingest import SourceFolder, find_sources
from flows.progress import describe_stage
from flows.release import build_release
from flows.releases import Release
from flows.steps import gather_results
from schemas.errors import BadCall, CanonError
from schemas.vocabularies import Profile

FETCH_RETRY_SECONDS = [10, 60, 300]
MOST_REJECTED_SHOWN = 500


def name_run() -> str:
    """Return what a run builds: its profile, and the day that the release bears."""
    parameters = runtime.flow_run.parameters
    return f"{parameters['profile']} {parameters['release_date'] or default_date(os.environ)}"


@flow(
    name="canon-release",
    flow_run_name=name_run,
    persist_result=False,
    task_runner=ThreadPoolTaskRunner(max_workers=MOST_TASKS_AT_ONCE),
)
def canon_release(
    profile: Profile = "internal",
    fetch: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    sources: tuple[Path, ...] = (),
    embeddings: bool = False,
    rebuild: bool = False,
    release_date: datetime.date | None = None,
    root: Path | None = None,
    out: Path | None = None,
) -> Release | State[Any]:
    """Build a release of all sources, or say that nothing changed since the newest one.

    Args:
        profile: internal has every source; public leaves out those whose text may not be passed on.
        fetch: Ids of the sources to download before reading, such as onet.
        only: Ids of the sources to read, such as canon; all where none is named.
        sources: Further folders of sources, each with a source.yml or with folders that have one.
        embeddings: Map titles by their meaning too. Needs O*NET and the extra "embeddings".
        rebuild: Build a new release even where nothing changed since the newest one.
        release_date: Day that the release bears; today unless given.
        root: Folder that holds raw/; CANON_ROOT of the worker unless given.
        out: Folder of releases; outputs/ in the root unless given.

    """
    try:
        config = make_config(root, out, list(sources), list(only), profile, embeddings)
        config = replace(config, release_date=release_date or config.release_date, is_rebuilt=rebuild)
        fetch_sources(config, fetch)
        release = build_release(config, TaskStep())
    except CanonError as error:
        return fail_run(error)
    show_release(release)
    return release


def run_flow(config: Config) -> Release:
    """Run the flow in this process for a configuration of the command line, and return its release."""
    return canon_release(**flow_parameters(config))


def flow_parameters(config: Config) -> dict[str, Any]:
    """Return the parameters by which the flow comes to the same configuration."""
    return {
        "profile": config.built_profile,
        "only": config.only,
        "sources": config.sources,
        "embeddings": config.has_embeddings,
        "rebuild": config.is_rebuilt,
        "release_date": config.release_date,
        "root": config.root,
        "out": config.out,
    }


def fetch_sources(config: Config, source_ids: Sequence[str]) -> None:
    """Download sources, each in a task run that is tried again, since a publisher's server may be away for a while.

    Raises BadData with the faults of all sources that could not be downloaded, BadCall for an unknown source.
    """
    if not source_ids:
        return
    folders = find_sources(config.root, config.sources)
    retries: dict[str, Any] = {
        "retries": len(FETCH_RETRY_SECONDS),
        "retry_delay_seconds": FETCH_RETRY_SECONDS,
        "retry_condition_fn": may_help_to_retry,
    }
    futures = {name: make_task(fetch_files, name, name="fetch", **retries).submit(folders, name) for name in source_ids}
    gather_results({name: future.result for name, future in futures.items()})


def fetch_files(folders: list[SourceFolder], source_id: str) -> None:
    """Download a source's files and log a line for each."""
    for line in fetch_source(folders, source_id):
        get_run_logger().info(line)


def may_help_to_retry(_task: object, _task_run: object, state: State[Any]) -> bool:
    """Return whether a download may succeed later: not where the call itself was wrong."""
    return not isinstance(state.data, BadCall)


def show_release(release: Release) -> None:
    """Log what was built, and leave its summary and the rejected records as artifacts."""
    logger = get_run_logger()
    for note in release.notes:
        logger.info(note)
    logger.info(describe_stage("build_release", release))
    sources = pd.read_csv(release.path / "csv" / "sources.csv", dtype="str", keep_default_na=False)
    rejected = pd.read_csv(release.path / "csv" / "rejected_rows.csv", dtype="str", keep_default_na=False)
    create_markdown_artifact(_summarise(release, sources), key="canon-release", description="Summary of the release")
    shown = "" if len(rejected) <= MOST_REJECTED_SHOWN else f", the first {MOST_REJECTED_SHOWN} of them"
    create_table_artifact(
        rejected.head(MOST_REJECTED_SHOWN).to_dict("records"),
        key="canon-rejected-rows",
        description=f"{len(rejected):,} rejected records{shown}",
    )


def _summarise(release: Release, sources: pd.DataFrame) -> str:
    state = "New release" if release.is_new else "Nothing changed; the newest release is"
    lines = [f"# {state} {release.version}", "", f"`{release.path}`", ""]
    lines += ["| source | edition | read | accepted | rejected |", "|---|---|---:|---:|---:|"]
    lines += [
        f"| {row.source_id} | {row.edition} | {row.records_read} | {row.records_accepted} | {row.records_rejected} |"
        for row in sources.itertuples(index=False)
    ]
    lines += ["", "| table | rows |", "|---|---:|"]
    lines += [f"| {name} | {table['rows']:,} |" for name, table in release.manifest["tables"].items()]
    return "\n".join(lines)
