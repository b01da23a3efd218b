"""The Prefect flows for scheduled runs: `canon-release`, each stage a task run, and `canon-match`, each file one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.config import Config, make_config
from flows.fetch import fetch_source
from flows.ingest import SourceFolder, find_sources
from flows.match import files_to_match, match_file, prepare_folder
from flows.match_titles import Matcher, make_matcher
from flows.publish import Release, read_index, read_manifest
from flows.release import build_release
from schemas.errors import BadData
from schemas.vocabularies import INTERNAL

FETCH_RETRY_SECONDS = [10, 60, 300]
MOST_REJECTED_SHOWN = 500


def run_stage(stage: Callable[..., Any], *arguments: Any) -> Any:
    """Run a stage as a task run of its name, without retries: what failed on its data fails again."""
    name = stage.__name__.replace("_", "-")
    return task(stage, name=name, cache_policy=NO_CACHE, persist_result=False)(*arguments)


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


@task(name="match-file", cache_policy=NO_CACHE, persist_result=False)
def match_one(matcher: Matcher, file: Path, place: Path, column: str) -> dict[str, Any]:
    """Match one file into its place and return what became of it in counts."""
    matched = match_file(matcher, file, place, column)
    trusted = matched.subjects.loc[matched.subjects["trusted_level"].notna(), "rows"].sum()
    return {"file": file.name, "out": str(matched.out), "rows": matched.rows, "rows trusted": int(trusted)}


@flow(name="canon-match", persist_result=False)
def canon_match(
    folder: Path,
    out: Path,
    column: str = "title",
    root: Path | None = None,
    usage: str = "default",
    embeddings: bool = False,
) -> list[str]:
    """Match every CSV file and workbook of a folder into another and return the files written; a task a file.

    A damaged file fails its own task; the others are written, and then the run fails.
    """
    matcher = make_matcher(make_config(root, has_embeddings=embeddings), usage)
    if matcher.is_degraded:
        get_run_logger().warning("O*NET is not fetched: occupations are looked up in the titles of raw/ only.")
    prepare_folder(folder, out)
    files = files_to_match(folder, out)
    states = [match_one(matcher, file, place, column, return_state=True) for file, place in files]
    counts = [state.result() for state in states if state.is_completed()]
    create_table_artifact(counts, key="canon-match", description=f"{len(counts)} of {len(states)} files matched")
    failed = [state for state in states if not state.is_completed()]
    if failed:
        raise BadData(f"{len(failed)} of {len(states)} files of {folder} could not be matched; the others were.")
    return [count["out"] for count in counts]


def run_flow(config: Config) -> Release:
    """Run the flow in this process for a configuration of the command line, and return its release."""
    known = {row["version"] for row in read_index(config.out)}
    asked = {"profile": config.built_profile, "embeddings": config.has_embeddings}
    folder = Path(canon_release(config.root, config.out, list(config.sources), list(config.only), **asked))
    manifest = read_manifest(folder)
    version = manifest["data_version"]
    return Release(folder, version, is_new=version not in known, manifest=manifest)
