"""Builds the release of this folder again and again in other surroundings, and says which files differ.

`python -m tests.trials.same_bytes [PYTHON ...]` varies the time zone, the locale, the seed of hashes, the threads of
DuckDB, of BLAS and of Arrow, and the interpreters that are named: each the Python of an environment with other
versions, such as DuckDB 1.5. Content digests have to be the same everywhere; with the same versions every file has to
be, but for canon.duckdb and those that hold its digest. It ends with 1 where one differs.
"""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.fixtures.otherwise import OTHERWISE, REPOSITORY, build_otherwise

WITH_DATABASE = {"canon.duckdb", "manifest.json", "SHA256SUMS"}
SURROUNDINGS: dict[str, tuple[Mapping[str, str], int]] = {
    "again": ({}, 0),
    "another time zone": ({"TZ": "Pacific/Kiritimati"}, 0),
    "another locale": ({"LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8"}, 0),
    "the plain locale C": ({"LC_ALL": "C", "PYTHONUTF8": "0"}, 0),
    "another seed of hashes": ({"PYTHONHASHSEED": "1"}, 0),
    "yet another seed of hashes": ({"PYTHONHASHSEED": "2"}, 0),
    "one thread of DuckDB": ({}, 1),
    "eight threads of DuckDB": ({}, 8),
    "one thread of BLAS and Arrow": (
        {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"},
        0,
    ),
    "eight threads of BLAS": ({"OMP_NUM_THREADS": "8", "OPENBLAS_NUM_THREADS": "8"}, 0),
    "all of it": (OTHERWISE, 3),
}


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the contents of the files of a release by their path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the files that two releases do not share byte for byte."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def differing_tables(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the tables whose content digests differ."""
    told = [json.loads(files["manifest.json"])["tables"] for files in (one, other)]
    return sorted(name for name in told[0].keys() | told[1].keys() if told[0].get(name) != told[1].get(name))


def main(pythons: list[str]) -> int:
    """Print for each of the surroundings what differs; return 1 where something does that may not."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1795392000")
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        first = read_files(build_otherwise(REPOSITORY, Path(folder) / "first", {}))
        for number, (name, (variables, threads)) in enumerate(SURROUNDINGS.items()):
            built = read_files(build_otherwise(REPOSITORY, Path(folder) / str(number), variables, threads))
            files = [file for file in differing(first, built) if file not in WITH_DATABASE]
            faults += bool(files)
            print(f"{name}: {', '.join(files) or 'the same bytes'}", flush=True)
        for python in pythons:
            built = read_files(
                build_otherwise(REPOSITORY, Path(folder) / Path(python).as_posix().strip("/"), {}, 0, python)
            )
            tools = json.loads(built["manifest.json"])["tools"]
            tables = differing_tables(first, built)
            faults += bool(tables)
            print(f"{tools}: {', '.join(tables) or 'the same content digests'}")
            print(f"    other bytes: {', '.join(differing(first, built)) or 'none'}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
