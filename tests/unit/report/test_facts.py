"""The figures of the quality report: geometry of charts, fences, calibration error, and words for numbers."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from flows.report.charts import calibration_error, edge_labels, reliability, stack, whole_bins, wilson
from flows.report.content import fence, judge
from flows.report.glance import marks
from flows.report.lists import cap_list, settings_of
from flows.report.mappings import confidence_histogram
from flows.report.matrix import MOST_CELLS, Matrix, draw_matrix, family_facts
from flows.report.page import count, cut, limit, percent, web_address
from flows.report.records import conflict_facts, finding_groups, raw_role_facts
from flows.report.relations import adjacency_facts
from schemas.errors import BadData
from schemas.settings import ReportSettings
from tests.fixtures.framework import authored_framework

PARAMETERS = authored_framework().parameters


def test_parts_of_a_bar_follow_one_another_to_the_whole():
    parts = stack({"a": 1, "b": 0, "c": 3})
    assert [(part.kind, part.start, part.length) for part in parts] == [("a", 0, 25), ("c", 25, 75)]
    assert stack({"a": 1}, 4)[0].length == 25
    assert stack({"a": 0}) == ()


def bins(*values: int):
    series = pd.Series(values, dtype="int64")
    return whole_bins(series, pd.Series(["usual"] * len(values)), ("usual", "outlier"), pd.Series([1] * len(values)))


@pytest.mark.parametrize("values", [(), (0,), (3, 3, 7), (0, 25), (12, 400), (1, 99_999)])
def test_every_value_falls_in_one_column(values: tuple[int, ...]):
    chart = bins(*values)
    assert chart.total == len(values)
    assert 1 <= len(chart.bars) <= 26
    assert all(0 <= bar.height <= 100 for bar in chart.bars)
    assert len(chart.labels) <= 10
    assert chart.bars[-1].start + chart.bars[-1].width == pytest.approx(100)


def test_columns_say_what_they_hold():
    assert [bar.span for bar in bins(3).bars] == ["0", "1", "2", "3"]
    assert [bar.span for bar in bins(49).bars][-1] == "48 to 49"
    assert [bar.span for bar in bins(2600).bars][-1] == "2,600 to 2,799"


def test_labels_at_edges_end_with_the_last():
    labels = edge_labels(["0.0", "0.5"], last="1.0")
    assert [(label.text, label.at, label.anchor) for label in labels] == [
        ("0.0", 0, "start"),
        ("0.5", 50, "middle"),
        ("1.0", 100, "end"),
    ]


def test_a_score_on_an_edge_falls_in_the_column_above():
    scores = [0.0, 0.1, 0.29, 0.3, 0.7, 0.999999, 1.0]
    mappings = pd.DataFrame({"confidence_score": scores, "confidence_basis": "rule", "is_primary": True})
    assert [bar.count for bar in confidence_histogram(mappings).bars] == [1, 1, 1, 1, 0, 0, 0, 1, 0, 2]


def measured(*rows: tuple[float, int, float]) -> pd.DataFrame:
    made = [
        {"score_low": low, "score_high": low + 0.1, "pairs_count": n, "right_share": right} for low, n, right in rows
    ]
    return pd.DataFrame(made)


def test_calibration_error_is_the_mean_distance_by_pairs():
    points = reliability(measured((0.1, 30, 0.15), (0.8, 10, 0.65), (0.9, 0, 0.0)))
    assert len(points) == 2
    assert calibration_error(points) == pytest.approx((30 * 0 + 10 * 0.2) / 40)
    assert calibration_error(()) == 0


def test_interval_of_wilson():
    for right, of in ((8, 10), (0, 12), (12, 12), (1, 3), (4_321, 9_876)):
        assert wilson(right / of, of) == pytest.approx(
            tuple(binomtest(right, of).proportion_ci(method="wilson")), abs=1e-8
        )


def test_fences_are_those_of_tukey_and_never_closer_than_a_step():
    spread = pd.DataFrame({"source_id": ["a", "b", "c"], "q1": [10.0, 9.0, 2.0], "q3": [20.0, 9.0, 8.0]})
    fenced = fence(spread, 1.5)
    assert fenced[["fence_low", "fence_high"]].to_numpy().tolist() == [[0, 35], [7.5, 10.5], [0, 17]]


def test_an_outlier_is_judged_among_the_roles_of_its_source():
    spread = fence(pd.DataFrame({"source_id": ["a", "b"], "q1": [40.0, 9.0], "q3": [50.0, 9.0]}), 1.5)
    held = pd.DataFrame({"source_id": ["a", "a", "b", "b", "b"], "count": [40, 9, 9, 40, 0]})
    judged = judge(held, spread)
    assert judged["is_odd"].tolist() == [False, True, False, True, True]
    assert judged["excess"].tolist() == [0, 16, 0, 29.5, 7.5]


def test_findings_are_grouped_by_source_and_rule_with_their_first_samples():
    rows = [("b", "gap", f"row {number}", "m") for number in range(5)] + [("a", "twice", "row 9", "n")]
    frame = pd.DataFrame(rows, columns=["source_id", "rule", "locator", "message"]).assign(file="f", value=None)
    groups = finding_groups({"source_warnings": frame}, "source_warnings")
    assert [(group["source_id"], group["rule"], group["count"], len(group["samples"])) for group in groups.rows] == [
        ("a", "twice", 1, 1),
        ("b", "gap", 5, 3),
    ]
    assert groups.rows[1]["samples"][0]["locator"] == "row 0"


def test_what_raw_roles_became():
    rows = [
        ("ours", "A", "unite", "authored role", None, None),
        ("hr", "B", "align", "stands at the place of SRES.GEN.P1", None, None),
        ("hr", "F", "align", "nearest rung: no canonical role stands at S; SRES.GEN.P1 is 1 rung away", None, None),
        ("hr", "C", "own", "title C ~ A 0.90", "role-000001", 0.6),
        ("hr", "D", "own", "none: no role reaches 0.45; nearest SRES.GEN.P1 by 0.31", None, None),
        ("hr", "E", "own", "none: no role reaches 0.45; nearest SRES.GEN.P2 by 0.22", None, None),
    ]
    columns = ["source_id", "raw_title", "relation", "equivalent_basis", "equivalent_role_id", "equivalent_score"]
    raw = pd.DataFrame(rows, columns=columns).assign(source_key=list("123456"), role_id="role-000001")
    held = pd.DataFrame({"source_id": ["hr", "hr", "hr"], "component_id": ["cmp-1", None, None]})
    roles = pd.DataFrame({"role_id": ["role-000001"], "role_code": ["SRES.GEN.P1"], "title": ["A"]})
    told = raw_role_facts({"source_roles": raw, "roles": roles, "source_role_components": held})
    counts = {"total": 6, "united": 1, "aligned": 2, "proposed": 1, "none": 2}
    assert told["sums"] == {**counts, "held": 3, "matched": 1}
    assert [(row["raw_title"], row["reason"]) for row in told["away"].rows] == [("F", "1 rung away")]
    assert [(row["reason"], row["count"], row["sample"]) for row in told["none"].rows] == [
        ("no role reaches 0.45", 2, "D")
    ]
    assert [(row["raw_title"], row["role_code"]) for row in told["proposals"].rows] == [("C", "SRES.GEN.P1")]


def test_conflicts_are_counted_by_field_and_sources():
    roles = pd.DataFrame({"role_id": ["1", "2"], "role_code": ["B", "A"]})
    lost = pd.DataFrame({"role_id": ["1", "2"], "field": "title", "source_id": "hr", "winning_source_id": "canon"})
    told = conflict_facts({"claim_conflicts": lost.assign(value=["x", "y"], winning_value="z"), "roles": roles})
    assert [(row["count"], row["role_code"], row["value"]) for row in told["groups"].rows] == [(2, "A", "y")]


def test_adjacency_in_numbers():
    roles = pd.DataFrame(
        {"role_id": ["1", "2", "3"], "role_code": list("CBA"), "title": "T", "superfunction_name": "S"}
    )
    pairs = pd.DataFrame({"role_id": ["1", "2"], "match_band": ["strong", "weak"], "is_tie_cut": [False, True]})
    known = {
        "roles": roles,
        "role_adjacency": pairs,
        "parameters": PARAMETERS.mask(PARAMETERS["parameter"] == "adjacency.k", PARAMETERS.assign(value=1.0)),
    }
    told = adjacency_facts(known)
    assert [(row["band"], row["count"]) for row in told["bands"]] == [("strong", 1), ("partial", 0), ("weak", 1)]
    assert [row["role_code"] for row in told["lonely"].rows] == ["A"]
    assert (told["full"], told["tie_cut"], told["lonely_share"]) == (2, 1, 1 / 3)


STANDING = {
    "records": {"high": cap_list(pd.DataFrame({"source_id": []}), 3)},
    "mapping": {
        "low": cap_list(pd.DataFrame({"total": []}), 3),
        "worst_error": 0.02,
        "is_calibrated": True,
        "calibration_error_most": 0.05,
        "review": {"counts": {"stale": 0}, "approved_roles": 3},
    },
    "content": {"empty": 0, "outlier_share": 0.05, "outlier_share_most": 0.05},
    "adjacency": {"lonely_share": 0.0, "lonely_share_most": 0.05},
    "changes": {"verdict": "additive"},
    "warnings": cap_list(pd.DataFrame({"rule": []}), 3),
}


def marked(part: str, **other: object) -> list[str]:
    facts = STANDING | {part: {**STANDING[part], **other}} if other else STANDING
    return [mark.name for mark in marks(facts) if mark.state == "look"]


def test_a_release_in_order_asks_for_no_look():
    assert marked("content") == []


@pytest.mark.parametrize(
    ("part", "other", "name"),
    [
        ("records", {"high": cap_list(pd.DataFrame({"source_id": ["a"]}), 3)}, "records"),
        ("mapping", {"low": cap_list(pd.DataFrame({"total": [9]}), 3)}, "mapping"),
        ("mapping", {"worst_error": 0.051}, "calibration"),
        ("mapping", {"worst_error": None}, "calibration"),
        ("mapping", {"is_calibrated": False}, "calibration"),
        ("mapping", {"review": {"counts": {"stale": 1}, "approved_roles": 3}}, "review"),
        ("mapping", {"review": {"counts": {"stale": 0}, "approved_roles": 0}}, "review"),
        ("content", {"empty": 1}, "content"),
        ("content", {"outlier_share": 0.06}, "content"),
        ("adjacency", {"lonely_share": 0.06}, "adjacency"),
        ("changes", {"verdict": "breaking"}, "changes"),
    ],
)
def test_what_passes_a_limit_asks_for_a_look(part: str, other: dict, name: str):
    assert marked(part, **other) == [name]


def test_a_list_says_what_it_leaves_out():
    shown = cap_list(pd.DataFrame({"a": [1.0, None, 3.0]}), 2)
    assert (shown.rows, shown.total, shown.more) == ([{"a": 1.0}, {"a": None}], 3, 1)


def test_a_missing_parameter_is_bad_data():
    with pytest.raises(BadData, match=r"lacks 'report\.tukey_multiplier'"):
        settings_of({"parameters": pd.DataFrame({"parameter": ["x"], "value": [1.0]})}, ReportSettings)


def test_words_for_numbers():
    assert [count(number) for number in (0, 1234567, 7.5, 2.0)] == ["0", "1,234,567", "7.5", "2"]
    assert [percent(share) for share in (0, 0.0004, 0.5, 0.9996, 1)] == ["0%", "<0.1%", "50.0%", ">99.9%", "100%"]
    assert [limit(share) for share in (0.01, 0.07, 0.125)] == ["1%", "7%", "12.5%"]
    assert cut("x" * 10, 5) == "xxxx…"
    assert cut(None) == ""


@pytest.mark.parametrize("address", ["https://example.org/a?b=c", "HTTP://example.org"])
def test_an_address_of_the_web_is_one(address: str):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address", [None, "", "javascript:x()", "ftp://example.org", "https:", "http://[x", "https://e.org/\x00"]
)
def test_any_other_address_is_none(address: str | None):
    assert web_address(address) == ""


def square(*places: float) -> pd.DataFrame:
    codes = [f"F{number}" for number in range(len(places))]
    values = np.abs(np.subtract.outer(places, places)).round(6) if places else np.empty((0, 0))
    return pd.DataFrame(values, index=codes, columns=codes)


def drawn(distances: pd.DataFrame) -> Matrix:
    return draw_matrix(
        distances.to_numpy(), np.arange(len(distances)), {code: f"Family {code}" for code in distances.index}
    )


def test_the_picture_has_each_cell_once_and_the_near_ones_in_the_first_shade():
    picture = drawn(square(0.1, 0.15, 0.2, 0.6, 0.65))
    painted: dict[tuple[int, int], int] = {}
    for shade, path in picture.shades:
        for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
            for place in range(int(column), int(column) + int(length)):
                assert (int(row), place) not in painted
                painted[int(row), place] = shade
    assert len(painted) == 25
    assert painted[0, 0] == painted[0, 1] == 0
    assert painted[0, 4] == painted[4, 0] == 5
    assert [label.code for label in picture.labels] == ["F0", "F1", "F2", "F3", "F4"]


@pytest.mark.parametrize("count", [0, 1, MOST_CELLS, MOST_CELLS + 1, 1000])
def test_the_picture_stays_small_whatever_the_number_of_families(count: int):
    picture = drawn(square(*np.linspace(0, 1, count)))
    assert (picture.families, len(picture.labels)) == (count, count if count <= MOST_CELLS else 0)
    assert picture.side <= MOST_CELLS * 14
    assert sum(len(path) for _, path in picture.shades) < 200_000


def test_the_nearest_families_are_told_by_name():
    distances = square(0.1, 0.15, 0.6).rename_axis("family_code").reset_index()
    roles = pd.DataFrame({"family_code": ["F0", "F1"], "family_name": ["Zero", "One"]})
    told = family_facts({"family_distance_matrix": distances, "roles": roles}, ["F2", "F1", "F0"])
    assert [(pair["names"], pair["distance"]) for pair in told["nearest"]] == [
        (("Zero", "One"), 0.05),
        (("One", "F2"), 0.45),
        (("Zero", "F2"), 0.5),
    ]


def test_the_nearest_pairs_are_the_same_as_by_looking_at_all():
    draw = np.random.default_rng(5)
    values = draw.integers(1, 6, (12, 12)) / 10
    codes = [f"F{number:02d}" for number in range(12)]
    distances = pd.DataFrame(np.minimum(values, values.T), index=codes, columns=codes)
    roles = pd.DataFrame({"family_code": codes, "family_name": codes})
    told = family_facts(
        {"family_distance_matrix": distances.rename_axis("f").reset_index(), "roles": roles}, codes[::-1]
    )
    every = [(distances.loc[one, other], one, other) for one in codes for other in codes if one < other]
    assert [(pair["distance"], *pair["codes"]) for pair in told["nearest"]] == sorted(every)[:5]
