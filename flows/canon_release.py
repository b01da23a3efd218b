"""The Prefect flow `canon-release`, for scheduled runs: each stage is a task run."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.commands.fetch import fetch_source
from flows.config import Config, make_config
from flows.ingest import SourceFolder, find_sources
from flows.release import Arguments, Result, build_release
from flows.releases import Release, read_index, read_manifest
from schemas.vocabularies import INTERNAL

FETCH_RETRY_SECONDS = [10, 60, 300]
MOST_REJECTED_SHOWN = 500


def run_stage(stage: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Run a stage as a task run of its name, without retries: what failed on its data fails again."""
    name = stage.__name__.replace("_", "-")
    return task(stage, name=name, cache_policy=NO_CACHE, persist_result=False)(*args, **kwargs)


@task(name="fetch-source", retries=3, retry_delay_seconds=FETCH_RETRY_SECONDS, cache_policy=NO_CACHE)
def fetch_again(folders: list[SourceFolder], source_id: str) -> list[str]:
    """Download a source's files; retried, since a publisher's server may be away for a while."""
    return list(fetch_source(folders, source_id))


@flow(name="canon-release", persist_result=False)
def canon_release(
    root: Path | None = None,
    out: Path | None = None,
    sources: list[Path] | None = None,
    only: list[str] | None = None,
    fetch: list[str] | None = None,
    profile: str = INTERNAL,
    embeddings: bool = False,
) -> str:
    """Build a release and return its folder; `fetch` names sources to download first.

    `profile` is internal, or public to leave out what may not be passed on; `embeddings` asks for their extra.
    """
    config = make_config(root, out, sources, only, profile, embeddings)
    folders = find_sources(config.root, config.sources) if fetch else []
    for source_id in fetch or []:
        fetch_again(folders, source_id)
    return str(_built(config).path)


def _built(config: Config) -> Release:
    release = build_release(config, run_stage)
    logger = get_run_logger()
    for note in release.notes:
        logger.info(note)
    _show_artifacts(release)
    return release


def _show_artifacts(release: Release) -> None:
    sources = pd.read_csv(release.path / "csv" / "sources.csv", dtype="str", keep_default_na=False)
    rejected = pd.read_csv(release.path / "csv" / "rejected_rows.csv", dtype="str", keep_default_na=False)
    create_markdown_artifact(_summary(release, sources), key="canon-release", description="Summary of the release")
    create_table_artifact(
        rejected.head(MOST_REJECTED_SHOWN).to_dict("records"),
        key="canon-rejected-rows",
        description=f"{len(rejected)} rejected records",
    )


def _summary(release: Release, sources: pd.DataFrame) -> str:
    state = "New release" if release.is_new else "Nothing changed; the newest release is"
    lines = [f"# {state} {release.version}", "", f"`{release.path}`", ""]
    lines += ["| source | edition | read | accepted | rejected |", "|---|---|---:|---:|---:|"]
    lines += [
        f"| {row.source_id} | {row.edition} | {row.records_read} | {row.records_accepted} | {row.records_rejected} |"
        for row in sources.itertuples(index=False)
    ]
    lines += ["", "| table | rows |", "|---|---:|"]
    lines += [f"| {name} | {table['rows']} |" for name, table in release.manifest["tables"].items()]
    return "\n".join(lines)


def run_flow(config: Config) -> Release:
    """Run the flow in this process for a configuration of the command line, and return its release."""
    known = {row["version"] for row in read_index(config.out)}
    asked = {"profile": config.built_profile, "embeddings": config.has_embeddings}
    folder = Path(canon_release(config.root, config.out, list(config.sources), list(config.only), **asked))
    manifest = read_manifest(folder)
    version = manifest["data_version"]
    return Release(folder, version, is_new=version not in known, manifest=manifest)
