"""Tiny releases: a few roles with what they hold, as tables side by side or as folders."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from flows.compare import Pair, compare_tables, follow_roles, pair_tables
from flows.compare.releases import compare_pair
from flows.compare.roles import compare_roles
from flows.compare.sources import compare_sources
from flows.publish.datapackage import describe_package
from schemas.contract import contract_of
from schemas.differences import Difference
from schemas.registry import CONTRACT_VERSION, PUBLISHED
from schemas.text import component_ids

_NAMES = ("superfunction_name", "function_name", "family_name", "specialization_name", "level_name")
_LEAST = {"holder_share": 0.6, "name_likeness": 0.5, "component_share": 0.6}
_ALWAYS = (
    "roles",
    "id_changes",
    "components",
    "role_components",
    "role_aliases",
    "role_occupations",
    "levels",
    "taxonomy_nodes",
)
VERSIONS = ("2026.10.0", "2026.11.0")
SKILLS = ("Data modelling", "Query languages", "Testing")


def parameter(name: str) -> float:
    """Return a threshold of renames."""
    return _LEAST[name.removeprefix("compare.").removesuffix("_least")]


def role_id(number: int, source: str = "canon") -> str:
    """Return the id of a role of a source."""
    return f"role-{number:06d}" if source == "canon" else f"role-{source}-{number:06d}"


class Tiny:
    """A release with our own source; more is added call by call."""

    def __init__(self, edition: str = "1") -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.source("canon", edition, kind="family_files")

    def add(self, table: str, **cells: Any) -> "Tiny":
        """Add a row to a table; columns that are not given are null."""
        self.rows.setdefault(table, []).append(cells)
        return self

    def source(self, name: str, edition: str = "1", sha: str = "0", kind: str = "catalogue_table") -> "Tiny":
        """Add a source of one file."""
        cells = {"title": name, "publisher": "x", "licence_spdx": "CC0-1.0", "url": "x", "is_redistributable": True}
        self.add("sources", source_id=name, edition=edition, kind=kind, records_read=9, priority=1, **cells)
        return self.add("source_files", source_id=name, path="jobs.csv", sha256=sha * 64, bytes=1)

    def role(
        self,
        number: int,
        code: str = "",
        title: str = "",
        source: str = "canon",
        holds: tuple[str, ...] = (),
        **told: Any,
    ) -> "Tiny":
        """Add a role, S<number> of SRES unless a code is given, with skills that it holds; `told` replaces cells."""
        role_code = code or f"SRES.S{number}.P5"
        path, _, level = role_code.rpartition(".")
        cells = {"superfunction_code": "TECH", "function_code": "INFR", "family_code": path.split(".")[0]}
        cells |= {
            "specialization_code": path,
            "track_code": level[0],
            "level_code": level,
            **dict.fromkeys(_NAMES, "N"),
        }
        cells |= {"level_rank": 7, "status": "draft", "confidence_score": 0.7, "source_id": source} | told
        key = role_id(number, source)
        self.add("roles", role_id=key, role_code=role_code, title=title or f"Title {number}", source_key=key, **cells)
        for position, name in enumerate(holds, 1):
            self.hold(key, name, position, source)
        return self

    def hold(self, key: str, name: str, position: int = 1, source: str = "canon", **cells: Any) -> "Tiny":
        """Add a skill that a role holds."""
        component = component_ids(pd.Series(["skill"]), pd.Series([name])).iloc[0]
        told = {"prevalence": "core", "attached_at": "level", "source_id": source, **cells}
        return self.add(
            "role_components", role_id=key, component_id=component, kind="skill", position=position, name=name, **told
        )

    def change(self, kind: str, old: int, new: int | None = None, reason: str = "So decided.") -> "Tiny":
        """Add a row to id_changes."""
        number = len(self.rows.get("id_changes", [])) + 1
        codes = {"old_role_code": f"SRES.S{old}.P5", "new_role_code": f"SRES.S{new}.P5" if new else None}
        ids = {"old_role_id": role_id(old), "new_role_id": role_id(new) if new else None}
        told = {"change_id": f"change-{number:06d}", "kind": kind, "changed_date": "2026-11-23", "reason": reason}
        return self.add("id_changes", **told, **ids, **codes)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables; components are made of what roles hold."""
        rows = {name: pd.DataFrame(self.rows.get(name, [])) for name in (*_ALWAYS, *self.rows)}
        if len(rows["role_components"]):
            held = rows["role_components"].groupby("component_id", sort=True)
            rows["components"] = held.agg(
                kind=("kind", "first"), name=("name", "first"), role_count=("role_id", "size")
            ).reset_index()
        return {name: _typed(name, frame) for name, frame in rows.items()}

    def write(self, folder: Path, version: str = VERSIONS[1], contract_version: str = CONTRACT_VERSION) -> Path:
        """Write the release as a folder: Parquet, datapackage.json, manifest.json."""
        (folder / "parquet").mkdir(parents=True)
        tables = self.tables()
        for name, frame in tables.items():
            pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), folder / "parquet" / f"{name}.parquet")
        contracts = {name: PUBLISHED[name] for name in tables}
        files = {f"csv/{name}.csv": {"bytes": 0, "sha256": ""} for name in tables}
        facts = {"data_version": version, "release_date": "2026-11-23", "profile_notice": "For tests."}
        sources = tables["sources"].fillna({"is_left_out": False})
        package = describe_package(facts, contracts, files, sources, {name: ["canon"] for name in contracts})
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        manifest = {"data_version": version, "contract_version": contract_version, "tables": dict.fromkeys(tables)}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        return folder


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    contract = PUBLISHED[name]
    kinds = {"text": "str", "date": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    columns = frame.reindex(columns=contract.column_names)
    return columns.astype({column.name: kinds[column.kind] for column in contract.columns})


def pair(old: Tiny, new: Tiny) -> Pair:
    """Return two tiny releases side by side."""
    return pair_tables(old.tables(), new.tables())


def frames(old: Tiny, new: Tiny) -> dict[str, pd.DataFrame]:
    """Return the tables of differences of two tiny releases."""
    return compare_tables(pair(old, new), parameter)


def difference(old: Tiny, new: Tiny) -> Difference:
    """Return the difference of two tiny releases of one contract."""
    manifests = [{"data_version": version, "contract_version": "1.0.0"} for version in VERSIONS]
    contract = contract_of([PUBLISHED["roles"]], {"roles"})
    return compare_pair(pair(old, new), (contract, contract), (manifests[0], manifests[1]), parameter)


def role_changes(old: Tiny, new: Tiny) -> list[tuple[str, str, str | None]]:
    """Return change, role_id and successors of what became of roles."""
    sides = pair(old, new)
    told = compare_roles(sides, follow_roles(sides), compare_sources(sides))
    told = told.astype("object").where(told.notna(), None)
    return list(told[["change", "role_id", "new_role_ids"]].itertuples(index=False, name=None))
