"""The Prefect flow `canon-match`, for files that come in: each file is a task run."""

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.commands.match import files_to_match, match_file, prepare_folder
from flows.commands.match_titles import Matcher, make_matcher
from flows.config import make_config
from schemas.errors import BadData


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
