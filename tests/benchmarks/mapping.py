"""Prints how often occupations are right on gold that was held back. `python -m tests.benchmarks.mapping`

Weights, words and calibration are learned on four fifths of the gold and judged on the last, five times over. Baselines
in the same run: one TF-IDF document an occupation, and O*NET's titles word for word.
"""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

from flows import ingest, learn, learn_layer, occupations
from flows.config import make_config
from flows.occupations import learning
from flows.occupations.scoring.measures import MEASURES, Texts, field_texts
from schemas.errors import BadCall

SHARED = Path(os.environ.get("CANON_SHARED", "../shared")) / "data"


def main() -> None:
    if not (SHARED / "gold").is_dir():
        print(f"not run: there is no gold under {SHARED}")
        return
    config = make_config()
    framework = ingest.read_framework(config.canon)
    reference = ingest.read_sources(ingest.find_sources(config.root, (), ("onet",)), framework).reference
    if "occupation_titles" not in reference:
        print("not run: O*NET is not fetched (canon fetch onet)")
        return
    index = occupations.build_index(reference, occupations.word_forms(framework.scorer["word_forms"]))
    gold = learn.read_gold(SHARED / "gold", SHARED / "esco" / "esco_1_1_0_en.zip", reference, index)
    print_baselines(gold, index)
    _, judged = learn.learn(gold, index)
    visa, titles = gold["visa"], judged["esco_titles"]
    filed = judged["title"].scores[len(titles.scores) :]
    by_rows = learn.Judged(filed, judged["us_visa"].tops, visa.right, visa.times, visa.fold)
    print_accuracy("ESCO, all that it brings", judged["full"], index, "onet")
    print_accuracy("ESCO, title alone", titles, index, "onet")
    print_accuracy("visa, default, by rows", by_rows, index, "detailed")
    print_accuracy("visa, --usage us-visa, by rows", judged["us_visa"], index, "detailed")
    print_calibration("ESCO, all that it brings", "full", judged["full"], index, "onet")
    print_calibration("ESCO and visa, title alone", "title", judged["title"], index, "onet")
    print_calibration("visa, --usage us-visa", "us_visa", judged["us_visa"], index, "detailed")
    print_embeddings(gold, judged, index, reference)


def print_embeddings(
    gold: dict[str, learn.Gold],
    core: dict[str, learn.Judged],
    index: occupations.OccupationIndex,
    reference: dict[str, pd.DataFrame],
) -> None:
    try:
        encoder = occupations.load_encoder()
    except BadCall as error:
        print(f"not run: with embeddings: {error}")
        return
    started = time.perf_counter()
    vectors = occupations.occupation_vectors(reference, index.codes, encoder, None)
    print(f"vectors of O*NET's texts: {time.perf_counter() - started:.0f} s (once, then kept)")
    _, judged = learn_layer.learn_layer(gold, core, index, vectors, encoder)
    visa, titles = gold["visa"], judged["esco_titles"]
    filed, tops = judged["title"].scores[len(titles.scores) :], judged["title"].tops[:, len(titles.scores) :]
    by_rows = learn.Judged(filed, tops, visa.right, visa.times, visa.fold)
    print_accuracy("with embeddings: ESCO, all that it brings", judged["full"], index, "onet")
    print_accuracy("with embeddings: ESCO, title alone", titles, index, "onet")
    print_accuracy("with embeddings: visa, default, by rows", by_rows, index, "detailed")
    print_calibration("with embeddings: ESCO, all that it brings", "full", judged["full"], index, "onet")
    print_calibration("with embeddings: ESCO and visa, title alone", "title", judged["title"], index, "onet")


def print_baselines(gold: dict[str, learn.Gold], index: occupations.OccupationIndex) -> None:
    for name, level in (("esco", "onet"), ("visa", "detailed")):
        texts = {field: Texts(text, index) for field, text in field_texts(gold[name].subjects).items()}
        for measure, field in (("listed", "title"), ("documents", "everything")):
            best = MEASURES[measure](texts[field], slice(0, len(texts[field]))).argmax(axis=1)
            is_right = learning.is_group_right(best, gold[name].right, index.groups[level])
            print(f"baseline {name}: {measure} of {field}: {np.average(is_right, weights=gold[name].times):.3f}")


def print_accuracy(name: str, judged: learn.Judged, index: occupations.OccupationIndex, level: str) -> None:
    best = occupations.best_places(judged.scores, occupations.softmax(judged.scores), index)
    shares = {
        at: np.average(learning.is_group_right(best, judged.right, index.groups[at]), weights=judged.times)
        for at in (level, "major")
    }
    five = np.argsort(-judged.scores, axis=1)[:, :5]
    in_five = np.take_along_axis(judged.right, five, axis=1).max(axis=1)
    told = ", ".join(f"{at} {share:.3f}" for at, share in shares.items())
    print(f"{name}: first guess {told}; within five {np.average(in_five, weights=judged.times):.3f}")


def print_calibration(
    name: str, profile: str, judged: learn.Judged, index: occupations.OccupationIndex, level: str
) -> None:
    _, tested = learn.calibrate(profile, judged, index)
    rows = tested.loc[tested["level"] == level]
    chance, is_right, times = (rows[column].to_numpy() for column in ("chance", "is_right", "times"))
    error = learning.expected_calibration_error(chance, is_right, times)
    let_through = learning.share_let_through(chance, is_right, times, 0.95)
    print(f"{name}: expected calibration error {error:.3f}; let through at 95% precision {let_through:.2f}")
    least = learn.trust(profile, tested).set_index("level")["least_chance"]
    for level, rows in tested.groupby("level", sort=False):
        passed = rows.loc[rows["chance"] >= least[level]]
        share = passed["times"].sum() / rows["times"].sum()
        right = np.average(passed["is_right"], weights=passed["times"]) if len(passed) else float("nan")
        print(f"    trusted down to {level}: {share:.2f} of rows at {least[level]} or more, of which {right:.3f} right")


if __name__ == "__main__":
    main()
