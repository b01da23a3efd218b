"""All faults of all inputs are heard of in one run."""

import gzip
from pathlib import Path

from tests.fixtures.working_folder import assert_refused, make_root, spoil


def test_each_source_and_each_file_of_it_has_its_say(tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey", "pages"])
    for defect in (
        "family_with_an_unknown_key.yaml",
        "decisions_by_an_unknown_curator.csv",
        "role_ids_with_a_key_twice.csv",
        "jobs_with_a_renamed_column.csv",
        "placements_with_a_renamed_column.csv",
    ):
        spoil(root, defect)
    (root / "raw" / "canon" / "families" / "SRES.yaml").write_text("family: [", encoding="utf-8")
    for page in ("sre_p5.txt", "sre_p6.txt"):
        (root / "raw" / "sources" / "pages" / "pages" / page).write_bytes(b" \n")
    words = ["CLPE.yaml", "SRES.yaml", "people not in curators.csv", "name a key twice", "unknown: 'Rank'"]
    assert_refused(root, outputs, [*words, "unknown: 'rung'", "sre_p5.txt: the page is blank", "sre_p6.txt"])


def test_a_damaged_crosswalk_hides_no_fault_of_other_sources(tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey"])
    spoil(root, "jobs_with_a_renamed_column.csv")
    crosswalk = root / "raw" / "sources" / "crosswalk"
    crosswalk.mkdir()
    source = (root / "raw" / "sources" / "soc_2018" / "source.yml").read_text(encoding="utf-8")
    for old, new in (
        ("source_id: soc_2018", "source_id: crosswalk"),
        ("kind: occupation_codes", "kind: code_crosswalk"),
        ("scheme: soc_2018", "from_scheme: soc_2018\nto_scheme: onet_soc_2019"),
        ("soc_groups.csv", "code_pairs.csv.gz"),
    ):
        source = source.replace(old, new)
    (crosswalk / "source.yml").write_text(source, encoding="utf-8")
    (crosswalk / "code_pairs.csv.gz").write_bytes(gzip.compress(b"from_code\n" * 9)[:20])
    assert_refused(root, outputs, ["code_pairs.csv.gz", "unknown: 'Rank'"])


def test_every_bad_source_yml_and_every_bad_table_of_the_framework_is_named(tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey", "pages"])
    for name in ("survey", "pages"):
        (root / "raw" / "sources" / name / "source.yml").write_text("colour: red\n", encoding="utf-8")
    assert_refused(root, outputs, ["survey/source.yml", "pages/source.yml"])
    root = make_root(tmp_path / "framework")
    for name in ("levels.csv", "bands.csv"):
        (root / "raw" / "canon" / name).write_text("colour\nred\n", encoding="utf-8")
    assert_refused(root, outputs, ["levels.csv: the columns", "bands.csv: the columns"])
