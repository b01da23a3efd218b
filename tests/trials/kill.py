"""Kills runs that write releases, hundreds of times at random moments, and looks at what they leave.

`python -m tests.trials.kill [KILLS] [WHOLE] [SEED]` writes releases in a loop, kills the process, and checks after each
kill that the earlier releases are as they were, that every release that stands is whole, that `latest` leads to one,
and that the next run succeeds, completes the ledger and clears what was left. It ends with 1 at the first that is not
so. KILLS fall on releases of a few files, which come to their place as all do, and so fast that many kills fall there;
WHOLE fall on releases with every table in three formats.
"""

import datetime
import hashlib
import json
import os
import pickle
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from flows.releases import read_index
from flows.releases.ledger import INDEX_COLUMNS, next_version, settle
from flows.releases.lock import lock_folder
from flows.releases.place import stage_release
from flows.verify import verify_release
from tests.fixtures.made_tables import make_tables, write_made

KILLS, WHOLE, SEED = 500, 30, 20261123
RELEASES_MOST = 8
ROLES, SCALE = 12, 1_000
FILES, FILE_BYTES = 5, 20_000
Write = Callable[[Path], None]


def forked(action: Callable[[], None]) -> int:
    """Run an action in a child process that ends with 1 where it raises; return the child's id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        action()
        code = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def succeeded(child: int) -> bool:
    """Wait for a child and return whether it ended with 0."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def write_whole(out: Path, tables: Path) -> None:
    """Write one release of inputs that no other had."""
    frames: dict[str, pd.DataFrame] = pickle.loads(tables.read_bytes())
    write_made(out, frames, hashlib.sha256(os.urandom(8)).hexdigest())


def write_few(out: Path) -> None:
    """Write one release of a few files."""
    with lock_folder(out):
        settle(out)
        version = next_version(out, datetime.date(2026, 11, 23))
        row = dict.fromkeys(INDEX_COLUMNS, "x") | {"version": version}
        contents = {f"{number}.bin": os.urandom(FILE_BYTES) for number in range(FILES)}
        contents["manifest.json"] = json.dumps({**row, "data_version": version, "tables": {}}).encode()
        lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in contents.items()]
        with stage_release(out, row) as folder:
            for name, content in {**contents, "SHA256SUMS": "".join(lines).encode()}.items():
                (folder / name).write_bytes(content)


def require_whole(folder: Path) -> None:
    """Raise AssertionError where a release is not as it was written."""
    if (folder / "canon.duckdb").exists():
        faults = verify_release(folder).faults
        assert not faults, f"{folder.name}: {faults}"
        return
    listed = [line.split("  ") for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert len(listed) == FILES + 1
    for digest, name in listed:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, f"{folder.name}/{name} is not whole"


def write_on(write: Write, out: Path) -> None:
    """Write releases until the end."""
    while True:
        write(out)


def releases(out: Path) -> dict[str, Path]:
    """Return the releases that stand, by version, the oldest first."""
    found = [path for path in out.glob("2026.*") if path.is_dir()]
    return {path.name: path for path in sorted(found, key=lambda path: int(path.name.rpartition(".")[2]))}


def moment(out: Path) -> str:
    """Return where in a run the kill fell, by what it left."""
    if any(out.glob(".building-*")):
        return "while the release was built"
    left = sorted(path.name for path in out.glob(".*.new"))
    if ".index.csv.new" in left:
        return "after the move, before the ledger"
    return "after the ledger, before latest" if left else "between runs"


def check_left(out: Path, sums: dict[str, bytes]) -> None:
    """Raise AssertionError where a kill left anything but whole releases, known to the ledger, and `latest` on one."""
    standing = releases(out)
    for version, content in sums.items():
        assert (standing[version] / "SHA256SUMS").read_bytes() == content, f"{version} changed"
    for folder in standing.values():
        require_whole(folder)
    assert [row["version"] for row in read_index(out)] == list(standing), "the ledger differs from what stands"
    if standing:
        newest = list(standing)[-2:]
        linked = (out / "latest").readlink().name if (out / "latest").is_symlink() else ""
        assert linked in newest or (not linked and len(standing) == 1), f"latest leads to {linked}, not to {newest}"


def check_next(out: Path, before: int) -> None:
    """Raise AssertionError where the run after a kill did not complete everything."""
    standing = releases(out)
    assert len(standing) == before + 1
    newest = list(standing)[-1]
    require_whole(standing[newest])
    assert (out / "latest").readlink().name == newest
    listed = [line.split(",")[0] for line in (out / "index.csv").read_text().splitlines()[1:]]
    assert listed == list(standing), "the ledger is not complete"
    left = [path.name for path in out.glob(".*") if path.name != ".lock"]
    assert not left, f"left behind: {left}"


def kill_once(write: Write, out: Path, delay: float) -> str:
    """Kill one run after a delay, check what it left and that the next succeeds; return where the kill fell."""
    sums = {version: (folder / "SHA256SUMS").read_bytes() for version, folder in releases(out).items()}
    child = forked(lambda: write_on(write, out))
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    fell = moment(out)
    assert succeeded(forked(lambda: check_left(out, sums))), f"wrong after a kill {fell}"
    before = len(releases(out))
    assert succeeded(forked(lambda: write(out))), f"the run after a kill {fell} failed"
    assert succeeded(forked(lambda: check_next(out, before))), f"wrong after the run after a kill {fell}"
    return fell


def kill_often(write: Write, out: Path, kills: int, draw: random.Random) -> None:
    """Kill runs that write into a folder so often, and print where the kills fell."""
    if not kills:
        return
    fell = Counter[str]()
    begun = time.perf_counter()
    assert succeeded(forked(lambda: write(out)))
    seconds = time.perf_counter() - begun
    for _ in range(kills):
        fell[kill_once(write, out, draw.uniform(0, 2 * seconds))] += 1
        if len(releases(out)) > RELEASES_MOST:
            shutil.rmtree(out)
    print(f"{kills} kills, a release takes {seconds:.2f} s: every release whole, every next run succeeded")
    for where, count in fell.most_common():
        print(f"{count:5} {where}")


def main(kills: int, whole: int, seed: int) -> None:
    """Kill runs of both kinds."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        kill_often(write_few, Path(folder) / "few", kills, draw)
        if whole:
            frames = forked(lambda: tables.write_bytes(pickle.dumps(dict(make_tables(ROLES, SCALE)))) and None)
            assert succeeded(frames)
        kill_often(lambda out: write_whole(out, tables), Path(folder) / "whole", whole, draw)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    try:
        main(*(numbers + [KILLS, WHOLE, SEED][len(numbers) :]))
    except AssertionError as error:
        sys.exit(str(error))
