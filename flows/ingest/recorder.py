"""The recorder with which every reader gathers what it finds."""

from typing import Any

import pandas as pd

from schemas.claims import CLAIMS, RAW_NODES, RAW_ROLES
from schemas.documents.source import RoleDefaults, Source
from schemas.errors import BadData, describe
from schemas.inputs import Ingested
from schemas.table import Table
from schemas.tables import REJECTED_ROWS, SOURCE_FILES, SOURCE_WARNINGS, SOURCES
from schemas.text import clean_text, is_formula

LONGEST_SHOWN_VALUE = 200
SOURCE_FILE = "source.yml"


class Recorder:
    """Gathers what a reader finds in one source, and makes an Ingested of it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.records_read = 0
        self._files: list[dict[str, Any]] = []
        self._roles: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []
        self._claims: list[dict[str, Any]] = []
        self._rejected: list[dict[str, Any]] = []
        self._warnings: list[dict[str, Any]] = []

    def add_file(self, path: str, sha256: str, size: int) -> None:
        """Note a file that was read."""
        self._files.append({"path": path, "sha256": sha256, "bytes": size})

    def add_role(self, **cells: Any) -> None:
        """Note a role that the source describes."""
        self._roles.append(cells)

    def add_claim(self, subject_type: str, subject: str, claimed: str, value: str, **cells: Any) -> None:
        """Note one leaf claim; its order is the order of the calls."""
        given = {"subject_type": subject_type, "subject": subject, "field": claimed, "value": value}
        self._claims.append({**given, **cells, "position": len(self._claims) + 1})

    def add_roles(self, rows: pd.DataFrame) -> None:
        """Note roles that the source describes, a row each."""
        self._roles.extend(rows.to_dict("records"))

    def add_nodes(self, rows: pd.DataFrame) -> None:
        """Note nodes that the source adds to the taxonomy, a row each."""
        self._nodes.extend(rows.to_dict("records"))

    def add_rejections(self, rows: pd.DataFrame) -> None:
        """Note records that are not accepted, a row each with the columns of `rejected_rows`."""
        self._rejected.extend(rows.assign(value=rows["value"].map(_shown)).to_dict("records"))

    def add_warnings(self, rows: pd.DataFrame) -> None:
        """Note records that are kept and that a person should look at, with the columns of `source_warnings`."""
        self._warnings.extend(rows.assign(value=rows["value"].map(_shown).fillna("(blank)")).to_dict("records"))

    def reject(self, file: str, locator: str, column: str, rule: str, value: str | None, message: str) -> None:
        """Note a record that is not accepted; the value is cut and made safe to open in a spreadsheet."""
        cells = {"file": file, "locator": locator, "column_name": column, "rule": rule}
        self._rejected.append({**cells, "value": _shown(value), "message": message})

    def warn(self, file: str, locator: str, rule: str, value: str, message: str) -> None:
        """Note a record that is kept and that a person should look at."""
        cells = {"file": file, "locator": locator, "rule": rule, "value": _shown(value) or "(blank)"}
        self._warnings.append({**cells, "message": message})

    def add_claims(self, rows: pd.DataFrame) -> None:
        """Note leaf claims in the order of the rows; columns that the frame lacks are null."""
        start = len(self._claims) + 1
        self._claims.extend(rows.assign(position=range(start, start + len(rows))).to_dict("records"))

    def add_defaults(self, defaults: RoleDefaults) -> None:
        """Note what source.yml says of all roles of the source; these are no records of its files."""
        values = {
            "status": defaults.status,
            "region_scope": defaults.region_scope,
            "record_version": str(defaults.record_version),
            "confidence_score": f"{defaults.confidence_score:.2f}",
        }
        for name, value in values.items():
            place = {"file": SOURCE_FILE, "locator": f"defaults.{name}"}
            self.add_claim("source", self.source.source_id, name, value, **place)

    @property
    def rejected_count(self) -> int:
        """Return the number of records rejected so far."""
        return len({(row["file"], row["locator"]) for row in self._rejected})

    def withdraw(self, file: str) -> list[str]:
        """Take back all claims and roles of a file and return the places at which they stood, in order."""
        taken = dict.fromkeys(claim["locator"] for claim in self._claims if claim["file"] == file)
        self._claims = [claim for claim in self._claims if claim["file"] != file]
        self._roles = [role for role in self._roles if role["file"] != file]
        self._warnings = [warning for warning in self._warnings if warning["file"] != file]
        return list(taken)

    def finish(self, further_rows: int = 0, reference: dict[str, pd.DataFrame] | None = None) -> Ingested:
        """Return all that was gathered; `further_rows` is the number of records accepted into reference tables.

        Raises BadData where records are unaccounted for, too many were rejected, or two roles share a key.
        """
        claims = self._frame(CLAIMS, self._claims)
        rejected = self._frame(REJECTED_ROWS, self._rejected).drop_duplicates(list(REJECTED_ROWS.key))
        records = claims.loc[claims["file"] != SOURCE_FILE, ["file", "locator"]].drop_duplicates()
        counted = len(records) + further_rows
        refused = len(rejected[["file", "locator"]].drop_duplicates())
        self._require_accounted(counted, refused, rejected)
        self._require_unique_keys()
        return Ingested(
            sources=self._source_row(counted, refused),
            files=self._frame(SOURCE_FILES, self._files),
            roles=self._role_frame(),
            nodes=self._frame(RAW_NODES, self._nodes),
            claims=claims,
            rejected=rejected,
            warnings=self._frame(SOURCE_WARNINGS, self._warnings).drop_duplicates(list(SOURCE_WARNINGS.key)),
            reference=reference or {},
        )

    def _role_frame(self) -> pd.DataFrame:
        roles = pd.DataFrame(self._roles, columns=RAW_ROLES.column_names)
        relation = roles["relation"].astype("object").fillna(getattr(self.source, "relation", None))
        score = getattr(self.source, "defaults", RoleDefaults()).alias_confidence_score
        return RAW_ROLES.frame(roles.assign(source_id=self.source.source_id, relation=relation, title_score=score))

    def _require_unique_keys(self) -> None:
        roles = self._role_frame()
        twice = roles.loc[roles.duplicated("source_key", keep=False)]
        if len(twice):
            examples = [f"{row.source_key!r}: {row.file} {row.locator}" for row in twice.itertuples(index=False)]
            what = f"{self.source.source_id}: {len(twice)} roles share a key with another role"
            raise BadData(describe(what, examples, "Give one of them a key of its own in its file."))

    def _frame(self, contract: Table, rows: list[dict[str, Any]]) -> pd.DataFrame:
        if not rows:
            return contract.empty()
        frame = pd.DataFrame(rows, columns=contract.column_names)
        frame["source_id"] = self.source.source_id
        return contract.frame(frame)

    def _source_row(self, accepted: int, rejected: int) -> pd.DataFrame:
        described = {name: getattr(self.source, name, None) for name in SOURCES.column_names}
        counts = {
            "is_left_out": False,
            "records_read": self.records_read,
            "records_accepted": accepted,
            "records_rejected": rejected,
        }
        return SOURCES.frame([{**described, **counts}])

    def _require_accounted(self, accepted: int, refused: int, rejected: pd.DataFrame) -> None:
        name = self.source.source_id
        if self.records_read != accepted + refused:
            raise BadData(
                f"{name}: {self.records_read} records were read, but {accepted} accepted and {refused} rejected. "
                "A record was lost: report this as a fault of the reader."
            )
        most = self.source.max_rejected_share
        if refused > most * self.records_read:
            examples = [
                f"{row.file} {row.locator}, {row.column_name}: {row.message}"
                for row in rejected.itertuples(index=False)
            ]
            what = (
                f"{name}: {refused} of {self.records_read} records are rejected, more than max_rejected_share {most:g}"
            )
            raise BadData(describe(what, examples, f"Mend the records, or raise the share in {name}/source.yml."))


def _shown(value: str | None) -> str | None:
    if not isinstance(value, str) or not clean_text(value):
        return None
    shown = clean_text(value)[:LONGEST_SHOWN_VALUE].strip()
    return f"'{shown}" if is_formula(shown) else shown


def combine(parts: list[Ingested]) -> Ingested:
    """Return the claims of several sources as one, tables in contract order."""
    reference: dict[str, pd.DataFrame] = {}
    for part in parts:
        reference |= part.reference
    return Ingested(
        sources=SOURCES.frame(_stack([part.sources for part in parts])),
        files=SOURCE_FILES.frame(_stack([part.files for part in parts])),
        roles=RAW_ROLES.frame(_stack([part.roles for part in parts])),
        nodes=RAW_NODES.frame(_stack([part.nodes for part in parts])),
        claims=CLAIMS.frame(_stack([part.claims for part in parts])),
        rejected=REJECTED_ROWS.frame(_stack([part.rejected for part in parts])),
        warnings=SOURCE_WARNINGS.frame(_stack([part.warnings for part in parts])),
        reference=reference,
        notes=tuple(note for part in parts for note in part.notes),
    )


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)
