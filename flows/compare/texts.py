"""Sentences that people correct: what each said before and says now, by role and field."""

from dataclasses import dataclass

import pandas as pd

from flows.compare.likeness import pair_alike
from flows.compare.pair import Pair, Side
from flows.compare.values import follow_renames, name_frames
from schemas.comparison import Texts, comparison_rules
from schemas.differences import DIFFERENCES
from schemas.sql import read_sql

_FIELD = ["table", "owner", "field"]


@dataclass(frozen=True)
class Corrections:
    """`text_changes`, and how many sentences of each table were corrected."""

    text_changes: pd.DataFrame
    counts: pd.Series


def compare_texts(pair: Pair, renamed: dict[str, pd.DataFrame], causes: pd.DataFrame, least: float) -> Corrections:
    """Return the sentences that differ of roles, and of aligned raw roles, that both releases have.

    A sentence that went and one that came to the same field are one that was corrected where they are the only ones
    of the field, or where each is the other's best and their names are alike from `least` on. Where it stands in a list
    is no difference. `renamed` has old_id, new_id of `roles`, `causes` has source_id, cause.
    """
    sentences = pair.query(_compose(), **name_frames(renamed), causes=causes)
    gone, came = (sentences.loc[sentences["side"] == side] for side in ("old", "new"))
    corrected = _pair_sentences(gone, came, least)
    before = gone.loc[corrected["old_id"], "text"].to_numpy()
    parts = [
        came.loc[corrected["new_id"]].assign(change="changed", old_value=before, new_value=lambda rows: rows["text"]),
        gone.drop(corrected["old_id"]).assign(change="removed", old_value=lambda rows: rows["text"], new_value=None),
        came.drop(corrected["new_id"]).assign(change="added", old_value=None, new_value=lambda rows: rows["text"]),
    ]
    text_changes = DIFFERENCES["text_changes"].frame(pd.concat(parts))
    return Corrections(text_changes, corrected["table"].value_counts())


def _compose() -> str:
    """Return the query for the sentences that one of the releases has and the other has not."""
    rules = comparison_rules()
    olds, news = (
        " UNION ALL ".join(part for texts in rules.texts for part in _select(texts, side)) for side in ("old", "new")
    )
    return f"WITH olds AS ({olds}), news AS ({news}), {read_sql('flows.compare', 'sentences')}"


def _select(texts: Texts, side: Side) -> list[str]:
    rows = follow_renames(texts.table, texts.owner) if side == "old" else f'SELECT * FROM "new_{texts.table}"'
    is_of_role = "role_id" in texts.owner
    role_id, source_key = ("role_id", "NULL") if is_of_role else ("NULL", "source_key")
    owner = "role_id" if is_of_role else "source_id || ' ' || source_key"
    return [
        f"""
        SELECT '{texts.table}' AS "table", {owner} AS owner, CAST({role_id} AS VARCHAR) AS role_id,
               {texts.source} AS source_id, CAST({source_key} AS VARCHAR) AS source_key,
               {texts.field or f"'{column}'"} AS field, {texts.text or f'"{column}"'} AS text
        FROM ({rows}) WHERE {texts.only} AND "{column}" IS NOT NULL
        """
        for column in texts.columns
    ]


def _pair_sentences(gone: pd.DataFrame, came: pd.DataFrame, least: float) -> pd.DataFrame:
    """Return table, old_id, new_id of the sentences that were corrected: index labels of the two frames."""
    sides = [
        frame.rename_axis(f"{side}_id").reset_index()[[*_FIELD, f"{side}_id", "text", "is_alone"]]
        for side, frame in (("old", gone), ("new", came))
    ]
    pairs = sides[0].merge(sides[1], on=_FIELD).assign(share=1.0)
    is_alone = pairs["is_alone_x"] & pairs["is_alone_y"]
    alike = pair_alike(pairs.loc[~is_alone].rename(columns={"text_x": "old_name", "text_y": "new_name"}), least)
    return pd.concat([pairs.loc[is_alone], alike])[["table", "old_id", "new_id"]]
