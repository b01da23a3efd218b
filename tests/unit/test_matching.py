"""Titles of users: rungs taken apart, roles found, rows kept; what cannot be read comes back with the reason."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest import read_framework, read_user_table
from flows.match import Matcher, match_file, match_subjects, withdraw_empty
from flows.matching import are_support, has_latin_letter, match_roles, parse_titles
from flows.occupations import UNKNOWN_WORDS, look_up_titles, word_forms
from schemas.errors import BadCall, BadData
from schemas.inputs import Curation, Ingested, Inputs
from schemas.scorer import MATCH_COLUMNS, SCORED_COLUMNS
from schemas.tables import MAPPING_DECISIONS
from tests.conftest import REPOSITORY

FRAMEWORK = read_framework(REPOSITORY / "raw" / "canon")
RANKS = FRAMEWORK.levels.set_index("level_code")["level_rank"]
LEVELS = [f"P{rung}" for rung in range(1, 7)] + [f"M{rung}" for rung in range(1, 7)]
ROLES = pd.DataFrame(
    [
        {
            "role_id": f"role-{place:06d}",
            "role_code": f"{family}.GEN.{level}",
            "specialization_code": f"{family}.GEN",
            "track_code": level[0],
            "level_code": level,
            "level_rank": RANKS[level],
        }
        for place, (family, level) in enumerate([(family, level) for family in ("SRES", "RNUR") for level in LEVELS], 1)
    ]
)
NAMES = pd.DataFrame(
    [("SRES.GEN", "Site Reliability Engineer"), ("SRES.GEN", "SRE"), ("RNUR.GEN", "Registered Nurse")],
    columns=["specialization_code", "name"],
)


def parsed(*titles: str, is_support: bool = False) -> pd.DataFrame:
    words = (FRAMEWORK.seniority_words, FRAMEWORK.levels, FRAMEWORK.protected_phrases)
    return parse_titles(pd.Series(titles, dtype="str"), *words, np.full(len(titles), is_support))


@pytest.mark.parametrize(
    ("title", "low", "high", "subject"),
    [
        ("Software Engineer II", "P2", "P2", "software engineer"),
        ("Sr. Analyst", "P3", "P5", "analyst"),
        ("Accountant,Sr", "P3", "P5", "accountant"),
        ("Principal Consultant", "P5", "P6", "consultant"),
        ("Senior Manager, Payroll", "M4", "M4", "payroll"),
        ("Head of Data", "M4", "M6", "data"),
        ("DIRECTOR - FINANCE", "M5", "M6", "finance"),
        ("Engineering Manager", "M3", "M4", "engineering"),
        ("Data Engineer - Lead", "P4", "P5", "data engineer"),
        ("Junior Buyer", "P1", "P2", "buyer"),
        ("I&E Engineer II", "P2", "P2", "i&e engineer"),
        ("Senior Lead Payroll_Clerk", "P4", "P5", "payroll clerk"),
        ("ASST DIR OF BUILDINGS", "M4", "M5", "of buildings"),
        ("Fire Lieut, Sr-80 Hrs", "M2", "M2", "fire 80 hrs"),
        ("Manager3,Parks&Rec", "M3", "M4", "parks&rec"),
        ("Accountant,Prin", "P5", "P6", "accountant"),
        ("FRM OF LABORERS", "M1", "M1", "of laborers"),
        ("Parks Maint Lead Wkr", "S4", "S4", "parks maint"),
        ("SUPERVISING BOILER INSPECTOR", "M1", "M2", "boiler inspector"),
        ("CHIEF FINANCIAL OFFICER", "E3", "E3", "chief financial officer"),
        ("Seattle Police Chief", "M4", "M6", "seattle"),
        ("DISTRICT CHIEF", "M3", "M4", "district chief"),
        ("SENIOR DATA ENTRY OPERATOR", "P3", "P5", "data entry operator"),
    ],
)
def test_a_rung_is_taken_apart_and_kept(title: str, low: str, high: str, subject: str):
    (row,) = parsed(title).itertuples(index=False)
    assert (row.level_low, row.level_high, row.subject_title) == (low, high, subject)


def test_without_words_of_seniority_a_title_stays_whole():
    words, phrases = FRAMEWORK.seniority_words.iloc[:0], FRAMEWORK.protected_phrases.iloc[:0]
    titles = pd.Series(["Senior Buyer"])
    (row,) = parse_titles(titles, words, FRAMEWORK.levels, phrases, np.array([False])).itertuples(index=False)
    assert (row.subject_title, pd.isna(row.level_low)) == ("senior buyer", True)


@pytest.mark.parametrize(
    ("title", "low", "high"), [("CLERK II", "S2", "S2"), ("Plumber,Sr", "S3", "S4"), ("CHIEF DISPATCHER", "M3", "M6")]
)
def test_people_of_support_stand_on_its_track_unless_they_lead(title: str, low: str, high: str):
    (row,) = parsed(title, is_support=True).itertuples(index=False)
    assert (row.level_low, row.level_high) == (low, high)


def test_a_code_is_of_support_by_the_finest_group_that_is_named():
    codes = pd.Series(["43-0000", "17-0000", "17-3011.00", "17-2000", None, "29-2000", "29-1141.00"])
    assert are_support(codes, FRAMEWORK.support_occupations).tolist() == [True, False, True, *[False] * 2, True, False]


@pytest.mark.parametrize("title", ["HTML5 Developer", "PARAMEDIC I/C", "Exec Asst", "Sergeant at Arms"])
def test_what_only_looks_like_a_rung_says_none(title: str):
    assert parsed(title)["level_low"].isna().all()


@pytest.mark.parametrize("title", ["Staff Nurse", "Director of Photography", "Lead Generation", "School Principal"])
def test_words_of_the_trade_say_no_rung(title: str):
    (row,) = parsed(title).itertuples(index=False)
    assert pd.isna(row.level_low)
    assert row.subject_title == title.casefold()


def test_a_title_of_seniority_alone_is_its_own_subject():
    assert parsed("Senior Manager")["subject_title"].tolist() == ["senior manager"]


def test_a_role_is_found_on_the_rung_that_the_title_says():
    titles = pd.Series(
        ["Senior SRE", "Site Reliability Engineer II", "registered nurse", "Reliability Engineer", "Pilot"]
    )
    found = match_roles(parsed(*titles), titles, NAMES, ROLES, FRAMEWORK.parameter)
    codes = found["role_code"].fillna("").tolist()
    assert codes == ["SRES.GEN.P4", "SRES.GEN.P2", "RNUR.GEN.P3", "SRES.GEN.P3", ""]
    scores = found["role_confidence_score"].fillna(0).tolist()
    assert scores[0] == 0.70
    assert scores[2] == 0.49
    assert 0 < scores[3] < 0.49
    assert scores[4] == 0


def test_a_role_some_rungs_from_what_the_title_says_scores_lower():
    roles = ROLES.loc[ROLES["role_code"].isin(["SRES.GEN.P4", "RNUR.GEN.P3"])]
    titles = pd.Series(["Senior SRE", "SRE III", "SRE Intern", "Director, SRE"])
    found = match_roles(parsed(*titles), titles, NAMES, roles, FRAMEWORK.parameter)
    assert found["role_code"].tolist() == ["SRES.GEN.P4"] * 4
    scores = found["role_confidence_score"].tolist()
    assert scores[0] == scores[1] == 0.70
    assert scores[2:] == pytest.approx([0.70 * 0.8**3, 0.70 * 0.8**2], abs=1e-4)


def test_half_a_name_in_common_names_no_role():
    titles = pd.Series(["Reliability", "Nurse", "Engineer IV"])
    found = match_roles(parsed(*titles), titles, NAMES, ROLES, FRAMEWORK.parameter)
    assert found["role_confidence_score"].fillna(0).max() < 0.5


def test_letters_of_latin_script_are_found_under_accents():
    titles = pd.Series(["Ärztin", "12345", "👩‍🚒", "مهندس", "инженер", "a"])
    assert has_latin_letter(titles).tolist() == [True, False, False, False, False, True]


def fake_score(subjects: pd.DataFrame) -> pd.DataFrame:
    cells = dict.fromkeys(SCORED_COLUMNS, "x") | {"confidence_score": 0.6, "margin": 0.2, "reason": None}
    scored = pd.DataFrame(cells, index=range(len(subjects)))
    return scored.assign(onet_soc_code_2019="29-1141.00", evidence="scored " + subjects["title"].str.slice(0, 20))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    cells = {"decision_id": "decision-000001", "role_id": "role-000015", "occupation_code": "29-1141.00"}
    cells |= {"decision": "approve", "predicate": "exact", "curator_id": "tester", "decided_date": "2026-01-01"}
    cells |= {"reason": "seen", "evidence": "seen", "rests_on": "{}", "release_version": None}
    nothing = pd.DataFrame()
    ingested = Ingested(nothing, nothing, nothing, nothing, nothing, nothing, nothing)
    curation = Curation(MAPPING_DECISIONS.frame([cells]), nothing, nothing, {})
    inputs = Inputs(FRAMEWORK, ingested, curation, nothing, {})
    return Matcher(inputs, ROLES, NAMES, fake_score, "1+0")


def write(folder: Path, text: str) -> Path:
    file = folder / "titles.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_keeps_its_columns_and_order_and_gains_those_of_the_contract(matcher: Matcher, tmp_path: Path):
    file = write(tmp_path, "id,Title,note\n007,Registered Nurse III,  as is \n008,,\n007,Registered Nurse III,x\n")
    matched = match_file(matcher, file, tmp_path / "out.csv", "title")
    written = read_user_table(matched.out)
    assert written.names == ("id", "Title", "note", *MATCH_COLUMNS)
    assert written.column("id").tolist() == ["007", "008", "007"]
    assert written.column("note").tolist() == ["  as is ", "", "x"]
    assert written.column("role_code").tolist() == ["RNUR.GEN.P3", "", "RNUR.GEN.P3"]
    assert written.column("review_status").tolist() == ["approved", "", "approved"]
    assert written.column("reason").tolist() == ["", "not matched: the title is blank", ""]
    assert (matched.rows, len(matched.subjects)) == (3, 2)


@pytest.mark.parametrize("title", ["👩‍🚒", "مهندس", "12345", "---", ""])
def test_what_cannot_be_read_comes_back_with_the_reason_alone(title: str, matcher: Matcher):
    found = match_subjects(matcher, pd.DataFrame([{"title": title, **dict.fromkeys(SUBJECT, "")}]))
    assert found["reason"].iloc[0].startswith("not matched: ")
    assert found[[name for name in MATCH_COLUMNS if name != "reason"]].isna().all(axis=None)


def test_a_subject_of_which_no_word_says_a_trade_has_no_guess():
    asked = pd.DataFrame([{"title": title, **dict.fromkeys(SUBJECT, "")} for title in ("Senior", "of the", "Zorbist")])
    asked.loc[3] = ["II", "", "Cares for patients", ""]
    cells = dict.fromkeys(SCORED_COLUMNS, "x") | {"confidence_score": 0.1, "reason": UNKNOWN_WORDS}
    scored = pd.DataFrame(cells, index=range(len(asked)))
    told = withdraw_empty(scored, asked, word_forms(FRAMEWORK.scorer["word_forms"]))
    assert told["onet_soc_code_2019"].isna().tolist() == [True, True, False, False]
    assert told["confidence_score"].isna().tolist() == [True, True, False, False]
    assert told["reason"].tolist()[:2] == ["not matched: no word of it says a trade"] * 2
    assert told["reason"].tolist()[2:] == [UNKNOWN_WORDS] * 2


SUBJECT = ("alternate_titles", "description", "components")


def test_a_title_of_ten_thousand_letters_is_cut_and_says_so(matcher: Matcher):
    long = "nurse " * 1700
    found = match_subjects(matcher, pd.DataFrame([{"title": long, **dict.fromkeys(SUBJECT, "")}]))
    assert found["reason"].tolist() == ["only the first 1,000 characters were read"]


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("id,name\n1,Nurse\n", BadCall, "has no column 'title'"),
        ("", BadData, "the file is empty"),
        ("title,role_code\nNurse,x\n", BadCall, "role_code"),
    ],
)
def test_a_file_that_cannot_be_matched_is_told_and_nothing_is_written(
    text: str, error: type[Exception], message: str, matcher: Matcher, tmp_path: Path
):
    with pytest.raises(error, match=message):
        match_file(matcher, write(tmp_path, text), tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_header_alone_gives_a_header_alone(matcher: Matcher, tmp_path: Path):
    matched = match_file(matcher, write(tmp_path, "title\n"), tmp_path / "out.csv")
    assert matched.rows == 0
    assert read_user_table(matched.out).names == ("title", *MATCH_COLUMNS)


def test_the_file_itself_is_never_written_over(matcher: Matcher, tmp_path: Path):
    file = write(tmp_path, "title\nNurse\n")
    with pytest.raises(BadCall):
        match_file(matcher, file, file)
    assert file.read_text(encoding="utf-8") == "title\nNurse\n"


titles_of = st.lists(st.sampled_from(["Registered Nurse", "SRE II", "", "77", "Lead SRE", "Pilot"]), max_size=12)


@settings(max_examples=20)
@given(titles_of)
def test_each_row_gets_what_its_title_gets_alone(matcher: Matcher, tmp_path_factory, titles: list[str]):
    folder = tmp_path_factory.mktemp("rows")
    lines = "".join(f"{place},{title}\n" for place, title in enumerate(titles))
    matched = match_file(matcher, write(folder, "place,title\n" + lines), folder / "out.csv")
    written = read_user_table(matched.out)
    assert written.column("place").tolist() == [str(place) for place in range(len(titles))]
    once = {row.title: row for row in matched.subjects.itertuples(index=False)}
    for title, code in zip(titles, written.column("role_code"), strict=True):
        assert code == (once[title].role_code if isinstance(once[title].role_code, str) else "")


def test_without_onet_occupations_are_looked_up_by_their_own_titles():
    occupations = pd.DataFrame(
        [("29-1141.00", "Registered Nurses", "29-1141"), ("53-3032.00", "Truck Drivers", "53-3032")],
        columns=["occupation_code", "title", "parent_code"],
    )
    asked = pd.DataFrame({"title": ["Senior Nurse", "Zyx"]})
    found = look_up_titles(asked, {"onet_soc_occupations": occupations})
    assert found["onet_soc_code_2019"].fillna("").tolist() == ["29-1141.00", ""]
    assert found["confidence_score"].isna().all()
    assert found["reason"].str.contains("O\\*NET is not fetched").all()
