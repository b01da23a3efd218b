"""Links between codes: what their relation says, chains against a plain walk, and codes that lead nowhere."""

from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.occupations import build_code_crosswalks
from flows.occupations.crosswalks import both_ways, compose
from schemas.errors import BadData
from schemas.table import validate
from schemas.tables import CODE_CROSSWALKS

# soc_2010 and soc_2018 are vintages of one classification here, isco_08 is another.
SCHEMES = pd.DataFrame(
    [("soc_2010", "Old", "soc"), ("soc_2018", "New", "soc"), ("isco_08", "World", "isco")],
    columns=["scheme", "name", "classification"],
)
CHAINS = ["from_scheme", "to_scheme", "via"]
NO_CHAIN = pd.DataFrame(columns=CHAINS, dtype="str")
OLD, NEW, WORLD = (
    [f"1{number}-1000" for number in range(5)],
    [f"2{number}-1000" for number in range(5)],
    [f"300{number}" for number in range(4)],
)
CODES = pd.DataFrame(
    [
        (scheme, code, f"Title {code}", False)
        for scheme, codes in (("soc_2010", OLD), ("soc_2018", NEW), ("isco_08", WORLD))
        for code in codes
    ],
    columns=["scheme", "code", "title", "is_group"],
)
PAIRS = st.sets(st.tuples(st.sampled_from(OLD), st.sampled_from(NEW)), min_size=1)
FURTHER = st.sets(st.tuples(st.sampled_from(OLD), st.sampled_from(WORLD)), min_size=1)


def linked(pairs: Iterable[tuple[str, str]], a: str = "soc_2010", b: str = "soc_2018") -> pd.DataFrame:
    cells = pd.DataFrame(sorted(pairs), columns=["from_code", "to_code"], dtype="str")
    return cells.assign(from_scheme=a, to_scheme=b, source_id="tiny")


def crosswalks(pairs: pd.DataFrame, chains: pd.DataFrame = NO_CHAIN) -> pd.DataFrame:
    return build_code_crosswalks(CODES, pairs, SCHEMES, chains)


def relations(built: pd.DataFrame, a: str, b: str) -> dict[tuple[str, str | None], str]:
    rows = built.loc[(built["from_scheme"] == a) & (built["to_scheme"] == b)]
    targets = rows["to_code"].astype("object").where(rows["to_code"].notna(), None)
    return dict(zip(zip(rows["from_code"], targets, strict=True), rows["relation"], strict=True))


def test_relations_of_a_worked_example():
    pairs = {(OLD[0], NEW[0]), (OLD[1], NEW[1]), (OLD[1], NEW[2]), (OLD[2], NEW[3]), (OLD[3], NEW[3])}
    built = crosswalks(linked(pairs))
    assert relations(built, "soc_2010", "soc_2018") == {
        (OLD[0], NEW[0]): "exact",
        (OLD[1], NEW[1]): "split",
        (OLD[1], NEW[2]): "split",
        (OLD[2], NEW[3]): "merge",
        (OLD[3], NEW[3]): "merge",
        (OLD[4], None): "none",
    }
    assert relations(built, "soc_2018", "soc_2010")[(NEW[3], OLD[2])] == "split"
    assert relations(built, "soc_2018", "soc_2010")[(NEW[1], OLD[1])] == "merge"
    assert relations(built, "soc_2018", "soc_2010")[(NEW[4], None)] == "none"


def test_between_classifications_codes_are_narrow_or_broad():
    built = crosswalks(
        linked({(OLD[0], WORLD[0]), (OLD[0], WORLD[1]), (OLD[1], WORLD[2]), (OLD[2], WORLD[2])}, b="isco_08")
    )
    found = relations(built, "soc_2010", "isco_08")
    assert (found[(OLD[0], WORLD[0])], found[(OLD[1], WORLD[2])]) == ("narrow", "broad")
    turned = relations(built, "isco_08", "soc_2010")
    assert (turned[(WORLD[0], OLD[0])], turned[(WORLD[2], OLD[1])]) == ("broad", "narrow")


@given(PAIRS)
def test_each_row_keeps_what_its_relation_says(pairs: set[tuple[str, str]]):
    built = crosswalks(linked(pairs))
    validate(CODE_CROSSWALKS, built, "Mend it.")
    for links, a, b in ((pairs, "soc_2010", "soc_2018"), ({(t, s) for s, t in pairs}, "soc_2018", "soc_2010")):
        rows = built.loc[built["from_scheme"] == a]
        assert set(rows["to_scheme"]) == {b}
        for row in rows.itertuples(index=False):
            fan_out = sum(source == row.from_code for source, _ in links)
            fan_in = sum(target == row.to_code for _, target in links)
            assert row.source_fan_out == fan_out
            expected = "none" if fan_out == 0 else "split" if fan_out > 1 else "merge" if fan_in > 1 else "exact"
            assert row.relation == expected
            assert (pd.isna(row.to_code), pd.isna(row.target_fan_in)) == (fan_out == 0, fan_out == 0)
            assert fan_out == 0 or row.target_fan_in == fan_in
        assert set(rows["from_code"]) == set(OLD if a == "soc_2010" else NEW)
        assert {key for key in relations(built, a, b) if key[1] is not None} == links


@given(PAIRS)
def test_the_way_back_says_the_opposite(pairs: set[tuple[str, str]]):
    built = crosswalks(linked(pairs))
    there, back = relations(built, "soc_2010", "soc_2018"), relations(built, "soc_2018", "soc_2010")
    for source, target in pairs:
        told = there[(source, target)], back[(target, source)]
        assert told in {("exact", "exact"), ("split", "merge"), ("merge", "split"), ("split", "split")}


@given(PAIRS, FURTHER)
def test_a_chain_is_what_walking_it_step_by_step_gives(pairs: set[tuple[str, str]], further: set[tuple[str, str]]):
    chains = pd.DataFrame(
        [("soc_2018", "isco_08", "soc_2010"), ("isco_08", "soc_2018", "soc_2010")], columns=CHAINS, dtype="str"
    )
    known = pd.concat([linked(pairs), linked(further, b="isco_08")], ignore_index=True)
    expected = {(new, world) for old, new in pairs for start, world in further if start == old}
    built = crosswalks(known, chains)
    for pairs_of_chain, a, b in (
        (expected, "soc_2018", "isco_08"),
        ({(w, n) for n, w in expected}, "isco_08", "soc_2018"),
    ):
        rows = built.loc[(built["from_scheme"] == a) & (built["to_scheme"] == b)]
        if not pairs_of_chain:
            continue
        assert {key for key in relations(built, a, b) if key[1] is not None} == pairs_of_chain
        assert len(rows) == len(pairs_of_chain) + (rows["relation"] == "none").sum()
        assert set(rows["via"]) == {"soc_2010"}
        assert rows["source_id"].isna().all()


def test_a_chain_of_three_steps():
    links = both_ways(
        pd.concat(
            [
                linked({("a", "b1"), ("a", "b2")}, "one", "two"),
                linked({("b1", "c"), ("b2", "c")}, "two", "three"),
                linked({("c", "d"), ("x", "y")}, "three", "four"),
            ]
        )
    )
    chain = pd.DataFrame([("one", "four", "two|three")], columns=CHAINS, dtype="str")
    assert compose(links, chain)[["from_code", "to_code", "via"]].to_numpy().tolist() == [["a", "d", "two|three"]]


def test_a_group_has_a_row_only_where_it_is_linked():
    groups = pd.DataFrame(
        [("soc_2010", "10-0000", "A group", True), ("soc_2010", "11-0000", "Linked", True)], columns=CODES.columns
    )
    pairs = linked({(OLD[0], NEW[0]), ("11-0000", NEW[1])})
    built = build_code_crosswalks(pd.concat([CODES, groups], ignore_index=True), pairs, SCHEMES, NO_CHAIN)
    assert "11-0000" in set(built["from_code"])
    assert "10-0000" not in set(built["from_code"])


@pytest.mark.parametrize(
    ("chain", "message"),
    [
        (("soc_2018", "isco_08", "soc_2010"), "no crosswalk from soc_2010 to isco_08"),
        (("soc_2010", "soc_2018", "isco_08"), "is linked without a chain"),
    ],
)
def test_chains_that_cannot_be_composed_are_refused(chain: tuple[str, str, str], message: str):
    with pytest.raises(BadData, match=message):
        crosswalks(linked({(OLD[0], NEW[0])}), pd.DataFrame([chain], columns=CHAINS, dtype="str"))


def test_two_crosswalks_of_the_same_classifications_are_refused():
    pairs = linked({(OLD[0], NEW[0])})
    with pytest.raises(BadData, match="two crosswalks link the same"):
        crosswalks(pd.concat([pairs, pairs.assign(source_id="other")], ignore_index=True))


def test_a_classification_without_a_name_is_refused():
    with pytest.raises(BadData, match="not in it"):
        build_code_crosswalks(CODES, linked({(OLD[0], NEW[0])}), SCHEMES.iloc[:2], NO_CHAIN)
