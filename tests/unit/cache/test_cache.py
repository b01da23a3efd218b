"""What is kept comes back the same to the bit; what is damaged is made again, and never shown to anybody."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from flows.cache import digest_folders, digest_tables, load_or_make
from flows.cache.files import NEWEST
from flows.cache.values import flatten_value, restore_value
from flows.occupations import Scorer, build_scorer, score_subjects
from tests.unit.occupations.test_scoring import OURS, reference, subjects


@dataclass(frozen=True)
class Inner:
    names: np.ndarray
    matrix: sp.csr_matrix


@dataclass(frozen=True)
class Value:
    table: pd.DataFrame
    words: pd.Index
    numbers: np.ndarray
    by_name: dict[str, Inner]
    texts: dict[str, str]
    pair: tuple[np.ndarray, str]
    version: str | None


def make_value(seed: int = 0, texts: tuple[str, ...] = ("ä", "", "b\n")) -> Value:
    draw = np.random.default_rng(seed)
    names = np.array([*texts, None], dtype=object)
    table = pd.DataFrame(
        {
            "text": pd.Series([*texts, None], dtype="str"),
            "other": pd.Series([*texts, None], dtype="object"),
            "whole": pd.array([1, None, *range(len(texts) - 1)], dtype="Int64"),
            "share": [0.1, np.nan, *[1 / 3] * (len(texts) - 1)],
            "is_so": [True] * (len(texts) + 1),
        }
    )
    matrix = sp.csr_matrix(draw.random((3, 4)).round().astype(np.float32))
    by_name = {"one": Inner(names, matrix), "two": Inner(names[::-1].copy(), sp.csr_array(matrix))}
    return Value(table, pd.Index(list(texts), dtype="object"), draw.random(5), by_name, {"a": ""}, (names, "x"), None)


def assert_same(one: Value, other: Value) -> None:
    pd.testing.assert_frame_equal(one.table.drop(columns="other"), other.table.drop(columns="other"))
    assert one.table["other"].dtype == other.table["other"].dtype
    first, second = dict(flatten_value(one)), dict(flatten_value(other))
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert type(one.by_name["two"].matrix) is type(other.by_name["two"].matrix)


def refuse() -> Value:
    raise AssertionError("it is kept and need not be made")


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=4), st.integers(0, 99))
def test_a_value_comes_back_as_it_was(texts: list[str], seed: int):
    value = make_value(seed, tuple(texts))
    assert_same(value, restore_value(Value, dict(flatten_value(value))))


def test_what_is_kept_is_not_made_again_and_another_digest_is(tmp_path: Path):
    made = load_or_make(tmp_path, "a" * 64, Value, make_value)
    assert_same(made, load_or_make(tmp_path, "a" * 64, Value, refuse))
    with pytest.raises(AssertionError, match="is kept"):
        load_or_make(tmp_path, "b" * 64, Value, refuse)


def test_a_value_of_another_kind_is_refused_and_nothing_is_left(tmp_path: Path):
    with pytest.raises(TypeError, match="a set cannot be kept"):
        load_or_make(tmp_path, "a" * 64, set, lambda: {1})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoil", [lambda content: b"", lambda content: content[:-9], lambda content: b"x" * 99])
def test_a_file_that_is_cut_off_or_foreign_is_made_again(spoil: Callable[[bytes], bytes], tmp_path: Path):
    value = load_or_make(tmp_path, "a" * 64, Value, make_value)
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    file.write_bytes(spoil(content))
    assert_same(value, load_or_make(tmp_path, "a" * 64, Value, make_value))
    assert_same(value, load_or_make(tmp_path, "a" * 64, Value, refuse))


def test_a_flipped_bit_anywhere_changes_no_value(tmp_path: Path):
    value = load_or_make(tmp_path, "a" * 64, Value, make_value)
    (file,) = tmp_path.iterdir()
    content, draw = file.read_bytes(), random.Random(20261123)
    for _ in range(100):
        place = draw.randrange(len(content))
        file.write_bytes(content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + content[place + 1 :])
        assert_same(value, load_or_make(tmp_path, "a" * 64, Value, make_value))


def test_pickled_objects_are_not_read(tmp_path: Path):
    load_or_make(tmp_path, "a" * 64, Value, make_value)
    (file,) = tmp_path.iterdir()
    arrays = dict(flatten_value(make_value())) | {"numbers": np.array([print], dtype=object)}
    with file.open("wb") as stream:
        np.savez(stream, **arrays)
    with pytest.raises(AssertionError, match="is kept"):
        load_or_make(tmp_path, "a" * 64, Value, refuse)


def test_without_a_place_to_write_the_value_is_made(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    assert_same(make_value(), load_or_make(tmp_path / "file" / "folder", "a" * 64, Value, make_value))
    assert_same(make_value(), load_or_make(None, "a" * 64, Value, make_value))


def test_the_newest_few_are_kept(tmp_path: Path):
    for number in range(NEWEST + 2):
        load_or_make(tmp_path, str(number) * 64, Value, make_value)
    assert sorted(path.name[0] for path in tmp_path.iterdir()) == ["2", "3", "4"]


def test_digests_follow_names_and_contents_alone(tmp_path: Path):
    table = pd.DataFrame({"a": ["x", "y"]}, dtype="str")
    assert digest_tables({"one": table}) == digest_tables({"one": table.copy().set_index(pd.Index([5, 6]))})
    others = [{"two": table}, {"one": table[::-1]}, {"one": table.rename(columns={"a": "b"})}, {}]
    assert len({digest_tables(other) for other in [{"one": table}, *others]}) == 5
    (tmp_path / "a.csv").write_text("1")
    first = digest_folders([tmp_path])
    (tmp_path / "a.csv").write_text("2")
    second = digest_folders([tmp_path])
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    assert len({first, second, digest_folders([tmp_path]), digest_folders([tmp_path], ["x"])}) == 4


def test_every_file_but_those_with_some_endings_counts_for_a_digest(tmp_path: Path):
    before = digest_folders([tmp_path], left_out=(".md",))
    (tmp_path / "README.md").write_text("1")
    assert digest_folders([tmp_path], left_out=(".md",)) == before
    (tmp_path / "page.html.j2").write_text("1")
    assert digest_folders([tmp_path], left_out=(".md",)) != before


def test_a_kept_scorer_scores_as_a_new_one(tmp_path: Path):
    def build() -> Scorer:
        return build_scorer(reference(), OURS)

    asked = subjects("Ward Nurse", "lorry drivers", "Zzyx", "engineer", description="Care for people")
    new = load_or_make(tmp_path, "a" * 64, Scorer, build)
    kept = load_or_make(tmp_path, "a" * 64, Scorer, build)
    assert kept is not new
    pd.testing.assert_frame_equal(score_subjects(asked, kept), score_subjects(asked, new))
    assert kept.version == new.version
