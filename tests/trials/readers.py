"""Opens a release's canon.duckdb with other DuckDB wheels and through SQLAlchemy, each in a process of its own.

`python -m tests.trials.readers outputs/latest` tries all of them. Wheels are kept in .cache/wheels, out of git.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
CACHE = Path(os.environ.get("CANON_WHEELS", REPOSITORY / ".cache" / "wheels"))
DUCKDB_VERSIONS = ("1.2.2", "1.4.5", "1.5.6", "2.0.0")
# The dialect asks for DuckDB below 2 and works with 2.0, so it cannot stand in the test extra beside it.
DIALECT = "duckdb-sqlalchemy==1.5.6.5"
INSTALL_SECONDS = 45
READ_SECONDS = 90

READ = """
import duckdb, json, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
def ask(sql): return connection.execute(sql).fetchall()
tables = [name for (name,) in ask("SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1")]
views = [name for (name,) in ask("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1")]
bare = ask("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL")
bare += ask("SELECT table_name, '' FROM duckdb_tables() WHERE NOT internal AND comment IS NULL")
bare += ask("SELECT view_name, '' FROM duckdb_views() WHERE NOT internal AND comment IS NULL")
print(json.dumps({
    "version": duckdb.__version__,
    "rows": {name: len(ask(f'SELECT * FROM "{name}"')) for name in tables},
    "views": {name: len(ask(f'SELECT * FROM "{name}"')) for name in views},
    "bare": bare,
    "keys": dict(ask("SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY 1")),
}))
"""
REFLECT = """
import json, sys
from sqlalchemy import MetaData, create_engine, inspect, text
engine = create_engine(f"duckdb:///{sys.argv[1]}", connect_args={"read_only": True})
metadata = MetaData()
metadata.reflect(engine, views=True)
tables = metadata.tables
inspector = inspect(engine)
with engine.connect() as connection:
    rows = connection.execute(text("SELECT count(*) FROM v_roles")).scalar()
print(json.dumps({
    "tables": sorted(tables),
    "key": [column.name for column in tables["role_adjacency"].primary_key],
    "foreign": sorted(key.target_fullname for key in tables["role_adjacency"].foreign_keys),
    "comment": inspector.get_table_comment("roles")["text"],
    "column_comment": tables["roles"].c.role_id.comment,
    "rows": rows,
}))
"""


class NoWheelError(Exception):
    """A wheel cannot be had here: no registry, or none for this Python."""


def wheel(requirement: str) -> Path:
    """Return the folder into which a wheel is unpacked, without what it depends on; NoWheelError where it cannot be."""
    folder = CACHE / requirement.replace("==", "-")
    if not folder.is_dir():
        beside = folder.with_name(f"{folder.name}.{os.getpid()}")
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--retries",
            "1",
        ]
        try:
            subprocess.run(
                [*command, "--target", str(beside), requirement],
                check=True,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
            )
        except (OSError, subprocess.SubprocessError) as error:
            lines = str(getattr(error, "stderr", "") or error).strip().splitlines()
            raise NoWheelError(f"{requirement} cannot be installed here: {lines[-1]}") from error
        if not folder.is_dir():
            beside.rename(folder)
    return folder


def refusals(requirements: Sequence[str]) -> dict[str, str]:
    """Return why wheels cannot be had, for those that cannot; all are asked for at once."""

    def refusal(requirement: str) -> str:
        try:
            wheel(requirement)
        except NoWheelError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor() as several:
        told = dict(zip(requirements, several.map(refusal, requirements), strict=True))
    return {requirement: why for requirement, why in told.items() if why}


def run_with(requirements: list[str], script: str, database: Path) -> dict[str, Any]:
    """Return what a script tells of a database, run in a process that finds these wheels before all others."""
    folders = os.pathsep.join(str(wheel(requirement)) for requirement in requirements)
    done = subprocess.run(
        [sys.executable, "-c", script, str(database)],
        env={**os.environ, "PYTHONPATH": folders},
        capture_output=True,
        text=True,
        timeout=READ_SECONDS,
    )
    assert done.returncode == 0, f"{requirements}: {done.stderr}"
    return json.loads(done.stdout)


def main(release: Path) -> None:
    """Try every version on a release and print what each read."""
    database = release / "canon.duckdb"
    for version in DUCKDB_VERSIONS:
        told = run_with([f"duckdb=={version}"], READ, database)
        print(
            f"DuckDB {told['version']}: {len(told['rows'])} tables, {sum(told['rows'].values())} rows, "
            f"{len(told['views'])} views, keys {told['keys']}, without comment: {told['bare'] or 'none'}"
        )
        reflected = run_with([f"duckdb=={version}", DIALECT], REFLECT, database)
        print(f"  SQLAlchemy: {len(reflected['tables'])} tables and views, v_roles has {reflected['rows']} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
