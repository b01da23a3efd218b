"""What subjects and occupations mean, as vectors: the middle of the vectors of their texts."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from flows.drafts import open_draft
from flows.occupations.embeddings.encoder import Encoder
from flows.occupations.scoring.measures import SEPARATOR, called
from flows.occupations.scoring.titles import all_titles
from schemas.words import unit_rows

VIEWS = ("document", "told", "called", "titles")
IN_ONE = ("told", "called")
MOST_CALLED = 8


def subject_vectors(subjects: pd.DataFrame, fields: Sequence[str], encoder: Encoder) -> dict[str, np.ndarray]:
    """Return for each of `fields` subjects x dimensions, rows of length 1.

    `subjects` is as the scorer takes them. The fields are title; told: title and description in one text; called: title
    and other titles in one text.
    """
    title, description = subjects["title"], subjects["description"]
    texts = {
        "title": title,
        "told": (title + ". " + description).where(description != "", title),
        "called": _in_one(called(subjects)),
    }
    told = {field: pd.DataFrame({"row": np.arange(len(subjects)), "text": texts[field].array}) for field in fields}
    return mean_vectors(told, len(subjects), encoder)


def _in_one(names: pd.Series) -> pd.Series:
    """Return titles by SEPARATOR as one text by commas, the first and at most MOST_CALLED others."""
    lists = names.str.split(SEPARATOR)
    return lists.map(lambda titles: ", ".join(title.strip() for title in titles[: MOST_CALLED + 1] if title.strip()))


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
        means[name] = unit_rows(holds @ vectors)
    return means


def occupation_vectors(
    reference: dict[str, pd.DataFrame], further: pd.DataFrame, codes: np.ndarray, encoder: Encoder, folder: Path | None
) -> dict[str, np.ndarray]:
    """Return for each of VIEWS occupations in order of `codes` x dimensions, rows of length 1.

    document is the sum of what the title, the titles that O*NET lists, Canon's `further` titles, the description and
    the tasks mean, each the middle of its texts; told is title and description in one text; called is title and titles
    that workers reported in one text, or listed ones where none is. The vectors are kept in `folder` by encoder and
    texts, and read from there the next time.
    """
    told = _occupation_texts(reference, further, codes)
    place = folder / f"{_digest(told, encoder)}.npy" if folder else None
    if place and place.is_file():
        return dict(zip(VIEWS, np.load(place), strict=True))
    means = mean_vectors(told, len(codes), encoder)
    document = unit_rows(np.sum([of for name, of in means.items() if name not in IN_ONE], axis=0))
    vectors = np.stack([document, means["told"], means["called"], means["titles"]])
    if place:
        _keep(vectors, place)
    return dict(zip(VIEWS, vectors, strict=True))


def _occupation_texts(
    reference: dict[str, pd.DataFrame], further: pd.DataFrame, codes: np.ndarray
) -> dict[str, pd.DataFrame]:
    """Return by name what speaks of occupations: row and text."""
    own = reference["onet_soc_occupations"][["occupation_code", "title"]]
    titles = all_titles(reference, further)
    named, is_onet = titles[["occupation_code", "title"]], titles["is_onet"]
    tables = {"title": own, "titles": named.loc[is_onet], "further": named.loc[~is_onet]}
    for name, column in (("occupation_descriptions", "description"), ("occupation_tasks", "task")):
        if name in reference:
            tables[name] = reference[name][["occupation_code", column]]
    tables["told"] = _add_descriptions(own, reference.get("occupation_descriptions"))
    tables["called"] = _add_titles(own, reference["occupation_titles"])
    return {name: _place_texts(table, codes) for name, table in tables.items()}


def _add_descriptions(own: pd.DataFrame, descriptions: pd.DataFrame | None) -> pd.DataFrame:
    if descriptions is None:
        return own
    both = own.merge(descriptions[["occupation_code", "description"]], on="occupation_code", how="left")
    return own.assign(title=both["title"] + (". " + both["description"]).fillna("").to_numpy())


def _add_titles(own: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    is_unreported = ~listed["is_reported"].eq(True).fillna(False).astype("bool")
    ordered = listed.assign(is_unreported=is_unreported).sort_values(
        ["occupation_code", "is_unreported", "title_normalised"]
    )
    first = ordered.groupby("occupation_code").head(MOST_CALLED).groupby("occupation_code")["title"].agg(", ".join)
    others = own["occupation_code"].map(first)
    return own.assign(title=own["title"] + (", " + others).fillna(""))


def _place_texts(table: pd.DataFrame, codes: np.ndarray) -> pd.DataFrame:
    told = table.set_axis(["occupation_code", "text"], axis=1).dropna().drop_duplicates()
    told = told.sort_values(["occupation_code", "text"], ignore_index=True).astype({"text": "str"})
    return pd.DataFrame({"row": pd.Index(codes).get_indexer(told["occupation_code"]), "text": told["text"]})


def _digest(told: dict[str, pd.DataFrame], encoder: Encoder) -> str:
    content = hashlib.sha256(f"{encoder.digest}\n{VIEWS}".encode())
    for name, part in told.items():
        content.update(f"\n{name}\n{part.to_csv(index=False, lineterminator=chr(10))}".encode())
    return content.hexdigest()[:32]


def _keep(vectors: np.ndarray, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with open_draft(place) as draft, draft.open("wb") as stream:
        np.save(stream, vectors)
