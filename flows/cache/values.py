"""Frozen dataclasses as named arrays and back, by their type hints: nothing that is read is run."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.sparse as sp

Arrays = Mapping[str, np.ndarray]
_SPARSE = {"csr_matrix": sp.csr_matrix, "csr_array": sp.csr_array}


def flatten_value(value: Any, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Give the arrays of a value, each with its name: a dataclass, dictionary, tuple, table, matrix, array or text.

    Raises TypeError for a value of another type.
    """
    if dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            yield from flatten_value(getattr(value, item.name), _below(name, item.name))
    elif isinstance(value, dict) and all(isinstance(of, str) for of in value.values()):
        yield name, _to_bytes(json.dumps(value))
    elif isinstance(value, dict):
        yield name, _to_bytes(json.dumps(list(value)))
        for number, of in enumerate(value.values()):
            yield from flatten_value(of, _below(name, number))
    elif isinstance(value, tuple):
        for number, of in enumerate(value):
            yield from flatten_value(of, _below(name, number))
    elif isinstance(value, sp.csr_matrix | sp.csr_array):
        facts = {"type": type(value).__name__, "shape": value.shape, "is_sorted": bool(value.has_sorted_indices)}
        yield name, _to_bytes(json.dumps(facts))
        for part in ("data", "indices", "indptr"):
            yield _below(name, part), getattr(value, part)
    else:
        yield name, _flatten_leaf(value)


def _below(name: str, part: str | int) -> str:
    return f"{name}/{part}" if name else str(part)


def _flatten_leaf(value: Any) -> np.ndarray:
    if isinstance(value, pd.DataFrame):
        return _pack_table(value)
    if isinstance(value, pd.Index) or (isinstance(value, np.ndarray) and value.dtype == object):
        return _pack_table(pd.DataFrame({"value": pd.Series(np.asarray(value, dtype=object), dtype="object")}))
    if isinstance(value, np.ndarray):
        return value
    if value is None or isinstance(value, str | int):
        return _to_bytes(json.dumps(value))
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def restore_value(hint: Any, arrays: Arrays, name: str = "") -> Any:
    """Return the value of a type, made of its arrays; raise KeyError or ValueError where they are not those of one."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        names = [item.name for item in dataclasses.fields(hint)]
        return hint(**{item: restore_value(hints[item], arrays, _below(name, item)) for item in names})
    if get_origin(hint) is dict:
        return _restore_dictionary(get_args(hint)[1], arrays, name)
    if get_origin(hint) is tuple:
        return tuple(restore_value(of, arrays, _below(name, number)) for number, of in enumerate(get_args(hint)))
    if hint is sp.csr_matrix:
        return _restore_matrix(arrays, name)
    return _restore_leaf(hint, arrays[name])


def _restore_dictionary(of: Any, arrays: Arrays, name: str) -> dict[str, Any]:
    known = json.loads(arrays[name].tobytes())
    if isinstance(known, dict):
        return known
    return {key: restore_value(of, arrays, _below(name, number)) for number, key in enumerate(known)}


def _restore_matrix(arrays: Arrays, name: str) -> Any:
    facts = json.loads(arrays[name].tobytes())
    parts = tuple(arrays[_below(name, part)] for part in ("data", "indices", "indptr"))
    matrix = _SPARSE[facts["type"]](parts, shape=tuple(facts["shape"]), copy=False)
    matrix.has_sorted_indices = facts["is_sorted"]
    return matrix


def _restore_leaf(hint: Any, array: np.ndarray) -> Any:
    if hint is pd.DataFrame:
        return _unpack_table(array)
    if hint is pd.Index:
        return pd.Index(_unpack_table(array)["value"], dtype="object", name=None)
    if hint is np.ndarray:
        return _unpack_table(array)["value"].to_numpy(dtype=object) if array.dtype == np.uint8 else array
    return json.loads(array.tobytes())


def _pack_table(table: pd.DataFrame) -> np.ndarray:
    packed = pa.Table.from_pandas(table)
    kinds = {name: str(kind) for name, kind in table.dtypes.items()}
    packed = packed.replace_schema_metadata({**(packed.schema.metadata or {}), b"kinds": json.dumps(kinds).encode()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, packed.schema) as stream:
        stream.write_table(packed)
    return np.frombuffer(sink.getvalue(), dtype=np.uint8)


def _unpack_table(array: np.ndarray) -> pd.DataFrame:
    with pa.ipc.open_stream(pa.py_buffer(array)) as stream:
        packed = stream.read_all()
    kinds = json.loads(packed.schema.metadata[b"kinds"])
    table = packed.to_pandas()
    others = {name: kind for name, kind in kinds.items() if str(table[name].dtype) != kind}
    return table.astype(others) if others else table


def _to_bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)
