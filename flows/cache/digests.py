"""Digests of what a kept value rests on: tables, files of folders, and the code that makes it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import scipy

import flows
import schemas

# What Python keeps for itself, and texts for people who read the code: neither changes what is made.
_NOT_READ = (".pyc", ".md")


@cache
def digest_code() -> str:
    """Return the SHA-256 over Canon's own files and the versions of the libraries that do arithmetic."""
    versions = [library.__version__ for library in (np, scipy, pd, pa, duckdb)]
    return digest_folders([], [digest_own_files(), *versions])


@cache
def digest_own_files() -> str:
    """Return the SHA-256 over the files of flows/ and schemas/, code and data, but for caches and READMEs."""
    return digest_folders([Path(str(package.__file__)).parent for package in (flows, schemas)], left_out=_NOT_READ)


def digest_folders(folders: Iterable[Path], further: Iterable[str] = (), left_out: tuple[str, ...] = ()) -> str:
    """Return the SHA-256 over the paths and contents of all files of folders, but for those with some endings.

    `further` are texts on which the value rests too.
    """
    content = hashlib.sha256(json.dumps(list(further)).encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix not in left_out):
            if path.is_file():
                own = hashlib.sha256(path.read_bytes()).hexdigest()
                content.update(f"\n{path.relative_to(folder).as_posix()} {own}".encode())
        content.update(b"\n")
    return content.hexdigest()


def digest_tables(tables: Mapping[str, pd.DataFrame], further: Iterable[str] = ()) -> str:
    """Return the SHA-256 over the names, columns, types and rows of tables, and further texts."""
    content = hashlib.sha256(json.dumps(list(further)).encode())
    for name in sorted(tables):
        packed = pa.Table.from_pandas(tables[name], preserve_index=False).combine_chunks()
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, packed.schema.remove_metadata()) as stream:
            stream.write_table(packed.replace_schema_metadata())
        content.update(f"\n{name}\n".encode())
        content.update(sink.getvalue())
    return content.hexdigest()
