"""Tiny sources with roles and claims, as readers give them, for tests of the stages behind."""

from dataclasses import replace
from typing import Any

import pandas as pd

from flows.ingest import read_framework
from flows.roles import assemble_roles
from schemas.claims import CLAIMS, RAW_NODES, RAW_ROLES
from schemas.inputs import Framework, Ingested
from schemas.raw import TAXONOMY
from schemas.tables import ALIAS_RULES, ID_CHANGES
from tests.conftest import REPOSITORY

NODES = [
    ("TECH", "superfunction", "Technology", None),
    ("FOOD", "superfunction", "Food", None),
    ("INFR", "function", "Infrastructure", "TECH"),
    ("KITC", "function", "Kitchen", "FOOD"),
    ("SRES", "family", "Site Reliability", "INFR"),
    ("NETW", "family", "Networks", "INFR"),
    ("COOK", "family", "Cooking", "KITC"),
    ("SRES.GEN", "specialization", "General", "SRES"),
    ("SRES.DBRE", "specialization", "Database Reliability", "SRES"),
    ("NETW.GEN", "specialization", "General", "NETW"),
    ("COOK.GEN", "specialization", "General", "COOK"),
]
RULES = [
    ("P4", 1, "Senior {subject}", "holder", "common", 0.50),
    ("P5", 1, "{subject} V", "any", "common", 0.70),
    ("P5", 2, "Senior {subject}", "holder", "common", 0.40),
    ("P5", 3, "{subject} Senior", "family", "common", 0.60),
    ("P5", 4, "{band}", "family", "level_band", 0.50),
]


def tiny_framework() -> Framework:
    """Return the authored framework with a tree of a few nodes and a few rules of aliases."""
    rules = pd.DataFrame(RULES, columns=ALIAS_RULES.column_names[:6]).assign(confidence_note="why")
    nodes = pd.DataFrame(NODES, columns=TAXONOMY.column_names[:4]).assign(description="What it is.")
    read = read_framework(REPOSITORY / "raw" / "canon")
    return replace(read, taxonomy=TAXONOMY.frame(nodes), alias_rules=ALIAS_RULES.frame(rules))


class Sources:
    """Sources with their roles and claims, as readers give them."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.sources: list[dict] = []
        self.roles: list[dict] = []
        self.claims: list[dict] = []
        self.registers: list[dict] = []

    def add(self, source_id: str, priority: int, *codes: str, kind: str = "catalogue_table") -> "Sources":
        """Add a source that describes these roles; a role's key is its code, its band the family's."""
        self.sources.append({"source_id": source_id, "priority": priority, "kind": kind})
        for name, value in {"status": "draft", "region_scope": "global", "confidence_score": "0.50"}.items():
            self.say(source_id, name, value, source_id, "source")
        self.say(source_id, "record_version", "1", source_id, "source")
        prefix = "role-" if kind == "family_files" else f"role-{source_id}-"
        for number, code in enumerate(codes, 1):
            path, _, level = code.rpartition(".")
            place = {"raw_title": code, "specialization_code": path, "level_code": level, "band_key": f"{path}:band"}
            self.roles.append({"source_id": source_id, "source_key": code, **place, "file": "f", "locator": "row 1"})
            self.registers.append(
                {"source_id": source_id, "source_key": code, "role_id": f"{prefix}{number:06d}", "minted_date": "x"}
            )
        return self

    def ours(self, *codes: str) -> "Sources":
        """Add the source that we author."""
        return self.add("canon", 10, *codes, kind="family_files")

    def say(
        self, source_id: str, field: str, value: str, subject: str, subject_type: str = "role", **cells: Any
    ) -> "Sources":
        """Add a claim of a source on a role, or on another subject."""
        place = {"file": "f", "locator": "row 1", "position": len(self.claims) + 1}
        given = {"source_id": source_id, "field": field, "value": value, "subject": subject}
        self.claims.append({**given, "subject_type": subject_type, **cells, **place})
        return self

    def assemble(self, id_changes: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
        """Return the tables that the stage of roles makes of all that was added."""
        claims = CLAIMS.frame(pd.DataFrame(self.claims, columns=CLAIMS.column_names))
        roles = RAW_ROLES.frame(pd.DataFrame(self.roles, columns=RAW_ROLES.column_names))
        none = pd.DataFrame()
        ingested = Ingested(pd.DataFrame(self.sources), none, roles, RAW_NODES.empty(), claims, none, none)
        changes = ID_CHANGES.empty() if id_changes is None else id_changes
        return assemble_roles(ingested, self.framework, pd.DataFrame(self.registers), changes)
