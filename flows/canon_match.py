"""The Prefect flow `canon-match`, for files that come in: each file is a task run."""

from pathlib import Path
from typing import Any

from prefect import State, flow, get_run_logger, runtime
from prefect.artifacts import create_table_artifact
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from flows.canon_tasks import MOST_TASKS_AT_ONCE, TaskStep, fail_run, make_task
from flows.commands.match import Matched, files_to_match, match_file, prepare_folder
from flows.commands.match_titles import Usage, make_matcher
from flows.config import make_config
from schemas.errors import BadData, CanonError

MATCH_KEY = "canon-match"


def name_run() -> str:
    """Return what a run makes: the files of one folder in another."""
    parameters = runtime.flow_run.parameters
    return f"{Path(parameters['folder']).name} to {Path(parameters['out']).name}"


@flow(
    name="canon-match",
    flow_run_name=name_run,
    persist_result=False,
    task_runner=ThreadPoolTaskRunner(max_workers=MOST_TASKS_AT_ONCE),
)
def canon_match(
    folder: Path,
    out: Path,
    column: str = "title",
    usage: Usage = "default",
    embeddings: bool = False,
    root: Path | None = None,
) -> list[str] | State[Any]:
    """Match every CSV file and workbook of a folder into another folder.

    A damaged file fails its own task; the others are written, and then the run fails.

    Args:
        folder: Folder of CSV files and workbooks, each with a column of job titles.
        out: Folder to write to; each file is written there with its role and occupation.
        column: Column that holds the titles.
        usage: How titles are coded: default, or us-visa for filings of US visas.
        embeddings: Read titles by their meaning too. Needs O*NET and the extra "embeddings".
        root: Folder that holds raw/; CANON_ROOT of the worker unless given.

    """
    try:
        matcher = TaskStep()(make_matcher, make_config(root, has_embeddings=embeddings), usage)
        if matcher.is_degraded:
            get_run_logger().warning("O*NET is not fetched: occupations are looked up in the titles of raw/ only.")
        prepare_folder(folder, out)
        files = files_to_match(folder, out)
    except CanonError as error:
        return fail_run(error)
    futures = {
        file: make_task(match_file, file.name, name="match").submit(matcher, file, place, column)
        for file, place in files
    }
    rows = [_describe_outcome(file, future) for file, future in futures.items()]
    faults = [row["reason"] for row in rows if row["reason"]]
    headline = f"{len(rows) - len(faults)} of {len(rows)} files of {folder} matched"
    create_table_artifact(rows, key=MATCH_KEY, description=headline)
    if faults:
        return fail_run(BadData(*faults), headline)
    return [row["out"] for row in rows]


def _describe_outcome(file: Path, future: PrefectFuture[Matched]) -> dict[str, Any]:
    """Return a row of the artifact: what became of a file, with the reason where it failed."""
    future.wait()
    row = {"file": file.name, "result": "failed", "rows": "", "rows trusted": "", "reason": "", "out": ""}
    if not future.state.is_completed():
        return row | {"reason": future.state.message}
    matched = future.result()
    counts = {"rows": matched.rows, "rows trusted": matched.trusted_rows}
    return row | {"result": "matched", **counts, "out": str(matched.out)}
