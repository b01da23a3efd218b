"""Writes one release: tables in three formats, what describes them, and the ledger's row."""

import datetime
import json
import platform
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

import flows
from flows.profiles import LICENCE, LICENCE_TITLE, LICENCE_URL, profile_notice
from flows.publish import formats
from flows.publish.database import describe_views, write_database
from flows.publish.datapackage import describe_package
from flows.publish.provenance import sources_by_table
from flows.publish.square import square_of
from flows.publish.sssom import FILE as SSSOM_FILE
from flows.publish.sssom import write_sssom
from flows.releases import (
    INDEX_COLUMNS,
    Release,
    clear_left,
    is_settled,
    latest_of,
    left_behind,
    lock_folder,
    lock_folder_if_free,
    next_version,
    read_manifest,
    require_place,
    settle,
    stage_release,
)
from flows.report import render_report
from schemas.differences import Compare, Difference
from schemas.registry import CONTRACT_VERSION, PUBLISHED
from schemas.stages import Checked

TOOLS = ("pandas", "pandera", "duckdb", "pyarrow")
_PAGES = Environment(
    loader=PackageLoader("flows.publish", "templates"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
# A bar or a line break would end a cell of a Markdown table.
_PAGES.filters["cell"] = lambda text: " ".join(str(text).replace("|", "\\|").split())


def find_unchanged(out: Path, profile: str, digest: str) -> Release | None:
    """Return the newest release of the profile if it was built from the same inputs; tidy up after runs cut off.

    Raises BadCall where `out` is no folder for releases, BadData where the newest release there is damaged.
    """
    require_place(out)
    if left_behind(out) or not is_settled(out):
        with lock_folder_if_free(out) as is_free:
            if is_free:
                clear_left(out)
                settle(out)
    return _open_unchanged(out, latest_of(out, profile), digest)


def _open_unchanged(out: Path, row: dict[str, str] | None, digest: str) -> Release | None:
    if row is None:
        return None
    folder = out / row["version"]
    manifest = read_manifest(folder)
    notes = tuple(manifest.get("notes", ()))
    is_same = row["input_digest"] == digest
    return Release(folder, row["version"], is_new=False, manifest=manifest, notes=notes) if is_same else None


@dataclass(frozen=True)
class Plan:
    """Where a release is written, for which profile and under which date, from which inputs, and with which notes.

    `is_rebuilt` writes it even where the newest release was made of the same inputs.
    """

    out: Path
    profile: str
    date: datetime.date
    input_digest: str
    notes: tuple[str, ...] = ()
    is_rebuilt: bool = False


def write_release(plan: Plan, checked: Checked, compare: Compare, family_order: Sequence[str]) -> Release:
    """Write the release beside its place, move it there in one step, and enter it in the ledger; return it.

    Where another run has made it of the same inputs meanwhile, that one is returned. `compare` tells what differs from
    the release before; `family_order` is the order of families in the picture of their distances. Raises BadCall where
    `out` is no folder, BadData where it cannot be written or `compare` refuses it; then nothing has changed there.
    """
    out, tables = plan.out, checked.tables | checked.matrices
    with lock_folder(out):
        settle(out)
        row = latest_of(out, plan.profile)
        unchanged = _open_unchanged(out, row, plan.input_digest)
        if unchanged and not plan.is_rebuilt:
            return unchanged
        before = out / row["version"] if row else None
        facts = _state_facts(plan, row, checked)
        version = facts["data_version"]
        entry = {**facts, "version": version, "previous_version": facts["previous_version"] or ""}
        with (
            stage_release(out, {name: str(entry[name]) for name in INDEX_COLUMNS}) as folder,
            ThreadPoolExecutor(max_workers=1) as beside,
        ):
            # DuckDB writes its file outside Python's lock, so the rest is written meanwhile.
            database = beside.submit(_write_database, folder, tables, facts)
            mappings = beside.submit(write_sssom, tables, version, folder / SSSOM_FILE)
            digests = _write_tables(folder, tables, facts)
            changes = compare(before, folder, version)
            _write_pages(folder, tables, facts, changes, plan.notes, family_order)
            database.result()
            mappings.result()
            manifest = _write_manifest(folder, tables, facts | {"notes": plan.notes}, changes, digests)
    return Release(out / version, version, is_new=True, manifest=manifest, notes=plan.notes)


def _state_facts(plan: Plan, row: dict[str, str] | None, checked: Checked) -> dict[str, Any]:
    """Return what a release says of itself in each of its files; `row` is that of the release before."""
    return {
        "data_version": next_version(plan.out, plan.date),
        "contract_version": CONTRACT_VERSION,
        "previous_version": row["version"] if row else None,
        "profile": plan.profile,
        "profile_notice": profile_notice(plan.profile, checked.tables["sources"]),
        "release_date": plan.date.isoformat(),
        "input_digest": plan.input_digest,
        "licence_spdx": LICENCE,
    }


def _contracts(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    return {name: table for name, table in PUBLISHED.items() if name in tables}


def _write_database(folder: Path, tables: dict[str, pd.DataFrame], facts: dict[str, Any]) -> None:
    contracts = _contracts(tables)
    meta = {name: str(value) for name, value in facts.items() if value is not None}
    rows = {name: len(tables[name]) for name in contracts}
    write_database(formats.ArrowTables(contracts, tables), contracts, meta, folder / "canon.duckdb", rows)


def _write_tables(folder: Path, tables: dict[str, pd.DataFrame], facts: dict[str, Any]) -> dict[str, str]:
    """Write tables and matrices as CSV and Parquet, and return the content digest of each table."""
    (folder / "csv").mkdir()
    (folder / "parquet").mkdir()
    metadata = {
        "canon.data_version": facts["data_version"],
        "canon.contract_version": facts["contract_version"],
        "canon.release_date": facts["release_date"],
        "canon.licence": LICENCE,
        "canon.profile": facts["profile"],
    }
    digests = {}
    contracts = _contracts(tables)
    for name, table in contracts.items():
        arrow = formats.to_arrow(table, tables[name])
        digests[name] = formats.write_csv(arrow, folder / "csv" / f"{name}.csv")
        described = {**metadata, "canon.table": name, "canon.description": table.description}
        formats.write_parquet(arrow, folder / "parquet" / f"{name}.parquet", described, table.sort or table.key)
    for name in tables.keys() - contracts.keys():
        square = square_of(tables[name])
        square.write_parquet(folder / "parquet" / f"{name}.parquet", {**metadata, "canon.table": name})
        square.write_csv(folder / "csv" / f"{name}.csv")
    return digests


def _write_pages(
    folder: Path,
    tables: dict[str, pd.DataFrame],
    facts: dict[str, Any],
    changes: Difference,
    notes: tuple[str, ...],
    family_order: Sequence[str],
) -> None:
    (folder / "report").mkdir()
    known = {
        "facts": facts,
        "changes": changes,
        "contracts": _contracts(tables),
        "views": describe_views(),
        "rows": {name: len(frame) for name, frame in tables.items()},
        "sources": tables["sources"].to_dict("records"),
        "made_of": sources_by_table(tables, _contracts(tables)),
        "licence": {"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_URL},
    }
    texts = ("README.md", "CHANGES.md", "ATTRIBUTION.md", "CITATION.cff")
    pages = {name: _PAGES.get_template(f"{name}.j2").render(known) for name in texts}
    pages["report/index.html"] = render_report(tables, facts, changes, notes, family_order)
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8", newline="\n")


def _write_manifest(
    folder: Path,
    tables: dict[str, pd.DataFrame],
    facts: dict[str, Any],
    changes: Difference,
    digests: dict[str, str],
) -> dict[str, Any]:
    contracts = _contracts(tables)
    files = formats.file_digests(folder, [path for path in folder.rglob("*") if path.is_file()])
    package = describe_package(facts, contracts, files, tables["sources"], sources_by_table(tables, contracts))
    _write_json(folder / "datapackage.json", package)
    files |= formats.file_digests(folder, [folder / "datapackage.json"])
    manifest = {
        **facts,
        "verdict": changes.verdict,
        "tables": {
            name: {
                "rows": len(tables[name]),
                "content_digest": digests[name],
                "order": list(contract.sort or contract.key),
            }
            for name, contract in contracts.items()
        },
        "sources": [
            {name: row[name] for name in ("source_id", "edition", "licence_spdx", "is_left_out")}
            for row in tables["sources"].to_dict("records")
        ],
        "files": dict(sorted(files.items())),
        "tools": {"canon": flows.__version__, "python": platform.python_version()}
        | {name: installed(name) for name in TOOLS},
    }
    _write_json(folder / "manifest.json", manifest)
    files |= formats.file_digests(folder, [folder / "manifest.json"])
    lines = [f"{file['sha256']}  {name}\n" for name, file in sorted(files.items())]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")
    return manifest


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
