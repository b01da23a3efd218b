"""Faults of what people keep by hand under raw/ end the release: framework, families, codes, registers, curation."""

import shutil
from pathlib import Path

import pytest

from tests.fixtures.working_folder import BAD, PLACES, assert_refused, listing, run, spoil

REFUSED = {
    "taxonomy_cut_off_in_a_row.csv": ["taxonomy.csv", "row 7: 3 cells", "quoting"],
    "taxonomy_cut_off_in_quotes.csv": ["taxonomy.csv", "unexpected end of data", "truncated", "Restore"],
    "taxonomy_without_rows.csv": ["TECH", "no superfunction in taxonomy.csv", "Edit", "or taxonomy.csv"],
    "taxonomy_without_a_column.csv": ["taxonomy.csv", "missing: 'description'", "Mend the header"],
    "taxonomy_with_a_renamed_column.csv": ["taxonomy.csv", "missing: 'parent_code'", "unknown: 'parent'"],
    "taxonomy_with_an_extra_column.csv": ["taxonomy.csv", "unknown: 'owner'", "Mend the header"],
    "taxonomy_with_a_column_twice.csv": ["taxonomy.csv", "'name' occurs twice", "Rename"],
    "taxonomy_with_an_unknown_tier.csv": ["taxonomy.csv", "row 6, tier: 'squad'", "Edit"],
    "taxonomy_with_an_unknown_parent.csv": ["taxonomy.csv", "SRES (family) under NOWH", "Add the parent"],
    "taxonomy_with_a_cycle.csv": ["taxonomy.csv", "cycle", "RING", "BACK", "Mend parent_code"],
    "taxonomy_that_leaves_out_a_tier.csv": ["taxonomy.csv", "one tier above", "SRES (family) under TECH"],
    "taxonomy_with_a_node_twice.csv": ["taxonomy.csv", "row 6", "row 8", "'SRES'", "uniqueness", "Edit"],
    "anchors_of_an_unknown_superfunction.csv": ["superfunction_anchors.csv", "NOPE", "no superfunction", "Edit"],
    "anchors_with_an_unknown_soc_code.csv": ["superfunction_anchors.csv", "TECH: 99-0000", "SOC 2018", "Edit"],
    "anchors_with_an_unknown_level.csv": ["superfunction_anchors.csv", "row 3, level_high: 'P9'", "Edit"],
    "anchors_cut_off_after_a_row.csv": ["superfunction_anchors.csv", "CLPE.GEN.P3", "no anchor", "Add rows"],
    "further_titles_under_an_unknown_code.csv": [
        "further_titles.csv",
        "15-9999.00: Web Developer",
        "O*NET-SOC",
        "Edit",
    ],
    "further_titles_with_a_title_twice.csv": ["further_titles.csv", "row 2", "row 3", "uniqueness", "Edit"],
    "further_titles_with_several_in_one_cell.csv": ["further_titles.csv", "row 2, title: 'Coder|Programmer'", "Edit"],
    "family_cut_off.yaml": ["CLPE.yaml", "line 19", "did not find expected", "Edit CLPE.yaml"],
    "family_that_is_a_list.yaml": ["CLPE.yaml", "document: Input should be a valid dictionary", "Edit"],
    "family_with_a_key_twice.yaml": ["CLPE.yaml", "line 3", 'duplicate key "holder_title"', "Edit CLPE.yaml"],
    "family_with_an_unknown_key.yaml": ["CLPE.yaml", "nickname", "not permitted", "Edit"],
    "family_that_the_taxonomy_lacks.yaml": ["families/CLPE.yaml", "'NOPE' is no family", "raw/canon/taxonomy.csv"],
    "family_of_another_file.yaml": ["families/CLPE.yaml", "'SRES'", "families/SRES.yaml"],
    "family_with_an_unknown_specialization.yaml": ["families/CLPE.yaml", "'CLPE.NOPE' is no specialization", "Add it"],
    "family_with_an_unknown_level.yaml": ["CLPE.yaml", "bands.0.levels.0.level", "'P9'", "Edit"],
    "family_with_a_level_outside_its_band.yaml": ["families/CLPE.yaml", "bands.mid.levels holds P5", "P3, P4", "Edit"],
    "family_with_an_unknown_soc_code.yaml": ["families/CLPE.yaml", "occupations[1]", "15-9999.00", "Edit"],
    "family_with_a_rung_twice.yaml": ["families/CLPE.yaml", "bands.mid.levels holds P3 twice", "Keep one"],
    "family_with_a_band_twice.yaml": ["families/CLPE.yaml", "GEN.bands holds mid twice", "Keep one"],
    "family_with_a_source_key_twice.yaml": ["families/CLPE.yaml", "CLPE-001", "levels.P4.key", "a key of its own"],
    "family_with_a_formula.yaml": ["families/CLPE.yaml", "core_outputs[1]: '=Templates'", "spreadsheet", "Edit"],
    "soc_groups_cut_off_after_a_row.csv": ["soc_groups.csv", "4 rows", "expects 5 to 5", "Restore"],
    "soc_groups_under_an_unknown_group.csv": ["soc_groups.csv", "15-1250 under 15-1900", "Edit"],
    "soc_groups_in_a_ring.csv": ["soc_groups.csv", "15-1200 under 15-1252", "wider group", "Edit"],
    "onet_occupations_under_an_unknown_group.csv": ["onet_soc_occupations.csv", "15-1252.00 under 15-9999", "Restore"],
    "role_ids_with_a_key_twice.csv": ["role_ids.csv", "'CLPE-001': role-000003", "Keep the older row"],
    "role_ids_with_an_id_twice.csv": ["role_ids.csv", "row 4, role_id: 'role-000001'", "uniqueness", "Edit"],
    "role_ids_with_an_impossible_date.csv": ["role_ids.csv", "row 4, minted_date: '2026-13-45'", "Edit"],
    "role_ids_without_a_role.csv": ["role_ids.csv", "canon: 'CLPE-002' (CLPE.GEN.P4)", "canon mint"],
    "decisions_by_an_unknown_curator.csv": ["mapping_decisions.csv", "decision-000001 by nobody", "curators.csv"],
    "decisions_that_approve_without_a_predicate.csv": ["decision-000001", "has no predicate", "canon review"],
    "decisions_that_rest_on_no_facts.csv": ["decision-000001", "rests_on is no JSON object", "canon review"],
    "decisions_for_two_exact_occupations.csv": ["decision-000002: role-000001 exact", "Reject all but one"],
    "decisions_on_an_unknown_role.csv": ["mapping_decisions.csv", "decision-000001: role-000999", "Mend"],
    "decisions_on_an_unknown_occupation.csv": ["mapping_decisions.csv", "decision-000001: 99-1252.00", "Mend"],
    "id_changes_that_retire_a_claimed_role.csv": ["id_changes.csv", "role-000001", "claimed again", "Remove"],
    "id_changes_in_a_ring.csv": ["id_changes.csv", "change-000002: role-000009 comes back", "a cycle", "Mend"],
    "id_changes_that_split_into_one.csv": ["id_changes.csv", "change-000001: split of role-000001 has one", "Mend"],
    "id_changes_that_merge_into_nothing.csv": ["id_changes.csv", "change-000001: merge names no successor", "Mend"],
    "id_changes_that_retire_into_a_role.csv": ["id_changes.csv", "change-000001: retire names a successor", "Mend"],
    "id_changes_to_an_unknown_role.csv": ["id_changes.csv", "change-000001: role-000999", "Mend"],
}


@pytest.mark.parametrize("defect", REFUSED)
def test_authored_file_with_a_defect_ends_the_release(defect: str, root: Path, outputs: Path):
    spoil(root, defect)
    assert_refused(root, outputs, REFUSED[defect])


def test_two_files_on_one_family_end_the_release(root: Path, outputs: Path):
    families = root / "raw" / "canon" / "families"
    shutil.copy(families / "CLPE.yaml", families / "MORE.yaml")
    assert_refused(root, outputs, ["families/MORE.yaml", "'CLPE'", "families/CLPE.yaml"])


@pytest.mark.parametrize(
    ("table", "rows", "words"),
    [
        ("levels.csv", 5, ["bands.csv", "not in levels.csv", "M1", "Edit"]),
        ("title_rules.csv", 5, ["title_rules.csv", "no template", "Add them"]),
        ("alias_rules.csv", 5, ["alias_rules.csv", "fewer than 4 rules", "E1", "Restore"]),
        ("parameters.csv", 5, ["raw/canon/parameters.csv", "lacks 'adjacency.", "Add a row"]),
    ],
)
def test_framework_table_cut_off_after_a_row_ends_the_release(
    table: str, rows: int, words: list[str], root: Path, outputs: Path
):
    path = root / "raw" / "canon" / table
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:rows]), encoding="utf-8")
    assert_refused(root, outputs, words)


@pytest.mark.parametrize("command", ["check", "mint"])
def test_other_commands_refuse_bad_input_as_a_release_does(command: str, root: Path):
    spoil(root, "family_with_an_unknown_key.yaml")
    before = listing(root)
    code, told = run(command, "--root", root)
    assert (code, "nickname" in told, "CLPE.yaml" in told) == (1, True, True)
    assert listing(root) == before


def test_refusal_before_the_first_release_makes_no_folder(root: Path):
    spoil(root, "taxonomy_with_a_cycle.csv")
    code, _ = run("release", "--root", root)
    assert code == 1
    assert not (root / "outputs").exists()


def test_every_bad_fixture_is_tried():
    modules = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [path.name for path in BAD.iterdir() if f'"{path.name}"' not in modules] == []
    assert all(any(path.name.startswith(f"{start}_") for start in PLACES) for path in BAD.iterdir())
