"""`canon recode` as a person runs it: on CSV, on Excel, and where it cannot be followed."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from flows.cli.app import main

ADDED = ["soc_2018_code", "soc_2018_title", "relation", "choices", "choice_titles", "status", "reason"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, clean_root: Path):
    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("CANON_ROOT", str(clean_root))
        monkeypatch.setattr("sys.argv", ["canon", "recode", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def filings(tmp_path: Path) -> Path:
    path = tmp_path / "filings.csv"
    path.write_text(
        '\ufeffid;SOC CODE ;note\r\n007;15-1132;"a;b"\r\n008;11-1011;NA\r\n009;151131;\r\n007;15-1132;"a;b"\r\n'
        "010;;x\r\n011;99-9999;=1+1\r\n",
        encoding="utf-8",
    )
    return path


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_rows_columns_and_order_stay_and_the_outcome_follows(run, filings: Path, tmp_path: Path):
    out = tmp_path / "out.csv"
    code, told, _ = run(filings, "--column", "soc code", "--from", "soc_2010", "--to", "soc_2018", "--out", out)
    header, *rows = rows_of(out)
    assert code == 0
    assert header == ["id", "SOC CODE ", "note", *ADDED]
    assert [row[:3] for row in rows] == [
        ["007", "15-1132", "a;b"],
        ["008", "11-1011", "NA"],
        ["009", "151131", ""],
        ["007", "15-1132", "a;b"],
        ["010", "", "x"],
        ["011", "99-9999", "=1+1"],
    ]
    assert [row[3] for row in rows] == ["", "11-1011", "15-1251", "", "", ""]
    assert [row[8] for row in rows] == [
        "needs_person",
        "recoded",
        "recoded",
        "needs_person",
        "blank",
        "unknown_code",
    ]
    assert rows[0][6] == "15-1252|15-1253"
    assert rows[2][9] == "read as 15-1131 (hyphen put in)"
    assert "15-1132 Software Developers, Applications, 2 rows: 15-1252 Software Developers; 15-1253" in told
    assert "99-9999" in told
    assert str(out) in told


def test_machines_get_json_and_a_name_is_made_where_none_is_given(run, filings: Path):
    code, told, _ = run(filings, "--column", "SOC CODE", "--to", "soc_2018", "--json")
    answer = json.loads(told)
    assert code == 0
    assert answer["from_scheme"] == "soc_2010"
    assert answer["is_recognised"] is True
    assert answer["rows"] == 6
    assert {name: count["rows"] for name, count in answer["statuses"].items()} == {
        "recoded": 2,
        "needs_person": 2,
        "goes_nowhere": 0,
        "unknown_code": 1,
        "blank": 1,
    }
    assert answer["repaired_rows"] == 1
    assert answer["needs_person"][0]["choices"][1]["code"] == "15-1253"
    assert Path(answer["out"]) == filings.with_name("filings.soc_2018.csv")
    assert len(rows_of(Path(answer["out"]))) == 7


def test_a_workbook_whose_codes_are_numbers_is_read(run, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["isco", "n"])
    book.active.append([110, 1])
    book.active.append([2512, 2])
    book.save(tmp_path / "mine.xlsx")
    out = tmp_path / "out.csv"
    code, told, _ = run(tmp_path / "mine.xlsx", "--column", "isco", "--to", "soc_2010", "--out", out)
    assert code == 0
    assert "isco_08, as its codes say" in told
    rows = rows_of(out)
    assert rows[1][8] == "read as 0110 (leading zeros put back); leads to 8 codes of SOC 2010"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--column", "CODE", "--to", "soc_2018"], ["no column 'CODE'", "'SOC CODE '"]),
        (["--column", "SOC CODE", "--to", "soc_2000"], ["--to", "'soc_2000'", "soc_2010"]),
        (["--column", "SOC CODE", "--to", "soc_2018", "--from", "nonsense"], ["--from", "'nonsense'"]),
        (["--column", "SOC CODE", "--to", "soc_2010", "--from", "soc_2010"], ["Nothing leads", "soc_2010 to soc_2018"]),
        (["--column", "note", "--to", "soc_2018"], ["none of its codes", "--from"]),
        (["--column", "SOC CODE", "--to", "soc_2018", "--out", "filings.csv"], ["never overwritten", "--out"]),
        (["--column", "SOC CODE", "--to", "soc_2018", "--sheet", "x"], ["no workbook", "--sheet"]),
    ],
)
def test_a_call_that_cannot_be_followed_writes_nothing(
    run, filings: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: list[str]
):
    monkeypatch.chdir(filings.parent)
    before = filings.read_bytes()
    code, _, told = run(filings, *arguments)
    assert code == 2
    assert all(word in told for word in words), told
    assert [path.name for path in filings.parent.iterdir()] == ["filings.csv"]
    assert filings.read_bytes() == before


def test_a_column_in_several_vintages_is_refused(run, tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text("c\n11-1011\n11-1021\n", encoding="utf-8")
    code, _, told = run(path, "--column", "c", "--to", "isco_08")
    assert code == 2
    assert "ambiguous" in told
    assert "soc_2010: 2 rows, 100.0%" in told
    assert "soc_2018: 2 rows, 100.0%" in told


def test_columns_that_collide_are_a_bad_call(run, tmp_path: Path):
    path = tmp_path / "mine.csv"
    path.write_text("c,Status\n15-1132,x\n", encoding="utf-8")
    code, _, told = run(path, "--column", "c", "--to", "soc_2018")
    assert (code, "'status'" in told) == (2, True)


@pytest.mark.parametrize("content", [b"", b"c\n\xff\xfe15\n", b"a,c\n1,2,3\n"])
def test_damaged_files_leave_an_older_output_as_it_was(run, tmp_path: Path, content: bytes):
    path, out = tmp_path / "mine.csv", tmp_path / "out.csv"
    path.write_bytes(content)
    out.write_text("older")
    code, _, told = run(path, "--column", "c", "--from", "soc_2010", "--to", "soc_2018", "--out", out)
    assert code == 1
    assert "mine.csv" in told
    assert out.read_text() == "older"
