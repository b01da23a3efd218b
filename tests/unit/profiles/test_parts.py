"""What a profile leaves out of classifications, crosswalks, chains and changes of ids."""

import pandas as pd
import pytest

from flows.ingest import find_sources, read_reference
from flows.profiles import is_left_out, leave_out_chains, leave_out_curation
from flows.profiles.sources import SUCCESSOR_LEFT_OUT
from schemas.errors import BadData
from schemas.inputs import Curation
from schemas.tables import ID_CHANGES, MAPPING_DECISIONS
from tests.conftest import REPOSITORY
from tests.fixtures.framework import authored_framework
from tests.fixtures.tiny_releases import Tiny, frames


def folders_with(closed: str) -> list:
    folders = find_sources(REPOSITORY, ())
    for folder in folders:
        if folder.source.source_id == closed:
            folder.source = folder.source.model_copy(update={"is_redistributable": False})
    return folders


def test_a_classification_that_is_left_out_takes_its_crosswalks_and_chains_with_it():
    reference = read_reference(folders_with("isco_08"), "public")
    assert "isco_08" not in set(reference.reference["scheme_codes"]["scheme"])
    pairs = reference.reference["code_pairs"]
    assert "isco_08" not in set(pairs["from_scheme"]) | set(pairs["to_scheme"])
    rows = reference.sources.set_index("source_id")["is_left_out"]
    assert rows.index[rows].tolist() == ["isco_08", "isco_08_to_soc_2010"]
    assert any("isco_08_to_soc_2010: left out" in note and "links codes" in note for note in reference.notes)
    framework = authored_framework()
    chains = leave_out_chains(framework, pairs).code_chains
    assert 0 < len(chains) < len(framework.code_chains)
    assert not chains.astype("str").agg("|".join, axis=1).str.contains("isco_08").any()


def test_chains_whose_steps_are_all_there_stay():
    framework = authored_framework()
    pairs = read_reference(folders_with("none")).reference["code_pairs"]
    pd.testing.assert_frame_equal(leave_out_chains(framework, pairs).code_chains, framework.code_chains)


@pytest.mark.parametrize("needed", ["soc_2018", "onet_soc_2019", "canon"])
def test_what_every_release_rests_on_cannot_be_left_out(needed: str):
    source = next(folder.source for folder in folders_with(needed) if folder.source.source_id == needed)
    assert not is_left_out(source, "internal")
    with pytest.raises(BadData, match=f"{needed}: is_redistributable is false"):
        is_left_out(source, "public")


def changes(*rows: tuple) -> pd.DataFrame:
    names = ["kind", "old_role_id", "new_role_id"]
    frame = pd.DataFrame(rows, columns=names)
    frame["change_id"] = [f"change-{number:06d}" for number in range(1, len(frame) + 1)]
    frame["new_role_code"] = frame["new_role_id"].map(lambda role: role and "X.GEN.P1")
    return ID_CHANGES.frame(frame.assign(old_role_code="A.GEN.P1", changed_date="2026-11-20", reason="So decided."))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([("merge", "ours-1", "ours-2")], [("merge", "ours-2", False)], id="ours stays ours"),
        pytest.param([("rename", "theirs-1", "theirs-2")], [], id="theirs goes"),
        pytest.param([("merge", "ours-1", "theirs-1")], [("retire", None, True)], id="ours became theirs"),
        pytest.param(
            [("split", "ours-1", "ours-2"), ("split", "ours-1", "theirs-1")],
            [("split", "ours-2", False)],
            id="the part that is ours remains",
        ),
        pytest.param(
            [("split", "ours-1", "theirs-1"), ("split", "ours-1", "theirs-2")],
            [("retire", None, True)],
            id="no part is ours",
        ),
        pytest.param([("rename", "ours-1", "unread-1")], [("retire", None, True)], id="its source was not read"),
    ],
)
def test_changes_of_ids_keep_what_the_profile_has(rows: list[tuple], expected: list[tuple]):
    ids = ["ours-1", "ours-2", "theirs-1", "theirs-2"]
    registers = pd.DataFrame({"role_id": ids, "source_id": [role.split("-")[0] for role in ids]})
    curation = Curation(MAPPING_DECISIONS.empty(), changes(*rows), pd.DataFrame(), {})
    kept = leave_out_curation(curation, registers, {"theirs"}).id_changes
    told = kept.astype("object").where(kept.notna(), None)
    assert [
        (row.kind, row.new_role_id, row.reason == SUCCESSOR_LEFT_OUT) for row in told.itertuples(index=False)
    ] == expected


def test_a_source_that_is_left_out_counts_as_not_loaded_in_a_difference():
    def release(is_left_out: bool) -> Tiny:
        tiny = Tiny().role(1).source("acme")
        tiny.rows["sources"][-1]["is_left_out"] = is_left_out
        return tiny if is_left_out else tiny.role(9, source="acme")

    told = frames(release(False), release(True))
    assert told["source_changes"][["source_id", "change"]].to_numpy().tolist() == [["acme", "not_loaded"]]
    assert told["role_changes"]["change"].tolist() == ["source_not_loaded"]
    assert frames(release(True), release(False))["source_changes"]["change"].tolist() == ["added"]
