"""manifest.json and datapackage.json against each other, the files and the contract."""

from collections.abc import Iterator
from pathlib import Path

from flows.verify.faults import Fault
from schemas.contract import contract_of, read_contract
from schemas.documents.manifest import MANIFEST, PACKAGE, SUMS, Manifest, Package
from schemas.registry import CONTRACT_VERSION, PUBLISHED


def check_manifest(folder: Path, manifest: Manifest, sums: dict[str, str]) -> Iterator[Fault]:
    """Give a fault for each file on which manifest.json, SHA256SUMS and the file differ, and what tables lack."""
    for name in sorted(sums.keys() - manifest.files.keys() - {MANIFEST}):
        yield Fault("manifest", MANIFEST, f"does not list the file {name}")
    for name, facts in manifest.files.items():
        if name not in sums:
            yield Fault("manifest", MANIFEST, f"lists the file {name}, which {SUMS} does not")
        elif facts.sha256 != sums[name]:
            yield Fault("manifest", MANIFEST, f"gives {name} another SHA-256 than {SUMS}")
        elif (folder / name).is_file() and (folder / name).stat().st_size != facts.bytes:
            size = (folder / name).stat().st_size
            yield Fault("manifest", MANIFEST, f"says that {name} has {facts.bytes:,} bytes; it has {size:,}")
    yield from _check_tables(manifest)


def _check_tables(manifest: Manifest) -> Iterator[Fault]:
    """Give a fault for each table without its files, and each file without its table."""
    known = {*manifest.tables, *(Path(name).stem for name in manifest.files if name.endswith("_matrix.csv"))}
    for name in manifest.files:
        path = Path(name)
        if path.parent.name in ("csv", "parquet") and path.stem not in known:
            yield Fault("manifest", MANIFEST, f"lists the file {name} of no table that it names")
    for table in manifest.tables:
        for name in (f"csv/{table}.csv", f"parquet/{table}.parquet"):
            if name not in manifest.files:
                yield Fault("manifest", MANIFEST, f"names the table {table}, but lists no {name}")


def check_package(package: Package, manifest: Manifest) -> Iterator[Fault]:
    """Give a fault for each thing that datapackage.json says otherwise than manifest.json."""
    if package.version != manifest.data_version:
        yield Fault("datapackage", PACKAGE, f"is of version {package.version}, the manifest of {manifest.data_version}")
    for name in sorted(manifest.tables.keys() ^ package.tables.keys()):
        lacks = PACKAGE if name in manifest.tables else MANIFEST
        yield Fault("datapackage", lacks, f"does not describe the table {name}")
    for resource in package.resources:
        facts = manifest.files.get(resource.path)
        if facts is None:
            yield Fault("datapackage", PACKAGE, f"lists {resource.path}, which the manifest does not")
        elif resource.bytes not in (None, facts.bytes) or resource.hash not in (None, f"sha256:{facts.sha256}"):
            yield Fault("datapackage", PACKAGE, f"gives {resource.path} another size or SHA-256 than the manifest")
        if resource.schema_:
            yield from _check_columns(resource.name, package)


def _check_columns(name: str, package: Package) -> Iterator[Fault]:
    """Give a fault for each key of a table that names a column or table that is not there."""
    table = package.tables[name]
    columns = {field.name for field in table.fields_}
    for lost in sorted(set(table.primary_key) - columns):
        yield Fault("datapackage", PACKAGE, f"{name}: the key names {lost}, which is no column")
    for foreign in table.foreign_keys:
        target = package.tables.get(foreign.reference.resource or name)
        known = {field.name for field in target.fields_} if target else set()
        if not set(foreign.fields_) <= columns or not set(foreign.reference.fields_) <= known:
            yield Fault("datapackage", PACKAGE, f"{name}: a foreign key of {', '.join(foreign.fields_)} leads nowhere")


def check_contract(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    """Give a fault for each table whose description differs from the contract, where this Canon has that version."""
    if manifest.contract_version != CONTRACT_VERSION:
        return
    present = manifest.tables.keys()
    for name in sorted(present - PUBLISHED.keys()):
        yield Fault("contract", name, f"is no table of contract {CONTRACT_VERSION}")
    own = contract_of([table for name, table in PUBLISHED.items() if name in present], set(present))
    told = read_contract(folder)
    both = [frame.loc[frame["aspect"] != "description"] for frame in (own, told)]
    rows = [set(frame.itertuples(index=False, name=None)) for frame in both]
    for table, column, aspect, value in sorted(rows[0] ^ rows[1]):
        if table in PUBLISHED:
            which = "lacks" if (table, column, aspect, value) in rows[0] else "adds"
            place = f"{table}.{column}" if column else table
            yield Fault("contract", place, f"{PACKAGE} {which} {aspect} {value} against contract {CONTRACT_VERSION}")
