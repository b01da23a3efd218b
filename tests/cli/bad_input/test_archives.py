"""Archives and workbooks that are damaged, lead outside or unpack to too much end the release."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.onet_archive import TABLES, add_onet, archive, marked, without
from tests.fixtures.working_folder import assert_refused, make_root

WHOLE = archive()
ZONES = TABLES["Job Zones.txt"]
OCCUPATIONS = TABLES["Occupation Data.txt"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(WHOLE[:-100], ["is truncated", "Fetch it again"], id="cut off"),
        pytest.param(b"", ["the file is empty", "Restore it"], id="empty"),
        pytest.param(b"<html>404</html>", ["no zip file", "Fetch it again"], id="no zip"),
        pytest.param(WHOLE.replace(b"PK\x05\x06", b"PK\x05\x07"), ["no zip file", "Fetch it again"], id="no directory"),
        pytest.param(
            WHOLE[:60] + bytes(byte ^ 0xFF for byte in WHOLE[60:90]) + WHOLE[90:],
            ["is truncated", "Fetch it again"],
            id="damaged",
        ),
        pytest.param(marked(WHOLE, 6, 8, 1), ["encrypted", "Fetch it again"], id="locked"),
        pytest.param(marked(WHOLE, 8, 10, 99), ["not supported", "Fetch it again"], id="unknown compression"),
        pytest.param(
            archive(members={"../evil.txt": "x"}), ["../evil.txt", "lead outside", "Do not use"], id="outside"
        ),
        pytest.param(archive(members={"/etc/evil.txt": "x"}), ["/etc/evil.txt", "Do not use"], id="absolute"),
        pytest.param(archive(members={"db\\..\\..\\evil.txt": "x"}), ["evil.txt", "Do not use"], id="backslashes"),
        pytest.param(
            archive(members={"big.txt": "a" * 1_000_000}),
            ["unpacks to 1,000,", "more than 100,000", "max_unpacked_bytes in source.yml"],
            id="bomb",
        ),
        pytest.param(
            without("Occupation Data.txt"),
            ["no table has the columns O*NET-SOC Code, Title, Description", "Job Zones.txt", "Fetch"],
            id="table missing",
        ),
        pytest.param(
            archive({"Occupation Data.txt": OCCUPATIONS.replace("Description", "Definition")}),
            ["no table has the columns O*NET-SOC Code, Title, Description", "Job Zones.txt", "Fetch"],
            id="column renamed",
        ),
        pytest.param(
            archive({"Job Zones.txt": ZONES + "15-1252.00\t4\t08/2025\tAnalyst\tmore\n"}),
            ["Job Zones.txt", "Expected 4 columns, got 5", "Fetch"],
            id="row too long",
        ),
        pytest.param(
            archive({"Job Zones.txt": ZONES + "15-1252.00\t4"}),
            ["Job Zones.txt", "Expected 4 columns, got 2", "Fetch"],
            id="row cut off",
        ),
        pytest.param(archive({"Occupation Data.txt": ""}), ["no table has the columns", "Fetch"], id="no header"),
    ],
)
def test_zip_with_a_defect_ends_the_release(content: bytes, words: list[str], root: Path, outputs: Path):
    add_onet(root, content)
    assert_refused(root, outputs, ["fetched/db.zip", *words])


def test_archive_leads_nothing_outside(root: Path, outputs: Path):
    add_onet(root, archive(members={"../../../evil.txt": "x"}))
    assert_refused(root, outputs, ["lead outside"])
    assert list(root.parent.rglob("evil.txt")) == []


def workbook(path: Path) -> bytes:
    """Write the survey's jobs as a workbook and return its bytes."""
    book = openpyxl.Workbook()
    for row in (path.parent / "jobs.csv").read_text(encoding="utf-8").splitlines():
        book.active.append(row.split(","))
    book.save(path)
    return path.read_bytes()


def cut_off(path: Path) -> None:
    path.write_bytes(workbook(path)[:2000])


def swollen(path: Path) -> None:
    workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/big.bmp", "a" * 1_000_000)


def damaged(path: Path) -> None:
    content = workbook(path)
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    path.write_bytes(
        content[:start] + bytes(byte ^ 0x5A for byte in content[start : start + 50]) + content[start + 50 :]
    )


def without_rows(path: Path) -> None:
    openpyxl.Workbook().save(path)


@pytest.mark.parametrize(
    ("spoil_workbook", "words"),
    [
        (cut_off, ["is truncated", "no zip file"]),
        (swollen, ["more than 100,000", "max_unpacked_bytes in source.yml"]),
        (damaged, ["damaged workbook", "Restore it"]),
        (without_rows, ["row 1 holds no header", "header_row in source.yml"]),
    ],
)
def test_workbook_with_a_defect_ends_the_release(spoil_workbook, words: list[str], tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey"])
    survey = root / "raw/sources/survey"
    spoil_workbook(survey / "jobs.xlsx")
    described = (survey / "source.yml").read_text(encoding="utf-8").replace("path: jobs.csv", "path: jobs.xlsx")
    (survey / "source.yml").write_text(described, encoding="utf-8")
    assert_refused(root, outputs, ["survey/jobs.xlsx", *words])
