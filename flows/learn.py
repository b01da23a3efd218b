"""Learns the scorer again from gold and writes raw/canon/scorer/: `python -m flows.learn --gold FOLDER --esco ZIP`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from flows import ingest, occupations
from flows.config import make_config
from flows.occupations import learning
from schemas.errors import BadCall, CanonError
from schemas.scorer import CALIBRATION, FIGURES, GROUP_LEVELS, MEASURE_WEIGHTS, RELIABILITY, TRUST, WORD_WEIGHTS

LEAST_WEIGHT = 0.06
LEAST_WORD_WEIGHT = 0.12
WORD_LEVELS = {"full": ("onet", "broad", "minor", "major"), "us_visa": ("detailed", "minor", "major")}
WORD_PENALTY = {"full": 0.5, "us_visa": 0.15}
LEAST_TITLES = {"full": 5, "us_visa": 3}
# Above the 90% that is promised, so that it holds on rows that were not seen.
TRUST_AIM = 0.92
FEWEST_TRUSTED = 30
BIN_EDGES = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class Gold:
    """Rows with what is right of each: `right` is rows x occupations; rows of one key are held back together."""

    subjects: pd.DataFrame
    right: np.ndarray
    times: np.ndarray
    fold: np.ndarray

    def part(self, is_chosen: np.ndarray) -> "Gold":
        """Return some of the rows."""
        chosen = self.subjects.loc[is_chosen].reset_index(drop=True)
        return Gold(chosen, self.right[is_chosen], self.times[is_chosen], self.fold[is_chosen])


def read_gold(gold: Path, esco: Path, reference: dict[str, pd.DataFrame], index: occupations.OccupationIndex) -> dict:
    """Return gold by name: esco with all that it brings, esco_titles alone, visa."""
    subjects, pairs = ingest.read_esco_gold(gold / "esco_onet_crosswalk_dev.csv", esco)
    right = _right(subjects["key"], pairs.rename(columns={"occupation_code": "code"}), index.groups["onet"])
    fold = learning.folds(subjects["key"])
    times = np.ones(len(subjects))
    bare = subjects.assign(alternate_titles="", description="", components="")
    filed, led = ingest.read_visa_gold(gold / "visa_title_soc2010_dev.csv", reference["code_pairs"])
    filed_right = _right(filed["key"], led.rename(columns={"soc_code_2018": "code"}), index.groups["detailed"])
    filed = filed.assign(alternate_titles="", description="", components="")
    visa = Gold(filed, filed_right, filed["times"].to_numpy(), learning.folds(filed["title"]))
    return {"esco": Gold(subjects, right, times, fold), "esco_titles": Gold(bare, right, times, fold), "visa": visa}


def _right(keys: pd.Series, pairs: pd.DataFrame, codes: np.ndarray) -> np.ndarray:
    row = pd.Index(keys).get_indexer(pairs["key"])
    right = np.zeros((len(keys), len(codes)), dtype=np.float32)
    known = pairs.assign(row=row).loc[row >= 0].groupby("code")["row"].agg(list)
    for code, rows in known.items():
        right[np.ix_(rows, np.flatnonzero(codes == code))] = 1
    return right


@dataclass(frozen=True)
class Learned:
    """What was learned of one profile: scores of rows held back, tops of measures, measures and words with weights."""

    held_back: np.ndarray
    tops: np.ndarray
    measures: pd.DataFrame
    words: pd.DataFrame


def learn_full(gold: Gold, index: occupations.OccupationIndex) -> Learned:
    """Learn the profile of rows that bring more than a title."""
    chosen = learning.all_choices()
    measured = learning.measure(gold.subjects, index, chosen)
    first = learning.fit_weights(measured, gold.right, gold.times)
    kept = learning.matters(measured, first) >= LEAST_WEIGHT
    measured, chosen = measured[kept], chosen.loc[kept].reset_index(drop=True)
    words, vocabulary = learning.word_matrix(gold.subjects, index, LEAST_TITLES["full"])
    held_back = np.zeros_like(gold.right)
    for fold in range(learning.FOLDS):
        is_out = gold.fold == fold
        weights = learning.fit_weights(measured[:, ~is_out], gold.right[~is_out], gold.times[~is_out])
        base = np.tensordot(weights.astype(np.float32), measured, 1)
        added = _fit_words("full", base[~is_out], words[~is_out], gold.part(~is_out), index)
        held_back[is_out] = base[is_out] + learning.add_word_weights(added, words[is_out], index)
    weights = learning.fit_weights(measured, gold.right, gold.times)
    base = np.tensordot(weights.astype(np.float32), measured, 1)
    added = _fit_words("full", base, words, gold, index)
    rows = learning.word_weight_rows("full", added, vocabulary, index)
    return Learned(held_back, measured.argmax(axis=2), chosen.assign(profile="full", weight=weights.round(4)), rows)


def _fit_words(
    profile: str, base: np.ndarray, words: "learning.sp.csr_matrix", gold: Gold, index: occupations.OccupationIndex
) -> dict[str, np.ndarray]:
    times = np.sqrt(gold.times)
    fitted = learning.fit_word_weights(
        base, words, gold.right, times, index, WORD_LEVELS[profile], WORD_PENALTY[profile]
    )
    return {level: np.where(np.abs(table) >= LEAST_WORD_WEIGHT, table.round(2), 0) for level, table in fitted.items()}


def learn_title(gold: Gold, visa: Gold, index: occupations.OccupationIndex) -> tuple[Learned, np.ndarray]:
    """Learn the profile of bare titles on ESCO's; return it and the scores of the titles of visa filings by it."""
    chosen = learning.title_choices()
    measured = learning.measure(gold.subjects, index, chosen)
    held_back = np.zeros_like(gold.right)
    for fold in range(learning.FOLDS):
        is_out = gold.fold == fold
        weights = learning.fit_weights(measured[:, ~is_out], gold.right[~is_out], gold.times[~is_out])
        held_back[is_out] = np.tensordot(weights.astype(np.float32), measured[:, is_out], 1)
    weights = learning.fit_weights(measured, gold.right, gold.times).round(4)
    further = learning.measure(visa.subjects, index, chosen)
    filed = np.tensordot(weights.astype(np.float32), further, 1)
    tops = np.concatenate([measured.argmax(axis=2), further.argmax(axis=2)], axis=1)
    return Learned(held_back, tops, chosen.assign(profile="title", weight=weights), pd.DataFrame()), filed


def learn_visa(gold: Gold, base: np.ndarray, tops: np.ndarray, index: occupations.OccupationIndex) -> Learned:
    """Learn how filers of visas code titles: weights of words on top of the scores `base` of bare titles."""
    words, vocabulary = learning.word_matrix(gold.subjects, index, LEAST_TITLES["us_visa"])
    held_back = base.copy()
    for fold in range(learning.FOLDS):
        is_out = gold.fold == fold
        added = _fit_words("us_visa", base[~is_out], words[~is_out], gold.part(~is_out), index)
        held_back[is_out] += learning.add_word_weights(added, words[is_out], index)
    added = _fit_words("us_visa", base, words, gold, index)
    rows = learning.word_weight_rows("us_visa", added, vocabulary, index)
    return Learned(held_back, tops, pd.DataFrame(), rows)


@dataclass(frozen=True)
class Judged:
    """One profile's rows held back: scores, what is right, how much each counts, its fold, and the set it is of."""

    scores: np.ndarray
    tops: np.ndarray
    right: np.ndarray
    times: np.ndarray
    fold: np.ndarray


def calibrate(profile: str, judged: Judged, index: occupations.OccupationIndex) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of calibration.csv, and chance and is_right a level on rows of folds that it was not fitted on."""
    shares = occupations.softmax(judged.scores)
    best = occupations.best_places(judged.scores, shares, index)
    common = occupations.common_figures(judged.scores, best, judged.tops)
    running = occupations.running_shares(shares)
    rows, tested = [], []
    for level in GROUP_LEVELS:
        figures = occupations.figures(common, running, best, index.ranges[level])
        is_right = learning.is_group_right(best, judged.right, index.groups[level]).astype(float)
        chance = np.zeros(len(best))
        for fold in range(learning.FOLDS):
            is_out = judged.fold == fold
            weights = learning.fit_chances(figures[~is_out], is_right[~is_out], judged.times[~is_out])
            chance[is_out] = 1 / (1 + np.exp(-(figures[is_out] @ weights)))
        weights = learning.fit_chances(figures, is_right, judged.times).round(4)
        rows.append(pd.DataFrame({"profile": profile, "level": level, "figure": list(FIGURES), "weight": weights}))
        tested.append(pd.DataFrame({"level": level, "chance": chance, "is_right": is_right, "times": judged.times}))
    return pd.concat(rows, ignore_index=True), pd.concat(tested, ignore_index=True)


def trust(profile: str, tested: pd.DataFrame) -> pd.DataFrame:
    """Return rows of trust.csv: for each level the least chance from which TRUST_AIM of rows held back are right."""
    rows = []
    for level, part in tested.groupby("level", sort=False):
        ordered = part.sort_values("chance", ascending=False, kind="stable")
        passed = ordered["times"].cumsum()
        share = (ordered["times"] * ordered["is_right"]).cumsum() / passed
        enough = ordered.loc[(share >= TRUST_AIM) & (np.arange(1, len(ordered) + 1) >= FEWEST_TRUSTED), "chance"]
        rows.append((profile, level, float(np.ceil(enough.min() * 1e4) / 1e4) if len(enough) else 1.0))
    return pd.DataFrame(rows, columns=["profile", "level", "least_chance"])


def reliability(profile: str, tested: pd.DataFrame) -> pd.DataFrame:
    """Return rows of reliability.csv: how often the best guess of each score was right on rows held back."""
    onet = tested.loc[tested["level"] == "onet"]
    place = np.minimum((onet["chance"] * 10).astype(int), 9)
    binned = onet.assign(place=place, hits=onet["is_right"] * onet["times"]).groupby("place")[["times", "hits"]].sum()
    return pd.DataFrame(
        {
            "profile": profile,
            "score_low": BIN_EDGES[binned.index],
            "score_high": BIN_EDGES[binned.index + 1],
            "pairs_count": binned["times"].round().astype(int).to_numpy(),
            "right_share": (binned["hits"] / binned["times"]).round(4).to_numpy(),
        }
    )


def learn(
    gold: dict[str, Gold], index: occupations.OccupationIndex
) -> tuple[dict[str, pd.DataFrame], dict[str, Judged]]:
    """Return the tables of raw/canon/scorer/ by name, and by profile or set the rows that were held back."""
    full = learn_full(gold["esco"], index)
    title, filed = learn_title(gold["esco_titles"], gold["visa"], index)
    visa = learn_visa(gold["visa"], filed, title.tops[:, -len(filed) :], index)
    esco, bare, rows = gold["esco"], gold["esco_titles"], gold["visa"]
    evened = rows.times * (len(bare.times) / rows.times.sum())
    judged = {
        "full": Judged(full.held_back, full.tops, esco.right, esco.times, esco.fold),
        "title": Judged(
            np.concatenate([title.held_back, filed]),
            title.tops,
            np.concatenate([bare.right, rows.right]),
            np.concatenate([bare.times, evened]),
            np.concatenate([bare.fold, rows.fold]),
        ),
        "us_visa": Judged(visa.held_back, visa.tops, rows.right, rows.times, rows.fold),
    }
    calibrated = {profile: calibrate(profile, part, index) for profile, part in judged.items()}
    measures = pd.concat([full.measures, title.measures], ignore_index=True)
    tables = {
        "measure_weights": MEASURE_WEIGHTS.frame(measures),
        "word_weights": WORD_WEIGHTS.frame(pd.concat([full.words, visa.words], ignore_index=True)),
        "calibration": CALIBRATION.frame(pd.concat([rows for rows, _ in calibrated.values()], ignore_index=True)),
        "trust": TRUST.frame(
            pd.concat([trust(profile, tested) for profile, (_, tested) in calibrated.items()], ignore_index=True)
        ),
        "reliability": RELIABILITY.frame(
            pd.concat([reliability(profile, tested) for profile, (_, tested) in calibrated.items()], ignore_index=True)
        ),
    }
    return tables, judged | {
        "esco_titles": Judged(title.held_back, title.tops[:, : len(bare.times)], bare.right, bare.times, bare.fold)
    }


def main(
    gold: Annotated[Path, typer.Option(help="Folder with the two files of gold.")],
    esco: Annotated[Path, typer.Option(help="Archive of ESCO 1.1 in English.")],
    root: Annotated[Path | None, typer.Option(help="Working folder that holds raw/.")] = None,
    embeddings: Annotated[bool, typer.Option("--embeddings", help="Learn the layer of embeddings too.")] = False,
) -> None:
    """Learn weights and calibration from gold and write them to raw/canon/scorer/."""
    config = make_config(root, has_embeddings=embeddings)
    if embeddings:
        occupations.require_embeddings()
    framework = ingest.read_framework(config.canon)
    reference = ingest.read_sources(ingest.find_sources(config.root, (), ("onet",)), framework).reference
    if "occupation_titles" not in reference:
        raise BadCall("O*NET is not fetched. Run `canon fetch onet` first.")
    index = occupations.build_index(reference, occupations.word_forms(framework.scorer["word_forms"]))
    read = read_gold(gold, esco, reference, index)
    tables, judged = learn(read, index)
    write_learned(tables, config.canon / "scorer")
    if embeddings:
        from flows.learn_layer import learn_layer, state_basis

        encoder = occupations.load_encoder()
        vectors = occupations.occupation_vectors(reference, index.codes, encoder, config.vectors)
        layer, _ = learn_layer(read, judged, index, vectors, encoder)
        write_learned(layer | {"basis": state_basis(tables, encoder)}, config.canon / "scorer" / "embeddings")


def write_learned(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """Write tables to a folder, one CSV file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        place = folder / f"{name}.csv"
        table.to_csv(place, index=False, lineterminator="\n")
        typer.echo(f"{place}: {len(table):,} rows")


if __name__ == "__main__":
    try:
        typer.run(main)
    except CanonError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.exit_code) from None
