"""The quality report as a page: sound for readers of its structure, loading nothing, and safe whatever the data say."""

import re
from itertools import pairwise

import pandas as pd
import pytest

from flows.adjacency import order_families
from flows.releases import Release
from flows.report import render_report
from schemas.differences import DIFFERENCES, Difference, Section
from schemas.registry import PUBLISHED
from tests.fixtures.pages import Page, access_faults
from tests.fixtures.reading import table

Tables = dict[str, pd.DataFrame]
FIRST = Difference(None, "2026.11.0", "first")
FACTS = {
    "data_version": "2026.11.0",
    "contract_version": "2.0.0",
    "previous_version": None,
    "profile": "internal",
    "profile_notice": "Internal profile.",
    "release_date": "2026-11-23",
    "licence_spdx": "CC-BY-4.0",
}
FILES = ("README.md", "CHANGES.md", "ATTRIBUTION.md", "CITATION.cff")
SPOILT = [
    "<script>x()</script>",
    "<img src=x onerror=x()>",
    "<a href='javascript:x()'>",
    "\"'> ]]> --> </title></style></svg>",
    "{{ 7 * 7 }} &amp; & &lt; \u2028\u202e\x00\x1b",
]


@pytest.fixture(scope="module")
def tables(release: Release) -> Tables:
    """Return the published tables of the session's release."""
    known = {name: PUBLISHED[name].typed(table(release, name)) for name in release.manifest["tables"]}
    return known | {"family_distance_matrix": table(release, "family_distance_matrix")}


def report_of(tables: Tables, release: dict, difference: Difference, notes: tuple[str, ...]) -> str:
    """Return the report, with the families in the order that a release gives them."""
    return render_report(tables, release, difference, notes, order_families(tables["family_distance_matrix"]))


def changed(spoil: str = "") -> Difference:
    """Return a difference that has every part, with something before each of its texts."""
    roles = pd.DataFrame({"change": ["added", "added", "retired", "renamed", "moved", "relevelled"]})
    counts = dict.fromkeys(DIFFERENCES["table_changes"].column_names, 3) | {"table": f"{spoil}roles"}
    frames = {"role_changes": roles, "table_changes": pd.DataFrame([counts])}
    lines = tuple(f"{spoil}added SRES.GEN.P{level}" for level in range(1, 7)) * 2
    sections = (Section("roles", f"{spoil}Roles (added 2)", lines),)
    return Difference("2026.10.0", "2026.11.0", "breaking", (f"{spoil}one role went",), None, frames, sections)


@pytest.fixture(scope="module")
def page(tables: Tables) -> str:
    """Return the report of the session's release, as if an earlier one stood."""
    return report_of(tables, FACTS, changed(), ("onet: is not at hand",))


def spoilt(tables: Tables, spoil: str) -> Tables:
    """Return the tables with something before every free text: whatever the contract gives no pattern."""
    return {name: _spoilt(name, frame, spoil) for name, frame in tables.items()}


def _spoilt(name: str, frame: pd.DataFrame, spoil: str) -> pd.DataFrame:
    if name == "family_distance_matrix":
        named = frame.rename(columns={code: spoil + code for code in frame.columns[1:]})
        return named.assign(family_code=spoil + frame["family_code"])
    if name not in PUBLISHED or name == "parameters":
        return frame
    free = [
        column.name
        for column in PUBLISHED[name].columns
        if column.kind == "text" and not column.pattern and not column.isin and not column.name.endswith("url")
    ]
    texts = {column: spoil + frame[column] for column in free if column != "equivalent_basis"}
    if "equivalent_basis" in frame:
        texts["equivalent_basis"] = frame["equivalent_basis"].str.replace("authored role of", spoil)
    return frame.assign(**texts)


@pytest.mark.parametrize("turn", range(len(SPOILT)))
def test_nothing_from_the_data_becomes_markup(tables: Tables, page: str, turn: int):
    spoil = "".join(SPOILT[turn:] + SPOILT[:turn])
    facts = {**FACTS, "profile_notice": spoil, "data_version": spoil, "contract_version": spoil, "licence_spdx": spoil}
    html = report_of(spoilt(tables, spoil), facts, changed(spoil), (spoil,))
    seen, clean = Page(html), Page(page)
    assert seen.faults == []
    assert seen.shape() == clean.shape()
    assert not {"script", "img", "iframe", "object", "base", "form", "link"} & {tag for tag, _ in seen.tags}
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert all(re.match(rf"#|https?://|\.\./({'|'.join(FILES)})$", address) for address in seen.values("href"))
    assert "49 &" not in html
    assert "\x00" not in html
    assert "\u202e" not in html


def test_spoilt_texts_are_shown_as_they_are(tables: Tables):
    seen = Page(report_of(spoilt(tables, SPOILT[0]), FACTS, FIRST, ()))
    assert sum(text.count(SPOILT[0]) for texts in seen.text.values() for text in texts) > 100


def test_links_from_the_data_lead_to_the_web_alone(tables: Tables):
    bad = ["javascript:x()", "JaVaScRiPt:x()", "data:text/html,x", "//x.example", "README.md", "https:"]
    urls = (bad * len(tables["sources"]))[: len(tables["sources"])]
    sources = tables["sources"].assign(url=urls, licence_url=urls)
    seen = Page(report_of(tables | {"sources": sources}, FACTS, FIRST, ()))
    assert all(value.startswith(("#", "../")) for value in seen.values("href"))


def test_the_page_is_sound_for_readers_of_its_structure(page: str):
    assert access_faults(Page(page)) == []
    assert len(Page(page).having("table")) > 10


def test_faults_of_structure_are_found():
    bad = '<h1>a</h1><h3 id="x">b</h3><p id="x"><th><svg role="img"></svg><table></table><a href="#no"></a>'
    assert len(access_faults(Page(bad))) >= 7


def test_the_page_loads_nothing_and_runs_nothing(page: str):
    seen = Page(page)
    assert not {"src", "srcset", "data", "action", "poster", "xlink:href"} & {
        name for _, one in seen.tags for name in one
    }
    assert not re.search(r"url\(|@import|@font-face", page)
    assert "default-src 'none'" in seen.having("meta")[2]["content"]


def test_the_order_of_rows_makes_no_difference(tables: Tables, page: str):
    mixed = {name: frame.sample(frac=1, random_state=7) for name, frame in tables.items() if name in PUBLISHED}
    assert report_of(tables | mixed, FACTS, changed(), ("onet: is not at hand",)) == page


def test_the_report_of_a_release_is_made_of_its_tables_alone(release: Release, tables: Tables):
    assert (release.path / "report" / "index.html").read_text(encoding="utf-8") == report_of(
        tables, release.manifest, FIRST, release.notes
    )


def test_links_within_the_release_lead_to_its_files(release: Release):
    seen = Page((release.path / "report" / "index.html").read_text(encoding="utf-8"))
    files = {value for value in seen.values("href") if value.startswith("../")}
    assert len(files) == 3
    assert all((release.path / "report" / name).is_file() for name in files)


def test_a_first_release_without_onet_says_what_is_missing_and_how_to_get_it(tables: Tables):
    html = report_of(tables, FACTS, FIRST, ())
    assert "This is the first release of its profile" in html
    assert "No mapping of this release is calibrated" in html
    assert "canon fetch onet" in html


def test_every_part_has_words_for_an_empty_table(tables: Tables):
    kept = ("roles", "sources", "parameters", "source_roles")
    empty = {name: frame if name in kept else frame.iloc[:0] for name, frame in tables.items()}
    html = report_of(empty, FACTS, Difference("2026.10.0", "2026.11.0", "none"), ())
    assert access_faults(Page(html)) == []
    for words in (
        "No record was rejected",
        "There are none",
        "No two sources say different things",
        "mapping_reliability is empty",
        "Every table says the same, row for row",
        "roles hold none",
    ):
        assert words in html


def test_one_family_has_nothing_to_compare(tables: Tables):
    code = tables["roles"]["family_code"].iloc[0]
    one = {"family_distance_matrix": pd.DataFrame({"family_code": [code], code: [0.1]})}
    html = report_of(tables | one, FACTS, FIRST, ())
    assert "There is one family; nothing to compare." in html
    assert "chart-families" not in html


def test_long_lists_are_cut_and_say_how_many_more(tables: Tables):
    rows = tables["rejected_rows"].iloc[[0] * 5000].assign(locator=[f"row {row}" for row in range(5000)])
    many = rows.assign(rule=[f"rule_{row % 300}" for row in range(5000)], message="m" * 5000, value="v" * 5000)
    html = report_of(tables | {"rejected_rows": many}, FACTS, FIRST, ())
    assert "and 260 more groups" in html
    assert len(html.encode()) < 300_000


def test_changes_are_told_with_their_counts(page: str):
    assert list(pairwise(Page(page).text["dd"])).count(("2", "1")) == 1
    assert "and 6 more lines" in page
