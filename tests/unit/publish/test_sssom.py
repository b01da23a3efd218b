"""Mappings in SSSOM: direction of predicates, who says so, refusals, and a file that the library takes."""

import io
import logging
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from flows import __version__
from flows.publish.sssom import COLUMNS, FILE, on_one_line, sssom_rows, write_sssom
from schemas.tables import MAPPING_DECISIONS
from schemas.vocabularies import PREDICATES
from tests.fixtures.review_files import OCCUPATIONS, make_decisions, make_mappings, role_id

JUSTIFICATIONS = {"ManualMappingCuration", "LexicalMatching", "CompositeMatching", "MappingChaining"}
INFERRED = "inferred_from_superfunction"


def made(mappings: pd.DataFrame, decisions: pd.DataFrame | None = None, refused: int = 0, **roles: Any) -> dict:
    numbers = sorted({*mappings["number"], *([refused] if refused else [])})
    known = pd.DataFrame({"role_id": [role_id(number) for number in numbers]})
    known = known.assign(title="Role", mapping_status="detailed", mapping_reason=None, **roles)
    known.loc[known["role_id"] == role_id(refused), ["mapping_status", "mapping_reason"]] = ["refused", "rejected all"]
    return {
        "roles": known,
        "occupations": OCCUPATIONS,
        "role_occupations": mappings.assign(is_primary=mappings["rank"] == 1, confidence_basis="rule"),
        "mapping_decisions": MAPPING_DECISIONS.empty() if decisions is None else decisions,
    }


def told(tables: dict, *columns: str) -> list[list[str]]:
    rows = sssom_rows(tables)[list(columns)]
    return rows.astype("object").where(rows.notna(), "").to_numpy().tolist()


def test_broad_says_that_the_occupation_is_the_broader(tmp_path: Path):
    # SKOS: in "A skos:broadMatch B", B is the broader concept. A role is narrower than its major group.
    broader = make_mappings((1, "15-0000", INFERRED, 0.6, None, "needs_review"))
    assert told(made(broader), "subject_id", "predicate_id", "object_id") == [
        ["role:role-000001", "skos:broadMatch", "soc2018:15-0000"]
    ]
    five = make_mappings(*[(n, "15-1252.00", "curated", 0.5, None, "needs_review") for n in range(1, 6)])
    rows = told(made(five.assign(predicate=PREDICATES)), "predicate_id", "object_id")
    expected = ["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"]
    assert rows == [[f"skos:{term}", "onetsoc2019:15-1252.00"] for term in expected]


@pytest.mark.parametrize(
    ("origin", "basis", "term"),
    [
        ("curated", "stated", "ManualMappingCuration"),
        (INFERRED, "rule", "MappingChaining"),
        ("proposed", "rule", "LexicalMatching"),
        ("proposed", "calibrated", "CompositeMatching"),
    ],
)
def test_the_justification_says_how_the_mapping_was_made(origin: str, basis: str, term: str):
    tables = made(make_mappings((1, "15-1252.00", origin, 0.5, None, "needs_review")))
    tables["role_occupations"] = tables["role_occupations"].assign(confidence_basis=basis)
    ((justification, tool, author, reviewer),) = told(
        tables, "mapping_justification", "mapping_tool", "author_id", "reviewer_id"
    )
    assert (justification, tool == "canon") == (f"semapv:{term}", term != "ManualMappingCuration")
    assert (author, reviewer) == ("", "")


def test_an_approval_names_its_reviewer_and_one_that_nothing_claims_its_author():
    mappings = make_mappings(
        (1, "15-1252.00", "curated", 0.5, None, "approved"),
        (1, "15-1252", "curated", 0.9, None, "approved"),
        (1, "15-1244.00", "proposed", 0.2, None, "stale"),
    )
    mappings["decision_id"] = ["decision-000001", "decision-000002", "decision-000003"]
    mappings.loc[1, "evidence"] = "approved by tester on 2026-02-01: It fits."
    mappings.loc[2, "stale_reason"] = "the level changed"
    decisions = make_decisions(
        (1, "15-1252.00", "approve", "close", "2026-01-01"),
        (1, "15-1252", "approve", "close", "2026-02-01"),
        (1, "15-1244.00", "approve", "close", "2026-03-01"),
    )
    columns = ("object_id", "mapping_justification", "author_id", "reviewer_id", "mapping_date")
    manual = "semapv:ManualMappingCuration"
    assert told(made(mappings, decisions), *columns) == [
        ["onetsoc2019:15-1252.00", manual, "", "curator:tester", "2026-01-01"],
        ["soc2018:15-1252", manual, "curator:tester", "", "2026-02-01"],
        ["onetsoc2019:15-1244.00", "semapv:LexicalMatching", "", "", ""],
    ]
    assert told(made(mappings, decisions), "comment")[2] == ["seen by proposed; stale: the level changed"]


def test_a_rejected_pair_is_negated_and_a_refused_role_has_no_term():
    mappings = make_mappings((1, "15-0000", INFERRED, 0.6, None, "needs_review"))
    decisions = make_decisions(
        (1, "15-1252.00", "approve", "close", "2026-01-01"),
        (1, "15-1252.00", "reject", None, "2026-02-01"),
        (1, "15-0000", "reject", None, "2026-01-01"),
        (1, "15-0000", "approve", "close", "2026-02-01"),
        (9, "15-0000", "reject", None, "2026-02-01"),
    )
    columns = ("subject_id", "predicate_modifier", "predicate_id", "object_id", "author_id", "object_source")
    assert told(made(mappings, decisions, refused=2), *columns) == [
        ["role:role-000001", "", "skos:broadMatch", "soc2018:15-0000", "", "bls:soc/2018/home.htm"],
        [
            "role:role-000001",
            "Not",
            "skos:mappingRelation",
            "onetsoc2019:15-1252.00",
            "curator:tester",
            "onetcenter:taxonomy.html",
        ],
        ["role:role-000002", "", "skos:exactMatch", "sssom:NoTermFound", "", "bls:soc/2018/home.htm"],
    ]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    mappings = make_mappings(
        (1, "15-1252.00", "proposed", 0.123456, 0.1, "needs_review"),
        (1, "15-0000", INFERRED, 0.6, None, "needs_review"),
        (2, "15-0000", INFERRED, 0.6, None, "needs_review"),
    )
    decisions = make_decisions((2, "17-2112.02", "reject", None, "2026-02-01"))
    titles = ['C# "Guru"\t\u2028of\nthings', "Ingénieur", "Role"]
    tables = made(mappings, decisions, refused=3).copy()
    tables["roles"] = tables["roles"].assign(title=titles)
    write_sssom(tables, "2026.11.0", tmp_path / FILE)
    shuffled = {name: table.sort_index(ascending=False) for name, table in tables.items()}
    write_sssom(shuffled, "2026.11.0", tmp_path / "shuffled")
    assert (tmp_path / FILE).read_bytes() == (tmp_path / "shuffled").read_bytes()
    return tmp_path / FILE


def test_the_file_is_a_yaml_header_and_a_table_whose_every_prefix_is_declared(written: Path):
    lines = written.read_text(encoding="utf-8").split("\n")
    head = [line[1:] for line in lines if line.startswith("#")]
    header = YAML(typ="safe").load("\n".join(head))
    assert header["mapping_set_id"]
    assert header["license"].startswith("https://creativecommons.org/")
    assert header["mapping_set_version"] == "2026.11.0"
    assert lines[: len(head)] == ["#" + line for line in head]
    rows = pd.read_csv(io.StringIO("\n".join(lines[len(head) :])), sep="\t", dtype="str", keep_default_na=False)
    assert rows.columns.tolist() == COLUMNS
    assert rows["subject_label"].tolist()[0] == 'C# "Guru" of things'
    required = ["subject_id", "predicate_id", "object_id", "mapping_justification"]
    assert (rows[required] != "").all(axis=None)
    curies = rows[[*required, "author_id", "reviewer_id", "object_source"]].to_numpy().ravel()
    assert {curie.split(":")[0] for curie in curies if curie} <= set(header["curie_map"])
    assert set(rows["mapping_justification"].str.removeprefix("semapv:")) <= JUSTIFICATIONS
    assert not rows.duplicated(required).any()
    assert rows["confidence"].tolist()[:1] == ["0.123456"]


def test_the_sssom_library_finds_no_fault(written: Path, caplog: pytest.LogCaptureFixture):
    reason = "the sssom library is not installed (pip install sssom)"
    validators = pytest.importorskip("sssom.validators", reason=reason)
    parsers = pytest.importorskip("sssom.parsers", reason=reason)
    # sssom 0.4.21 refuses every file of regular metadata where it parses strictly, so its warnings are looked at.
    with caplog.at_level(logging.WARNING):
        mappings = parsers.parse_sssom_table(written)
    assert [record.getMessage() for record in caplog.records] == []
    assert len(mappings.df) == 5
    reports = validators.validate(mappings, fail_on_error=False)
    assert reports
    assert [result.message for report in reports.values() for result in report.results] == []
    broken = mappings.df.assign(mapping_justification="semapv:Guessing")
    mappings.df = broken
    assert any(report.results for report in validators.validate(mappings, fail_on_error=False).values())


def test_a_proposal_names_the_scorer_that_made_it():
    proposed = make_mappings((1, "15-1252.00", "proposed", 0.5, None, "needs_review")).assign(scorer_version="1+abc")
    inferred = make_mappings((1, "15-0000", INFERRED, 0.6, None, "needs_review"))
    assert told(made(proposed), "mapping_tool_version") == [["1+abc"]]
    assert told(made(inferred), "mapping_tool_version") == [[__version__]]


WHITE = "".join(chr(code) for code in range(0x3100) if chr(code).isspace())


@given(st.lists(st.text(alphabet=WHITE + "ab", max_size=6), min_size=1, max_size=4))
def test_any_white_space_becomes_one_blank(texts: list[str]):
    assert on_one_line(pd.Series(texts, dtype="str")).tolist() == [re.sub(r"\s+", " ", text) for text in texts]
