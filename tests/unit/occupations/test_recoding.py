"""Codes of users: recognised by membership, carried over, and left to a person where several may follow."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.occupations import build_code_crosswalks, recode_codes, recognise_column, recognise_schemes, select_way
from schemas.errors import BadCall

SCHEMES = pd.DataFrame(
    [
        ("soc_2010", "SOC 2010", "soc"),
        ("soc_2018", "SOC 2018", "soc"),
        ("isco_08", "ISCO-08", "isco"),
        ("onet_soc_2019", "O*NET-SOC 2019", "onet_soc"),
    ],
    columns=["scheme", "name", "classification"],
)
LISTED = {
    "soc_2010": ["11-1011", "15-1131", "15-1132", "15-1150", "19-9999"],
    "soc_2018": ["11-1011", "15-1251", "15-1252", "15-1253"],
    "isco_08": ["0110", "211", "2512"],
    "onet_soc_2019": ["15-1252.00", "15-1299.08"],
}
CODES = pd.DataFrame(
    [(scheme, code, f"Title {code}", False) for scheme, codes in LISTED.items() for code in codes]
    + [("soc_2018", "15-1200", "A group", True)],
    columns=["scheme", "code", "title", "is_group"],
)
PAIRS = pd.DataFrame(
    [
        ("11-1011", "11-1011"),
        ("15-1131", "15-1251"),
        ("15-1132", "15-1252"),
        ("15-1132", "15-1253"),
        ("15-1150", "15-1251"),
    ],
    columns=["from_code", "to_code"],
).assign(from_scheme="soc_2010", to_scheme="soc_2018", source_id="tiny")
NO_CHAIN = pd.DataFrame(columns=["from_scheme", "to_scheme", "via"], dtype="str")
CROSSWALKS = build_code_crosswalks(CODES, PAIRS, SCHEMES, NO_CHAIN)


def recoded(*codes: str, a: str = "soc_2010", b: str = "soc_2018") -> pd.DataFrame:
    way = select_way(CROSSWALKS, a, b)
    return recode_codes(pd.Series(codes, dtype="str"), way, CODES, SCHEMES).set_index("given")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("15-1132", "soc_2010"),
        ("15-1252", "soc_2018"),
        ("11-1011", "soc_2010|soc_2018"),
        ("15-1252.00", "onet_soc_2019"),
        ("0110", "isco_08"),
        ("110.0", "isco_08"),
        ("211", "isco_08"),
        ("99-9999", ""),
        ("", ""),
        ("15-1200", "soc_2018"),
    ],
)
def test_a_code_is_of_the_classifications_that_have_it(code: str, expected: str):
    found = recognise_schemes(pd.Series([code]), CODES).iloc[0]
    assert found["schemes"] == expected
    assert found["is_ambiguous"] == ("|" in expected)


def test_a_column_is_of_the_one_classification_that_has_all_its_codes():
    assert recognise_column(pd.Series({"11-1011": 9, "15-1132": 1, "zz": 3, "": 2}), CODES, "CODE") == "soc_2010"


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (["11-1011"], "ambiguous, all of them are in soc_2010 and in soc_2018"),
        (["15-1132", "15-1252"], "of several classifications"),
        (["zz", ""], "none of its codes"),
        ([], "none of its codes"),
    ],
)
def test_a_column_that_is_not_plain_is_refused_with_the_shares(codes: list[str], message: str):
    with pytest.raises(BadCall, match=message) as caught:
        recognise_column(pd.Series(1, index=pd.Index(codes, dtype="str")), CODES, "CODE")
    assert "soc_2018:" in str(caught.value)
    assert "--from" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "read", "repair"),
    [
        ("151131", "15-1131", "hyphen put in"),
        ("151131.0", "15-1131", "hyphen put in"),
        ("15-1131.00", "15-1131", ".00 taken off"),
        (" 15-1131\u00a0", "15-1131", "blanks and dashes"),
        ("15\u20131131", "15-1131", "blanks and dashes"),
    ],
)
def test_a_code_in_another_form_is_read_and_said(given: str, read: str, repair: str):
    row = recoded(given).iloc[0]
    assert (row["soc_2018_code"], row["status"]) == ("15-1251", "recoded")
    assert row["reason"].startswith(f"read as {read} ({repair}")


def test_a_code_of_isco_that_lost_its_zero_is_read_and_a_minor_group_is_not_padded():
    members = recognise_schemes(pd.Series(["110", "211"]), CODES)
    assert members["schemes"].tolist() == ["isco_08", "isco_08"]


def test_each_status_with_its_reason():
    found = recoded("11-1011", "15-1132", "19-9999", "15-1252", "zz", "\u00a0 ")
    assert found["status"].to_dict() == {
        "11-1011": "recoded",
        "15-1132": "needs_person",
        "19-9999": "goes_nowhere",
        "15-1252": "unknown_code",
        "zz": "unknown_code",
        "\u00a0 ": "blank",
    }
    choice = found.loc["15-1132"]
    assert pd.isna(choice["soc_2018_code"])
    assert (choice["choices"], choice["choice_titles"]) == ("15-1252|15-1253", "Title 15-1252|Title 15-1253")
    assert choice["relation"] == "split"
    assert found.loc["15-1252", "reason"] == "no code of SOC 2010, but of soc_2018"
    assert found.loc["19-9999", "relation"] == "none"
    assert pd.isna(found.loc["11-1011", "reason"])


def test_a_wider_group_is_said_to_be_one():
    row = recoded("15-1200", a="soc_2018", b="soc_2010").iloc[0]
    assert row["status"] == "goes_nowhere"
    assert "wider group of SOC 2018" in row["reason"]


def test_classifications_that_nothing_links_are_a_bad_call():
    with pytest.raises(BadCall, match="soc_2010 to soc_2018"):
        select_way(CROSSWALKS, "soc_2010", "isco_08")


@given(st.lists(st.one_of(st.sampled_from(CODES["code"].tolist()), st.text(max_size=9)), max_size=12))
def test_every_distinct_code_has_one_row_and_a_code_only_where_one_follows(codes: list[str]):
    found = recoded(*codes)
    assert sorted(found.index) == sorted(set(codes))
    is_filled = found["soc_2018_code"].notna()
    assert (is_filled == (found["status"] == "recoded")).all()
    assert (found["choices"].notna() == (found["status"] == "needs_person")).all()
    assert found.loc[found["status"] != "recoded", "reason"].notna().all()
