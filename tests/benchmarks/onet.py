"""Prints how long O*NET takes to load, beside what DuckDB's own CSV reader takes for the same tables.

`python -m tests.benchmarks.onet` needs the real data (CANON_SHARED, else ../shared). Both sides begin with the zip:
DuckDB unpacks the members into a folder and reads each as text; Canon recognises, checks and shapes them too.
"""

import os
import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.ingest import find_sources, read_framework
from flows.ingest.context import Context
from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.kinds.onet import read_onet
from flows.ingest.sources import make_context, read_reference
from tests.conftest import REPOSITORY

RUNS = 7
MOST = 3.0
SOURCE = REPOSITORY / "raw/sources/onet/source.yml"


def place(folder: Path, archive: Path) -> SourceFolder:
    """Return a source of one archive in a folder of its own, to be compared with nothing."""
    (folder / "fetched").mkdir(parents=True)
    described = SOURCE.read_text(encoding="utf-8").replace("db_{edition}_text.zip", "db.zip")
    lines = [line for line in described.splitlines() if not line.startswith("compare_with")]
    (folder / "source.yml").write_text("\n".join(lines), encoding="utf-8")
    shutil.copyfile(archive, folder / "fetched/db.zip")
    return open_folder(folder)


def read_with_duckdb(archive: Path, members: list[str]) -> None:
    """Unpack members of a zip and read each as text into a table."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(archive) as packed, duckdb.connect() as connection:
        for number, member in enumerate(members):
            path = packed.extract(member, folder)
            connection.execute(
                f"CREATE TABLE t{number} AS FROM read_csv(?, delim = '\t', quote = '', header = true, "
                "nullstr = 'n/a', all_varchar = true)",
                [path],
            )


def seconds(run: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def loaded_members(archive: Path, folder: SourceFolder) -> list[str]:
    """Return the members that Canon takes from an archive."""
    from flows.ingest.kinds.onet.archive import open_members
    from flows.ingest.kinds.onet.reader import find_known

    taken = {Path(found.raw.member.file).name for found in find_known(open_members(folder))}
    with zipfile.ZipFile(archive) as packed:
        return [name for name in packed.namelist() if Path(name).name in taken]


def compare_text(archive: Path, folder: SourceFolder, context: Context) -> None:
    """Print the times of both for the text layout, taken in turn, and their ratio."""
    members = loaded_members(archive, folder)
    read_onet(open_folder(folder.path), context)
    pairs = [
        (
            seconds(lambda: read_onet(open_folder(folder.path), context)),
            seconds(lambda: read_with_duckdb(archive, members)),
        )
        for _ in range(RUNS)
    ]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{archive.name}: {len(members)} tables, median of {RUNS} runs in turn")
    print(f"  Canon, unpacked, recognised, checked and shaped  {ours:6.2f} s")
    print(f"  DuckDB, unpacked and read                        {theirs:6.2f} s")
    print(f"  ratio                                            {ours / theirs:6.2f}   (at most {MOST:g})")


def main() -> None:
    """Print the figures, or what is missing to take them."""
    shared = Path(os.environ.get("CANON_SHARED", REPOSITORY.parent / "shared")) / "data/onet"
    text, excel = shared / "db_30_1_text.zip", shared / "db_29_3_excel.zip"
    missing = [str(archive) for archive in (text, excel) if not archive.is_file()]
    if missing:
        print(f"Not run: {', '.join(missing)} is not there. CANON_SHARED names the folder of real data.")
        return
    context = make_context(read_framework(REPOSITORY / "raw/canon"), read_reference(find_sources(REPOSITORY, ())))
    with tempfile.TemporaryDirectory() as folder:
        compare_text(text, place(Path(folder) / "text", text), context)
        source = place(Path(folder) / "excel", excel)
        spent = seconds(lambda: read_onet(source, context))
        print(f"{excel.name}: all tables\n  Canon  {spent:40.2f} s")


if __name__ == "__main__":
    main()
