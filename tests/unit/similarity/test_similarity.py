"""Likeness by content: signals on one scale, layers apart, ranks in a total order."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.similarity import LAYERS, Content, find_similar, make_signals, relate_by_content
from flows.similarity.quantiles import fit_scale, sampled_rows
from flows.similarity.vectors import count_company, learn_vectors, mutual_information
from schemas.tables import ROLE_SIMILARITY
from schemas.words import WordForms, split_words
from tests.conftest import REPOSITORY
from tests.fixtures.framework import authored_framework

WEIGHTS = authored_framework().settings.similarity
FORMS = WordForms({"the": "", "and": "", "of": ""})
NO_TEXTS = pd.Series(dtype="str")
WORDS = [
    "pump",
    "valve",
    "boiler",
    "pipe",
    "weld",
    "ledger",
    "invoice",
    "audit",
    "payroll",
    "tax",
    "nurse",
    "ward",
    "patient",
    "clinic",
    "triage",
]


def role_id(number: int) -> str:
    return f"role-{number:06d}"


def make_content(
    titles: list[str], held: list[list[str]], kinds: str = "skill", occupations: dict[str, str] | None = None
) -> Content:
    """Return roles with a title and components of one kind each; texts are the names of the components."""
    ids = [role_id(number) for number in range(len(titles))]
    roles = pd.DataFrame({"role_id": ids, "role_code": [f"A{n:03d}" for n in range(len(ids))]}, dtype="str")
    holdings = pd.DataFrame(
        [(role, name, kinds, 1.0) for role, names in zip(ids, held, strict=True) for name in names],
        columns=["role_id", "component_id", "kind", "weight"],
    )
    mapped = pd.DataFrame(list((occupations or {}).items()), columns=["role_id", "occupation_code"])
    titled = pd.DataFrame({"role_id": ids, "text": titles}, dtype="str")
    texts = holdings.rename(columns={"component_id": "text"})[["role_id", "text"]].astype("str")
    return Content(roles, titled, texts, holdings, mapped)


def similar(content: Content, relations: pd.DataFrame | None = None) -> pd.DataFrame:
    return relate_by_content(content, WEIGHTS, FORMS, NO_TEXTS, relations)


TRADES = make_content(
    ["Pump fitter", "Pump mechanic", "Ledger clerk", "Payroll clerk", "Ward nurse"],
    [["pump", "valve", "weld"], ["pump", "valve", "pipe"], ["ledger", "audit"], ["ledger", "tax"], ["ward"]],
)


def test_roles_that_hold_and_are_called_alike_come_first():
    near = similar(TRADES)
    first = near.loc[near["rank"] == 1].set_index("role_id")["similar_role_id"].to_dict()
    assert first[role_id(0)] == role_id(1)
    assert first[role_id(1)] == role_id(0)
    assert first[role_id(2)] == role_id(3)
    assert first[role_id(3)] == role_id(2)


def test_every_layer_is_a_share_and_one_that_cannot_be_told_is_null():
    near = similar(TRADES)
    for layer in ("content", *LAYERS):
        told = near[f"{layer}_similarity"].dropna()
        assert told.between(0, 1).all()
    assert near["occupation_similarity"].isna().all()
    assert near.groupby("role_id")["rank"].apply(list).map(lambda ranks: ranks == list(range(1, 5))).all()
    assert (near["role_id"] != near["similar_role_id"]).all()


def test_likeness_is_the_same_both_ways():
    near = similar(TRADES).set_index(["role_id", "similar_role_id"])["content_similarity"]
    back = near.swaplevel().reindex(near.index)
    assert np.allclose(near, back)


def test_a_rare_component_counts_more_than_one_that_all_hold():
    held = [["core", "rare"], ["core", "rare"], ["core", "x"], ["core", "y"], ["core", "z"]]
    content = make_content(["Aa", "Bb", "Cc", "Dd", "Ee"], held)
    signal = next(s for s in make_signals(content, WEIGHTS, FORMS, NO_TEXTS) if s.name == "skill")
    likeness = signal.measure(np.arange(5))
    assert likeness[0, 1] > likeness[0, 2] > 0
    assert likeness[0, 0] == pytest.approx(1)


def test_components_of_another_kind_are_another_signal():
    skills = make_content(["Aa", "Bb"], [["pump"], ["pump"]], "skill")
    tasks = make_content(["Aa", "Bb"], [["pump"], ["pump"]], "task")
    names = [{s.name for s in make_signals(each, WEIGHTS, FORMS, NO_TEXTS)} for each in (skills, tasks)]
    assert "skill" in names[0] - names[1]
    assert "task" in names[1] - names[0]


RELATIONS = pd.DataFrame(
    [("11-1011.00", "13-1111.00", "primary_short"), ("13-1111.00", "15-1244.00", "supplemental")],
    columns=["occupation_code", "related_occupation_code", "relatedness_tier"],
)


def test_related_occupations_make_roles_alike_by_tier_and_either_way():
    occupations = {
        role_id(0): "11-1011.00",
        role_id(1): "13-1111.00",
        role_id(2): "15-1244.00",
        role_id(3): "11-1011.00",
    }
    content = make_content(["Aa", "Bb", "Cc", "Dd", "Ee"], [[]] * 5, occupations=occupations)
    signals = make_signals(content, WEIGHTS, FORMS, NO_TEXTS, RELATIONS)
    signal = next(s for s in signals if s.layer == "occupation")
    likeness = signal.measure(np.arange(5))
    assert likeness[0, 3] == 1
    assert likeness[0, 1] == likeness[1, 0] == WEIGHTS.primary_short
    assert likeness[2, 1] == WEIGHTS.supplemental
    assert likeness[0, 2] == 0
    assert signal.is_known.tolist() == [True] * 4 + [False]
    assert "occupation" not in {s.layer for s in make_signals(content, WEIGHTS, FORMS, NO_TEXTS)}


def test_one_role_or_none_is_like_no_other():
    for titles in (["Pump fitter"], []):
        near = similar(make_content(titles, [["pump"]] * len(titles)))
        assert near.empty
        assert list(near.columns) == ROLE_SIMILARITY.column_names


def test_roles_of_which_nothing_is_known_in_common_are_not_listed():
    content = make_content(["", ""], [["pump"], []])
    assert similar(content).empty


def test_equal_likeness_goes_to_the_first_code_and_k_bounds_the_list():
    content = make_content(["Fitter"] * 6, [["pump"]] * 6)
    signals = make_signals(content, WEIGHTS, FORMS, NO_TEXTS)
    near = find_similar(content.roles, signals, 2).sort_values(["role_id", "rank"])
    assert near.loc[near["role_id"] == role_id(0), "similar_role_id"].tolist() == [role_id(1), role_id(2)]
    assert near.loc[near["role_id"] == role_id(5), "similar_role_id"].tolist() == [role_id(0), role_id(1)]


@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=5, unique=True), min_size=2, max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_input_does_not_matter(held: list[list[str]], random):
    content = make_content([" ".join(names[:2]) or "other" for names in held], held)
    seed = random.randint(0, 999)
    parts = (content.roles, content.titles, content.texts, content.holdings)
    shuffled = Content(*(part.sample(frac=1, random_state=seed) for part in parts))
    assert similar(shuffled).equals(similar(content))


def test_a_scale_gives_the_share_of_pairs_below_and_ties_half():
    values = np.array([[0.0, 0.0, 0.5, 1.0]])
    scale = fit_scale([(values, np.ones_like(values, dtype=bool))])
    assert scale.to_share(np.array([-1, 0, 0.5, 1])).tolist() == [0, 0.25, 0.625, 0.875]
    quantiles = scale.to_quantile(np.array([-1, 0, 0.5, 1]))
    assert (np.diff(quantiles) > 0).all()
    assert np.isfinite(quantiles).all()


def test_all_rows_are_sampled_up_to_the_most_and_then_evenly():
    assert sampled_rows(5, 10).tolist() == [0, 1, 2, 3, 4]
    assert sampled_rows(9, 3).tolist() == [0, 4, 8]
    assert sampled_rows(0, 3).tolist() == []


def test_company_is_counted_both_ways_within_a_text_alone():
    company = count_company(np.array([0, 0, 0, 1, 1]), np.array([0, 1, 0, 1, 2]), 3).toarray()
    assert company.tolist() == [[2, 2, 0], [2, 0, 1], [0, 1, 0]]


def test_information_is_kept_where_words_meet_more_often_than_by_chance():
    company = count_company(np.repeat(np.arange(4), 2), np.array([0, 1, 0, 1, 2, 3, 2, 3]), 4)
    information = mutual_information(company).toarray()
    assert information[0, 1] > 0
    assert information[0, 2] == 0


def test_words_in_like_company_have_like_vectors():
    texts = [f"{a} {b}" for a in ("pump", "valve") for b in ("weld", "pipe", "boiler")] * 3
    texts += [f"{a} {b}" for a in ("ledger", "invoice") for b in ("audit", "tax", "payroll")] * 3
    tokens = split_words(pd.Series(texts), FORMS)
    vectors = learn_vectors(tokens, 4)
    place = {word: number for number, word in enumerate(tokens.distinct)}
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert units[place["pump"]] @ units[place["valve"]] > units[place["pump"]] @ units[place["ledger"]] + 0.5


PRINT_DIGEST = """
import hashlib
from tests.unit.similarity.test_similarity import WORDS, make_content, similar
from tests.fixtures.framework import authored_framework
held = [[WORDS[(n * 7 + m * m) % 15] for m in range(1 + n % 4)] for n in range(60)]
print(hashlib.sha256(similar(make_content([" ".join(h) for h in held], held)).to_csv().encode()).hexdigest())
"""


def test_threads_do_not_change_a_digit():
    told = set()
    for threads in ("1", "4"):
        variables = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": str(REPOSITORY)}
        run = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            env=os.environ | variables,
            cwd=REPOSITORY,
            capture_output=True,
            check=True,
        )
        told.add(run.stdout)
    assert len(told) == 1
