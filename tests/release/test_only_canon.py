"""The examples, read beside the canon, change nothing of what a canonical role says."""

import pandas as pd
import pytest

from flows.config import make_config
from flows.release import assemble, read_inputs
from schemas.inputs import Inputs
from schemas.stages import Assembled

EXAMPLES = ("example_hris", "example_pages")


@pytest.fixture(scope="module")
def alone(clean_root, tmp_path_factory: pytest.TempPathFactory) -> Assembled:
    return assemble(read_inputs(make_config(clean_root, tmp_path_factory.mktemp("alone"))))


@pytest.fixture(scope="module")
def beside(inputs: Inputs) -> Assembled:
    return assemble(inputs)


def of_canon(assembled: Assembled, name: str, alone: Assembled) -> pd.DataFrame:
    frame = assembled.tables[name]
    return frame.loc[frame["role_id"].isin(alone.roles["role_id"])].reset_index(drop=True)


def test_a_default_release_holds_nothing_of_the_examples(alone: Assembled):
    assert set(alone.roles["source_id"]) == {"canon"}
    assert set(alone.source_roles["source_id"]) == {"canon"}
    assert alone.source_role_components.empty


@pytest.mark.parametrize("name", ["roles", "role_stories", "role_outputs", "role_components"])
def test_canonical_roles_are_the_same_beside_the_examples(name: str, alone: Assembled, beside: Assembled):
    pd.testing.assert_frame_equal(of_canon(beside, name, alone), alone.tables[name])


def test_canonical_components_bear_the_same_names(alone: Assembled, beside: Assembled):
    both = [tables.components.set_index("component_id")[["kind", "name"]] for tables in (alone, beside)]
    pd.testing.assert_frame_equal(both[1].loc[both[0].index], both[0])


def test_aliases_are_added_by_sources_alone(alone: Assembled, beside: Assembled):
    key = ["role_id", "alias_normalised"]
    before, after = (tables.role_aliases.set_index(key) for tables in (alone, beside))
    assert before.index.isin(after.index).all()
    canonical = after.loc[after.index.get_level_values("role_id").isin(alone.roles["role_id"])]
    added = canonical.drop(before.index)
    assert len(added) > 20
    assert set(added["origins"]) == {"source"}
    kept = canonical.loc[before.index]
    said = ["alias", "alias_type", "confidence_score", "confidence_basis", "origins"]
    is_other = (kept[said] != before[said]).any(axis=1)
    assert kept.loc[is_other, "origins"].str.contains("source").all()


def test_the_examples_show_each_relation_of_a_catalogue(beside: Assembled):
    raw = beside.source_roles.loc[beside.source_roles["source_id"].isin(EXAMPLES)]
    counts = raw.groupby(["source_id", "relation"]).size().to_dict()
    assert counts == {("example_hris", "align"): 44, ("example_hris", "own"): 96, ("example_pages", "align"): 2}
    assert raw["equivalent_basis"].str.startswith("nearest rung").sum() >= 2
    own = beside.roles.loc[beside.roles["source_id"] == "example_hris"]
    assert own["family_code"].str.startswith("HRIS").all()
    matched = beside.source_role_components["match_basis"].value_counts()
    assert set(matched.index) == {"same_name", "alike_words"}


def test_what_aligned_roles_hold_leads_to_components_of_their_role(beside: Assembled):
    held = beside.source_role_components
    pairs = beside.role_components[["role_id", "component_id"]]
    matched = held.dropna(subset="component_id")
    assert len(matched.merge(pairs, on=["role_id", "component_id"])) == len(matched)
    counts = held.groupby(["source_id", "source_key"])["position"].agg(["max", "size"])
    assert (counts["max"] == counts["size"]).all()
    is_matched = held["component_id"].notna()
    assert (held["match_score"].notna() == is_matched).all()
    assert (held["match_basis"].notna() == is_matched).all()
