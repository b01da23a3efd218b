"""Prints how long the nearest roles take, beside NumPy brute force and a DuckDB join in the same run.

`python -m tests.benchmarks.adjacency [ROLES ...]` makes trees from a fixed seed; each size runs in a process of its
own, so that the memory printed is its own. The other two answer a sample of roles, scaled to all; each of their rows is
compared. Of short times the best of three is taken. Where numba is installed, the compiled search is timed too, and
each of its rows compared with NumPy's.
"""

import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from flows.adjacency import cells, iterate_nearest
from flows.ingest import read_framework
from schemas.settings import AdjacencySettings
from schemas.sql import query

SEED = 20261123
SAMPLE = 2_000
MOST_OTHERS = 100_000
K = 25
REPEATS, FEW_SECONDS = 3, 10
# So many distances at a time stay in a processor's cache.
BLOCK = 1_000_000
TIERS = ("superfunction", "function", "family", "specialization")


def make_roles(roles: int, per_specialization: int) -> pd.DataFrame:
    """Return coordinates of that many roles in 20 superfunctions, 100 functions, 1,000 families."""
    draw = np.random.default_rng(SEED)
    specialization = draw.integers(0, max(1_000, roles // per_specialization), roles)
    family = specialization % 1_000
    paths = {"superfunction": family % 20, "function": family % 100, "family": family, "specialization": specialization}
    track = draw.choice(4, roles, p=[0.2, 0.45, 0.25, 0.1])
    rung = draw.integers(1, np.array([5, 7, 7, 4])[track])
    return pd.DataFrame(
        {f"{tier}_code": pd.Categorical.from_codes(paths[tier], np.arange(roles + 1_000)) for tier in TIERS}
        | {
            "role_code": np.char.mod("R%07d", draw.permutation(roles)),
            "track_code": np.array(list("SPME"))[track],
            "level_rank": np.array([0, 2, 3, 9])[track] + rung,
        }
    )


def sample_of(roles: pd.DataFrame) -> pd.DataFrame:
    """Return the roles that the other methods answer for."""
    return roles.sample(min(SAMPLE, len(roles)), random_state=SEED).sort_values("role_code", ignore_index=True)


def brute_force(roles: pd.DataFrame) -> pd.DataFrame:
    """Return the nearest of the sample by looking at every other role, a block of rows at a time."""
    ordered, sample = roles.sort_values("role_code", ignore_index=True), sample_of(roles)
    codes = {tier: ordered[f"{tier}_code"].cat.codes.to_numpy(np.int32) for tier in TIERS}
    track, rank = pd.factorize(ordered["track_code"])[0].astype(np.int8), ordered["level_rank"].to_numpy(np.int32)
    rows = np.searchsorted(ordered["role_code"].to_numpy("U8"), sample["role_code"].to_numpy("U8"))
    numbers, found = np.arange(len(ordered), dtype=np.int32), []
    size = max(1, BLOCK // len(ordered))
    for begin in range(0, len(rows), size):
        block = rows[begin : begin + size]
        tier = np.full((len(block), len(ordered)), 5, dtype=np.int32)
        for name, weight in zip(TIERS, (3, 2, 1, 0), strict=True):
            tier[codes[name][block, None] == codes[name]] = weight
        steps = rank - rank[block, None]
        is_other = track != track[block, None]
        distance = 4 * tier + 2 * (tier == 3) + np.minimum(20, 5 * np.abs(steps) + 6 * is_other)
        # Below 20 there are 4 tiers and at most 3 steps, so that class and number go into one small integer.
        key = ((distance * 4 + tier) * 2 + is_other) * 8 + 2 * np.abs(steps) + (steps < 0)
        key[(distance >= 20) | (numbers == block[:, None])] = 20 * 64
        key = key * len(ordered) + numbers
        near = np.argpartition(key, min(K, len(ordered) - 1), axis=1)[:, :K]
        near = np.take_along_axis(near, np.argsort(np.take_along_axis(key, near, axis=1), axis=1), axis=1)
        found.append(listed(block, near, np.take_along_axis(distance, near, axis=1)))
    return name_codes(pd.concat(found), ordered)


def listed(block: np.ndarray, near: np.ndarray, distance: np.ndarray) -> pd.DataFrame:
    """Return the neighbours of a block as rows."""
    place, rank = np.nonzero(distance < 20)
    columns = {"role": block[place], "neighbour": near[place, rank], "rank": rank + 1, "d": distance[place, rank]}
    return pd.DataFrame(columns).query("role != neighbour")


def name_codes(found: pd.DataFrame, ordered: pd.DataFrame) -> pd.DataFrame:
    """Return rows of numbers with the codes of the roles."""
    codes = ordered["role_code"].to_numpy()
    named = {"role_code": codes[found["role"]], "neighbour_role_code": codes[found["neighbour"]]}
    return pd.DataFrame(named | {"rank": found["rank"].to_numpy(), "d": found["d"].to_numpy()})


def join_in_duckdb(roles: pd.DataFrame) -> pd.DataFrame:
    """Return the nearest of the sample by a join of all pairs of a superfunction."""
    plain = roles.assign(**{f"{tier}_code": roles[f"{tier}_code"].astype("int64") for tier in TIERS})
    return query(
        f"""
        WITH pairs AS (
            SELECT a.role_code, b.role_code AS neighbour_role_code, b.level_rank - a.level_rank AS steps,
                   a.track_code <> b.track_code AS is_other,
                   CASE WHEN a.specialization_code = b.specialization_code THEN 0
                        WHEN a.family_code = b.family_code THEN 4
                        WHEN a.function_code = b.function_code THEN 8 ELSE 14 END AS tier,
            FROM sample a JOIN roles b ON a.superfunction_code = b.superfunction_code AND a.role_code <> b.role_code
        ),
        apart AS (SELECT *, tier + least(20, 5 * abs(steps) + 6 * is_other::INTEGER) AS d FROM pairs)
        SELECT role_code, neighbour_role_code, d, row_number() OVER (
            PARTITION BY role_code ORDER BY d, tier, is_other, abs(steps), steps DESC, neighbour_role_code
        ) AS rank
        FROM apart WHERE d < 20 QUALIFY rank <= {K} ORDER BY role_code, rank
        """,
        roles=plain,
        sample=sample_of(plain),
    )


def count_pairs(roles: pd.DataFrame, weights: AdjacencySettings) -> int:
    """Return how many pairs all roles have, found some roles at a time."""
    return sum(len(slab) for slab in iterate_nearest(roles, weights, K))


def collect(roles: pd.DataFrame, sample: set[str], weights: AdjacencySettings) -> tuple[dict[str, int], pd.DataFrame]:
    """Return a checksum of each column over all pairs, and the pairs of the sample."""
    checksums: dict[str, int] = {}
    kept = []
    for slab in iterate_nearest(roles, weights, K):
        is_wanted = slab["role_code"].cat.categories.isin(sample)[slab["role_code"].cat.codes]
        columns = ["role_code", "neighbour_role_code", "rank", "distance"]
        kept.append(slab.loc[is_wanted, columns].astype(dict.fromkeys(columns[:2], "str")))
        for name, values in slab.items():
            numbers = values.cat.codes if isinstance(values.dtype, pd.CategoricalDtype) else values
            content = np.ascontiguousarray(numbers.to_numpy()).view(np.uint8)
            checksums[str(name)] = zlib.crc32(content, checksums.get(str(name), 0))
    found = pd.concat(kept).sort_values(["role_code", "rank"], ignore_index=True)
    return checksums, found.assign(d=(found.pop("distance") * 40).round().astype(int))


def timed(method: Callable[..., Any], *arguments: object) -> tuple[float, Any]:
    """Return the seconds that a method took, the best of three where they are few, and what it returned."""
    best = np.inf
    for _ in range(REPEATS):
        started = time.perf_counter()
        result = method(*arguments)
        best = min(best, time.perf_counter() - started)
        if best > FEW_SECONDS:
            break
    return best, result


def most_memory() -> float:
    """Return the megabytes that this process held at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def use_compiled(is_used: bool) -> None:
    """Let the compiled kernel be taken at any number of roles, or at none."""
    cells.LEAST_ROLES = 0 if is_used else sys.maxsize


def load_compiled(weights: AdjacencySettings) -> float | None:
    """Return the seconds that the kernel takes to load, or the first time to compile; None without numba."""
    if find_spec("numba") is None:
        return None
    use_compiled(True)
    started = time.perf_counter()
    count_pairs(make_roles(100, 12), weights)
    return time.perf_counter() - started


def measure(size: int, per_specialization: int) -> None:
    """Print one size: seconds, megabytes, ratios, rows that differ."""
    roles = make_roles(size, per_specialization)
    sample = set(sample_of(roles)["role_code"])
    weights, before = read_framework(Path("raw/canon")).settings.adjacency, most_memory()
    use_compiled(False)
    seconds, count = timed(count_pairs, roles, weights)
    took = {"NumPy": seconds}
    print(
        f"{size:,} roles, {per_specialization} a specialization: {seconds:.2f} s, {count:,} pairs; "
        f"{most_memory():.0f} MB at most ({before:.0f} before)"
    )
    checksums, found = collect(roles, sample, weights)
    loading = load_compiled(weights)
    if loading is not None:
        took["compiled"] = timed(count_pairs, roles, weights)[0]
        is_same = collect(roles, sample, weights)[0] == checksums
        print(
            f"    compiled: {took['compiled']:.2f} s, after {loading:.1f} s to load; all {count:,} rows are "
            f"{'the same in every column' if is_same else 'NOT THE SAME'}; {most_memory():.0f} MB at most"
        )
    if size > MOST_OTHERS:
        return
    for name, method in (("NumPy brute force", brute_force), ("DuckDB join", join_in_duckdb)):
        part, other = timed(method, roles)
        whole = part * size / len(sample)
        same = found.merge(other, on=list(found.columns))
        ratios = ", ".join(f"{whole / seconds:.0f} times {way}" for way, seconds in took.items())
        print(
            f"    {name}: {part:.2f} s for {len(sample):,} roles, {whole:.1f} s for all: {ratios}; "
            f"{len(found) - len(same):,} of {len(found):,} rows differ"
        )


def main(sizes: list[int]) -> None:
    """Measure each size, sparsely and densely peopled, in a process of its own."""
    for size in sizes:
        for per_specialization in (12, 250):
            subprocess.run([sys.executable, "-m", __spec__.name, "one", str(size), str(per_specialization)], check=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["one"]:
        measure(int(given[1]), int(given[2]))
    else:
        main([int(size) for size in given] or [20_000, 100_000, 1_000_000])
