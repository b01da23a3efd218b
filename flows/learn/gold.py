"""Gold: what experts or employers decided of titles and occupations, for learning and measuring, never for look-up."""

import io
import zipfile
from pathlib import Path

import pandas as pd

from schemas.errors import BadData
from schemas.sql import query

ESCO_OCCUPATIONS = "classification_en/occupations_en.csv"
ESCO_SKILLS = "classification_en/skills_en.csv"
ESCO_RELATIONS = "relations/occupationSkillRelations.csv"


def read_esco_gold(crosswalk: Path, esco: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return subjects and pairs of ESCO occupations that experts linked to O*NET-SOC 2019.

    Subjects have key (the occupation's address), title, alternate_titles, description, components; pairs have key and
    occupation_code. Raises BadData where a file is missing or is another.
    """
    pairs = _read_csv(crosswalk, crosswalk.read_bytes() if crosswalk.is_file() else None)
    pairs = pairs.rename(columns={"esco_uri": "key", "onet_soc_code_2019": "occupation_code"})
    if not esco.is_file():
        raise BadData(f"{esco}: is not there. Name the archive of ESCO in English.")
    with zipfile.ZipFile(esco) as archive:
        tables = {
            name: _read_csv(esco / member, archive.read(member))
            for name, member in (
                ("occupations", ESCO_OCCUPATIONS),
                ("skills", ESCO_SKILLS),
                ("relations", ESCO_RELATIONS),
            )
        }
    subjects = query(
        """
        WITH held AS (
            SELECT r.occupationUri AS key, string_agg(s.preferredLabel, '|'
                       ORDER BY r.relationType, s.preferredLabel) AS components
            FROM relations r JOIN skills s ON s.conceptUri = r.skillUri GROUP BY ALL
        )
        SELECT o.conceptUri AS key, o.preferredLabel AS title, replace(o.altLabels, chr(10), '|') AS alternate_titles,
               replace(o.description, chr(10), ' ') AS description, coalesce(h.components, '') AS components
        FROM occupations o LEFT JOIN held h ON h.key = o.conceptUri
        WHERE o.conceptUri IN (SELECT key FROM pairs)
        ORDER BY o.conceptUri
        """,
        pairs=pairs[["key"]],
        **tables,
    )
    return subjects, pairs[["key", "occupation_code"]].drop_duplicates()


def read_visa_gold(filings: Path, code_pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return subjects and pairs of titles in visa filings: right is each SOC 2018 code that the SOC 2010 code leads to.

    Subjects have key, title, times (filings); pairs have key and soc_code_2018. `code_pairs` has from_scheme,
    from_code, to_scheme, to_code.
    """
    rows = _read_csv(filings, filings.read_bytes() if filings.is_file() else None)
    rows["key"] = rows["job_title"] + "|" + rows["soc_code_2010"]
    led = code_pairs.loc[(code_pairs["from_scheme"] == "soc_2010") & (code_pairs["to_scheme"] == "soc_2018")]
    led = led.rename(columns={"from_code": "soc_code_2010", "to_code": "soc_code_2018"})
    pairs = rows.merge(led[["soc_code_2010", "soc_code_2018"]], on="soc_code_2010")[["key", "soc_code_2018"]]
    subjects = rows.rename(columns={"job_title": "title"}).assign(times=rows["n"].astype("float64"))
    return subjects[["key", "title", "times"]].sort_values("key", ignore_index=True), pairs


def _read_csv(path: Path, content: bytes | None) -> pd.DataFrame:
    if content is None:
        raise BadData(f"{path}: is not there. Name the folder that holds it.")
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
