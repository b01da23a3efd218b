"""Structural faults of a source end the release: its source.yml, its files, its tables of placement."""

import gzip
from pathlib import Path

import pytest

from tests.fixtures.working_folder import assert_refused, make_root, spoil

REFUSED = {
    "source_with_a_key_twice.yml": ["survey/source.yml", "line 12", 'duplicate key "priority"', "Edit source.yml"],
    "source_with_an_unknown_key.yml": ["survey/source.yml", "colour", "not permitted", "Edit"],
    "source_of_an_unknown_kind.yml": ["survey/source.yml", "'stone_tablet'", "'catalogue_table'", "Edit"],
    "source_with_an_impossible_date.yml": ["survey/source.yml", "accessed_date", "no day of the calendar", "Edit"],
    "source_with_an_unquoted_impossible_date.yml": ["survey/source.yml", "month must be in 1..12", "Edit"],
    "source_with_another_digest.yml": ["survey/jobs.csv", "SHA-256", "abab", "Restore the file, or name the new"],
    "source_whose_pattern_fits_no_file.yml": ["survey/source.yml", "no file fits 'years/*.csv'", "Restore"],
    "source_with_a_file_outside_its_folder.yml": ["survey/source.yml", "outside the source's folder", "Mend its path"],
    "source_with_a_broken_pattern.yml": ["survey/source.yml", "reject.0.pattern", "no regular expression", "Edit"],
    "source_with_an_unknown_encoding.yml": ["survey/jobs.csv", "klingon", "UTF-8", "source.yml"],
    "placements_on_an_unknown_level.csv": ["placements.csv", "row 3: 'P9'", "unknown level_code", "Edit"],
    "placements_under_an_unknown_function.csv": ["placements.csv", "row 3: 'NOPE'", "unknown function_code", "Edit"],
    "placements_of_two_roles_on_one_rung.csv": ["survey", "CLKE.GEN.P3", "jobs.csv row 2", "row 4", "placement tables"],
    "placements_of_a_record_twice.csv": ["placements.csv", "row 2: Cloud / Mid", "row 4: Cloud / Mid", "Keep one"],
    "placements_in_a_family_that_is_a_function.csv": ["survey", "INFR under INFR", "edit placements.csv"],
    "placements_with_a_renamed_column.csv": ["placements.csv", "unknown: 'rung'", "Edit"],
    "placements_with_a_formula.csv": ["placements.csv", "row 2, family_name: '=Cluster Keeping'", "Edit"],
    "jobs_with_a_renamed_column.csv": ["jobs.csv", "missing: 'Grade'", "unknown: 'Rank'", "source.yml"],
    "jobs_with_an_extra_column.csv": ["jobs.csv", "unknown: 'Pay'", "other_columns"],
    "jobs_cut_off_after_a_row.csv": ["jobs.csv", "3 rows", "expects 4 to 8", "Restore"],
    "jobs_cut_off_in_a_row.csv": ["jobs.csv", "row 5: 2 cells", "quoting"],
    "jobs_with_too_many_bad_rows.csv": ["survey: 2 of 6", "max_rejected_share 0.25", "jobs.csv row 6, Job", "Mend"],
    "page_of_a_role_that_another_page_describes.txt": [
        "SRES.GEN.P6",
        "pages/sre_p5.txt",
        "pages/sre_p6.txt",
        "keep one",
    ],
}


@pytest.mark.parametrize("defect", REFUSED)
def test_source_with_a_defect_ends_the_release(defect: str, root: Path, outputs: Path):
    spoil(root, defect)
    assert_refused(root, outputs, REFUSED[defect])


def test_one_bad_record_is_too_many_where_the_share_is_low(root: Path, outputs: Path):
    spoil(root, "source_with_a_low_share.yml")
    spoil(root, "jobs_with_a_gap.csv")
    assert_refused(root, outputs, ["survey: 1 of 5", "max_rejected_share 0.05", "jobs.csv row 6, Job", "Mend"])


@pytest.mark.parametrize(
    "place",
    ["canon/levels.csv", "canon/families/CLPE.yaml", "sources/survey/jobs.csv", "sources/pages/pages/sre_p5.txt"],
)
def test_empty_file_ends_the_release(place: str, tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, [Path(place).parts[1]])
    (root / "raw" / place).write_bytes(b"")
    assert_refused(root, outputs, [place, "the file is empty", "Restore it"])


@pytest.mark.parametrize(
    "place",
    [
        "canon/levels.csv",
        "canon/source.yml",
        "curation/mapping_decisions.csv",
        "sources/survey/jobs.csv",
    ],
)
def test_missing_file_ends_the_release(place: str, tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey"])
    (root / "raw" / place).unlink()
    assert_refused(root, outputs, [place, "cannot be read (No such file or directory)", "Restore the file"])


def test_missing_classification_ends_the_release(root: Path, outputs: Path):
    (root / "raw/sources/soc_2018/source.yml").unlink()
    assert_refused(root, outputs, ["raw/sources", "soc_groups", "Restore their folders"])


@pytest.mark.parametrize(
    ("place", "damage", "words"),
    [
        ("canon/taxonomy.csv", lambda text: text.encode("utf-16"), ["is UTF-16", "Save the file as UTF-8"]),
        ("canon/families/CLPE.yaml", lambda text: text.encode("utf-16"), ["is UTF-16", "Save the file as UTF-8"]),
        ("sources/survey/jobs.csv", lambda text: text.encode("utf-16"), ["is UTF-16", "source.yml"]),
        (
            "canon/taxonomy.csv",
            lambda text: text.replace("Engineers who keep", "Ingénieurs who keep").encode("latin-1"),
            ["line 6 is not utf-8", "Save the file as UTF-8"],
        ),
        (
            "sources/survey/jobs.csv",
            lambda text: text.replace("Watch the cost", "Watch the coût").encode("latin-1"),
            ["line 3 is not utf-8", "name its encoding in source.yml"],
        ),
        ("canon/taxonomy.csv", lambda text: text.replace("who keep", "who\0keep").encode(), ["line 6 holds a NUL"]),
        ("canon/families/CLPE.yaml", lambda text: text.replace("Guides", "Gui\0des").encode(), ["line 18 holds a NUL"]),
        ("sources/survey/source.yml", lambda text: text.replace("Survey", "Sur\0vey").encode(), ["line 4 holds a NUL"]),
        ("sources/pages/pages/sre_p6.txt", lambda text: text.encode() + b"\0", ["holds a NUL", "Restore it"]),
    ],
)
def test_file_in_another_encoding_ends_the_release(place: str, damage, words: list[str], tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, [Path(place).parts[1]])
    path = root / "raw" / place
    path.write_bytes(damage(path.read_bytes().decode("utf-8")))
    assert_refused(root, outputs, [place, *words])


JOBS = b"Family,Job,Grade,Duty\n" + b"".join(b"Cloud,Cluster Keeper,Mid,Keep cluster %d\n" % n for n in range(8))


def flipped(content: bytes, start: int, end: int) -> bytes:
    """Return the content with the bits of some of its bytes turned over."""
    return content[:start] + bytes(byte ^ 0xFF for byte in content[start:end]) + content[end:]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(
            gzip.compress(JOBS, mtime=0)[:-20], ["is truncated or no gzip file", "Fetch it again"], id="cut off"
        ),
        pytest.param(
            flipped(gzip.compress(JOBS, mtime=0), 12, 40), ["is truncated or no gzip", "Fetch it again"], id="damaged"
        ),
        pytest.param(JOBS, ["Not a gzipped file", "Fetch it again"], id="no gzip"),
        pytest.param(b"", ["the file is empty", "Restore it"], id="empty"),
        pytest.param(
            gzip.compress(b"a" * 1_000_000), ["more than 100,000 bytes", "max_unpacked_bytes in source.yml"], id="bomb"
        ),
    ],
)
def test_gzip_with_a_defect_ends_the_release(content: bytes, words: list[str], tmp_path: Path, outputs: Path):
    root = make_root(tmp_path, ["survey"])
    survey = root / "raw/sources/survey"
    (survey / "jobs.csv.gz").write_bytes(content)
    described = (survey / "source.yml").read_text(encoding="utf-8").replace("path: jobs.csv", "path: jobs.csv.gz")
    (survey / "source.yml").write_text(described, encoding="utf-8")
    assert_refused(root, outputs, ["survey/jobs.csv.gz", *words])
