"""What subjects and occupations mean, as vectors: the middle of the vectors of their texts."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.occupations.embeddings.encoder import Encoder, unit
from flows.occupations.scoring.measures import SEPARATOR, called

PARTS = ("names", "description", "components")
# Fields that hold several texts, by SEPARATOR.
LISTS = ("names", "components")


def subject_vectors(subjects: pd.DataFrame, fields: Sequence[str], encoder: Encoder) -> dict[str, np.ndarray]:
    """Return for each of `fields` subjects x dimensions, rows of length 1, rows of nothing where a subject lacks it.

    `subjects` is as the scorer takes them. The fields are title, names (title and other titles), description,
    components, and everything: the sum of names, description and components.
    """
    wanted = dict.fromkeys([name for field in fields for name in (PARTS if field == "everything" else (field,))])
    texts = {"title": subjects["title"], "names": called(subjects)}
    texts |= {name: subjects[name] for name in ("description", "components")}
    told = {name: _split(texts[name], name in LISTS) for name in wanted}
    found = mean_vectors(told, len(subjects), encoder)
    if "everything" in fields:
        found["everything"] = unit(np.sum([found[name] for name in PARTS], axis=0))
    return {field: found[field] for field in fields}


def _split(texts: pd.Series, is_list: bool) -> pd.DataFrame:
    """Return row and text, one row a text that is not blank."""
    split = texts.str.split(SEPARATOR) if is_list else texts
    told = pd.DataFrame({"row": np.arange(len(texts)), "text": split.to_numpy(dtype=object)})
    told = told.explode("text", ignore_index=True).astype({"text": "str"})
    told["text"] = told["text"].str.strip()
    return told.loc[told["text"] != ""]


def mean_vectors(told: dict[str, pd.DataFrame], count: int, encoder: Encoder) -> dict[str, np.ndarray]:
    """Return by name `count` rows of length 1, the middle of the vectors of each row's texts; each text is read once.

    `told` has by name a table of row and text.
    """
    if not told:
        return {}
    places, distinct = pd.factorize(pd.concat([part["text"] for part in told.values()]), sort=True)
    vectors = encoder.encode(list(distinct)) if len(distinct) else np.zeros((0, 1), dtype=np.float32)
    edges = np.cumsum([0, *(len(part) for part in told.values())])
    means = {}
    for at, (name, part) in enumerate(told.items()):
        cells = part["row"].to_numpy(), places[edges[at] : edges[at + 1]]
        holds = sp.csr_matrix((np.ones(len(part), dtype=np.float32), cells), shape=(count, len(distinct)))
        means[name] = unit(holds @ vectors)
    return means


def occupation_vectors(
    reference: dict[str, pd.DataFrame], codes: np.ndarray, encoder: Encoder, folder: Path | None
) -> np.ndarray:
    """Return occupations in order of `codes` x dimensions, rows of length 1: the sum of what speaks of each.

    These are its title, the middle of its listed titles, its description and the middle of its tasks, each of length 1.
    The vectors are kept in `folder` by encoder and texts, and read from there the next time.
    """
    told = _occupation_texts(reference, codes)
    place = folder / f"{_digest(told, encoder)}.npy" if folder else None
    if place and place.is_file():
        return np.load(place)
    means = mean_vectors(told, len(codes), encoder)
    vectors = unit(np.sum(list(means.values()), axis=0))
    if place:
        _keep(vectors, place)
    return vectors


def _occupation_texts(reference: dict[str, pd.DataFrame], codes: np.ndarray) -> dict[str, pd.DataFrame]:
    own = reference["onet_soc_occupations"][["occupation_code", "title"]]
    listed = pd.concat([own, reference["occupation_titles"][["occupation_code", "title"]]])
    tables = {"title": own, "titles": listed}
    for name, column in (("occupation_descriptions", "description"), ("occupation_tasks", "task")):
        if name in reference:
            tables[name] = reference[name][["occupation_code", column]]
    return {name: _placed(table, codes) for name, table in tables.items()}


def _placed(table: pd.DataFrame, codes: np.ndarray) -> pd.DataFrame:
    told = table.set_axis(["occupation_code", "text"], axis=1).dropna().drop_duplicates()
    told = told.sort_values(["occupation_code", "text"], ignore_index=True).astype({"text": "str"})
    return pd.DataFrame({"row": pd.Index(codes).get_indexer(told["occupation_code"]), "text": told["text"]})


def _digest(told: dict[str, pd.DataFrame], encoder: Encoder) -> str:
    content = hashlib.sha256(encoder.digest.encode())
    for name, part in told.items():
        content.update(f"\n{name}\n{part.to_csv(index=False, lineterminator=chr(10))}".encode())
    return content.hexdigest()[:32]


def _keep(vectors: np.ndarray, place: Path) -> None:
    """Write vectors beside their place and move them there; two runs at once do no harm."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{place.stem}.{os.getpid()}.tmp.npy")
    np.save(beside, vectors)
    beside.replace(place)
