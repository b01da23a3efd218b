"""Learns the scorer again from gold and writes raw/canon/scorer/: `python -m flows.learn --gold FOLDER --esco ZIP`."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from flows import ingest, occupations
from flows.config import Config, make_config
from flows.learn_profiles import Gold, learn_full, learn_title, learn_visa
from flows.learn_words import learn_words
from flows.occupations import learning
from schemas.errors import BadCall, CanonError
from schemas.scorer import CALIBRATION, GROUP_LEVELS, MEASURE_WEIGHTS, RELIABILITY, SEEN_WORDS, TRUST, WORD_WEIGHTS

# Above the 90% that is promised, so that it holds on rows that were not seen.
TRUST_AIM = 0.92
FEWEST_TRUSTED = 30
CHANCE_PENALTY = {"title": 30.0, "full": 30.0, "us_visa": 10.0}
# Filed titles are few that count, a handful makes a third of the rows: too few to judge each measure by.
FEW_FIGURES = ("us_visa",)
BIN_EDGES = np.linspace(0, 1, 11)


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
class Judged:
    """Rows held back of one profile or set: how they were scored, what is right, how much each counts, its fold."""

    scored: occupations.Scored
    right: np.ndarray
    times: np.ndarray
    fold: np.ndarray


def join(one: occupations.Scored, other: occupations.Scored) -> occupations.Scored:
    """Return the rows of both, of one profile."""
    return occupations.Scored(
        np.concatenate([one.scores, other.scores]),
        np.concatenate([one.tops, other.tops], axis=1),
        {name: np.concatenate([near, other.measured[name]]) for name, near in one.measured.items()},
        np.concatenate([one.titles_count, other.titles_count]),
    )


def calibrate(profile: str, judged: Judged, index: occupations.OccupationIndex) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of calibration.csv, and chance and is_right a level on rows of folds that it was not fitted on."""
    scores = judged.scored.scores
    shares = occupations.softmax(scores)
    best = occupations.best_places(scores, shares, index)
    common = occupations.common_figures(judged.scored, shares, best)
    running, penalty = occupations.running_shares(shares), CHANCE_PENALTY[profile]
    names = occupations.figure_names([] if profile in FEW_FIGURES else list(judged.scored.measured))
    rows, tested = [], []
    for level in GROUP_LEVELS:
        figures = occupations.figures(names, common, running, best, index.ranges[level])
        is_right = learning.is_group_right(best, judged.right, index.groups[level]).astype(float)
        chance = np.zeros(len(best))
        for fold in range(learning.FOLDS):
            is_out = judged.fold == fold
            weights = learning.fit_chances(figures[~is_out], is_right[~is_out], judged.times[~is_out], penalty)
            chance[is_out] = 1 / (1 + np.exp(-(figures[is_out] @ weights)))
        weights = learning.fit_chances(figures, is_right, judged.times, penalty).round(5)
        rows.append(pd.DataFrame({"profile": profile, "level": level, "figure": names, "weight": weights}))
        cells = {"level": level, "chance": chance, "is_right": is_right, "times": judged.times, "fold": judged.fold}
        tested.append(pd.DataFrame(cells))
    learned = pd.concat(rows, ignore_index=True)
    return learned.loc[learned["weight"] != 0], pd.concat(tested, ignore_index=True)


def trust(profile: str, tested: pd.DataFrame) -> pd.DataFrame:
    """Return rows of trust.csv: for each level the least chance from which TRUST_AIM of rows held back are right."""
    rows = []
    for level, part in tested.groupby("level", sort=False):
        chance, is_right, times = (part[column].to_numpy() for column in ("chance", "is_right", "times"))
        least = learning.least_chance(chance, is_right, times, TRUST_AIM, FEWEST_TRUSTED)
        rows.append((profile, level, min(float(np.ceil(least * 1e4) / 1e4), 1.0)))
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
    visa = learn_visa(gold["visa"], filed, title.measures, index)
    bare, rows = gold["esco_titles"], gold["visa"]
    evened = replace(rows, times=rows.times * (len(bare.times) / rows.times.sum()))
    judged = {
        "full": _judged(full.held_back, gold["esco"]),
        "title": _judged(join(title.held_back, filed), bare, evened),
        "us_visa": _judged(visa.held_back, rows),
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
    return tables, judged | {"esco_titles": _judged(title.held_back, bare), "visa": _judged(filed, rows)}


def _judged(scored: occupations.Scored, *gold: Gold) -> Judged:
    right, times, fold = (np.concatenate([getattr(part, name) for part in gold]) for name in ("right", "times", "fold"))
    return Judged(scored, right, times, fold)


def main(
    gold: Annotated[Path, typer.Option(help="Folder with the two files of gold.")],
    esco: Annotated[Path, typer.Option(help="Archive of ESCO 1.1 in English.")],
    root: Annotated[Path | None, typer.Option(help="Working folder that holds raw/.")] = None,
    embeddings: Annotated[bool, typer.Option("--embeddings", help="Learn the layer of embeddings too.")] = False,
    words: Annotated[bool, typer.Option("--words", help="Make the vectors of words again first.")] = False,
) -> None:
    """Learn weights and calibration from gold and write them to raw/canon/scorer/."""
    config = make_config(root, has_embeddings=embeddings or words)
    if embeddings or words:
        occupations.require_embeddings()
    given, reference = _read_given(config)
    index = occupations.build_learned_index(reference, given)
    read = read_gold(gold, esco, reference, index)
    if embeddings or words:
        encoder, further = occupations.load_encoder(), given["further_titles"]
        vectors = occupations.occupation_vectors(reference, further, index.codes, encoder, config.vectors)
    if words:
        texts = reference | {"further_titles": further}
        made = {"word_vectors": learn_words(texts, read, index.forms, vectors["titles"], encoder)}
        write_learned(made, config.canon / "scorer")
        given = given | made
        index = occupations.build_learned_index(reference, given)
    tables, judged = learn(read, index)
    write_learned(tables, config.canon / "scorer")
    if embeddings:
        from flows.learn_layer import learn_layer, state_basis

        layer, _ = learn_layer(read, judged, index, vectors, encoder)
        write_learned(layer | {"basis": state_basis(given | tables, encoder)}, config.canon / "scorer" / "embeddings")


def _read_given(config: Config) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Return the scorer's tables and O*NET's; raise BadCall where O*NET is not fetched."""
    framework = ingest.read_framework(config.canon)
    reference = ingest.read_sources(ingest.find_sources(config.root, (), ("onet",)), framework).reference
    if "occupation_titles" not in reference:
        raise BadCall("O*NET is not fetched. Run `canon fetch onet` first.")
    return framework.scorer, reference


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
