"""A small archive in the text layout of O*NET, and ways to spoil it."""

import io
import zipfile
from pathlib import Path

CODE = "O*NET-SOC Code"
TABLES = {
    "Occupation Data.txt": f"{CODE}\tTitle\tDescription\n15-1252.00\tSoftware Developers\tThey write software.\n",
    "Job Zones.txt": f"{CODE}\tJob Zone\tDate\tDomain Source\n15-1252.00\t4\t08/2025\tAnalyst\n",
    "Alternate Titles.txt": f"{CODE}\tAlternate Title\tShort Title\tSource(s)\n15-1252.00\tProgrammer\tn/a\t08\n",
    "Related Occupations.txt": f"{CODE}\tRelated {CODE}\tRelatedness Tier\tIndex\n",
}
SOURCE = """\
source_id: onet
kind: onet
publisher: Canon project (test data)
title: Small archive
edition: "1"
licence_spdx: CC-BY-4.0
licence_url: https://creativecommons.org/licenses/by/4.0/
attribution: Test data of the Canon project
url: README.md
accessed_date: "2026-11-23"
priority: 3
is_redistributable: true
max_rejected_share: 0.8
max_unpacked_bytes: 100000
files:
  - path: fetched/db.zip
"""


def archive(tables: dict[str, str] | None = None, members: dict[str, str] | None = None) -> bytes:
    """Return a zip of the tables in a folder, with further members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**TABLES, **(tables or {})}.items():
            packed.writestr(f"db/{name}", text)
        for name, text in (members or {}).items():
            packed.writestr(name, text)
    return stream.getvalue()


def without(table: str) -> bytes:
    """Return the archive without one of its tables."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in TABLES.keys() - {table}:
            packed.writestr(name, TABLES[name])
    return stream.getvalue()


def marked(content: bytes, offset: int, directory_offset: int, value: int) -> bytes:
    """Return the archive with a byte changed in its first member's header and in its directory."""
    changed = bytearray(content)
    changed[offset] = changed[content.index(b"PK\x01\x02") + directory_offset] = value
    return bytes(changed)


def add_onet(root: Path, content: bytes) -> None:
    """Add the source onet with an archive."""
    folder = root / "raw/sources/onet"
    (folder / "fetched").mkdir(parents=True)
    (folder / "source.yml").write_text(SOURCE, encoding="utf-8")
    (folder / "fetched/db.zip").write_bytes(content)
