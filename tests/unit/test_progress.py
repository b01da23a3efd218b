"""One line with counts for what a stage did."""

from pathlib import Path

import pandas as pd
import pytest

from flows.progress import describe_stage
from flows.releases import Release
from schemas.inputs import Ingested
from schemas.stages import Assembled, Checked, Mapped, Related


def rows(count: int) -> pd.DataFrame:
    return pd.DataFrame(index=range(count))


def read(warnings: int) -> Ingested:
    counts = {"records_read": [1200, 30], "records_accepted": [1190, 30], "records_rejected": [10, 0]}
    return Ingested(pd.DataFrame(counts), rows(2), rows(5), rows(1), rows(9), rows(10), rows(warnings))


def assembled() -> Assembled:
    empty = dict.fromkeys(Assembled.__dataclass_fields__, rows(0))
    return Assembled(**{**empty, "roles": rows(2500), "components": rows(40), "role_aliases": rows(7)})


def mapped() -> Mapped:
    empty = dict.fromkeys(Mapped.__dataclass_fields__, rows(0))
    roles = pd.DataFrame({"mapping_status": ["detailed", "group_only", "detailed"]})
    return Mapped(**{**empty, "roles": roles, "role_occupations": rows(4)})


@pytest.mark.parametrize(
    ("name", "result", "line"),
    [
        ("read_source: uk_gdad", read(0), "read source uk_gdad: 1,230 records read, 1,220 accepted, 10 rejected"),
        ("read_sources", read(3), "read sources: 1,230 records read, 1,220 accepted, 10 rejected, 3 warnings"),
        ("assemble", assembled(), "assemble: 2,500 roles, 40 components, 7 aliases"),
        ("map_to_occupations", mapped(), "map to occupations: 4 mappings; roles: 2 detailed, 1 group only"),
        ("relate", Related(rows(6), rows(2), rows(1), None), "relate: 6 neighbours by coordinates, 2 by content"),
        (
            "check_tables",
            Checked({"roles": rows(2), "levels": rows(3)}, {}),
            "check tables: 2 tables with 5 rows keep their contracts",
        ),
        (
            "publish_release",
            Release(Path("x"), "2026.12.0", is_new=True, manifest={}),
            "publish release: release 2026.12.0 written",
        ),
        ("find_something_else", object(), "find something else"),
    ],
)
def test_a_stage_is_described_with_its_counts(name: str, result: object, line: str):
    assert describe_stage(name, result) == line
