"""Tables of many roles, made from a fixed seed under the published contract."""

import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from flows.ingest import read_framework
from flows.publish import Release, write_release
from schemas.differences import Difference
from schemas.registry import PUBLISHED
from schemas.table import Column
from tests.conftest import REPOSITORY

SEED = 20261123
COMPONENTS, NEIGHBOURS, ALIASES, MAPPINGS = 40, 25, 10, 3
DISTINCT_COMPONENTS, OCCUPATIONS = 50_000, 900
WORDS = (
    "plans",
    "the",
    "work",
    "of",
    "teams",
    "in",
    "clear",
    'so called "steps"',
    "data, tools",
    "risk",
    "and",
    "people",
)


class Maker:
    """Makes columns of one length; what is not given is drawn at random within the contract."""

    def __init__(self, scale: int) -> None:
        self.scale = scale
        self.draw = np.random.default_rng(SEED)
        texts = [" ".join(self.draw.choice(WORDS, 9)) for _ in range(2_000)]
        self.texts = np.array([f"Who {text} {number}" for number, text in enumerate(texts)], dtype=object)

    def table(self, name: str, rows: int, **given: object) -> pd.DataFrame:
        """Return a table of that many rows with the given columns."""
        contract = PUBLISHED[name]
        columns = {
            column.name: given[column.name] if column.name in given else self._drawn(column, rows)
            for column in contract.columns
        }
        return contract.frame(pd.DataFrame(columns, index=range(rows)))

    def _drawn(self, column: Column, rows: int) -> object:
        if column.kind == "boolean":
            return self.draw.random(rows) < 0.5
        if column.kind == "number":
            return self.draw.integers(0, 1_000_001, rows) / 1_000_000
        if column.kind == "integer":
            low, high = int(column.ge or 0), int(column.le or 60)
            return self.draw.integers(low, high + 1, rows)
        if column.nullable and column.pattern:
            return None
        values = np.array(column.isin, dtype=object) if column.isin else self.texts
        return values[self.draw.integers(0, len(values), rows)]


def make_tables(roles: int, scale: int = 1) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the tables of that many roles one after another; `scale` divides what they hold, for tests."""
    maker = Maker(scale)
    framework = read_framework(REPOSITORY / "raw" / "canon")
    levels = framework.levels
    yield "levels", levels
    yield "parameters", framework.parameters
    source = {"source_id": "canon", "accessed_date": "2026-11-23", "url": "https://example.org"}
    yield "sources", maker.table("sources", 1, **source)
    families = [f"F{number:06d}" for number in range(-(-roles // len(levels)))]
    yield "taxonomy_nodes", _nodes(maker, families)
    pairs = pd.DataFrame(itertools.islice(itertools.product(families, levels["level_code"]), roles))
    ids = np.array([f"role-{number:06d}" for number in range(roles)], dtype=object)
    yield "roles", _roles(maker, ids, pairs.rename(columns={0: "family", 1: "level_code"}), levels)
    yield from _components(maker, ids)
    for name, other in (("role_adjacency", "neighbour_role_id"), ("role_similarity", "similar_role_id")):
        yield name, _pairs(maker, name, other, ids)
    yield "role_aliases", _aliases(maker, ids)
    codes = np.array([f"11-{number:04d}" for number in range(max(MAPPINGS, OCCUPATIONS // scale))], dtype=object)
    yield "occupations", maker.table("occupations", len(codes), scheme="soc_2018", occupation_code=codes)
    yield "role_occupations", _mappings(maker, ids, codes)
    made = {
        "levels",
        "parameters",
        "sources",
        "taxonomy_nodes",
        "roles",
        "components",
        "role_components",
        "role_adjacency",
    }
    made |= {"role_similarity", "role_aliases", "occupations", "role_occupations"}
    for name, contract in PUBLISHED.items():
        if name not in made and contract.needs_source_kind is None:
            yield name, contract.empty()


def write_made(out: Path, tables: dict[str, pd.DataFrame], digest: str = "0" * 64) -> Release:
    """Write a release of made tables and a matrix of one family."""
    ordered = {name: tables[name] for name in PUBLISHED if name in tables}
    ordered["family_distance_matrix"] = pd.DataFrame({"family_code": ["SRES"], "SRES": [0.0]})

    def first(_: Path | None, __: Path, version: str) -> Difference:
        return Difference(None, version, "first")

    return write_release(out, "internal", datetime.date(2026, 11, 23), ordered, digest, (), first, ["SRES"])


def _nodes(maker: Maker, families: list[str]) -> pd.DataFrame:
    rows = [("TECH", "superfunction", None, "Technology"), ("INFR", "function", "TECH", "Technology > Infrastructure")]
    rows += [(family, "family", "INFR", f"Technology > Infrastructure > {family}") for family in families]
    rows += [
        (f"{code}.GEN", "specialization", code, f"Technology > Infrastructure > {code} > GEN") for code in families
    ]
    code, tier, parent, path = zip(*rows, strict=True)
    fixed = {"superfunction_code": "TECH", "function_code": None, "family_code": None, "source_id": "canon"}
    return maker.table("taxonomy_nodes", len(rows), node_code=code, tier=tier, parent_code=parent, path=path, **fixed)


def _roles(maker: Maker, ids: np.ndarray, pairs: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    level = pairs[["level_code"]].merge(levels, on="level_code")
    names = ("level_code", "track_code", "level_rank", "level_name")
    path = pairs["family"] + ".GEN"
    tiers = {"superfunction_code": "TECH", "function_code": "INFR", "family_code": pairs["family"]}
    told = {name: level[name] for name in names} | tiers | {"specialization_code": path, "source_id": "canon"}
    return maker.table("roles", len(ids), role_id=ids, role_code=path + "." + pairs["level_code"], **told)


def _components(maker: Maker, ids: np.ndarray) -> Iterator[tuple[str, pd.DataFrame]]:
    component = np.array([f"cmp-{number:012x}" for number in range(DISTINCT_COMPONENTS // maker.scale)], dtype=object)
    kinds = np.array(PUBLISHED["components"].column("kind").isin, dtype=object)[np.arange(len(component)) % 6]
    yield "components", maker.table("components", len(component), component_id=component, kind=kinds)
    count = max(2, COMPONENTS // maker.scale)
    held = _distinct(maker, len(ids), count, len(component))
    told = {"role_id": np.repeat(ids, count), "component_id": component[held], "kind": kinds[held]}
    position = np.tile(np.arange(1, count + 1), len(ids))
    yield "role_components", maker.table("role_components", held.size, position=position, source_id="canon", **told)


def _distinct(maker: Maker, rows: int, count: int, among: int) -> np.ndarray:
    """Return `count` different numbers below `among` for each row, in one run of them from a random start."""
    step = max(1, among // (count + 1))
    starts = maker.draw.integers(0, among, (rows, 1))
    return ((starts + step * np.arange(count)) % among).ravel()


def _pairs(maker: Maker, name: str, other: str, ids: np.ndarray) -> pd.DataFrame:
    count = min(NEIGHBOURS, len(ids) - 1)
    own = np.repeat(np.arange(len(ids)), count)
    near = (own + np.tile(np.arange(1, count + 1), len(ids))) % len(ids)
    told = {"role_id": ids[own], other: ids[near], "rank": np.tile(np.arange(1, count + 1), len(ids))}
    if name == "role_adjacency":
        numbers = [column.name for column in PUBLISHED[name].columns if column.kind == "number"]
        told |= {number: maker.draw.integers(0, 20, own.size) / 40 for number in numbers}
    return maker.table(name, own.size, **told)


def _aliases(maker: Maker, ids: np.ndarray) -> pd.DataFrame:
    count = max(2, ALIASES // maker.scale)
    own, position = np.repeat(ids, count), np.tile(np.arange(1, count + 1), len(ids))
    names = pd.Series(np.repeat(np.arange(len(ids)), count).astype(str)) + "-" + pd.Series(position.astype(str))
    told = {"alias": "Senior engineer " + names, "alias_normalised": "senior engineer " + names}
    return maker.table("role_aliases", own.size, role_id=own, position=position, **told)


def _mappings(maker: Maker, ids: np.ndarray, codes: np.ndarray) -> pd.DataFrame:
    count = MAPPINGS
    rank = np.tile(np.arange(1, count + 1), len(ids))
    told = {"occupation_code": codes[_distinct(maker, len(ids), count, len(codes))], "scheme": "soc_2018"}
    told |= {"origin": "proposed", "rests_on": '{"title": "Engineer"}', "is_primary": rank == 1}
    return maker.table("role_occupations", rank.size, role_id=np.repeat(ids, count), rank=rank, **told)
