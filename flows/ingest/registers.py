"""What people keep by hand beside sources: registers of role ids, decisions, changes of ids."""

import datetime
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from flows.drafts import append_rows
from flows.ingest.files import digest, read_authored_table
from flows.ingest.folder import REGISTER_FILE, SourceFolder
from flows.steps import gather_results
from schemas.errors import BadData, describe
from schemas.identity import require_sound_changes
from schemas.inputs import Curation, Ingested
from schemas.raw import CURATORS, ROLE_IDS
from schemas.tables import ID_CHANGES, MAPPING_DECISIONS

CURATION_FILES = {"mapping_decisions.csv": MAPPING_DECISIONS, "id_changes.csv": ID_CHANGES, "curators.csv": CURATORS}


def read_registers(folders: Sequence[SourceFolder]) -> pd.DataFrame:
    """Return source_id, source_key, role_id, minted_date of all registers; BadData where a key or id stands twice."""
    parts = [*gather_results({str(folder.path): partial(_read_register, folder) for folder in folders}).values()]
    registers = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    twice = registers.loc[registers.duplicated("role_id", keep=False)]
    if len(twice):
        examples = [f"{row.role_id}: {row.source_id} {row.source_key!r}" for row in twice.itertuples(index=False)]
        raise BadData(
            describe(f"{len(twice)} rows of role_ids.csv share an id", examples, "Give each record an id of its own.")
        )
    return registers


def _read_register(folder: SourceFolder) -> pd.DataFrame:
    path = folder.path / REGISTER_FILE
    register = ROLE_IDS.empty()
    if path.is_file():
        folder.content(REGISTER_FILE)
        register = read_authored_table(path, ROLE_IDS)
    twice = register.loc[register.duplicated("source_key", keep=False)]
    if len(twice):
        examples = [f"{row.source_key!r}: {row.role_id}" for row in twice.itertuples(index=False)]
        raise BadData(
            describe(f"{path}: {len(twice)} rows name a key twice", examples, f"Keep the older row in {path}.")
        )
    prefix = id_prefix(folder)
    foreign = register.loc[~register["role_id"].str.fullmatch(prefix + "[0-9]{6}")]
    if len(foreign):
        examples = foreign["role_id"].tolist()
        raise BadData(
            describe(f"{path}: {len(foreign)} ids are not of the form {prefix}000123", examples, f"Edit {path}.")
        )
    return register.assign(source_id=folder.source.source_id)


def id_prefix(folder: SourceFolder) -> str:
    """Return what the ids of a source's roles begin with: role- for ours, role-<source_id>- for others."""
    is_ours = folder.source.kind == "family_files"
    return "role-" if is_ours else f"role-{folder.source.source_id}-"


def mint_role_ids(folders: Sequence[SourceFolder], roles: pd.DataFrame, today: datetime.date) -> dict[str, int]:
    """Append an id for each role that no register has, and return how many were given by source.

    `roles` has source_id, source_key and file of the raw roles that need an id.
    """
    registers = read_registers(folders)
    minted = {}
    for folder in folders:
        name = folder.source.source_id
        keys = roles.loc[roles["source_id"] == name].sort_values(["file", "source_key"])["source_key"]
        known = registers.loc[registers["source_id"] == name]
        missing = [key for key in keys if key not in set(known["source_key"])]
        if missing:
            _append(folder, known, missing, today)
            minted[name] = len(missing)
    return minted


def _append(folder: SourceFolder, known: pd.DataFrame, keys: list[str], today: datetime.date) -> None:
    last = known["role_id"].str[-6:].astype(int).max() if len(known) else 0
    numbers = range(int(last) + 1, int(last) + 1 + len(keys))
    ids = [f"{id_prefix(folder)}{number:06d}" for number in numbers]
    rows = pd.DataFrame({"role_id": ids, "source_key": keys, "minted_date": today.isoformat()})
    append_rows(folder.path / REGISTER_FILE, rows[ROLE_IDS.column_names])


def read_curation(folder: Path) -> Curation:
    """Return decisions, changes of ids and curators.

    Raises BadData for any bad row, a decision by nobody in curators.csv, one that is not whole, or a change of ids
    that cannot be followed.
    """
    tables = gather_results(
        {name: partial(read_authored_table, folder / name, contract) for name, contract in CURATION_FILES.items()}
    )
    decisions = tables["mapping_decisions.csv"]
    unknown = decisions.loc[~decisions["curator_id"].isin(tables["curators.csv"]["curator_id"])]
    if len(unknown):
        examples = [f"{row.decision_id} by {row.curator_id}" for row in unknown.itertuples(index=False)]
        what = f"{folder / 'mapping_decisions.csv'}: {len(unknown)} decisions by people not in curators.csv"
        raise BadData(describe(what, examples, f"Add them to {folder / 'curators.csv'}."))
    _require_whole_decisions(decisions, folder / "mapping_decisions.csv")
    require_sound_changes(tables["id_changes.csv"], str(folder / "id_changes.csv"))
    digests = {name: digest((folder / name).read_bytes()) for name in CURATION_FILES}
    return Curation(decisions, tables["id_changes.csv"], tables["curators.csv"], digests)


def _require_whole_decisions(decisions: pd.DataFrame, path: Path) -> None:
    is_approval = decisions["decision"] == "approve"
    bad = {
        "has no predicate; an approval names one": is_approval & decisions["predicate"].isna(),
        "has a predicate; a rejection names none": ~is_approval & decisions["predicate"].notna(),
        "rests_on is no JSON object": ~decisions["rests_on"].map(_is_object).astype("bool"),
    }
    examples = [f"{row}: {why}" for why, rows in bad.items() for row in decisions.loc[rows, "decision_id"]]
    if examples:
        remedy = "Mend those rows, or take the decisions by `canon review`, which fills in what they rest on."
        raise BadData(describe(f"{path}: {len(examples)} decisions are not whole", examples, remedy))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def require_known(
    curation: Curation, registers: pd.DataFrame, folders: Sequence[SourceFolder], ingested: Ingested
) -> None:
    """Raise BadData where curation names an unknown occupation, or a role that no register has.

    Roles of sources that were not read are taken as they stand.
    """
    decisions, changes = curation.mapping_decisions, curation.id_changes
    prefixes = tuple(id_prefix(folder) + "[0-9]{6}" for folder in folders)
    named = {
        "mapping_decisions.csv": decisions.set_index("decision_id")["role_id"],
        "id_changes.csv": pd.concat([changes.set_index("change_id")[name] for name in ("old_role_id", "new_role_id")]),
    }
    for name, role_ids in named.items():
        is_read = role_ids.str.fullmatch("|".join(prefixes)).eq(True)
        _require_none_lost(role_ids[is_read & ~role_ids.isin(registers["role_id"])], name, "roles", "role_ids.csv")
    codes = decisions.set_index("decision_id")["occupation_code"]
    occupations = [ingested.reference[name]["occupation_code"] for name in ("soc_groups", "onet_soc_occupations")]
    _require_none_lost(
        codes[~codes.isin(pd.concat(occupations))], "mapping_decisions.csv", "occupations", "SOC or O*NET-SOC"
    )


def _require_none_lost(lost: pd.Series, name: str, what: str, where: str) -> None:
    if len(lost):
        examples = [f"{row}: {value}" for row, value in lost.items()]
        raise BadData(
            describe(f"raw/curation/{name}: {len(lost)} {what} are not in {where}", examples, f"Mend {name}.")
        )
