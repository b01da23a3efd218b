"""Learns the scorer again from gold and writes raw/canon/scorer/: `python -m flows.learn --gold FOLDER --esco ZIP`."""

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from flows import ingest, occupations
from flows.config import Config, make_config
from flows.learn.layer import learn_layer, state_basis
from flows.learn.scorer import learn, read_gold, write_learned
from flows.learn.words import learn_words
from flows.occupations import scoring
from schemas.errors import BadCall, CanonError


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
    index = scoring.build_learned_index(reference, given)
    read = read_gold(gold, esco, reference, index)
    if embeddings or words:
        encoder, further = occupations.load_encoder(), given["further_titles"]
        vectors = occupations.occupation_vectors(reference, further, index.codes, encoder, config.vectors)
    if words:
        texts = reference | {"further_titles": further}
        made = {"word_vectors": learn_words(texts, read, index.forms, vectors["titles"], encoder)}
        write_learned(made, config.canon / "scorer")
        given = given | made
        index = scoring.build_learned_index(reference, given)
    tables, judged = learn(read, index)
    write_learned(tables, config.canon / "scorer")
    if embeddings:
        layer, _ = learn_layer(read, judged, index, vectors, encoder)
        write_learned(layer | {"basis": state_basis(given | tables, encoder)}, config.canon / "scorer" / "embeddings")


def _read_given(config: Config) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Return the scorer's tables and O*NET's; raise BadCall where O*NET is not fetched."""
    framework = ingest.read_framework(config.canon)
    reference = ingest.read_sources(ingest.find_sources(config.root, (), ("onet",)), framework).reference
    if "occupation_titles" not in reference:
        raise BadCall("O*NET is not fetched. Run `canon fetch onet` first.")
    return framework.scorer, reference


def run() -> None:
    """Run the command; a CanonError is written to standard error and ends with its exit code."""
    try:
        typer.run(main)
    except CanonError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(error.exit_code) from None


run()
