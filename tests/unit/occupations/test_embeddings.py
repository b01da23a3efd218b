"""The layer of embeddings: how vectors are made and kept, what it changes, and what is said without the extra."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.config import make_config
from flows.occupations import (
    Encoder,
    build_layered_scorer,
    build_scorer,
    core_digest,
    in_force,
    load_encoder,
    occupation_vectors,
    score_subjects,
    subject_vectors,
)
from flows.occupations.embeddings import encoder as encoder_module
from flows.occupations.embeddings.encoder import BATCH_PIECES, batches
from flows.occupations.embeddings.layer import LayeredScorer, likeness
from flows.occupations.scoring.model import Scorer
from flows.release import make_scorer
from flows.releases import input_digest
from schemas.errors import BadCall, BadData
from schemas.inputs import Curation, Ingested, Inputs
from schemas.words import unit_rows
from tests.conftest import REPOSITORY
from tests.fixtures.framework import authored_framework
from tests.unit.occupations.test_scoring import FURTHER, OURS, reference, subjects

FRAMEWORK = authored_framework()
MEANINGS = {"pflegerin": "nurse", "sick": "patients", "lorry": "truck"}


class Fake:
    """An encoder that gives each word a direction of its own, words of one meaning the same, and counts its texts."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        return unit_rows(np.array([self._of(text) for text in texts]))

    def _of(self, text: str) -> np.ndarray:
        words = [MEANINGS.get(word, word) for word in text.casefold().rstrip(".").split()]
        return np.sum([self._direction(word.removesuffix("s")) for word in words], axis=0)

    @staticmethod
    def _direction(word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
        return np.random.default_rng(seed).normal(size=64)


def fake_encoder() -> tuple[Encoder, Fake]:
    fake = Fake()
    return Encoder("fake", "f" * 64, fake), fake


@pytest.fixture(scope="module")
def core() -> Scorer:
    return build_scorer(reference(), OURS)


@pytest.fixture(scope="module")
def layer() -> dict[str, pd.DataFrame]:
    basis = FRAMEWORK.embeddings["basis"]
    learned = basis.assign(model_digest="f" * 64, core_digest=core_digest(FRAMEWORK.scorer))
    return FRAMEWORK.embeddings | {"basis": learned}


@pytest.fixture(scope="module")
def layered(core: Scorer, layer: dict[str, pd.DataFrame]) -> LayeredScorer:
    return build_layered_scorer(core, layer, reference(), fake_encoder()[0], None)


def test_told_and_called_are_read_as_one_text():
    given = subjects("Nurse", "Pilot")
    given.loc[0, ["alternate_titles", "description"]] = ["|".join(f"Nurse {place}" for place in range(12)), "Cares."]
    encoder, fake = fake_encoder()
    subject_vectors(given, ["told", "called"], encoder)
    assert fake.read == ["Nurse, " + ", ".join(f"Nurse {place}" for place in range(8)), "Nurse. Cares.", "Pilot"]


def test_titles_that_workers_reported_go_before_listed_ones(core: Scorer):
    given = reference()
    given["occupation_titles"]["is_reported"] = given["occupation_titles"]["title"] == "Ward Nurse"
    encoder, fake = fake_encoder()
    occupation_vectors(given, FURTHER, core.index.codes, encoder, None)
    assert "Registered Nurses, Ward Nurse, Nurse" in fake.read
    assert "Registered Nurses. Care for patients on wards." in fake.read


def test_each_text_is_read_once_however_many_hold_it():
    encoder, fake = fake_encoder()
    subject_vectors(subjects("Nurse", "Nurse", "Pflegerin", alternate_titles="Nurse"), ["title", "told"], encoder)
    assert fake.read == ["Nurse", "Pflegerin"]


def test_a_document_is_the_sum_of_what_each_kind_of_text_means(core: Scorer):
    encoder, _ = fake_encoder()
    found = occupation_vectors(reference(), FURTHER, core.index.codes, encoder, None)["document"]
    own, nurse, ward, description = encoder.encode(
        ["Registered Nurses", "Nurse", "Ward Nurse", "Care for patients on wards."]
    )
    titles = unit_rows((own + nurse + ward)[None])[0]
    further = encoder.encode(["Ward Sister"])[0]
    assert found[3] == pytest.approx(unit_rows((own + titles + further + description)[None])[0], abs=1e-5)


def test_vectors_of_occupations_are_kept_by_encoder_and_texts(tmp_path: Path, core: Scorer):
    encoder, fake = fake_encoder()
    first = occupation_vectors(reference(), FURTHER, core.index.codes, encoder, tmp_path)
    assert all(np.linalg.norm(of, axis=1) == pytest.approx(1, abs=1e-6) for of in first.values())
    fake.read.clear()
    again = occupation_vectors(reference(), FURTHER, core.index.codes, encoder, tmp_path)
    assert all((again[view] == of).all() for view, of in first.items())
    assert fake.read == []
    occupation_vectors(reference(), FURTHER, core.index.codes, replace(encoder, digest="e" * 64), tmp_path)
    changed = reference()
    changed["occupation_descriptions"].loc[0, "description"] = "Plan the work of many clinics."
    occupation_vectors(changed, FURTHER, core.index.codes, encoder, tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    assert "Plan the work of many clinics." in fake.read


def test_a_title_is_found_by_what_it_means(core: Scorer, layered: LayeredScorer):
    asked = subjects("Pflegerin")
    without, with_layer = (score_subjects(asked, scorer).iloc[0] for scorer in (core, layered))
    assert without["onet_soc_code_2019"] != "29-1141.00"
    assert with_layer["onet_soc_code_2019"] == "29-1141.00"
    told = score_subjects(subjects("Pflegerin", description="Cares for the sick on wards."), layered).iloc[0]
    assert told["onet_soc_code_2019"] == "29-1141.00"


def test_usage_of_visas_is_left_to_the_core(core: Scorer, layered: LayeredScorer):
    asked = subjects("Pflegerin", "Engineer", "Truck Driver")
    alike = [score_subjects(asked, scorer, "us_visa") for scorer in (core, layered)]
    pd.testing.assert_frame_equal(*alike)


def test_the_version_names_the_core_and_the_layer(core: Scorer, layered: LayeredScorer):
    assert layered.version.startswith(f"{core.version}+embeddings.")
    tables, version = in_force(OURS, None)
    assert version == core.version
    assert tables is OURS


def test_chances_are_those_of_the_layer_in_its_profiles_alone(layered: LayeredScorer, layer: dict[str, pd.DataFrame]):
    trust = layered.tables["trust"].set_index(["profile", "level"])["least_chance"]
    of_layer = layer["trust"].set_index(["profile", "level"])["least_chance"]
    of_core = FRAMEWORK.scorer["trust"].set_index(["profile", "level"])["least_chance"]
    assert trust["full"].to_dict() == of_layer["full"].to_dict()
    assert trust["us_visa"].to_dict() == of_core["us_visa"].to_dict()


def test_a_layer_learned_by_another_model_or_core_is_refused(core: Scorer, layer: dict[str, pd.DataFrame]):
    other = replace(fake_encoder()[0], digest="e" * 64)
    with pytest.raises(BadData, match=r"(?s)installed is fake.*pip install 'canon-roles\[embeddings\]'"):
        build_layered_scorer(core, layer, reference(), other, None)
    weights = core.tables["measure_weights"]
    changed = replace(core, tables=core.tables | {"measure_weights": weights.assign(weight=weights["weight"] + 0.1)})
    with pytest.raises(BadData, match="another core"):
        build_layered_scorer(changed, layer, reference(), fake_encoder()[0], None)
    surer = replace(core, tables=core.tables | {"trust": core.tables["trust"].assign(least_chance=1.0)})
    assert build_layered_scorer(surer, layer, reference(), fake_encoder()[0], None).layer


def test_embeddings_are_used_and_told_apart_only_where_they_are_asked_for(
    layer: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    nothing = pd.DataFrame()
    ingested = Ingested(*[nothing] * 7, reference=reference())
    framework = replace(FRAMEWORK, embeddings=layer)
    plain = Inputs(framework, ingested, Curation(nothing, nothing, nothing, {}), nothing)
    asked = replace(plain, vectors=tmp_path)
    monkeypatch.setattr("flows.occupations.load_encoder", lambda: fake_encoder()[0])
    assert make_scorer(asked).version.startswith(f"{make_scorer(plain).version}+embeddings.")
    assert input_digest({}, "", "internal", True) != input_digest({}, "", "internal", False)
    assert make_config(REPOSITORY).vectors is None
    assert make_config(REPOSITORY, has_embeddings=True).vectors == REPOSITORY / ".cache" / "embeddings"


def test_last_bits_of_arithmetic_do_not_reach_a_likeness():
    vectors = unit_rows(np.random.default_rng(1).normal(size=(4, 64)))
    nudged = vectors * np.float32(1 + 1e-7)
    assert (likeness(vectors, vectors[:2]) == likeness(nudged, vectors[:2])).all()


@given(st.lists(st.integers(1, 256), max_size=400))
def test_batches_hold_every_text_once_and_are_bounded(lengths: list[int]):
    made = [places.tolist() for places in batches(lengths)]
    assert sorted(place for places in made for place in places) == list(range(len(lengths)))
    assert all(max(lengths[place] for place in places) * len(places) <= BATCH_PIECES for places in made)


def test_without_the_extra_a_call_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(encoder_module, "find_spec", lambda name: None)
    with pytest.raises(BadCall, match=r"package onnxruntime, which is not installed. Run `pip install 'canon-roles\["):
        load_encoder()


def test_the_model_reads_meaning_and_is_the_one_that_the_layer_was_learned_by():
    try:
        encoder = load_encoder()
    except BadCall as error:
        pytest.skip(str(error))
    assert encoder.digest == FRAMEWORK.embeddings["basis"]["model_digest"].iloc[0]
    texts = ["lorry driver", "truck driver", "registered nurse", "someone who cares for the sick on a hospital ward"]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    together = encoder.encode(texts)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert (likeness(alone, alone).round(2) == likeness(together, together).round(2)).all()
    near = likeness(together, together)
    assert near[0, 1] > near[0, 2]
    assert near[3, 2] > near[3, 1]
