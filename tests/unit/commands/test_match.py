"""Titles of users: rungs taken apart, roles found, rows kept; what cannot be read comes back with the reason."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.commands.match import files_to_match, match_file
from flows.commands.match_titles import Basis, Matcher, match_subjects, withdraw_empty
from flows.matching import (
    NamedRoles,
    ReadTitles,
    SeniorityRules,
    are_support,
    has_latin_letter,
    match_roles,
    parse_titles,
    role_names,
    spell_out,
)
from flows.occupations import UNKNOWN_WORDS, look_up_titles, put_mapped_first, word_forms
from flows.user_files import read_user_table
from schemas.errors import BadCall, BadData
from schemas.match_columns import MATCH_COLUMNS, SCORED_COLUMNS
from schemas.tables import MAPPING_DECISIONS
from schemas.vocabularies import ONET_SCHEME
from tests.fixtures.framework import authored_framework

FRAMEWORK = authored_framework()
RANKS = FRAMEWORK.levels.set_index("level_code")["level_rank"]
LEVELS = [f"P{rung}" for rung in range(1, 7)] + [f"M{rung}" for rung in range(1, 7)]
PLACED = [(family, level) for family in ("SRES", "RNUR") for level in LEVELS]
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
        for place, (family, level) in enumerate(PLACED, 1)
    ]
)
HELD = ROLES[["role_id", "specialization_code"]].merge(
    pd.DataFrame(
        [("SRES.GEN", "Site Reliability Engineer"), ("SRES.GEN", "SRE"), ("RNUR.GEN", "Registered Nurse")],
        columns=["specialization_code", "subject"],
    )
)
WORDS = (FRAMEWORK.seniority_words, FRAMEWORK.protected_phrases)
FORMS = word_forms(FRAMEWORK.scorer["word_forms"])


def named(**aliases: str) -> pd.DataFrame:
    """Return the names of ROLES, with further aliases by role code, its stops written as _."""
    ids = ROLES.set_index("role_code")["role_id"]
    rows = [(ids[code.replace("_", ".")], alias, "common", "source") for code, alias in aliases.items()]
    columns = ["role_id", "alias", "alias_type", "origins"]
    return role_names(ROLES, HELD, pd.DataFrame(rows, columns=columns, dtype="str"), *WORDS)


NAMES = named()
RULES = SeniorityRules(
    FRAMEWORK.seniority_words, FRAMEWORK.levels, FRAMEWORK.protected_phrases, FRAMEWORK.seniority_by_occupation
)


def parsed(*titles: str, is_support: bool = False, code: str | None = None) -> pd.DataFrame:
    codes = pd.Series([code] * len(titles), dtype="object")
    return parse_titles(pd.Series(titles, dtype="str"), RULES, codes, np.full(len(titles), is_support))


def matched(
    *titles: str, names: pd.DataFrame = NAMES, roles: pd.DataFrame = ROLES, is_support: bool = False
) -> pd.DataFrame:
    support = np.full(len(titles), is_support)
    words = parsed(*titles, is_support=is_support)
    given = (NamedRoles(roles, names), FRAMEWORK.title_abbreviations, FORMS, FRAMEWORK.settings.match)
    found = match_roles(ReadTitles(pd.Series(titles, dtype="str"), words, support), *given)
    return found.assign(code=found["role_code"].fillna(""), score=found["role_confidence_score"].fillna(0))


RUNGS = [
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
    ("Asst Store Mgr", "M2", "M3", "store"),
    ("Senior Marketing Manager", "M3", "M4", "marketing"),
    ("Fire Lieut, Sr-80 Hrs", "M2", "M2", "fire 80 hrs"),
    ("Manager3,Parks&Rec", "M3", "M4", "parks&rec"),
    ("Accountant,Prin", "P5", "P6", "accountant"),
    ("FRM OF LABORERS", "M1", "M1", "of laborers"),
    ("Parks Maint Lead Wkr", "S4", "S4", "parks maint"),
    ("SUPERVISING BOILER INSPECTOR", "M1", "M2", "boiler inspector"),
    ("CHIEF FINANCIAL OFFICER", "E3", "E3", "chief financial officer"),
    ("Seattle Police Chief", "M4", "M6", "seattle police chief"),
    ("DISTRICT CHIEF", "M3", "M4", "district chief"),
    ("SENIOR DATA ENTRY OPERATOR", "P3", "P5", "data entry operator"),
]


@pytest.fixture(scope="module")
def rungs() -> pd.DataFrame:
    """Return what each title of RUNGS says, all read at once."""
    titles = [title for title, *_ in RUNGS]
    return parsed(*titles).set_axis(titles)


@pytest.mark.parametrize(("title", "low", "high", "subject"), RUNGS)
def test_a_rung_is_taken_apart_and_kept(rungs: pd.DataFrame, title: str, low: str, high: str, subject: str):
    assert rungs.loc[title, ["level_low", "level_high", "subject_title"]].tolist() == [low, high, subject]


def test_without_words_of_seniority_a_title_stays_whole():
    none = replace(RULES, seniority_words=RULES.seniority_words[:0], protected_phrases=RULES.protected_phrases[:0])
    given = (pd.Series(["Senior Buyer"]), none, pd.Series([None]), np.array([False]))
    (row,) = parse_titles(*given).itertuples(index=False)
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


def test_a_title_that_holds_a_trade_and_a_rung_keeps_the_trade():
    rows = parsed("Senior Product Manager, Growth", "Staff Accountant", "Charge Nurse", "Product Manager")
    assert rows["subject_title"].tolist() == [
        "product manager growth", "staff accountant", "charge nurse", "product manager"
    ]  # fmt: skip
    assert rows["level_low"].tolist() == ["P3", "P1", "P3", "P3"]
    assert not rows["is_rank_only"].any()


@pytest.mark.parametrize("title", ["Scrum Master", "ASST TO THE COMMISSIONER", "Assistant to the Vice President"])
def test_an_aide_of_a_leader_is_no_leader(title: str):
    assert parsed(title)["level_low"].isna().all()


@pytest.mark.parametrize(
    ("title", "code", "low", "high"),
    [
        ("Staff Software Engineer", "15-1252.00", "P5", "P5"),
        ("Staff Auditor", "13-2011.00", "P1", "P2"),
        ("Staff Officer", None, "P1", "P5"),
        ("VP Engineering", "11-9041.00", "E1", "E1"),
        ("VP, Investment Banking", "11-3031.03", "M3", "M4"),
        ("Senior Vice President", "13-2051.00", "E2", "E2"),
    ],
)
def test_some_words_mean_another_rung_in_some_occupations(title: str, code: str | None, low: str, high: str):
    (row,) = parsed(title, code=code).itertuples(index=False)
    assert (row.level_low, row.level_high) == (low, high)


def test_a_role_is_found_on_the_rung_that_the_title_says():
    found = matched("Senior SRE", "Site Reliability Engineer II", "registered nurse", "Reliability Engineer", "Pilot")
    assert found["code"].tolist() == ["SRES.GEN.P4", "SRES.GEN.P2", "RNUR.GEN.P3", "SRES.GEN.P3", ""]
    scores = found["score"].tolist()
    assert scores[0] == 0.70
    assert scores[2] == 0.49
    assert 0 < scores[3] < 0.49
    assert scores[4] == 0


def test_a_role_some_rungs_from_what_the_title_says_scores_lower():
    roles = ROLES.loc[ROLES["role_code"].isin(["SRES.GEN.P4", "RNUR.GEN.P3"])]
    found = matched("Senior SRE", "SRE III", "SRE Intern", "Director, SRE", roles=roles)
    assert found["code"].tolist() == ["SRES.GEN.P4"] * 4
    scores = found["score"].tolist()
    assert scores[0] == scores[1] == 0.70
    # From a director to a professional it is two rungs, and as much as two for not leading.
    assert scores[2:] == pytest.approx([0.70 * 0.8**3, 0.70 * 0.8**4], abs=1e-4)


@pytest.mark.parametrize(
    "title",
    ["Reliability", "Nurse", "Engineer IV", "Site Reliability", "Reliability Asst", "Site Reliability Architect"],
)
def test_half_a_name_or_another_trade_in_the_same_field_names_no_role(title: str):
    assert matched(title)["code"].tolist() == [""]


@pytest.mark.parametrize("title", ["Supervisor", "Vice President", "CEO", "Senior Manager"])
def test_seniority_alone_names_no_role(title: str):
    names = named(RNUR_GEN_M1="Nurse Supervisor", RNUR_GEN_M6="Regional Vice President of Nursing")
    assert matched(title, names=names)["code"].tolist() == [""]


def test_a_title_to_the_letter_names_the_role_that_bears_it():
    names = named(SRES_GEN_M5="Controller", RNUR_GEN_M3="Nurse Manager", RNUR_GEN_P2="Nurse Clinician")
    found = matched("Controller", "Nurse Manager", "Nurse Clinician", "Senior Nurse Clinician", names=names)
    assert found["code"].tolist() == ["SRES.GEN.M5", "RNUR.GEN.M3", "RNUR.GEN.P2", "RNUR.GEN.P4"]


def test_managers_of_a_field_are_found_however_they_are_called():
    names = named(SRES_GEN_M3="Mgr Site Reliability")
    found = matched("Site Reliability Manager", "Head of Site Reliability", "SUPVSR OF SITE RELIABILITY", names=names)
    assert found["code"].tolist() == ["SRES.GEN.M3", "SRES.GEN.M5", "SRES.GEN.M1"]
    assert matched("Site Reliability", names=names)["code"].tolist() == [""]


def test_what_is_said_aside_costs_a_little_and_no_more():
    found = matched("Site Reliability Engineer", "Site Reliability Engineer (Remote)", "Registered Nurse - ICU")
    assert found["code"].tolist() == ["SRES.GEN.P3", "SRES.GEN.P3", "RNUR.GEN.P3"]
    assert found["score"].tolist() == pytest.approx([0.49, 0.49 * 0.9**2, 0.49 * 0.9**2], abs=1e-4)


def test_abbreviations_are_read_as_what_they_stand_for():
    names = named(
        RNUR_GEN_M2="Assistant Nurse Manager", RNUR_GEN_P6="Human Resources Analyst", SRES_GEN_P6="Frontend Dev"
    )
    titles = ["Site Reliability Engr, Sr", "Asst Nurse Mgr", "HR Analyst", "Front-End Developer VI"]
    found = matched(*titles, names=names)
    assert found["code"].tolist() == ["SRES.GEN.P4", "RNUR.GEN.M2", "RNUR.GEN.P3", "SRES.GEN.P6"]


def test_people_of_support_stand_on_its_usual_rung():
    of_support = ROLES["level_code"].isin(["P1", "P2", "P4"])
    roles = ROLES.loc[of_support | ROLES["level_code"].eq("P3")].assign(
        track_code=lambda chosen: chosen["track_code"].mask(of_support, "S"),
        level_code=lambda chosen: chosen["level_code"].mask(of_support, "S" + chosen["level_code"].str[1:]),
    )
    found = matched("Registered Nurse", roles=roles, is_support=True)
    assert found["code"].tolist() == ["RNUR.GEN.P2"]
    assert matched("Registered Nurse", roles=roles)["code"].tolist() == ["RNUR.GEN.P3"]


def test_a_general_specialization_stands_for_others_only_where_it_has_a_role_as_near():
    general, other = ROLES.loc[ROLES["role_code"].isin(["SRES.GEN.M6", "SRES.GEN.P3"])].to_dict("records")[::-1]
    other |= {"specialization_code": "SRES.DB", "role_code": "SRES.DB.P3"}
    names = pd.DataFrame([role | {"name": "SRE", "whole": "sre", "field": None} for role in (general, other)])
    found = matched("SRE", "Director, SRE", names=names, roles=pd.DataFrame([general, other]))
    assert found["code"].tolist() == ["SRES.DB.P3", "SRES.GEN.M6"]


def test_letters_of_latin_script_are_found_under_accents():
    titles = pd.Series(["Ärztin", "12345", "👩‍🚒", "مهندس", "инженер", "a"])
    assert has_latin_letter(titles).tolist() == [True, False, False, False, False, True]


TIERS = ["detailed_code", "broad_code", "minor_code", "major_code"]


def fake_score(subjects: pd.DataFrame) -> pd.DataFrame:
    cells = dict.fromkeys(SCORED_COLUMNS, "x") | {"confidence_score": 0.6, "margin": 0.2, "reason": None}
    scored = pd.DataFrame(cells, index=range(len(subjects)))
    return scored.assign(onet_soc_code_2019="29-1141.00", evidence="scored " + subjects["title"].str.slice(0, 20))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    cells = {"decision_id": "decision-000001", "role_id": "role-000015", "occupation_code": "29-1141.00"}
    cells |= {"decision": "approve", "predicate": "exact", "curator_id": "tester", "decided_date": "2026-01-01"}
    cells |= {"reason": "seen", "evidence": "seen", "rests_on": "{}", "release_version": None}
    decisions = MAPPING_DECISIONS.frame([cells])
    known = pd.DataFrame(columns=["occupation_code", "title", "classification_level", *TIERS], dtype="str")
    stated = pd.DataFrame(columns=["role_id", "occupation_code"], dtype="str")
    return Matcher(Basis(FRAMEWORK, ROLES, NAMES, known, stated, decisions, pd.DataFrame(), "0"), fake_score, "1+0")


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


def test_abbreviations_of_several_meanings_are_spelled_out_by_the_word_beside_them():
    titles = pd.Series(
        ["AP Specialist", "Firefighter AP Driver", "Captain, 80 HR", "hr partner", "Chrome", "FP&A Lead"]
    )
    spelled = spell_out(titles, FRAMEWORK.title_abbreviations)
    assert spelled.to_dict() == {
        0: "accounts payable specialist",
        3: "human resources partner",
        5: "financial planning and analysis Lead",
    }


def test_a_title_that_is_unlikely_as_it_stands_is_scored_spelled_out(matcher: Matcher):
    def score(subjects: pd.DataFrame) -> pd.DataFrame:
        chances = subjects["title"].map({"SWE II": 0.1, "software engineer II": 0.6, "HR": 0.2}).fillna(0.05)
        return fake_score(subjects).assign(confidence_score=chances)

    titles = ["SWE II", "HR", "Pilot"]
    found = match_subjects(replace(matcher, score=score), asked(*[(title, "") for title in titles]))
    assert found["confidence_score"].tolist() == [0.6, 0.2, 0.05]
    assert found["evidence"].tolist() == [
        "read as 'software engineer II'; scored software engineer II", "scored HR", "scored Pilot"
    ]  # fmt: skip


def test_what_the_role_of_a_title_does_says_how_a_word_of_seniority_is_meant(matcher: Matcher):
    stated = pd.DataFrame({"role_id": ROLES["role_id"], "occupation_code": "15-1252.00"})
    found = match_subjects(
        replace(matcher, basis=replace(matcher.basis, stated=stated)), asked(("Staff SRE", ""), ("Staff Pilot", ""))
    )
    assert found["level_low"].tolist() == ["P5", "P1"]
    assert found["role_code"].fillna("").tolist() == ["SRES.GEN.P5", ""]


def asked(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["title", "alternate_titles"]).assign(description="", components="")


def test_an_alternate_title_stands_in_for_a_title_that_cannot_be_read(matcher: Matcher):
    found = match_subjects(
        matcher, asked(("ممرضة", "ممرضة|Registered Nurse II"), ("", "SRE"), ("", "12|"), ("SRE", ""))
    )
    assert found["role_code"].fillna("").tolist() == ["RNUR.GEN.P2", "SRES.GEN.P3", "", "SRES.GEN.P3"]
    assert found["reason"].fillna("").tolist() == [
        "the title holds no letter of Latin script; an alternate title was read instead",
        "the title is blank; an alternate title was read instead",
        "not matched: the title is blank",
        "",
    ]


def test_alternate_titles_name_the_role_where_the_title_names_none_and_the_title_says_the_rung(matcher: Matcher):
    found = match_subjects(
        matcher, asked(("Senior Wizard", "Pilot|SRE II"), ("Wizard", "SRE II"), ("SRE", "Registered Nurse"))
    )
    assert found["role_code"].tolist() == ["SRES.GEN.P4", "SRES.GEN.P2", "SRES.GEN.P3"]
    assert found["level_low"].fillna("").tolist() == ["P3", "", ""]


def test_of_several_alternate_titles_some_may_have_accents(matcher: Matcher):
    found = match_subjects(matcher, asked(("Wizard", "Café Pilot|ＳＲＥ II|Pilot"), ("", "Crêpe 7|Pilot|SRE II")))
    assert found["role_code"].tolist() == ["SRES.GEN.P2"] * 2
    assert found["reason"].tolist()[1].startswith("the title is blank; an alternate title was read instead")


def test_wide_letters_are_read_as_plain_ones(matcher: Matcher):
    assert match_subjects(matcher, asked(("ＳＲＥ　ＩＩ", "")))["role_code"].tolist() == ["SRES.GEN.P2"]


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
    asked = pd.DataFrame({"title": ["Senior Nurse", "Zyx", "lorry driver", "HGV Nurse"]})
    further = pd.DataFrame({"occupation_code": ["53-3032.00", "53-3032.00"], "title": ["Lorry Driver", "HGV  Nurse"]})
    found = look_up_titles(asked, {"onet_soc_occupations": occupations}, further)
    assert found["onet_soc_code_2019"].fillna("").tolist() == ["29-1141.00", "", "53-3032.00", "53-3032.00"]
    assert found["candidate_codes"].fillna("").tolist()[2:] == ["53-3032.00", "53-3032.00|29-1141.00"]
    assert found["evidence"].tolist()[2:] == ["Canon lists the title under it"] * 2
    assert found["confidence_score"].isna().all()
    assert found["reason"].str.contains("O\\*NET is not fetched").all()


def test_without_onet_the_occupation_of_the_role_that_a_title_names_goes_first():
    occupations = pd.DataFrame(
        [
            (ONET_SCHEME, "15-1252.00", "Software Developers", "15-1252"),
            ("soc_2018", "15-1252", "Software Developers", "15-1252"),
        ],
        columns=["scheme", "occupation_code", "title", "detailed_code"],
    )
    looked_up = {"onet_soc_code_2019": "29-1141.00", "candidate_codes": "29-1141.00|15-1252.00", "evidence": "words"}
    asked = pd.DataFrame({"role_id": ["role-000001", "role-000001", "role-000002", None]}).assign(
        role_code="SRES.GEN.P1", is_named=[True, False, True, False], reason="x", **looked_up
    )
    stated = pd.DataFrame({"role_id": ["role-000001", "role-000002"], "occupation_code": ["15-1252.00", "15-1252"]})
    found = put_mapped_first(
        asked.reindex(columns=[*asked.columns, "soc_code_2018", "occupation_title"]), stated, occupations
    )
    assert found["onet_soc_code_2019"].tolist() == ["15-1252.00", *["29-1141.00"] * 3]
    assert found["candidate_codes"].tolist()[:2] == ["15-1252.00|29-1141.00", "29-1141.00|15-1252.00"]
    first = found.iloc[0]
    assert (first["soc_code_2018"], first["occupation_title"]) == ("15-1252", "Software Developers")
    assert first["evidence"] == "role SRES.GEN.P1, which the title names, is mapped to it"


def test_whether_a_grade_is_of_support_follows_the_role_that_a_title_names(matcher: Matcher):
    stated = pd.DataFrame({"role_id": ROLES["role_id"], "occupation_code": "53-7065.00"})
    found = match_subjects(
        replace(matcher, basis=replace(matcher.basis, stated=stated)), asked(("SRE II", ""), ("Pilot II", ""))
    )
    assert found["level_low"].tolist() == ["S2", "P2"]


def test_each_file_of_a_folder_has_a_place_of_its_own(matcher: Matcher, tmp_path: Path):
    for name in ("hr.csv", "hr.xlsx", "pay.csv", "~$hr.xlsx", ".old.csv", "note.txt"):
        (tmp_path / name).write_text("title\nSRE\n", encoding="utf-8")
    places = [(file.name, place.name) for file, place in files_to_match(tmp_path, tmp_path / "out")]
    assert places == [
        ("hr.csv", "hr.csv.matched.csv"), ("hr.xlsx", "hr.xlsx.matched.csv"), ("pay.csv", "pay.matched.csv")
    ]  # fmt: skip
