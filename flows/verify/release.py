"""Verifies a release from its files to the values in them."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flows.verify.contents import check_tables
from flows.verify.description import check_contract, check_manifest, check_package
from flows.verify.faults import Fault
from flows.verify.files import check_sums, check_unlisted, read_sums
from flows.verify.values import check_values
from schemas.documents.manifest import MANIFEST, PACKAGE, Manifest, Package, read_description
from schemas.errors import BadData
from schemas.registry import CONTRACT_VERSION

WORKERS = 2


@dataclass(frozen=True)
class Verified:
    """What a release was found to be: its version where it says one, how much was checked, faults, and notes.

    A note says what could not be checked.
    """

    folder: Path
    version: str | None
    files: int
    tables: int
    rows: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def verify_release(folder: Path, every: bool = False) -> Verified:
    """Return what is off in a release: the first thing, or with `every` all of it.

    In this order: files against SHA256SUMS, files that are not listed, manifest.json and datapackage.json against each
    other and the files, the contract, contents of the three formats against each other and the manifest, values, keys,
    foreign keys, and the checks of each table over several columns or rows. Nothing is written.
    """
    sums, told = read_sums(folder)
    try:
        manifest, damage = read_description(folder, MANIFEST, Manifest), None
    except BadData as error:
        manifest, damage = None, str(error).strip()
    with ThreadPoolExecutor(WORKERS) as workers:
        checks = _checks(folder, sums, told, manifest, damage, workers)
        faults = tuple(checks if every else islice(checks, 1))
        checks.close()
        workers.shutdown(cancel_futures=True)
    if manifest is None:
        return Verified(folder, None, len(sums), 0, 0, faults, ())
    rows = sum(table.rows for table in manifest.tables.values())
    notes = tuple(_notes(manifest))
    return Verified(folder, manifest.data_version, len(sums), len(manifest.tables), rows, faults, notes)


def _notes(manifest: Manifest) -> Iterator[str]:
    if manifest.contract_version != CONTRACT_VERSION:
        yield (
            f"The release keeps contract {manifest.contract_version}, this Canon {CONTRACT_VERSION}: its tables are "
            f"held against its own {PACKAGE}; whether that is contract {manifest.contract_version} is not checked."
        )


def _checks(
    folder: Path,
    sums: dict[str, str],
    told: list[Fault],
    manifest: Manifest | None,
    damage: str | None,
    workers: ThreadPoolExecutor,
) -> Generator[Fault, None, None]:
    yield from told
    yield from check_sums(folder, sums, workers)
    yield from check_unlisted(folder, sums)
    if manifest is None:
        yield Fault("manifest", MANIFEST, damage or "")
        return
    yield from check_manifest(folder, manifest, sums)
    try:
        package = read_description(folder, PACKAGE, Package)
    except BadData as error:
        yield Fault("datapackage", PACKAGE, str(error).strip())
        return
    yield from check_package(package, manifest)
    yield from check_contract(folder, manifest)
    yield from check_tables(folder, manifest, package, workers)
    yield from check_values(folder, package, manifest.contract_version == CONTRACT_VERSION)
