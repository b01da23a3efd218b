"""Prints the time of each stage of a release in this process, and the most memory used.

`python -m tests.benchmarks.stages [SOURCE ...]` builds into a temporary folder, narrowed to sources where given.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(only: list[str]) -> None:
    """Build one release and print seconds by stage."""
    started = time.perf_counter()
    from flows.config import make_config
    from flows.release import build_release

    seconds = {"imports": time.perf_counter() - started}

    def timed(stage: Callable[..., Any], *arguments: Any) -> Any:
        begun = time.perf_counter()
        result = stage(*arguments)
        seconds[stage.__name__] = time.perf_counter() - begun
        return result

    with tempfile.TemporaryDirectory() as folder:
        release = build_release(make_config(None, Path(folder), None, only), timed)
    for name, spent in seconds.items():
        print(f"{name:20} {spent:6.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = release.manifest["tables"]["roles"]["rows"]
    print(f"{'all':20} {time.perf_counter() - started:6.2f} s   {peak:.0f} MB   {rows} roles")


if __name__ == "__main__":
    main(sys.argv[1:])
