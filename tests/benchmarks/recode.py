"""Prints the time of recoding a file of a million rows, beside a plain pandas merge of the same file in the same run.

`python -m tests.benchmarks.recode [ROWS]` writes into a temporary folder; the root is the working folder.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20261123


def write_file(path: Path, rows: int) -> None:
    """Write a file of five columns whose codes are drawn evenly from SOC 2010."""
    codes = pd.read_csv("raw/sources/soc_2010/codes.csv", dtype="str")["code"].to_numpy()
    draw = np.random.default_rng(SEED)
    numbers = np.arange(rows)
    file = pd.DataFrame(
        {
            "id": pd.Series(numbers).astype("str").str.zfill(7),
            "code": draw.choice(codes, rows),
            "title": "Engineer, Software number " + pd.Series(numbers % 30_000).astype("str"),
            "pay": draw.integers(20_000, 200_000, rows),
            "place": "City " + pd.Series(numbers % 500).astype("str"),
        }
    )
    file.to_csv(path, index=False)


def merge_with_pandas(path: Path, out: Path) -> None:
    """Do the least that gives each row its code: read as text, join the pairs that lead to one code, write."""
    pairs = pd.read_csv("raw/sources/soc_2010_to_soc_2018/code_pairs.csv", dtype="str")
    single = pairs.drop_duplicates("from_code", keep=False).rename(columns={"from_code": "code"})
    file = pd.read_csv(path, dtype="str", keep_default_na=False)
    file.merge(single, on="code", how="left").to_csv(out, index=False)


def main(rows: int) -> None:
    """Print both times and the most memory that recoding used."""
    from flows.commands.recode import recode_file
    from flows.config import make_config
    from flows.file_arguments import UserFile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.csv"
        write_file(path, rows)
        started = time.perf_counter()
        file = UserFile(path, "code", Path(folder) / "recoded.csv")
        recoded = recode_file(make_config(), file, "soc_2018", "soc_2010")
        ours = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        started = time.perf_counter()
        merge_with_pandas(path, Path(folder) / "merged.csv")
        plain = time.perf_counter() - started
    print(
        f"{recoded.rows:,} rows: canon recode {ours:.1f} s, {peak:.0f} MB at most; a plain pandas merge {plain:.1f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
