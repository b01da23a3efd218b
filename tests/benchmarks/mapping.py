"""Prints how often occupations are right on gold that was held back. `python -m tests.benchmarks.mapping`

Weights, words and calibration are learned on four fifths of the gold and judged on the last, five times over. Baselines
in the same run, without Canon's own titles: one TF-IDF document an occupation, and O*NET's titles word for word.
"""

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import softmax

from flows import ingest, occupations
from flows.config import make_config
from flows.learn import chances, fitting, judging, layer, scorer
from flows.learn.profiles import Gold
from flows.occupations.scoring.measures import MEASURES, Texts, field_texts
from schemas.errors import BadCall

SHARED = Path(os.environ.get("CANON_SHARED", "../shared")) / "data"
# Aimed above what is promised, so that it holds on rows that were not seen.
AIM = 0.97
SETS = {
    "full": ("ESCO, all that it brings", "onet"),
    "esco_titles": ("ESCO, title alone", "onet"),
    "visa": ("visa by rows, default", "detailed"),
    "us_visa": ("visa by rows, --usage us-visa", "detailed"),
}
PROFILES = {
    "full": ("ESCO, all that it brings", "onet"),
    "title": ("ESCO and visa, title alone", "onet"),
    "us_visa": ("visa, --usage us-visa", "detailed"),
}
SAID = {
    "first": "first guess, {level}",
    "five": "within five",
    "major": "major group",
    "error": "expected calibration error",
    "let_through": "let through at 95% precision",
    "let_through_others": f"let through, threshold of other folds aimed at {AIM:.0%}",
    "precision_others": "    of which right",
}
REACH = {
    ("full", "first"): 0.75,
    ("full", "five"): 0.92,
    ("full", "error"): 0.03,
    ("full", "let_through"): 0.45,
    ("visa", "first"): 0.44,
    ("visa", "major"): 0.70,
    ("us_visa", "first"): 0.54,
    ("us_visa", "major"): 0.82,
    ("us_visa", "error"): 0.05,
}


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
    index = occupations.build_learned_index(reference, framework.scorer)
    gold = scorer.read_gold(SHARED / "gold", SHARED / "esco" / "esco_1_1_0_en.zip", reference, index)
    none_further = {"further_titles": framework.scorer["further_titles"].head(0)}
    print_baselines(gold, occupations.build_learned_index(reference, framework.scorer | none_further))
    _, judged = scorer.learn(gold, index)
    print_table(judged, index, REACH)
    print_embeddings(gold, judged, index, reference, framework.scorer["further_titles"])


def print_embeddings(
    gold: dict[str, Gold],
    core: dict[str, judging.Judged],
    index: occupations.OccupationIndex,
    reference: dict[str, pd.DataFrame],
    further: pd.DataFrame,
) -> None:
    try:
        encoder = occupations.load_encoder()
    except BadCall as error:
        print(f"not run: with embeddings: {error}")
        return
    started = time.perf_counter()
    folder = make_config(has_embeddings=True).vectors
    vectors = occupations.occupation_vectors(reference, further, index.codes, encoder, folder)
    print(f"vectors of O*NET's texts: {time.perf_counter() - started:.0f} s (some minutes the first time, then kept)")
    _, judged = layer.learn_layer(gold, core, index, vectors, encoder)
    at = len(judged["esco_titles"].right)
    filed = judging.Judged(judged["title"].scored.rows(at), core["visa"].right, core["visa"].times, core["visa"].fold)
    print("with embeddings")
    print_table(judged | {"visa": filed}, index, REACH | {("full", "first"): 0.77})


def print_baselines(gold: dict[str, Gold], index: occupations.OccupationIndex) -> None:
    for name, level in (("esco", "onet"), ("visa", "detailed")):
        texts = {field: Texts(text, index) for field, text in field_texts(gold[name].subjects).items()}
        for measure, field in (("listed", "title"), ("documents", "everything")):
            best = MEASURES[measure](texts[field], slice(0, len(texts[field]))).argmax(axis=1)
            is_right = fitting.is_group_right(best, gold[name].right, index.groups[level])
            print(f"baseline {name}: {measure} of {field}: {np.average(is_right, weights=gold[name].times):.3f}")


def print_table(judged: dict[str, judging.Judged], index: occupations.OccupationIndex, reach: dict) -> None:
    print(f"{'what':<66} {'reach':>6} {'measured':>8}")
    for name, (what, level) in SETS.items():
        if name in judged:
            for key, figure in measure(judged[name], index, level).items():
                print_line(f"{what}, {SAID[key].format(level=level)}", reach.get((name, key)), figure)
    for profile, (what, level) in PROFILES.items():
        if profile in judged:
            _, tested = judging.calibrate(profile, judged[profile], index)
            for key, figure in measure_chances(tested.loc[tested["level"] == level]).items():
                print_line(f"{what}, {SAID[key]}", reach.get((profile, key)), figure)
            print_trust(profile, tested)


def print_line(what: str, reach: float | None, figure: float) -> None:
    print(f"{what:<66} {'' if reach is None else f'{reach:.2f}':>6} {figure:>8.3f}")


def measure(judged: judging.Judged, index: occupations.OccupationIndex, level: str) -> dict[str, float]:
    scores = judged.scored.scores
    best = occupations.best_places(scores, softmax(scores, axis=1), index)
    five = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    in_five = np.take_along_axis(judged.right, five, axis=1).max(axis=1)
    first, major = (fitting.is_group_right(best, judged.right, index.groups[at]) for at in (level, "major"))
    shares = {"first": first, "five": in_five, "major": major}
    return {key: float(np.average(is_right, weights=judged.times)) for key, is_right in shares.items()}


def measure_chances(tested: pd.DataFrame) -> dict[str, float]:
    chance, is_right, times, fold = (tested[column].to_numpy() for column in ("chance", "is_right", "times", "fold"))
    share, precision = chances.let_through_by_others(chance, is_right, times, fold, AIM)
    return {
        "error": chances.expected_calibration_error(chance, is_right, times),
        "let_through": chances.share_let_through(chance, is_right, times, 0.95),
        "let_through_others": share,
        "precision_others": precision,
    }


def print_trust(profile: str, tested: pd.DataFrame) -> None:
    least = judging.trust(profile, tested).set_index("level")["least_chance"]
    for level, rows in tested.groupby("level", sort=False):
        passed = rows.loc[rows["chance"] >= least[level]]
        share = passed["times"].sum() / rows["times"].sum()
        right = np.average(passed["is_right"], weights=passed["times"]) if len(passed) else float("nan")
        print(f"    trusted down to {level}: {share:.2f} of rows at {least[level]} or more, of which {right:.3f} right")


if __name__ == "__main__":
    main()
