"""Small made-up editions of O*NET in each layout that its publisher ships."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd

from flows.ingest.claims import SOURCE_FILE
from flows.ingest.context import Context
from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.onet import read_onet
from schemas.inputs import Ingested
from tests.flow.bad_input.onet_archive import SOURCE

CODE = "O*NET-SOC Code"
DEVELOPER, TESTER, UNKNOWN = "15-1252.00", "15-1253.00", "99-9999.00"
Rows = list[list[str | None]]
Tables = dict[str, Rows]
RATING = [CODE, "Element ID", "Element Name", "Scale ID", "Data Value", "N", "Recommend Suppress", "Not Relevant"]
# Every row is invented; the headings are those of the text layout to edition 30.2.
TABLES: Tables = {
    "Occupation Data": [
        [CODE, "Title", "Description"],
        [DEVELOPER, "Software Developers", "They write programs."],
        [TESTER, "Software Testers", "They try programs."],
    ],
    "Job Zones": [[CODE, "Job Zone", "Date", "Domain Source"], [DEVELOPER, "4", "08/2025", "Analyst"]],
    "Alternate Titles": [
        [CODE, "Alternate Title", "Short Title", "Source(s)"],
        [DEVELOPER, "Programmer (PG)", "PG", "02,08"],
        [DEVELOPER, "Coder", None, "08"],
        [TESTER, "Quality Tester", None, "02"],
    ],
    "Sample of Reported Titles": [
        [CODE, "Reported Job Title", "Shown in My Next Move"],
        [DEVELOPER, "Coder", "Y"],
        [TESTER, "Bug Hunter", "N"],
    ],
    "Task Statements": [
        [CODE, "Task ID", "Task", "Task Type", "Incumbents Responding", "Date", "Domain Source"],
        [DEVELOPER, "101", 'Write "clean" programs.', "Core", "12", "08/2025", "Incumbent"],
        [DEVELOPER, "102", "Name things.", "Supplemental", "12", "08/2025", "Incumbent"],
        [TESTER, "103", "Break things.", None, None, "08/2025", "Analyst"],
    ],
    "Tasks to DWAs": [
        [CODE, "Task ID", "DWA ID", "Date", "Domain Source"],
        [DEVELOPER, "101", "4.A.2.a.4.I09.D03", "08/2025", "Analyst"],
        [DEVELOPER, "101", "4.A.3.b.1.I01.D10", "08/2025", "Analyst"],
    ],
    "DWA Reference": [
        ["Element ID", "IWA ID", "DWA ID", "DWA Title"],
        ["4.A.2.a.4", "4.A.2.a.4.I09", "4.A.2.a.4.I09.D03", "Write code."],
        ["4.A.3.b.1", "4.A.3.b.1.I01", "4.A.3.b.1.I01.D10", "Run code."],
    ],
    "Skills": [
        RATING,
        [DEVELOPER, "2.A.1.a", "Reading", "IM", "4.12", "8", "N", None],
        [DEVELOPER, "2.A.1.a", "Reading", "LV", "5.00", "8", "Y", "N"],
        [DEVELOPER, "2.B.3.e", "Programming", "IM", "5.00", "8", None, None],
        [DEVELOPER, "2.B.3.e", "Programming", "LV", "0.00", "8", None, "Y"],
    ],
    "Knowledge": [
        RATING,
        [TESTER, "2.C.10", "Transportation", "IM", "1.50", "20", "N", None],
        [TESTER, "2.C.10", "Transportation", "LV", "0.75", "20", "N", "N"],
    ],
    "Technology Skills": [
        [CODE, "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand"],
        [DEVELOPER, "Python", "43232408", "Languages", "Y", "Y"],
        [TESTER, "Breaker", "43232405", "Test software", "N", "N"],
    ],
    "Related Occupations": [
        [CODE, f"Related {CODE}", "Relatedness Tier", "Index"],
        [DEVELOPER, TESTER, "Primary-Short", "1"],
    ],
}
# Tables that look like others and are none that Canon loads.
NEAR_MISSES: Tables = {
    "Essential Skills to Work Activities": [
        ["Skills Element ID", "Skills Element Name", "Work Activities Element ID", "Work Activities Element Name"],
        ["2.A.1.a", "Reading", "4.A.1.a.1", "Getting Facts"],
    ],
    "Job Zone Reference": [["Job Zone", "Name", "Experience"], ["4", "Zone Four", "Much"]],
    "Content Model Reference": [["Element ID", "Element Name", "Description"], ["2.A.1.a", "Reading", "To read"]],
    "Abilities": [RATING, [DEVELOPER, "1.A.1.a.1", "Hearing", "IM", "3.00", "8", "N", None]],
    "Work Activities": [RATING, [DEVELOPER, "4.A.1.a.1", "Getting Facts", "IM", "3.00", "8", "N", None]],
    "Work Context": [
        [*RATING[:4], "Category", *RATING[4:]],
        [DEVELOPER, "4.C.1.a.2.c", "Speaking", "CX", None, "3.00", "8", "N", "N"],
    ],
    "Work Styles": [[*RATING[:5], "Date"], [DEVELOPER, "1.D.1.a", "Innovation", "DR", "7.00", "12/2025"]],
    "Tools Used": [[CODE, "Example", "Commodity Code", "Commodity Title"], [DEVELOPER, "Desk", "56101703", "Desks"]],
    "Task Ratings": [[CODE, "Task ID", "Scale ID", "Data Value"], [DEVELOPER, "101", "IM", "4.00"]],
    "Emerging Tasks": [[CODE, "Task", "Category"], [DEVELOPER, "Ask a model.", "New"]],
    "Career Changers Matrix": [[CODE, f"Related {CODE}", "Index"], [DEVELOPER, TESTER, "1"]],
}
NUMBERS = {"Job Zone", "Task ID", "Incumbents Responding", "Commodity Code", "Index", "Data Value", "N"}
TITLES = {DEVELOPER: "Software Developers", TESTER: "Software Testers"}


def with_titles(tables: Tables) -> Tables:
    """Return tables as CSV and Excel have them: with the title of the occupation after its code."""
    return {name: _titled(rows) for name, rows in tables.items()}


def _titled(rows: Rows) -> Rows:
    if rows[0][0] != CODE or rows[0][1] == "Title":
        return rows
    return [[rows[0][0], "Title", *rows[0][1:]], *([row[0], TITLES.get(row[0] or ""), *row[1:]] for row in rows[1:])]


def renamed(tables: Tables) -> Tables:
    """Return tables under the names and headings of editions from 30.3 on."""
    headings = {
        "Alternate Title": "Job Title",
        "Example": "Workplace Example",
        "Commodity Code": "Element ID",
        "Commodity Title": "Element Name",
    }
    elements = {"43232408": "2.E.1.a", "43232405": "2.E.1.b"}
    skills = tables["Skills"]
    split = {
        "Essential Skills": [skills[0], *(row for row in skills[1:] if str(row[1]).startswith("2.A"))],
        "Transferable Skills": [skills[0], *(row for row in skills[1:] if str(row[1]).startswith("2.B"))],
    }
    names = {"Alternate Titles": "Job Titles", "Technology Skills": "Software Skills"}
    others = {names.get(name, name): rows for name, rows in tables.items() if name != "Skills"}
    return {
        name: [[headings.get(str(cell), cell) for cell in rows[0]]]
        + [[elements.get(str(cell), cell) for cell in row] for row in rows[1:]]
        for name, rows in {**others, **split}.items()
    }


def as_text(tables: Tables) -> dict[str, bytes]:
    """Return tables as tab-separated members, a missing value as n/a."""
    return {
        f"{name}.txt": "".join(
            "\t".join("n/a" if cell is None else cell for cell in row) + "\r\n" for row in rows
        ).encode()
        for name, rows in tables.items()
    }


def as_csv(tables: Tables, packed: bool = False) -> dict[str, bytes]:
    """Return tables as CSV members with titles, a missing value blank; gzipped where asked."""
    members = {}
    for name, rows in with_titles(tables).items():
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows(rows)
        content = stream.getvalue().encode()
        members[f"{name}.csv.gz" if packed else f"{name}.csv"] = gzip.compress(content) if packed else content
    return members


def as_excel(tables: Tables) -> dict[str, bytes]:
    """Return tables as workbooks with titles, numbers as numbers, a missing value blank."""
    members = {}
    for name, rows in with_titles(tables).items():
        book = openpyxl.Workbook()
        book.active.append(rows[0])
        for row in rows[1:]:
            cells = zip(rows[0], row, strict=True)
            book.active.append([float(cell) if head in NUMBERS and _is_number(cell) else cell for head, cell in cells])
        stream = io.BytesIO()
        book.save(stream)
        members[f"{name}.xlsx"] = stream.getvalue()
    return members


def _is_number(cell: str | None) -> bool:
    return cell is not None and cell.replace(".", "", 1).isdigit()


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def place(folder: Path, members: dict[str, bytes], name: str = "db.zip", edition: str = "30.1") -> SourceFolder:
    """Make a source of members: a zip where the name says so, else a folder of files."""
    fetched = folder / "fetched"
    fetched.mkdir(parents=True, exist_ok=True)
    if name.endswith(".zip"):
        (fetched / name).write_bytes(zipped(members))
    else:
        for member, content in members.items():
            (fetched / name / member).parent.mkdir(parents=True, exist_ok=True)
            (fetched / name / member).write_bytes(content)
    described = SOURCE.replace("fetched/db.zip", f"fetched/{name}").replace('edition: "1"', f'edition: "{edition}"')
    described = described.replace("max_unpacked_bytes: 100000", "max_unpacked_bytes: 1000000")
    (folder / SOURCE_FILE).write_text(described, encoding="utf-8")
    return open_folder(folder)


def context() -> Context:
    """Return a context that knows the two occupations, and a group of SOC."""
    codes = [DEVELOPER, TESTER, "15-1252"]
    return Context(None, pd.Series("title", index=pd.Index(codes, dtype="str")))  # type: ignore[arg-type]


def load(folder: Path, members: dict[str, bytes], **further: str) -> Ingested:
    """Return what is read from members."""
    return read_onet(place(folder, members, **further), context())


def counts(ingested: Ingested) -> tuple[int, int, int]:
    """Return how many records were read, accepted and rejected."""
    row = ingested.sources.iloc[0]
    return int(row["records_read"]), int(row["records_accepted"]), int(row["records_rejected"])
