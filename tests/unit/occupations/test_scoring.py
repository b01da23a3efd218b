"""Scoring occupations: how words are read, what measures prefer, and what is said of the best guess."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from flows.learn.chances import fit_chances, let_through_by_others
from flows.occupations import build_learned_index, build_scorer, propose_occupations, score_subjects, word_forms
from flows.occupations.scoring.confidence import Scored, common_figures, figure_names, figures, running_shares
from flows.occupations.scoring.measures import MEASURES, Texts
from flows.occupations.scoring.model import Scorer
from flows.occupations.scoring.seen import read_seen, seen_shares
from flows.occupations.scoring.titles import all_titles
from schemas.match_columns import SCORED_COLUMNS
from schemas.vocabularies import GROUP_LEVELS, SCORER_FIGURES
from schemas.words import Tokens, Vocabulary, WordForms, letter_groups, singular, split_words
from tests.fixtures.framework import authored_framework

TABLES = authored_framework().scorer
FURTHER = pd.DataFrame(
    [
        ("29-1141.00", "Ward Sister"),
        ("29-1141.00", "ward nurse"),
        ("53-3032.00", "Haulier"),
        ("99-1.00", "Nobody"),
    ],
    columns=["occupation_code", "title"],
)
OURS = TABLES | {"further_titles": FURTHER}
GROUPS = ["11-0000", "11-9000", "11-9150", "11-9151", "29-0000", "29-1000", "29-1140", "29-1141", "53-0000"]
GROUPS += ["53-3000", "53-3030", "53-3032", "53-3033", "15-0000", "15-1200", "15-1250", "15-1252", "15-1253"]
PARENTS = [None, "11-0000", "11-9000", "11-9150", None, "29-0000", "29-1000", "29-1140", None]
PARENTS += ["53-0000", "53-3000", "53-3030", "53-3030", None, "15-0000", "15-1200", "15-1250", "15-1250"]
OCCUPATIONS = {
    "11-9151.00": ("Clinic Managers", ["Clinic Manager", "Nursing Manager"], "Plan the work of a clinic."),
    "15-1252.00": ("Software Developers", ["Software Engineer", "Developer", "Engineer"], "Write computer programs."),
    "15-1253.00": ("Software Testers", ["Test Engineer", "Engineer"], "Test computer programs for faults."),
    "29-1141.00": ("Registered Nurses", ["Nurse", "Ward Nurse"], "Care for patients on wards."),
    "53-3032.00": ("Heavy Truck Drivers", ["Truck Driver", "Trucker"], "Drive heavy trucks over long ways."),
    "53-3033.00": ("Light Truck Drivers", ["Van Driver", "Truck Driver"], "Drive vans to customers."),
}


def reference() -> dict[str, pd.DataFrame]:
    codes = list(OCCUPATIONS)
    own = pd.DataFrame({"occupation_code": codes, "title": [title for title, _, _ in OCCUPATIONS.values()]})
    titles = [(code, title) for code, (_, listed, _) in OCCUPATIONS.items() for title in listed]
    listed = pd.DataFrame(titles, columns=["occupation_code", "title"]).assign(is_reported=None)
    related = pd.DataFrame({"occupation_code": ["53-3032.00"], "related_occupation_code": ["53-3033.00"]})
    return {
        "soc_groups": pd.DataFrame({"occupation_code": GROUPS, "parent_code": PARENTS}),
        "onet_soc_occupations": own.assign(parent_code=own["occupation_code"].str[:7]),
        "occupation_titles": listed.assign(title_normalised=listed["title"].str.casefold(), source_id="onet"),
        "occupation_descriptions": pd.DataFrame(
            {"occupation_code": codes, "description": [text for _, _, text in OCCUPATIONS.values()]}
        ),
        "occupation_relations": related,
    }


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return build_scorer(reference(), OURS)


def subjects(*titles: str, **cells: str) -> pd.DataFrame:
    blank = dict.fromkeys(["alternate_titles", "description", "components"], "")
    return pd.DataFrame({"title": list(titles)}).assign(**(blank | cells))


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("nurses", "nurse"),
        ("secretaries", "secretary"),
        ("businesses", "business"),
        ("salesmen", "salesman"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("boxes", "box"),
    ],
)
def test_a_plural_is_read_as_its_singular(word: str, base: str):
    assert singular(word) == base


@pytest.mark.parametrize("words", ["manager management", "accountant account", "engineer engineering"])
def test_words_of_one_stem_stay_apart(words: str):
    assert len(split_words(pd.Series([words]), WordForms({})).distinct) == 2


def said(tokens: Tokens) -> list[list[str]]:
    words = pd.Series(tokens.distinct.to_numpy()[tokens.word], dtype="object")
    return [words[tokens.row == row].tolist() for row in range(tokens.texts)]


def test_words_are_read_whatever_case_accents_and_spelling():
    forms = WordForms({"the": "", "lorry": "truck"})
    read = split_words(pd.Series(["The LORRY", "Café Organiser's", "IT support", "it is", "12 %"]), forms)
    assert said(read) == [
        ["truck"],
        ["cafe", "organizer"],
        ["information", "technology", "support"],
        ["it", "is"],
        ["12"],
    ]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Fireftr-90.46 Hrs", ["firefighter", "90", "46"]),
        ("Elctn,Util-Exempt", ["electrician", "utility"]),
        ("SUPVSR OF LABORERS (ASGND)", ["supervisor", "laborer"]),
    ],
)
def test_abbreviations_of_payrolls_are_read_as_words_and_their_marks_passed_over(title: str, words: list[str]):
    read = split_words(pd.Series([title]), word_forms(TABLES["word_forms"]))
    assert said(read) == [words]


def test_pairs_never_span_two_texts():
    pairs = split_words(pd.Series(["ward nurse", "", "truck driver"]), WordForms({})).with_pairs()
    assert said(pairs) == [["ward", "nurse", "ward_nurse"], [], ["truck", "driver", "truck_driver"]]


def test_the_last_word_is_of_each_text_that_has_one():
    tokens = split_words(pd.Series(["", "ward nurse", "driver", ""]), WordForms({}))
    assert said(tokens.last()) == [[], ["nurse"], ["driver"], []]
    assert said(tokens.part(1, 3).last()) == [["nurse"], ["driver"]]


def test_unknown_words_are_not_counted():
    tokens = split_words(pd.Series(["nurse nurse driver", "trucker"]), WordForms({}))
    assert Vocabulary(pd.Index(["driver", "nurse"])).count(tokens).toarray().tolist() == [[1, 2], [0, 0]]
    assert Vocabulary(pd.Index(["driver", "nurse"])).once(tokens).toarray().tolist() == [[1, 1], [0, 0]]
    assert Vocabulary.of(split_words(pd.Series(["a b", "b"]), WordForms({})), 2).words.tolist() == ["b"]


def test_letter_groups_are_of_each_word():
    groups = letter_groups(pd.Index(["cat", "a"]))
    assert said(groups) == [[" ca", " cat", " cat ", "at ", "cat", "cat "], [" a "]]


def test_a_listed_title_decides_and_is_told(scorer: Scorer):
    found = score_subjects(subjects("Ward Nurse", "Software Engineer", "trucker"), scorer)
    assert found["onet_soc_code_2019"].tolist() == ["29-1141.00", "15-1252.00", "53-3032.00"]
    assert found["soc_code_2018"].tolist() == ["29-1141", "15-1252", "53-3032"]
    assert found["evidence"].str.startswith("O*NET lists '").all()
    assert found["shared_count"].tolist() == [1, 1, 1]


def test_a_title_of_our_own_list_is_told_as_ours(scorer: Scorer):
    found = score_subjects(subjects("Haulier", "Ward Sister", "Ward Nurse"), scorer)
    assert found["onet_soc_code_2019"].tolist() == ["53-3032.00", "29-1141.00", "29-1141.00"]
    assert found["evidence"].str.split("'").str[0].tolist() == ["Canon lists ", "Canon lists ", "O*NET lists "]


def test_a_title_of_our_own_list_counts_less_than_one_that_onet_lists():
    title = pd.DataFrame({"occupation_code": ["29-1141.00"], "title": ["Ward Manager"]})
    known = reference()
    by_onet = pd.concat([known["occupation_titles"], title.assign(title_normalised="ward manager")])
    gains = []
    for listed, further in ((by_onet, FURTHER.head(0)), (known["occupation_titles"], title)):
        index = build_learned_index(known | {"occupation_titles": listed}, TABLES | {"further_titles": further})
        place = index.name_words.vocabulary.words.get_loc("manager")
        gains.append(index.name_words.gains[place, list(index.codes).index("29-1141.00")])
    assert 0 < gains[1] < gains[0]


def test_of_our_own_titles_those_are_left_out_that_onet_lists_or_no_occupation_holds():
    titles = all_titles(reference(), FURTHER)
    ours = titles.loc[~titles["is_onet"], ["occupation_code", "title"]]
    assert ours.to_numpy().tolist() == [["29-1141.00", "Ward Sister"], ["53-3032.00", "Haulier"]]
    assert titles["is_own"].sum() == len(OCCUPATIONS)


def test_each_proposal_of_a_role_says_on_what_it_rests(scorer: Scorer):
    asked = subjects("Truck Driver", "Software Nurse").assign(role_id=["role-000001", "role-000002"])
    proposed, trusted = propose_occupations(asked, scorer, "30.1")
    assert proposed["evidence"].str.contains("O\\*NET lists '|its titles share: |no title of it shares a word").all()
    behind = proposed.loc[proposed["order_in_origin"] > 1]
    assert behind["evidence"].str.contains(r"; candidate \d of 5 behind ").all()
    drivers = proposed.loc[proposed["evidence"].str.startswith("O*NET lists 'truck driver'")]
    assert drivers["order_in_origin"].tolist() == [1, 2]
    assert drivers["shared_count"].tolist() == [2, 2]
    assert (
        trusted["proposed_code"].tolist() == proposed.loc[proposed["order_in_origin"] == 1, "occupation_code"].tolist()
    )


def test_a_shared_title_is_ambiguous_and_its_related_runner_up_is_named(scorer: Scorer):
    (found,) = score_subjects(subjects("Truck Driver"), scorer).itertuples(index=False)
    assert found.shared_count == 2
    assert found.reason == "ambiguous: the title is listed under 2 occupations"
    assert "is related to it in O*NET" in found.evidence


def test_an_unknown_word_still_gives_a_guess_and_the_reason(scorer: Scorer):
    (found,) = score_subjects(subjects("zyxw"), scorer).itertuples(index=False)
    assert found.onet_soc_code_2019 in OCCUPATIONS
    assert found.reason == "none of its words stands in a listed title"


def test_further_text_moves_the_guess(scorer: Scorer):
    assert score_subjects(subjects("Engineer"), scorer)["onet_soc_code_2019"].iloc[0].startswith("15-125")
    tester = subjects("Engineer", description="Test computer programs for faults.", components="testing|faults")
    assert score_subjects(tester, scorer)["onet_soc_code_2019"].tolist() == ["15-1253.00"]


def test_managers_of_a_field_are_managers_and_not_sure_for_want_of_others(scorer: Scorer):
    alone = subjects("Nursing", description="Care for patients on wards.")
    free, bound = (score_subjects(alone.assign(is_manager=flag), scorer) for flag in (False, True))
    assert free["onet_soc_code_2019"].tolist() == ["29-1141.00"]
    assert bound["onet_soc_code_2019"].tolist() == ["11-9151.00"]
    assert bound["confidence_score"].iloc[0] < 0.5


def test_where_one_occupation_is_known_it_is_guessed_with_a_chance(scorer: Scorer):
    known = reference()
    kept = {name: known[name].loc[lambda rows: rows["occupation_code"] == "29-1141.00"] for name in known}
    alone = build_scorer(kept | {"soc_groups": known["soc_groups"]}, OURS)
    found = score_subjects(pd.concat([subjects("Nurse"), subjects("Nurse", description="Care for people.")]), alone)
    assert found["onet_soc_code_2019"].eq("29-1141.00").all()
    assert found["confidence_score"].between(0, 1).all()


def test_no_subject_gives_no_row(scorer: Scorer):
    assert list(score_subjects(subjects(), scorer).columns) == list(SCORED_COLUMNS)


@given(st.lists(st.text(alphabet="abcdeinrstu é'-/(4)", min_size=1, max_size=25), min_size=1, max_size=6))
def test_scores_are_chances_in_order_whatever_the_title(scorer: Scorer, titles: list[str]):
    found = score_subjects(subjects(*titles), scorer)
    assert len(found) == len(titles)
    scores = np.array([[float(score) for score in row.split("|")] for row in found["candidate_scores"]])
    assert scores.shape == (len(titles), 5)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert (np.diff(scores, axis=1) <= 0).all()
    assert (found["candidate_codes"].str.split("|").map(lambda codes: len(set(codes))) == 5).all()
    assert (found["margin"] >= 0).all()
    assert (found["trusted_code"].isna() == found["trusted_level"].isna()).all()


@given(st.permutations(["Ward Nurse", "Engineer", "Van Driver", "Developer", "Clinic Manager"]))
def test_the_order_of_subjects_changes_nothing(scorer: Scorer, titles: list[str]):
    known = score_subjects(subjects(*sorted(titles)), scorer).assign(title=sorted(titles)).set_index("title")
    found = score_subjects(subjects(*titles), scorer).assign(title=titles).set_index("title")
    pd.testing.assert_frame_equal(found.loc[known.index], known)


def test_the_nearest_title_is_found_wherever_it_is_listed(scorer: Scorer):
    texts = Texts(pd.Series(["light van driver", "", "zyxw"]), scorer.index)
    near = MEASURES["nearest"](texts, slice(0, 3))
    assert scorer.index.codes[near[0].argmax()] == "53-3033.00"
    assert near[0].max() < 1
    assert not near[1:].any()
    exact = MEASURES["nearest"](Texts(pd.Series(["Clinic Manager", "Trucker"]), scorer.index), slice(1, 2))
    assert exact[0, list(OCCUPATIONS).index("53-3032.00")] == pytest.approx(1)


def seen(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["word", "occupation_code", "times"]).assign(field="names")


def test_a_word_that_was_seen_speaks_for_the_occupation_and_less_for_its_group(scorer: Scorer):
    words = read_seen(seen(("carter", "53-3032.00", 3), ("carer", "29-1141.00", 3)), scorer.index)["names"]
    texts = Texts(pd.Series(["carter", "carter carer", "unknown"]), scorer.index)
    odds = seen_shares(texts, words.vocabulary) @ words.odds
    heavy, light, nurse = (list(OCCUPATIONS).index(code) for code in ("53-3032.00", "53-3033.00", "29-1141.00"))
    assert odds[0, heavy] > odds[0, light] > 0 > odds[0, nurse]
    assert odds[0, heavy] > odds[1, heavy]
    assert not odds[2].any()


def test_words_seen_of_an_occupation_that_the_edition_lacks_are_passed_over(scorer: Scorer):
    words = read_seen(seen(("carter", "53-3032.00", 3), ("carter", "99-9999.00", 9)), scorer.index)["names"]
    alone = read_seen(seen(("carter", "53-3032.00", 3)), scorer.index)["names"]
    np.testing.assert_array_equal(words.odds, alone.odds)


def test_shares_of_groups_add_up_and_each_level_has_its_figures(scorer: Scorer):
    scores = np.array([[0.0, 3.0, 1.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    shares = softmax(scores, axis=1)
    running, ranges = running_shares(shares), scorer.index.ranges
    best, near = np.array([1]), {"title.names": np.array([[0.5, 0.2, 0.1, 0.0, 0.0, 0.0]])}
    scored = Scored(scores, np.array([[1], [2]]), near, np.array([4.0]))
    names, odds = figure_names(list(near)), []
    for level in GROUP_LEVELS:
        starts = np.unique(ranges[level][0])
        assert np.add.reduceat(shares, starts, axis=1).sum() == pytest.approx(1)
        common = common_figures(scored, shares, best)
        measured = dict(zip(names, figures(names, common, running, best, ranges[level])[0], strict=True))
        assert (measured["gap_second"], measured["agreement"], measured["titles_count"]) == (2, 0.5, 4)
        assert (measured["value.title.names"], measured["lead.title.names"]) == pytest.approx((0.2, -0.3))
        assert measured["spread"] == pytest.approx(-(shares * np.log(shares)).sum(), abs=1e-5)
        odds.append(measured["group_odds"])
    assert odds == sorted(odds)


def test_chances_are_learned_whatever_the_scale_of_a_figure():
    rng = np.random.default_rng(1)
    told, noise = rng.normal(size=400), rng.normal(size=400)
    right = (told + rng.normal(size=400) > 0).astype(float)
    figures = np.stack([np.ones(400), told, noise, np.full(400, 7.0)], axis=1)
    weights = fit_chances(figures, right, np.ones(400), 3.0)
    assert weights[1] > 1 > 5 * abs(weights[2])
    assert weights[3] == 0
    scaled = fit_chances(figures * [1, 1000, 1, 1] + [0, 50, 0, 0], right, np.ones(400), 3.0)
    assert (figures * [1, 1000, 1, 1] + [0, 50, 0, 0]) @ scaled == pytest.approx(figures @ weights, abs=1e-3)


def test_what_is_let_through_is_decided_on_other_rows():
    chance = np.tile(np.linspace(1, 0, 100), 2)
    fold, right = np.repeat([0, 1], 100), np.concatenate([chance[:100] > 0.5, chance[:100] > 0.8]).astype(float)
    share, precision = let_through_by_others(chance, right, np.ones(200), fold, 1.0)
    assert share == pytest.approx((20 + 50) / 200)
    assert precision == pytest.approx((20 + 20) / 70)
    assert let_through_by_others(chance, np.zeros(200), np.ones(200), fold, 0.9)[0] == 0


def test_what_was_learned_holds_the_same_figures_on_every_level_of_a_profile():
    rows = TABLES["calibration"].groupby(["profile", "level"])["figure"].agg(set)
    assert len(rows) == 15
    always = set(SCORER_FIGURES) - {"titles_count"}
    assert all(always <= figures for figures in rows)
    names = TABLES["measure_weights"].assign(name=lambda table: table["field"] + "." + table["measure"])
    raw = names.loc[names["scale"] == "raw"].groupby("profile")["name"].agg(set)
    for (profile, _), told in rows.items():
        assert {figure.split(".", 1)[1] for figure in told if "." in figure} <= raw[profile]
    assert (TABLES["trust"]["least_chance"] >= 0.5).all()
    assert TABLES["reliability"].groupby("profile")["pairs_count"].sum().min() > 1000
