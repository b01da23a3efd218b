"""Reads a table of roles, CSV or Excel, as its source.yml describes it."""

import io
import re
from functools import partial
from pathlib import Path

import pandas as pd

from flows.ingest.context import Context
from flows.ingest.files import ROW, decode, parse_csv, read_zip, require_columns, table_from_rows
from flows.ingest.folder import SourceFolder
from flows.ingest.placements import REQUIRED, place_records, read_placements, unused_placements
from flows.ingest.recorder import Recorder
from flows.steps import gather_results
from schemas.documents.source import CatalogueTableSource, ComponentColumn, SourceFile
from schemas.errors import BadData, Faults, describe
from schemas.fields import SPECIALIZATION_PATH
from schemas.inputs import Ingested
from schemas.text import clean_text, is_formula

_EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
# Keeps the source's columns, whatever they are called, apart from those that Canon adds.
_CELL = "cell:"


def read_catalogue_table(folder: SourceFolder, context: Context) -> Ingested:
    """Return the claims of a table in which a row is a record of a role; rows of one key describe one role.

    Rejected are rows that a rule of source.yml names, that lack a family, role or level, that repeat another row,
    that a spreadsheet would run, or that no placement table places. Raises BadData where the columns or the number
    of rows are not those expected, or a family that the source adds has a code without the source's prefix.
    """
    source = folder.source
    assert isinstance(source, CatalogueTableSource)
    recorder = Recorder(source)
    recorder.add_defaults(source.defaults)
    faults = Faults()
    with faults.catch():
        placements = read_placements(folder, source.placements, context)
    with faults.catch():
        files = {name: partial(_read_rows, folder, name, listed) for name, listed in folder.listed()}
        rows = pd.concat(gather_results(files).values(), ignore_index=True)
    faults.raise_any()
    recorder.records_read = len(rows)
    for name in (name for name, _ in folder.listed()):
        recorder.add_file(name, *folder.read[name])
    kept = _reject_faulty(rows, source, recorder)
    records = _with_keys(kept, source)
    placed = place_records(records, placements, folder, context)
    accepted = _reject_unplaced(placed, source, recorder)
    roles = _roles(accepted, source, folder)
    _require_prefix(roles, source, folder, context)
    _record_nodes(roles, recorder, context)
    _record_roles(roles, accepted, source, recorder)
    _record_components(accepted, source, recorder)
    recorder.add_warnings(unused_placements(records, placements))
    return recorder.finish()


def _read_rows(folder: SourceFolder, name: str, listed: SourceFile) -> pd.DataFrame:
    source = folder.source
    assert isinstance(source, CatalogueTableSource)
    path = folder.path / name
    content = folder.content(name, listed.sha256)
    if Path(name).suffix.lower() in _EXCEL_SUFFIXES:
        if path.suffix.lower() != ".xls":
            read_zip(content, path, (), source.max_unpacked_bytes)
        rows = _read_sheet(content, path, source)
    else:
        rows = parse_csv(decode(content, path, source.encoding), path, source.delimiter, source.header_row)
    remedy = "Mend the header, or name the columns in source.yml (columns, other_columns)."
    require_columns(rows, _expected_columns(source), path, remedy)
    if listed.rows and not listed.rows.min <= len(rows) <= listed.rows.max:
        raise BadData(
            f"{path}: {len(rows)} rows, but source.yml expects {listed.rows.min} to {listed.rows.max}. "
            "Restore the file, or mend the bounds if the edition changed."
        )
    columns = [column for column in rows.columns if column != ROW]
    cells = rows[columns].apply(lambda cells: cells.map(clean_text))
    nulls = {"", *source.null_words}
    known = cells.where(~cells.isin(nulls)).add_prefix(_CELL)
    return known.assign(file=name, locator="row " + rows[ROW].astype("str"))


def _read_sheet(content: bytes, path: Path, source: CatalogueTableSource) -> pd.DataFrame:
    try:
        sheet = pd.read_excel(
            io.BytesIO(content),
            sheet_name=source.sheet or 0,
            header=None,
            dtype="str",
            engine="calamine",
            na_filter=False,
        )
    except (ValueError, OSError, KeyError) as error:
        raise BadData(
            f"{path}: cannot be read as a workbook ({error}). Restore it, or mend `sheet` in source.yml."
        ) from error
    except Exception as error:  # calamine raises errors of its own, without a common base
        if type(error).__module__.startswith("python_calamine"):
            raise BadData(f"{path}: is a damaged workbook ({error}). Restore it.") from error
        raise
    return table_from_rows(sheet.to_numpy().tolist()[source.header_row - 1 :], path, source.header_row)


def _expected_columns(source: CatalogueTableSource) -> list[str]:
    columns = source.columns
    named = [columns.family, columns.role, columns.level, columns.title, columns.description, columns.role_description]
    named += [columns.core_outputs, *(component.column for component in columns.components)]
    named += [component.proficiency_column for component in columns.components]
    listed = [*named, *source.key, *source.other_columns, *(rule.column for rule in source.reject)]
    return list(dict.fromkeys(name for name in listed if name))


def _reject_faulty(rows: pd.DataFrame, source: CatalogueTableSource, recorder: Recorder) -> pd.DataFrame:
    faults = _faults(rows, source)
    recorder.add_rejections(faults)
    return rows.loc[~rows.index.isin(faults["index"])]


def _faults(rows: pd.DataFrame, source: CatalogueTableSource) -> pd.DataFrame:
    parts = []
    for rule in source.reject:
        is_hit = rows[_CELL + rule.column].fillna("").map(re.compile(rule.pattern).fullmatch).notna()
        parts.append(_fault(rows, is_hit, rule.column, rule.rule, rule.message))
    columns = source.columns
    for column in dict.fromkeys([columns.family, columns.role, columns.level, *source.key]):
        message = (
            f"A record needs a {column}. Fill the cell in the source, or reject such rows by a rule in source.yml."
        )
        parts.append(_fault(rows, rows[_CELL + column].isna(), column, "missing_value", message))
    cells = [column for column in rows.columns if column.startswith(_CELL)]
    separators = {component.column: component.separator for component in columns.components}
    separators |= {columns.core_outputs: source.outputs_separator} if columns.core_outputs else {}
    for cell in cells:
        column = cell.removeprefix(_CELL)
        is_unsafe = rows[cell].map(partial(_holds_formula, separator=separators.get(column)), na_action="ignore")
        message = "A spreadsheet would run this text. Remove the leading sign in the source."
        parts.append(_fault(rows, is_unsafe.eq(True), column, "spreadsheet_formula", message))
    is_repeated = rows.duplicated(cells, keep="first")
    message = "The row repeats an earlier row in every column. Remove it from the source."
    parts.append(_fault(rows, is_repeated, "*", "duplicate_row", message))
    faults = pd.concat(parts)
    return faults.drop_duplicates("index")


def _holds_formula(text: str, separator: str | None) -> bool:
    parts = [text, *text.split(separator)] if separator else [text]
    return any(is_formula(part.strip()) for part in parts)


def _fault(rows: pd.DataFrame, is_hit: pd.Series, column: str, rule: str, message: str) -> pd.DataFrame:
    hit = rows.loc[is_hit.astype(bool)]
    value = hit[_CELL + column] if column != "*" else pd.Series(index=hit.index, dtype="str")
    cells = {"file": hit["file"], "locator": hit["locator"], "column_name": column, "rule": rule}
    return pd.DataFrame({"index": hit.index, **cells, "value": value, "message": message})


def _with_keys(rows: pd.DataFrame, source: CatalogueTableSource) -> pd.DataFrame:
    columns = source.columns
    first, *further = [rows[_CELL + column] for column in source.key]
    role = rows[_CELL + columns.role]
    return rows.assign(
        source_key=first.str.cat(further, sep=" / "),
        family=rows[_CELL + columns.family],
        role=role,
        level=rows[_CELL + columns.level],
        raw_title=rows[_CELL + columns.title].fillna(role) if columns.title else role,
        summary=rows[_CELL + columns.description] if columns.description else None,
        role_description=rows[_CELL + columns.role_description] if columns.role_description else None,
    )


def _reject_unplaced(placed: pd.DataFrame, source: CatalogueTableSource, recorder: Recorder) -> pd.DataFrame:
    is_unplaced = placed[list(REQUIRED)].isna().any(axis=1)
    lost = placed.loc[is_unplaced]
    recorder.add_rejections(
        lost[["file", "locator"]].assign(
            column_name=source.columns.level,
            rule="not_placed",
            value=lost["family"] + " / " + lost["role"] + " / " + lost["level"],
            message=f"No row of {' or '.join(source.placements)} places this family, role and level. Add one.",
        )
    )
    return placed.loc[~is_unplaced]


def _roles(records: pd.DataFrame, source: CatalogueTableSource, folder: SourceFolder) -> pd.DataFrame:
    roles = records.drop_duplicates("source_key").copy()
    roles["path"] = roles["family_code"] + "." + roles["specialization_code"]
    misnamed = roles.loc[~roles["path"].str.match(SPECIALIZATION_PATH)]
    if len(misnamed):
        examples = [f"{row.source_key}: {row.path!r}" for row in misnamed.itertuples(index=False)]
        what = f"{folder.path}: {len(misnamed)} codes are not of the form FAMILY.SPEC"
        raise BadData(describe(what, examples, f"Edit {', '.join(source.placements)}."))
    return roles


def _require_prefix(roles: pd.DataFrame, source: CatalogueTableSource, folder: SourceFolder, context: Context) -> None:
    known = context.framework.taxonomy["node_code"]
    is_added = ~roles["family_code"].isin(known) | roles["relation"].fillna(source.relation).eq("own")
    begins = roles["family_code"].str.startswith(source.prefix) if source.prefix else False
    lost = roles.loc[is_added & ~begins].drop_duplicates("family_code")
    if len(lost):
        examples = [f"{row.family_code}: {row.source_key!r} ({row.locator})" for row in lost.itertuples(index=False)]
        what = f"{folder.path}: {len(lost)} families of the source's own have a code without its prefix"
        begin = f"Begin them with {source.prefix}" if source.prefix else "Add `prefix` to source.yml and begin them so"
        files = ", ".join(source.placements)
        remedy = f"{begin}, or place the roles in a family of raw/canon/taxonomy.csv: edit {files}."
        raise BadData(describe(what, examples, remedy))


def _record_nodes(roles: pd.DataFrame, recorder: Recorder, context: Context) -> None:
    known = context.framework.taxonomy["node_code"]
    said = f"{recorder.source.title} ({recorder.source.publisher})"
    families = roles.loc[~roles["family_code"].isin(known)].drop_duplicates("family_code")
    name = families["family_name"].fillna(families["family"])
    recorder.add_nodes(
        pd.DataFrame(
            {
                "node_code": families["family_code"],
                "tier": "family",
                "name": name,
                "parent_code": families["function_code"],
                "description": families["family_description"].fillna("Family " + name + f" of {said}."),
            }
        )
    )
    jobs = roles.loc[~roles["path"].isin(known)].drop_duplicates("path")
    name = jobs["specialization_name"].fillna(jobs["role"])
    recorder.add_nodes(
        pd.DataFrame(
            {
                "node_code": jobs["path"],
                "tier": "specialization",
                "name": name,
                "parent_code": jobs["family_code"],
                "description": jobs["role_description"].fillna(
                    "Specialization " + name + " of family " + jobs["family"] + f" in {said}."
                ),
            }
        )
    )


def _record_roles(roles: pd.DataFrame, records: pd.DataFrame, source: CatalogueTableSource, recorder: Recorder) -> None:
    columns = ["source_key", "raw_title", "level_code", "relation", "file", "locator"]
    recorder.add_roles(
        roles[columns].assign(raw_level=roles["level"], raw_family=roles["family"], specialization_code=roles["path"])
    )
    places = records.assign(value=records["raw_title"], field="place")
    titles = roles.assign(value=roles["title"].fillna(roles["raw_title"]), field="title")
    holders = roles.assign(value=roles["holder_title"], field="holder_title")
    rungs = records.assign(value=records["family_code"] + "." + records["specialization_code"])
    rungs["value"] += "." + rungs["level_code"]
    summaries = records.loc[records["summary"].notna()].assign(field="summary")
    summaries["value"] = summaries["summary"]
    _warn_of_second(rungs, "second_place", "places '{}' elsewhere, where it stands", recorder)
    _warn_of_second(summaries, "second_description", "describes '{}' in other words, which stand", recorder)
    summaries = summaries.drop_duplicates("source_key")
    score = source.defaults.alias_confidence_score
    aliases = roles.assign(value=roles["raw_title"], field="alias", section="common", confidence_score=score)
    for claims in (places, titles, holders, summaries, aliases, _outputs(records, source)):
        _add(claims.loc[claims["value"].notna()], recorder)


def _warn_of_second(claims: pd.DataFrame, rule: str, does: str, recorder: Recorder) -> None:
    distinct = claims.drop_duplicates(["source_key", "value"])
    second = distinct.loc[distinct.duplicated("source_key"), ["file", "locator", "value", "source_key"]]
    message = ("An earlier row " + does + ". Mend the source.").format
    recorder.add_warnings(second.assign(rule=rule, message=second["source_key"].map(message)))


def _outputs(records: pd.DataFrame, source: CatalogueTableSource) -> pd.DataFrame:
    column = source.columns.core_outputs
    if not column:
        return records.iloc[:0].assign(value=None, field="core_output")
    outputs = _exploded(records, column, source.outputs_separator).assign(field="core_output")
    return outputs.drop_duplicates(["source_key", "value"])


def _exploded(records: pd.DataFrame, column: str, separator: str | None) -> pd.DataFrame:
    cells = records[_CELL + column]
    filled = records.loc[cells.notna()]
    values = cells.dropna().str.split(separator, regex=False) if separator else cells.dropna()
    exploded = filled.assign(value=values).explode("value") if separator else filled.assign(value=values)
    exploded["value"] = exploded["value"].str.strip()
    return exploded.loc[exploded["value"] != ""]


def _record_components(records: pd.DataFrame, source: CatalogueTableSource, recorder: Recorder) -> None:
    parts = [_component_claims(records, column) for column in source.columns.components]
    if parts:
        claims = pd.concat(parts).sort_index(kind="stable")
        _add(claims, recorder)


def _component_claims(records: pd.DataFrame, column: ComponentColumn) -> pd.DataFrame:
    claims = _exploded(records, column.column, column.separator)
    proficiency = claims[_CELL + column.proficiency_column] if column.proficiency_column else None
    return claims.assign(field="component", section=column.kind, prevalence=column.prevalence, proficiency=proficiency)


def _add(claims: pd.DataFrame, recorder: Recorder) -> None:
    known = ("field", "section", "value", "prevalence", "proficiency", "confidence_score", "file", "locator")
    columns = [column for column in known if column in claims.columns]
    recorder.add_claims(claims[columns].assign(subject_type="role", subject=claims["source_key"]))
