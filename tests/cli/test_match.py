"""`canon match` as a person runs it: a file, a folder with a damaged file, without O*NET and with it, and as a flow."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from flows.cli.app import main
from schemas.match_columns import MATCH_COLUMNS
from tests.conftest import REPOSITORY

TITLES = "title,site\nSenior Software Engineer,A\nRegistered Nurse,B\n,C\n12345,D\n"


def call(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, *arguments: object):
    monkeypatch.setenv("CANON_ROOT", str(root))
    monkeypatch.setattr("sys.argv", ["canon", "match", *map(str, arguments)])
    try:
        main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_without_onet_titles_get_roles_and_looked_up_occupations(clean_root: Path, tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "hr.csv").write_text(TITLES, encoding="utf-8")
    code, out, error = call(clean_root, monkeypatch, capsys, tmp_path / "hr.csv", "--json")
    assert code == 0
    assert "O*NET is not fetched" in error
    told = json.loads(out)
    assert (told["rows"], told["scorer_version"], told["is_degraded"]) == (4, None, True)
    written = rows(tmp_path / "hr.matched.csv")
    assert list(written[0]) == ["title", "site", *MATCH_COLUMNS]
    assert [row["site"] for row in written] == ["A", "B", "C", "D"]
    assert written[0]["role_code"].startswith("SWEN.")
    assert written[1]["onet_soc_code_2019"] == "29-1141.00"
    assert all(row["confidence_score"] == row["trusted_code"] == "" for row in written)
    assert [row["reason"].split(":")[0] for row in written[2:]] == ["not matched", "not matched"]


def test_a_column_that_is_not_there_is_a_bad_call(clean_root: Path, tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "hr.csv").write_text(TITLES, encoding="utf-8")
    code, _, error = call(clean_root, monkeypatch, capsys, tmp_path / "hr.csv", "--column", "job")
    assert code == 2
    assert "has no column 'job'; its 2 columns are 'title', 'site'" in error
    code, _, error = call(clean_root, monkeypatch, capsys, tmp_path / "hr.csv", "--usage", "fr-visa")
    assert code == 2
    assert "'fr-visa' is not one of 'default', 'us-visa'" in error


def test_embeddings_that_cannot_be_had_are_a_bad_call(clean_root: Path, tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "hr.csv").write_text(TITLES, encoding="utf-8")
    monkeypatch.setattr("flows.occupations.embeddings.encoder.find_spec", lambda name: None)
    code, _, error = call(clean_root, monkeypatch, capsys, tmp_path / "hr.csv", "--embeddings")
    assert code == 2
    assert "pip install 'canon-roles[embeddings]'" in error
    monkeypatch.setattr("flows.occupations.require_embeddings", lambda: None)
    code, _, error = call(clean_root, monkeypatch, capsys, tmp_path / "hr.csv", "--embeddings")
    assert code == 2
    assert "needs O*NET, which is not fetched" in error


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.csv").write_text(TITLES, encoding="utf-8")
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 torn")
    workbook = openpyxl.Workbook()
    workbook.active.append(["title"])
    workbook.active.append(["Data Engineer"])
    workbook.save(folder / "c.xlsx")
    return folder


def test_of_a_folder_a_damaged_file_is_told_and_the_others_are_matched(
    clean_root: Path, inbox: Path, tmp_path: Path, monkeypatch, capsys
):
    out = tmp_path / "matched"
    code, told, error = call(clean_root, monkeypatch, capsys, inbox, "--out", out)
    assert code == 1
    assert "b.xlsx" in error
    assert "1 files" in error
    assert told.count("Written to") == 2
    assert sorted(path.name for path in out.iterdir()) == ["a.matched.csv", "c.matched.csv"]
    assert rows(out / "c.matched.csv")[0]["role_code"].startswith("DENG.")
    code, _, error = call(clean_root, monkeypatch, capsys, inbox)
    assert (code, "--out" in error) == (2, True)


def test_with_onet_scores_are_calibrated_and_something_is_trusted(
    shared_root: Path, tmp_path: Path, monkeypatch, capsys
):
    titles = ["Registered Nurse", "Dental Hygienist", "Truck Driver", "engineer", "Zzyx", "IT Support Manager"]
    (tmp_path / "hr.csv").write_text("title\n" + "".join(f"{title}\n" for title in titles), encoding="utf-8")
    code, out, error = call(shared_root, monkeypatch, capsys, tmp_path / "hr.csv")
    assert (code, error) == (0, "")
    written = {row["title"]: row for row in rows(tmp_path / "hr.matched.csv")}
    assert written["Registered Nurse"]["soc_code_2018"] == "29-1141"
    assert written["Dental Hygienist"]["trusted_level"] in ("onet", "detailed", "broad", "minor")
    assert written["IT Support Manager"]["onet_soc_code_2019"].startswith("11-")
    assert "short title" in written["engineer"]["reason"]
    assert "none of its words" in written["Zzyx"]["reason"]
    for row in written.values():
        codes, scores = row["candidate_codes"].split("|"), [float(s) for s in row["candidate_scores"].split("|")]
        assert (codes[0], scores[0]) == (row["onet_soc_code_2019"], float(row["confidence_score"]))
        assert scores == sorted(scores, reverse=True)
    assert "Most frequent titles to look at" in out


PROGRAM = """
import sys
import duckdb
from threadpoolctl import threadpool_limits
connect = duckdb.connect
duckdb.connect = lambda *given, **named: connect(*given, **named, config={"threads": 1})
from flows.cli.app import main
with threadpool_limits(1):
    main()
"""


def test_what_is_kept_changes_no_byte_whatever_the_number_of_threads(shared_root: Path, tmp_path: Path):
    titles = ["Sr. Payroll Specialist II", "Registered Nurse", "lorry driver", "Zzyx", "Head of IT", "hrbp"]
    (tmp_path / "hr.csv").write_text("title\n" + "".join(f"{title}\n" for title in titles), encoding="utf-8")
    shutil.copytree(shared_root / "raw", tmp_path / "raw")

    def match(name: str, *program: str) -> bytes:
        command = [sys.executable, *program, "match", tmp_path / "hr.csv", "--root", tmp_path, "--out", tmp_path / name]
        subprocess.run(list(map(str, command)), env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, check=True)
        return (tmp_path / name).read_bytes()

    new = match("new.csv", "-c", PROGRAM)
    kept = sorted((tmp_path / ".cache").rglob("*.npz"))
    assert [path.parent.name for path in kept] == ["matching", "scorer"]
    assert match("kept.csv", "-m", "flows.cli.app") == new


def test_usage_of_visa_filings_is_another_way_to_code(shared_root: Path, tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "hr.csv").write_text("title\nProgrammer Analyst\nSystems Analyst\n", encoding="utf-8")
    given = [tmp_path / "hr.csv", "--usage", "us-visa", "--out", tmp_path / "visa.csv"]
    assert call(shared_root, monkeypatch, capsys, *given)[0] == 0
    assert {row["soc_code_2018"] for row in rows(tmp_path / "visa.csv")} == {"15-1211"}
