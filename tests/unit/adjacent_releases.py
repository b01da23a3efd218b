"""A release of a few roles with their distances and likenesses, for the commands about pairs of roles."""

from pathlib import Path
from typing import Any

from flows.adjacency import find_neighbours
from flows.config import Config
from flows.ingest import read_framework
from tests.conftest import REPOSITORY
from tests.unit.tiny_releases import Tiny, role_id

FRAMEWORK = read_framework(REPOSITORY / "raw" / "canon")
PARAMETER = FRAMEWORK.parameter
RANKS = {"S": 0, "P": 2, "M": 3, "E": 9}
ELSEWHERE = {"superfunction_code": "FBUS", "function_code": "ACCT"}
LAYERS = {"component_similarity": 0.9, "title_similarity": 0.8, "text_similarity": 0.7}


class Paths(Tiny):
    """A release whose roles stand where their codes say: TECH unless another superfunction is named."""

    def stand(self, number: int, code: str, holds: tuple[str, ...] = (), **told: str) -> "Paths":
        """Add a role where its code says."""
        track, rung = code.split(".")[-1]
        cells: dict[str, Any] = {"level_rank": RANKS[track] + int(rung), "level_name": f"Level {track}{rung}", **told}
        self.role(number, code, f"Role {number}", holds=holds, **cells)
        return self

    def alike(self, one: int, other: int, likeness: float) -> "Paths":
        """Add that one role lists another as alike by content."""
        cells = {"role_id": role_id(one), "similar_role_id": role_id(other), "rank": 1, **LAYERS}
        self.add("role_similarity", content_similarity=likeness, **cells)
        return self

    def related(self, folder: Path) -> Config:
        """Write the release with its adjacency and the parameters; return where it is."""
        tables = self.tables()
        self.rows["role_adjacency"] = find_neighbours(tables["roles"], tables["role_components"], PARAMETER).to_dict(
            "records"
        )
        self.rows["parameters"] = FRAMEWORK.parameters.to_dict("records")
        self.write(folder / "2026.11.0")
        (folder / "latest").symlink_to("2026.11.0")
        return Config(REPOSITORY, folder)


def write_example(folder: Path) -> Config:
    """Write eight roles of three superfunctions, two of which content joins."""
    release = Paths()
    release.stand(1, "SRES.GEN.P5", holds=("Testing", "Tracing", "Planning"))
    release.stand(2, "CLPE.GEN.P6", holds=("Testing", "Budgets"))
    release.stand(3, "SRES.GEN.P4").stand(4, "SRES.GEN.P3").stand(5, "SRES.GEN.P1")
    release.stand(6, "FACC.GEN.P3", ("Ledgers",), **ELSEWHERE).stand(7, "FACC.GEN.P4", **ELSEWHERE)
    release.stand(8, "RNUR.GEN.P1", superfunction_code="CLIN", function_code="NURS")
    release.hold(role_id(2), "Contracts", 3, prevalence="occasional")
    release.hold(role_id(2), "Hiring", 4, prevalence="core")
    release.hold(role_id(1), "Contracts", 4)
    release.alike(4, 6, 0.96).alike(3, 7, 0.94).alike(1, 8, 0.99).alike(2, 1, 0.9)
    return release.related(folder)


def names(rows: list[dict[str, Any]]) -> list[str]:
    """Return the names of components."""
    return [row["name"] for row in rows]
