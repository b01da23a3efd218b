"""The real editions: 29.3 in Excel, 30.1 in text, parts of 30.3 under the new names."""

from pathlib import Path

import pandas as pd
import pytest

from flows.commands.fetch import fetch_source
from flows.ingest import find_sources
from flows.ingest.context import Context
from flows.ingest.kinds.onet import read_onet
from flows.ingest.sources import make_context, read_reference
from schemas.inputs import Ingested
from schemas.registry import PUBLISHED
from schemas.table import validate
from tests.conftest import REPOSITORY, copy_raw
from tests.fixtures.framework import authored_framework
from tests.fixtures.onet_releases import counts

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def known() -> Context:
    reference = read_reference(find_sources(REPOSITORY, ()))
    return make_context(authored_framework(), reference)


@pytest.fixture(scope="module")
def root(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_raw(tmp_path_factory.mktemp("editions"))
    for edition in ("29.3", "30.1"):
        list(fetch_source(find_sources(folder, ()), "onet", shared / "data/onet", edition))
    list(fetch_source(find_sources(folder, ()), "onet", shared / "data/onet/30.3", "30.3"))
    return folder


def in_edition(root: Path, edition: str, known: Context) -> Ingested:
    folder = next(found for found in find_sources(root, ()) if found.source.source_id == "onet").of_edition(edition)
    alone = folder.source.model_copy(update={"compare_with": None})
    folder.source = alone
    return read_onet(folder, known)


@pytest.fixture(scope="module")
def excel(root: Path, known: Context) -> Ingested:
    return in_edition(root, "29.3", known)


@pytest.fixture(scope="module")
def both(root: Path, known: Context) -> Ingested:
    folder = next(found for found in find_sources(root, ()) if found.source.source_id == "onet")
    return read_onet(folder, known)


def require_contracts(reference: dict[str, pd.DataFrame]) -> None:
    for name, frame in reference.items():
        if name in PUBLISHED:
            validate(PUBLISHED[name], PUBLISHED[name].frame(frame), "Mend it.")


def test_excel_of_29_3_is_loaded_whole(excel: Ingested):
    require_contracts(excel.reference)
    assert {name: len(frame) for name, frame in excel.reference.items()} == {
        "occupation_descriptions": 1016,
        "job_zones": 923,
        "occupation_titles": 57571,
        "occupation_tasks": 18796,
        "occupation_activities": 23233,
        "occupation_ratings": 59772,
        "occupation_software": 32680,
        "occupation_relations": 18460,
    }
    assert counts(excel) == (281096, 281090, 6)
    assert excel.notes == ()


def test_ratings_keep_their_flags(excel: Ingested):
    ratings = excel.reference["occupation_ratings"]
    skills = ratings.loc[ratings["domain"] == "skill"]
    assert (len(skills), skills["is_level_suppressed"].sum(), skills["is_level_not_relevant"].sum()) == (
        30765,
        124,
        3302,
    )
    knowledge = ratings.loc[ratings["domain"] == "knowledge"]
    assert (len(knowledge), knowledge["is_importance_suppressed"].isna().sum()) == (29007, 6501)
    assert ratings[["importance", "level"]].notna().all(axis=None)


def test_the_renamed_tables_of_30_3_have_the_same_shape(root: Path, excel: Ingested, known: Context):
    renamed = in_edition(root, "30.3", known)
    require_contracts(renamed.reference)
    assert len(renamed.reference["occupation_software"]) == 31820
    assert renamed.reference["occupation_titles"]["is_reported"].sum() > 7000
    assert set(renamed.reference["occupation_ratings"]["element_code"].str.slice(stop=4)) == {"2.B."}
    assert "Task Statements; Tasks to DWAs" in renamed.notes[0]
    for name, frame in renamed.reference.items():
        assert frame.dtypes.equals(excel.reference[name].dtypes)


def test_titles_that_changed_are_those_that_only_one_edition_has(both: Ingested, excel: Ingested):
    changes = both.reference["occupation_changes"]
    require_contracts({"occupation_changes": changes})
    titles = changes.loc[(changes["table_name"] == "occupation_titles") & (changes["change"] != "changed")]
    keys = ["occupation_code", "title_normalised"]
    old, new = (set(map(tuple, read.reference["occupation_titles"][keys].to_numpy())) for read in (excel, both))
    for change, expected in (("added", new - old), ("removed", old - new)):
        found = titles.loc[titles["change"] == change, ["occupation_code", "row_key"]]
        assert set(map(tuple, found.to_numpy())) == expected
        assert len(found) == len(expected) > 500
    # Occupation Data is the same in all editions from 27.0 to 30.3.
    assert not changes["column_name"].eq("description").any()


def test_tasks_that_are_worded_anew_are_told(both: Ingested, excel: Ingested):
    changes = both.reference["occupation_changes"].query("table_name == 'occupation_tasks' and column_name == 'task'")
    assert changes["change"].value_counts().to_dict() == {"added": 21, "removed": 21, "changed": 5}
    old, new = (read.reference["occupation_tasks"].set_index("task_id")["task"] for read in (excel, both))
    shared = old.index.intersection(new.index)
    assert set(changes.query("change == 'changed'")["row_key"]) == set(shared[old[shared] != new[shared]])
