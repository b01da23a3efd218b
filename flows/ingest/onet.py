"""Reads the O*NET database in its text layout: occupations, job zones, titles, related occupations."""

import csv
import io

import pandas as pd

from flows.ingest.claims import Recorder
from flows.ingest.context import Context
from flows.ingest.files import decode, read_zip
from flows.ingest.folder import SourceFolder
from schemas.errors import BadData, describe
from schemas.inputs import Ingested
from schemas.table import SAFE_TEXT
from schemas.tables import OCCUPATION_RELATIONS, OCCUPATION_TITLES
from schemas.text import clean_text, normalise_titles

CODE = "O*NET-SOC Code"
TABLES: dict[str, tuple[str, ...]] = {
    "Occupation Data.txt": (CODE, "Title", "Description"),
    "Job Zones.txt": (CODE, "Job Zone", "Date", "Domain Source"),
    "Alternate Titles.txt": (CODE, "Alternate Title", "Short Title", "Source(s)"),
    "Related Occupations.txt": (CODE, "Related O*NET-SOC Code", "Relatedness Tier", "Index"),
}
# What a row's cells must be, so that it can be accepted; a cell of OPTIONAL may be blank.
PATTERNS = {
    "Title": SAFE_TEXT,
    "Job Zone": "[1-5]",
    "Alternate Title": SAFE_TEXT,
    "Short Title": SAFE_TEXT,
    "Source(s)": SAFE_TEXT,
    "Relatedness Tier": "Primary-Short|Primary-Long|Supplemental",
    "Index": "[1-9][0-9]{0,3}",
}
OPTIONAL = ("Short Title", "Source(s)")
KEYED = ("Occupation Data.txt", "Job Zones.txt", "Related Occupations.txt")


def read_onet(folder: SourceFolder, context: Context) -> Ingested:
    """Return O*NET's reference tables `job_zones`, `occupation_titles`, `occupation_relations`.

    Rows with a code outside O*NET-SOC 2019, with a value that their column cannot hold, or that repeat a key or a
    title are rejected. Raises BadData where the archive lacks one of the four tables or a table's columns are others.
    """
    recorder = Recorder(folder.source)
    name, listed = folder.listed_file()
    content = folder.content(name, listed.sha256)
    recorder.add_file(name, *folder.read[name])
    members = read_zip(content, folder.path / name, tuple(TABLES), folder.source.max_unpacked_bytes)
    missing = [member for member in TABLES if member not in members]
    if missing:
        raise BadData(
            describe(f"{folder.path / name}: {len(missing)} tables are missing", missing, "Fetch the text layout.")
        )
    tables = {member: _read_member(members[member], f"{name}/{member}", folder) for member in TABLES}
    known = {}
    for member, table in tables.items():
        listed_rows = _reject_unknown(table, f"{name}/{member}", context, recorder)
        known[member] = _reject_misfits(listed_rows, f"{name}/{member}", recorder)
    titles = _titles(known, name, recorder, folder.source.source_id)
    relations = _relations(known["Related Occupations.txt"], folder.source.source_id)
    zones = known["Job Zones.txt"].rename(columns={CODE: "occupation_code"})
    job_zones = zones.assign(job_zone=zones["Job Zone"].astype("Int64"))[["occupation_code", "job_zone"]]
    recorder.records_read = sum(map(len, tables.values()))
    rejected = recorder.rejected_count
    reference = {"job_zones": job_zones, "occupation_titles": titles, "occupation_relations": relations}
    return recorder.finish(further_rows=recorder.records_read - rejected, reference=reference)


def _read_member(content: bytes, file: str, folder: SourceFolder) -> pd.DataFrame:
    path = folder.path / file
    columns = TABLES[path.name]
    text = decode(content, path)
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep="\t",
            dtype="str",
            quoting=csv.QUOTE_NONE,
            keep_default_na=False,
            na_values=["n/a", ""],
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise BadData(f"{path}: is no tab-separated table ({str(error).strip()}). Fetch the archive again.") from error
    if tuple(table.columns) != columns:
        examples = [f"found {', '.join(map(str, table.columns))}", f"expected {', '.join(columns)}"]
        raise BadData(
            describe(f"{path}: the columns are others", examples, "Fetch an edition from 27.0 to 30.2 as text.")
        )
    table["row"] = range(2, len(table) + 2)
    return table


def _reject_unknown(table: pd.DataFrame, file: str, context: Context, recorder: Recorder) -> pd.DataFrame:
    codes = [column for column in table.columns if column.endswith(CODE)]
    is_known = table[codes].isin(context.occupation_titles.index).all(axis=1)
    lost = table.loc[~is_known]
    recorder.add_rejections(
        pd.DataFrame(
            {
                "file": file,
                "locator": "row " + lost["row"].astype("str"),
                "column_name": CODE,
                "rule": "unknown_occupation",
                "value": lost[codes[0]].str.cat([lost[code] for code in codes[1:]], sep=" / "),
                "message": "The code is not in O*NET-SOC 2019. Fetch an edition on that taxonomy.",
            }
        )
    )
    return table.loc[is_known]


def _reject_misfits(table: pd.DataFrame, file: str, recorder: Recorder) -> pd.DataFrame:
    kept = table
    for column in (column for column in table.columns if column in PATTERNS):
        cells = kept[column].fillna("").map(clean_text)
        is_blank = (cells == "") & (column in OPTIONAL)
        is_bad = ~(cells.str.fullmatch(PATTERNS[column]) | is_blank)
        message = f"The cell is no {column} as the data dictionary of O*NET has it. Mend the row, or do without it."
        kept = _reject(kept, is_bad, file, column, "value_not_allowed", message, recorder)
    if file.endswith(KEYED):
        codes = [column for column in table.columns if column.endswith(CODE)]
        message = "An earlier row has the same codes. Remove one of them."
        kept = _reject(kept, kept.duplicated(codes), file, CODE, "duplicate_key", message, recorder)
    return kept


def _reject(
    table: pd.DataFrame, is_bad: pd.Series, file: str, column: str, rule: str, message: str, recorder: Recorder
) -> pd.DataFrame:
    lost = table.loc[is_bad]
    cells = {"file": file, "locator": "row " + lost["row"].astype("str"), "column_name": column, "rule": rule}
    recorder.add_rejections(pd.DataFrame({**cells, "value": lost[column], "message": message}))
    return table.loc[~is_bad]


def _titles(known: dict[str, pd.DataFrame], name: str, recorder: Recorder, source_id: str) -> pd.DataFrame:
    own = known["Occupation Data.txt"].rename(columns={"Title": "title"}).assign(title_sources="occupation")
    other = known["Alternate Titles.txt"].rename(
        columns={"Alternate Title": "title", "Short Title": "short_title", "Source(s)": "title_sources"}
    )
    titles = pd.concat([own, other], ignore_index=True).rename(columns={CODE: "occupation_code"})
    titles["title"] = titles["title"].map(clean_text)
    titles["title_normalised"] = normalise_titles(titles["title"])
    is_repeated = titles.duplicated(["occupation_code", "title_normalised"], keep="first")
    repeated = titles.loc[is_repeated]
    recorder.add_rejections(
        pd.DataFrame(
            {
                "file": f"{name}/Alternate Titles.txt",
                "locator": "row " + repeated["row"].astype("str"),
                "column_name": "title",
                "rule": "duplicate_title",
                "value": repeated["title"],
                "message": "The title is listed before under the same occupation, but for case or blanks.",
            }
        )
    )
    return OCCUPATION_TITLES.frame(titles.loc[~is_repeated].assign(source_id=source_id))


def _relations(related: pd.DataFrame, source_id: str) -> pd.DataFrame:
    tiers = related["Relatedness Tier"].str.lower().str.replace("-", "_", regex=False)
    cells = {
        "occupation_code": related[CODE],
        "related_occupation_code": related["Related O*NET-SOC Code"],
        "relatedness_tier": tiers,
        "rank": related["Index"].astype("Int64"),
        "source_id": source_id,
    }
    return OCCUPATION_RELATIONS.frame(pd.DataFrame(cells))
