"""The learned tables of the scorer: weights of measures and words, and what is known of their chances."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import typer

from flows.learn import fitting
from flows.learn.gold import read_esco_gold, read_visa_gold
from flows.learn.judging import Judged, calibrate, join, reliability, trust
from flows.learn.profiles import Gold, learn_full, learn_title, learn_visa
from flows.occupations import scoring
from schemas.raw.scorer import CALIBRATION, MEASURE_WEIGHTS, RELIABILITY, SEEN_WORDS, TRUST, WORD_WEIGHTS


def read_gold(gold: Path, esco: Path, reference: dict[str, pd.DataFrame], index: scoring.OccupationIndex) -> dict:
    """Return gold by name: esco with all that it brings, esco_titles alone, visa."""
    subjects, pairs = read_esco_gold(gold / "esco_onet_crosswalk_dev.csv", esco)
    right = _right(subjects["key"], pairs.rename(columns={"occupation_code": "code"}), index.groups["onet"])
    fold = fitting.folds(subjects["key"])
    times = np.ones(len(subjects))
    bare = subjects.assign(alternate_titles="", description="", components="")
    filed, led = read_visa_gold(gold / "visa_title_soc2010_dev.csv", reference["code_pairs"])
    filed_right = _right(filed["key"], led.rename(columns={"soc_code_2018": "code"}), index.groups["detailed"])
    filed = filed.assign(alternate_titles="", description="", components="")
    visa = Gold(filed, filed_right, filed["times"].to_numpy(), fitting.folds(filed["title"]))
    return {"esco": Gold(subjects, right, times, fold), "esco_titles": Gold(bare, right, times, fold), "visa": visa}


def _right(keys: pd.Series, pairs: pd.DataFrame, codes: np.ndarray) -> np.ndarray:
    row = pd.Index(keys).get_indexer(pairs["key"])
    right = np.zeros((len(keys), len(codes)), dtype=np.float32)
    known = pairs.assign(row=row).loc[row >= 0].groupby("code")["row"].agg(list)
    for code, rows in known.items():
        right[np.ix_(rows, np.flatnonzero(codes == code))] = 1
    return right


def learn(gold: dict[str, Gold], index: scoring.OccupationIndex) -> tuple[dict[str, pd.DataFrame], dict[str, Judged]]:
    """Return the tables of raw/canon/scorer/ by name, and by profile or set the rows that were held back."""
    full = learn_full(gold["esco"], index)
    title, filed = learn_title(gold["esco_titles"], gold["visa"], index)
    visa = learn_visa(gold["visa"], filed, title.measures, index)
    bare, rows = gold["esco_titles"], gold["visa"]
    evened = replace(rows, times=rows.times * (len(bare.times) / rows.times.sum()))
    judged = {
        "full": _judge_gold(full.held_back, gold["esco"]),
        "title": _judge_gold(join(title.held_back, filed), bare, evened),
        "us_visa": _judge_gold(visa.held_back, rows),
    }
    calibrated = {profile: calibrate(profile, part, index) for profile, part in judged.items()}
    measures = pd.concat([full.measures, title.measures, visa.measures], ignore_index=True)
    tables = {
        "measure_weights": MEASURE_WEIGHTS.frame(measures),
        "word_weights": WORD_WEIGHTS.frame(pd.concat([full.words, visa.words], ignore_index=True)),
        "seen_words": SEEN_WORDS.frame(full.seen),
        "calibration": CALIBRATION.frame(pd.concat([rows for rows, _ in calibrated.values()], ignore_index=True)),
        "trust": TRUST.frame(
            pd.concat([trust(profile, tested) for profile, (_, tested) in calibrated.items()], ignore_index=True)
        ),
        "reliability": RELIABILITY.frame(
            pd.concat([reliability(profile, tested) for profile, (_, tested) in calibrated.items()], ignore_index=True)
        ),
    }
    return tables, judged | {"esco_titles": _judge_gold(title.held_back, bare), "visa": _judge_gold(filed, rows)}


def _judge_gold(scored: scoring.Scored, *gold: Gold) -> Judged:
    right, times, fold = (np.concatenate([getattr(part, name) for part in gold]) for name in ("right", "times", "fold"))
    return Judged(scored, right, times, fold)


def write_learned(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """Write tables to a folder, one CSV file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        place = folder / f"{name}.csv"
        table.to_csv(place, index=False, lineterminator="\n")
        typer.echo(f"{place}: {len(table):,} rows")
