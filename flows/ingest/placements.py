"""Placement tables of a catalogue: which node and rung a family, role or level of the source stands on."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from flows.ingest.context import Context
from flows.ingest.files import ROW, decode, parse_csv
from flows.ingest.folder import SourceFolder
from flows.steps import gather_results
from schemas.errors import BadData, describe
from schemas.text import clean_text, is_formula
from schemas.vocabularies import RELATIONS

KEYS = ("family", "role", "level")
REQUIRED = ("function_code", "family_code", "level_code")
OPTIONAL = (
    "family_name",
    "family_description",
    "specialization_code",
    "specialization_name",
    "title",
    "holder_title",
    "relation",
)
NOTES = ("basis",)
DEFAULT_SPECIALIZATION = ("GEN", "General")


def read_placements(folder: SourceFolder, names: Sequence[str], context: Context) -> dict[str, pd.DataFrame]:
    """Return the placement tables of a source by name, nulls for blank cells.

    Raises BadData where a table has unknown columns, places one key twice, or names an unknown level, function
    or relation.
    """
    return gather_results({name: partial(_read_placements, folder, name, context) for name in names})


def place_records(
    records: pd.DataFrame, placements: dict[str, pd.DataFrame], folder: SourceFolder, context: Context
) -> pd.DataFrame:
    """Return the records with the columns of every placement table joined on the keys that it has.

    `records` has family, role, level. Where two tables give a column, a filled cell of the later one stands. A record
    that no table places gets nulls. Raises BadData where a family stands elsewhere than they say.
    """
    placed = records
    for table in placements.values():
        keys = [key for key in KEYS if key in table.columns]
        table = table.drop(columns=[ROW, *NOTES], errors="ignore")
        again = [column for column in table.columns if column in placed.columns and column not in keys]
        earlier = placed[again].reset_index(drop=True)
        placed = placed.drop(columns=again).merge(table, on=keys, how="left", validate="m:1")
        placed[again] = placed[again].fillna(earlier)
    for column in (*REQUIRED, *OPTIONAL):
        if column not in placed.columns:
            placed[column] = pd.Series(index=placed.index, dtype="str")
    code, title = DEFAULT_SPECIALIZATION
    placed["specialization_code"] = placed["specialization_code"].fillna(code)
    is_unnamed = placed["specialization_code"].eq(code) & placed["specialization_name"].isna()
    placed.loc[is_unnamed, "specialization_name"] = title
    _require_families(placed, folder, list(placements), context)
    return placed


def _require_families(placed: pd.DataFrame, folder: SourceFolder, names: Sequence[str], context: Context) -> None:
    families = placed[["family_code", "function_code"]].dropna().drop_duplicates()
    taxonomy = context.framework.taxonomy.set_index("node_code")
    tier, parent = (families["family_code"].map(taxonomy[column]) for column in ("tier", "parent_code"))
    is_elsewhere = tier.notna() & ((tier != "family") | (parent != families["function_code"]))
    lost = families.loc[is_elsewhere | families.duplicated("family_code", keep=False)]
    if len(lost):
        examples = [f"{row.family_code} under {row.function_code}" for row in lost.itertuples(index=False)]
        what = f"{folder.path}: {len(lost)} family codes name another node too, or a family of another function"
        raise BadData(describe(what, examples, f"Give these families codes of their own: edit {', '.join(names)}."))


def unused_placements(records: pd.DataFrame, placements: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a warning (file, locator, rule, value, message) for each placement row that places no record."""
    parts = []
    for name, table in placements.items():
        keys = [key for key in KEYS if key in table.columns]
        joined = table.merge(records[keys].drop_duplicates(), on=keys, how="left", indicator="use")
        unused = joined.loc[joined["use"] == "left_only"]
        value = unused[keys[0]].str.cat([unused[key] for key in keys[1:]], sep=" / ")
        locator = "row " + unused[ROW].astype("str")
        message = f"No record of this edition is so named. Remove the row from {name}, or mend it."
        cells = {"file": name, "locator": locator, "rule": "placement_unused", "value": value, "message": message}
        parts.append(pd.DataFrame(cells))
    return pd.concat(parts, ignore_index=True)


def _read_placements(folder: SourceFolder, name: str, context: Context) -> pd.DataFrame:
    path = folder.path / name
    table = parse_csv(decode(folder.content(name), path), path)
    columns = [column for column in table.columns if column != ROW]
    unknown = [column for column in columns if column not in (*KEYS, *REQUIRED, *OPTIONAL, *NOTES)]
    keys = [column for column in KEYS if column in columns]
    if unknown or not keys:
        what = f"{path}: a placement table has columns of {', '.join(KEYS)} as key and beside them codes and names"
        raise BadData(describe(what, [f"unknown: {c!r}" for c in unknown] or ["no key column"], f"Edit {path}."))
    table[columns] = table[columns].where(table[columns] != "")
    _require_safe_cells(table, columns, path)
    twice = table.loc[table.duplicated(keys, keep=False)]
    if len(twice):
        examples = [f"row {row[ROW]}: {' / '.join(row[key] for key in keys)}" for row in twice.to_dict("records")]
        raise BadData(
            describe(f"{path}: {len(twice)} rows place the same record", examples, f"Keep one of them in {path}.")
        )
    _require_known(table, "relation", set(RELATIONS), path)
    _require_known(table, "level_code", set(context.framework.levels["level_code"]), path)
    taxonomy = context.framework.taxonomy
    _require_known(table, "function_code", set(taxonomy.loc[taxonomy["tier"] == "function", "node_code"]), path)
    return table


def _require_safe_cells(table: pd.DataFrame, columns: Sequence[str], path: object) -> None:
    cells = table.melt(id_vars=ROW, value_vars=list(columns), var_name="column", value_name="cell").dropna()
    unsafe = cells.loc[cells["cell"].map(is_formula) | (cells["cell"] != cells["cell"].map(clean_text))]
    if len(unsafe):
        examples = [f"row {row[ROW]}, {row['column']}: {row['cell']!r}" for row in unsafe.to_dict("records")]
        what = f"{path}: {len(unsafe)} cells have stray blanks or a start that a spreadsheet would run"
        raise BadData(describe(what, examples, f"Edit {path}."))


def _require_known(table: pd.DataFrame, column: str, known: set[str], path: object) -> None:
    if column in table.columns:
        unknown = table.loc[table[column].notna() & ~table[column].isin(known)]
        if len(unknown):
            examples = [f"row {row}: {code!r}" for row, code in zip(unknown[ROW], unknown[column], strict=True)]
            what = f"{path}: {len(unknown)} rows name an unknown {column}"
            remedy = f"Edit {path}, or add the code under raw/canon."
            if column == "relation":
                remedy = f"Edit {path}: a relation is one of {', '.join(RELATIONS)}."
            raise BadData(describe(what, examples, remedy))
