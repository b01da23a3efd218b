"""From export to import to the next release and the one after: decisions hold, go stale for a reason, stay rejected."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.commands.review import Imported, export_review, import_review
from flows.config import Config, make_config
from flows.release import build_release, run_here
from flows.releases import Release
from schemas.errors import BadCall, BadData
from tests.fixtures.reading import table
from tests.fixtures.review_files import APPROVE, REJECT, fill_in
from tests.fixtures.working_folder import make_root, run

ROLES = ("role-000001", "role-000002")
CURATORS = "curator_id,name,contact\ntester,Test curator,tester@example.org\n"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return a working folder with a release and its review file, which the tests copy."""
    root = make_root(tmp_path_factory.mktemp("exported"))
    (root / "raw" / "curation" / "curators.csv").write_text(CURATORS, encoding="utf-8")
    config = make_config(root)
    build_release(config, run_here)
    export_review(config, root / "review.xlsx")
    return config


@pytest.fixture
def config(exported: Config, tmp_path: Path) -> Config:
    shutil.copytree(exported.root, tmp_path / "root", symlinks=True)
    return make_config(tmp_path / "root")


def decisions_file(config: Config) -> Path:
    return config.root / "raw" / "curation" / "mapping_decisions.csv"


def hand_in(config: Config, *filled: dict) -> Imported:
    return import_review(config, fill_in(config.root / "review.xlsx", *filled))


def statuses(release: Release, *columns: str) -> list[list]:
    rows = table(release, "role_occupations").sort_values(["role_id", "rank"])[["role_id", *columns]]
    return rows.astype("object").where(rows.notna(), None).to_numpy().tolist()


def test_a_decision_goes_out_comes_back_holds_and_goes_stale_with_the_reason(config: Config):
    other = {"row": 2, **REJECT, "other_code": "15-1252", "predicate": "close"}
    imported = hand_in(config, other, {"row": 3, **APPROVE, "predicate": "exact"})
    assert imported.decision_ids == ["decision-000001", "decision-000002", "decision-000003"]
    columns = ("occupation_code", "origin", "review_status", "predicate", "is_primary")
    approved = build_release(config, run_here)
    assert statuses(approved, *columns) == [
        [ROLES[0], "15-1252", "curated", "approved", "close", True],
        [ROLES[0], "15-0000", "inferred_from_superfunction", "needs_review", "broad", False],
        [ROLES[1], "15-1252.00", "curated", "approved", "exact", True],
        [ROLES[1], "15-0000", "inferred_from_superfunction", "needs_review", "broad", False],
    ]
    assert export_review(config, config.root / "again.xlsx").rows == 0
    family = config.root / "raw" / "canon" / "families" / "CLPE.yaml"
    family.write_text(family.read_text().replace("holder_title: Cloud Platform", "holder_title: Platform"))
    stale = build_release(config, run_here)
    reason = "what holders of the role are called changed from 'Cloud Platform Engineer' to 'Platform Engineer'"
    assert [row[1:] for row in statuses(stale, "occupation_code", "review_status", "stale_reason")] == [
        ["15-1252", "stale", reason],
        ["15-0000", "needs_review", None],
        ["15-1252.00", "stale", reason],
        ["15-0000", "needs_review", None],
    ]
    again = export_review(config, config.root / "stale.xlsx")
    rows = pd.read_csv(again.beside)
    assert rows["review_status"].tolist() == ["stale", "stale"]
    assert rows["stale_reason"].tolist() == [reason, reason]
    path = fill_in(again.workbook, {"row": 2, **APPROVE}, {"row": 3, **APPROVE})
    assert import_review(config, path).decision_ids == ["decision-000004", "decision-000005"]
    assert [row[1] for row in statuses(build_release(config, run_here), "review_status")][::2] == ["approved"] * 2


def test_importing_a_file_twice_appends_nothing_and_says_so(config: Config, capsys: pytest.CaptureFixture):
    hand_in(config, {"row": 2, **APPROVE})
    after = decisions_file(config).read_bytes()
    assert hand_in(config).decision_ids == []
    assert hand_in(config, {"row": 3, **REJECT}).decision_ids == ["decision-000002"]
    assert decisions_file(config).read_bytes().startswith(after)


def test_the_csv_beside_the_workbook_is_taken_as_well(config: Config):
    path = config.root / "review.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[0] |= APPROVE
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert import_review(config, path).decision_ids == ["decision-000001"]


def test_a_limit_and_a_family_narrow_the_export(config: Config):
    whole = pd.read_csv(config.root / "review.csv")
    first = export_review(config, config.root / "first.xlsx", limit=1)
    pd.testing.assert_frame_equal(pd.read_csv(first.beside), whole.head(1))
    assert export_review(config, config.root / "own.xlsx", family="clpe").rows == 2
    with pytest.raises(BadCall, match="'NONE' is no family with roles"):
        export_review(config, config.root / "none.xlsx", family="NONE")


def test_a_file_that_may_be_filled_in_is_not_overwritten(config: Config):
    with pytest.raises(BadCall, match="already there and may be filled in"):
        export_review(config, config.root / "review.xlsx")
    with pytest.raises(BadCall, match=r"ends in \.xlsx"):
        export_review(config, config.root / "review.ods")


def test_two_exact_occupations_of_one_role_are_told_by_row_and_not_taken(config: Config):
    groups = config.root / "raw" / "curation" / "mapping_decisions.csv"
    before = groups.read_bytes()
    exact = {**APPROVE, "predicate": "exact"}
    hand_in(config, {"row": 2, **exact, "other_code": "15-1252"})
    with pytest.raises(BadData, match=r"decision-000001: role-000001 exact 15-1252\n  - row 2: role-000001 exact"):
        hand_in(config, {"row": 2, **exact, "other_code": "15-1200"})
    assert len(groups.read_bytes().splitlines()) == len(before.splitlines()) + 1


def test_a_file_of_a_release_that_is_gone_is_told(config: Config):
    shutil.rmtree(config.out / "2026.11.0")
    with pytest.raises(BadData, match=r"made from release 2026\.11\.0"):
        hand_in(config, {"row": 2, **APPROVE})


def test_the_commands_say_what_they_did_and_refuse_without_a_traceback(config: Config):
    before = decisions_file(config).read_bytes()
    bad = fill_in(config.root / "review.xlsx", {"row": 2, **APPROVE, "curator_id": "nobody"})
    code, errors = run("review", "import", bad, "--root", config.root)
    assert (code, "curator 'nobody'" in errors, "Traceback" in errors) == (1, True, False)
    code, errors = run("review", "import", config.root / "missing.xlsx", "--root", config.root)
    assert (code, "missing.xlsx" in errors) == (2, True)
    assert decisions_file(config).read_bytes() == before
    code, errors = run("review", "export", "--root", config.root)
    assert (code, errors) == (0, "")
    assert (config.out / "review-2026.11.0.xlsx").is_file()
    good = fill_in(config.out / "review-2026.11.0.xlsx", {"row": 2, **APPROVE})
    assert run("review", "import", good, "--root", config.root) == (0, "")
    assert len(decisions_file(config).read_text().splitlines()) == 2


def test_no_release_yet_says_what_to_run(config: Config, tmp_path: Path):
    code, errors = run("review", "export", "--root", config.root, "--releases", tmp_path / "none")
    assert (code, "canon release" in errors) == (2, True)
