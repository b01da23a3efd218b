"""How raw roles stand to canonical ones: unite, align, own; and which of them need an id."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.roles.relations import resolve_relations, select_roles_with_ids
from schemas.claims import RAW_NODES, RAW_ROLES
from schemas.errors import BadData
from tests.fixtures.tiny_sources import Sources, tiny_framework

CONTENT = ("role_stories", "role_outputs", "components", "role_components", "claim_conflicts", "taxonomy_nodes")


FRAMEWORK = tiny_framework()


@pytest.fixture
def sources() -> Sources:
    return Sources(FRAMEWORK)


def resolve(sources: Sources) -> pd.DataFrame:
    framework = sources.framework
    roles = RAW_ROLES.frame(pd.DataFrame(sources.roles, columns=RAW_ROLES.column_names))
    return resolve_relations(roles, framework.levels, pd.DataFrame(sources.sources))


def became(sources: Sources, source_id: str = "acme") -> dict[str, tuple[str, str]]:
    found = resolve(sources)
    found = found.loc[found["source_id"] == source_id]
    return {row.source_key: (row.relation, row.role_code) for row in found.itertuples()}


LADDER = ("SRES.GEN.P3", "SRES.GEN.P5", "SRES.GEN.M2", "SRES.DBRE.P4", "SRES.DBRE.M4")


@pytest.mark.parametrize(
    ("place", "stands"),
    [
        ("SRES.GEN.P5", "SRES.GEN.P5"),
        ("SRES.GEN.P6", "SRES.GEN.P5"),
        ("SRES.GEN.P4", "SRES.GEN.P3"),
        ("SRES.GEN.P1", "SRES.GEN.P3"),
        ("SRES.GEN.M4", "SRES.GEN.M2"),
        ("SRES.NONE.P5", "SRES.GEN.P5"),
        ("SRES.NONE.P4", "SRES.DBRE.P4"),
        ("SRES.NONE.M6", "SRES.DBRE.M4"),
        ("SRES.GEN.E1", "SRES.GEN.M2"),
        ("SRES.GEN.S4", "SRES.GEN.P3"),
    ],
)
def test_a_role_aligns_with_its_place_or_the_nearest_rung(place: str, stands: str, sources: Sources):
    sources.ours(*LADDER).add("acme", 50, place, relation="align")
    assert became(sources) == {place: ("align", stands)}


def test_where_the_family_has_no_canonical_role_it_stays_own(sources: Sources):
    sources.ours("SRES.GEN.P5").add("bell", 50, "NETW.GEN.P5", relation="own")
    sources.add("acme", 60, "NETW.GEN.P4", "COOK.GEN.P5", relation="align")
    assert became(sources) == {"NETW.GEN.P4": ("own", "NETW.GEN.P4"), "COOK.GEN.P5": ("own", "COOK.GEN.P5")}


def test_a_source_that_writes_the_canon_makes_roles_with_which_others_align(sources: Sources):
    sources.add("acme", 60, "COOK.GEN.P5", relation="align").add("book", 20, "COOK.GEN.P5")
    assert became(sources) == {"COOK.GEN.P5": ("align", "COOK.GEN.P5")}


def test_an_aligned_role_adds_its_title_and_changes_nothing_else(sources: Sources):
    def speak(source_id: str) -> None:
        for field, value, cells in [
            ("title", "Fixer", {}),
            ("summary", "It fixes.", {}),
            ("holder_title", "Fixer", {}),
            ("story", "Fixers", {"section": "who"}),
            ("core_output", "A fix", {}),
            ("component", "Fix things", {"section": "skill"}),
            ("level", "One team", {"section": "impact"}),
            ("alias", "Mender", {"section": "common", "confidence_score": 0.9}),
        ]:
            sources.say(source_id, field, value, "SRES.GEN.P5", **cells)

    sources.ours("SRES.GEN.P5", "SRES.GEN.P4").say("canon", "summary", "Ours.", "SRES.GEN.P5")
    sources.say("canon", "component", "Write runbooks", "SRES", "family", section="skill", prevalence="core")
    before = sources.assemble()
    # It goes before ours by priority, which does not count, since it does not contend.
    sources.add("acme", 1, "SRES.GEN.P5", relation="align")
    speak("acme")
    after = sources.assemble()
    for name in (*CONTENT, "roles"):
        pd.testing.assert_frame_equal(after[name], before[name], obj=name)
    aliases = [tables["role_aliases"].set_index("alias_normalised") for tables in (before, after)]
    added = aliases[1].drop(aliases[0].index)
    assert added[["alias", "origins", "confidence_score"]].to_numpy().tolist() == [["SRES.GEN.P5", "source", 0.60]]
    speak("canon")
    assert "Fixer" in set(sources.assemble()["roles"]["holder_title"])


def test_the_title_of_another_rung_is_a_less_certain_alias(sources: Sources):
    sources.ours("SRES.GEN.P4").add("acme", 50, "SRES.GEN.P6", "SRES.GEN.M4", "SRES.GEN.P4", relation="align")
    aliases = sources.assemble()["role_aliases"].set_index("alias")["confidence_score"]
    scores = aliases[["SRES.GEN.P4", "SRES.GEN.P6", "SRES.GEN.M4"]].tolist()
    assert scores == pytest.approx([0.60, 0.50, 0.45])


def test_nodes_on_which_no_role_stands_are_not_added(sources: Sources):
    cells = {"tier": "specialization", "name": "New", "description": "New."}
    added = [("acme", "SRES.NEW", "SRES"), ("bell", "NETW.NEW", "NETW")]
    nodes = pd.DataFrame(added, columns=["source_id", "node_code", "parent_code"])
    sources.nodes = RAW_NODES.frame(nodes.assign(**cells))
    sources.ours("SRES.GEN.P5").add("acme", 50, "SRES.NEW.P5", relation="align")
    sources.add("bell", 60, "NETW.NEW.P5", relation="own")
    assert {"NETW.NEW"} == {"SRES.NEW", "NETW.NEW"} & set(sources.assemble()["taxonomy_nodes"]["node_code"])


def test_only_roles_of_their_own_and_new_ones_need_an_id(sources: Sources):
    sources.ours("SRES.GEN.P5").add("page", 5, "SRES.GEN.P5", "SRES.GEN.P4")
    sources.add("acme", 50, "SRES.GEN.P3", "NETW.GEN.P3", relation="align").add(
        "bell", 60, "COOK.GEN.P3", relation="own"
    )
    needed = select_roles_with_ids(resolve(sources))
    assert set(zip(needed["source_id"], needed["source_key"], strict=True)) == {
        ("canon", "SRES.GEN.P5"),
        ("page", "SRES.GEN.P4"),
        ("acme", "NETW.GEN.P3"),
        ("bell", "COOK.GEN.P3"),
    }
    kept = set(zip(needed["source_id"], needed["source_key"], strict=True))
    sources.registers = [row for row in sources.registers if (row["source_id"], row["source_key"]) in kept]
    sources.assemble()


def test_a_role_that_unites_with_ours_keeps_our_id_even_where_its_source_leads(sources: Sources):
    sources.ours("SRES.GEN.P5").add("page", 5, "SRES.GEN.P5").say("page", "summary", "Theirs.", "SRES.GEN.P5")
    roles = sources.assemble()["roles"]
    assert roles[["role_id", "source_id", "summary"]].to_numpy().tolist() == [["role-000001", "page", "Theirs."]]


@pytest.mark.parametrize("relation", ["unite", "own"])
def test_one_code_twice_in_one_source_is_refused(relation: str, sources: Sources):
    sources.add("acme", 50, "NETW.GEN.P5", relation=relation)
    sources.roles.append({**sources.roles[0], "source_key": "again", "locator": "row 9"})
    with pytest.raises(BadData, match=r"2 records[\s\S]*NETW.GEN.P5: 'again' \(acme f row 9\)[\s\S]*two spec"):
        sources.assemble()


def test_several_roles_of_one_source_may_be_instances_of_one(sources: Sources):
    sources.ours("SRES.GEN.P5").add("acme", 50, "SRES.GEN.P5", relation="align")
    sources.roles.append({**sources.roles[-1], "source_key": "again", "raw_title": "Again"})
    tables = sources.assemble()
    assert tables["source_roles"]["role_id"].tolist() == ["role-000001"] * 3
    assert {"SRES.GEN.P5", "Again"} <= set(tables["role_aliases"]["alias"])


@pytest.mark.parametrize("other", ["unite", "own"])
def test_a_role_of_its_own_under_the_code_of_another_is_refused(other: str, sources: Sources):
    sources.add("bell", 40, "NETW.GEN.P5", relation=other).add("acme", 50, "NETW.GEN.P5", relation="own")
    with pytest.raises(BadData, match=r"role_code of a role of another source[\s\S]*NETW.GEN.P5: 'NETW.GEN.P5' \(bell"):
        sources.assemble()


places = st.builds(
    "{}.{}".format,
    st.sampled_from(["SRES.GEN", "SRES.DBRE", "NETW.GEN", "COOK.GEN"]),
    st.sampled_from(["S1", "P1", "P3", "P5", "M1", "M4", "E1"]),
)


@given(st.sets(places, max_size=5), st.lists(st.tuples(places, st.sampled_from(["unite", "align", "own"])), max_size=6))
def test_every_raw_role_ends_with_one_relation(ours: set[str], theirs: list[tuple[str, str]]):
    sources = Sources(FRAMEWORK)
    sources.ours(*sorted(ours))
    for number, (place, relation) in enumerate(theirs):
        sources.add(f"s{number:02d}", 50, place, relation=relation)
    found = resolve(sources)
    assert len(found) == len(ours) + len(theirs)
    canonical = set(found.loc[found["relation"] == "unite", "role_code"])
    aligned = found.loc[found["relation"] == "align"]
    assert set(aligned["role_code"]) <= canonical
    assert (aligned["role_code"].str.split(".").str[0] == aligned["family_code"]).all()
    fallen = found.loc[(found["declared_relation"] == "align") & (found["relation"] == "own"), "family_code"]
    assert set(fallen).isdisjoint({code.split(".")[0] for code in canonical})
    at_place = aligned.loc[aligned["placement_code"].isin(canonical)]
    assert (at_place["role_code"] == at_place["placement_code"]).all()
