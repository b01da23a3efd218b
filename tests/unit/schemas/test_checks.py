"""Checks over several columns or rows: each holds for a good example and finds a spoilt one."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pandas as pd
import pytest

from schemas.checks import Broken, find_broken, require_checks
from schemas.errors import BadData
from schemas.registry import PUBLISHED
from schemas.table import Check, Column, Table
from tests.fixtures.checked_tables import GOOD, load_tables

NAMED = {(table.name, check.name): check for table in PUBLISHED.values() for check in table.checks}
# What is done to the good rows, and the check of the table that finds it.
SPOILT = {
    ("levels", "track of code"): "UPDATE levels SET track_code = 'M' WHERE level_code = 'P5'",
    ("levels", "rising ranks"): "UPDATE levels SET level_rank = 7",
    ("levels", "one name a level"): "UPDATE levels SET level_name = 'Expert'",
    ("levels", "one name a track"): "UPDATE levels SET track_name = level_name",
    ("levels", "range of experience"): "UPDATE levels SET experience_years_min = 10",
    (
        "taxonomy_nodes",
        "parent one tier above",
    ): "UPDATE taxonomy_nodes SET parent_code = NULL WHERE tier = 'family'",
    ("taxonomy_nodes", "path"): "UPDATE taxonomy_nodes SET name = 'Sites' WHERE node_code = 'SRES'",
    ("taxonomy_nodes", "codes above"): "UPDATE taxonomy_nodes SET family_code = 'PLAT' WHERE node_code = 'SRES.GEN'",
    ("taxonomy_nodes", "dotted code"): "UPDATE taxonomy_nodes SET node_code = 'GEN' WHERE node_code = 'SRES.GEN'",
    ("taxonomy_nodes", "anchors on top"): "UPDATE taxonomy_nodes SET soc_major_group_s = '15-0000'",
    ("roles", "code of place"): "UPDATE roles SET role_code = 'SRES.GEN.P4' WHERE level_code = 'P6'",
    ("roles", "one role a code"): "UPDATE roles SET status = 'draft'",
    ("roles", "level"): "UPDATE roles SET level_rank = 6 WHERE level_code = 'P5'",
    ("roles", "codes of tiers"): "UPDATE roles SET family_code = 'PLAT'",
    ("roles", "names of tiers"): "UPDATE roles SET family_name = 'Platform'",
    ("roles", "band of score"): "UPDATE roles SET confidence_band = 'high'",
    ("roles", "reason of mapping"): "UPDATE roles SET mapping_status = 'refused', mapping_reason = NULL",
    ("roles", "one primary mapping"): "UPDATE role_occupations SET is_primary = false",
    ("roles", "status of mapping"): "UPDATE roles SET mapping_status = 'detailed' WHERE mapping_status = 'group_only'",
    ("roles", "level of trust"): "UPDATE roles SET trusted_level = 'minor' WHERE trusted_code IS NOT NULL",
    ("role_stories", "position without a gap"): "UPDATE role_stories SET position = 3 WHERE position = 2",
    ("role_outputs", "position without a gap"): "UPDATE role_outputs SET position = 2",
    ("components", "count of roles"): "UPDATE components SET role_count = 2",
    ("role_components", "kind of component"): "UPDATE role_components SET kind = 'task'",
    ("role_components", "position without a gap"): "UPDATE role_components SET position = 1",
    ("role_components", "rungs"): "UPDATE role_components SET rung_low = 'P6'",
    ("role_aliases", "band of score"): "UPDATE role_aliases SET confidence_score = 0.49",
    ("role_aliases", "position without a gap"): "UPDATE role_aliases SET position = 2",
    ("role_aliases", "ambiguous"): "UPDATE role_aliases SET is_ambiguous = false",
    ("role_aliases", "origins in order"): "UPDATE role_aliases SET origins = 'rule|curated'",
    ("occupations", "parent one level above"): "UPDATE occupations SET parent_code = NULL",
    ("occupations", "scheme of code"): "UPDATE occupations SET scheme = 'soc_2018'",
    (
        "occupations",
        "groups above",
    ): "UPDATE occupations SET broad_code = '15-1240'",
    ("occupations", "titles of groups"): "UPDATE occupations SET major_title = 'Other'",
    ("occupations", "what O*NET says"): "UPDATE occupations SET job_zone = 3",
    ("role_occupations", "band of score"): "UPDATE role_occupations SET confidence_band = 'low'",
    ("role_occupations", "rank without a gap"): "UPDATE role_occupations SET rank = 1",
    ("role_occupations", "primary first"): "UPDATE role_occupations SET is_primary = NOT is_primary",
    ("role_occupations", "what the scorer says"): "UPDATE role_occupations SET proposed_score = NULL",
    ("role_occupations", "chance of a proposal"): "UPDATE role_occupations SET confidence_score = 0.6",
    (
        "role_occupations",
        "order of proposals",
    ): "UPDATE role_occupations SET proposed_rank = 3 - proposed_rank",
    ("role_occupations", "reason of staleness"): "UPDATE role_occupations SET stale_reason = NULL",
    ("role_occupations", "decision"): "UPDATE mapping_decisions SET decision = 'reject'",
    ("role_occupations", "one exact occupation"): "INSERT INTO role_occupations SELECT * FROM role_occupations",
    ("mapping_decisions", "predicate of an approval"): "UPDATE mapping_decisions SET decision = 'reject'",
    ("role_adjacency", "rank without a gap"): "UPDATE role_adjacency SET rank = 1",
    ("role_adjacency", "another role"): "UPDATE role_adjacency SET neighbour_role_id = role_id",
    ("role_adjacency", "nearest first"): "UPDATE role_adjacency SET distance = 0.25 WHERE rank = 1",
    ("role_adjacency", "distance of its parts"): "UPDATE role_adjacency SET distance = 0.9",
    ("role_adjacency", "distance of its contributions"): "UPDATE role_adjacency SET track_contribution = 0.15",
    ("role_adjacency", "band of distance"): "UPDATE role_adjacency SET match_band = 'partial'",
    ("role_adjacency", "margin of band"): "UPDATE role_adjacency SET band_margin = 0",
    ("role_adjacency", "ends of a list"): "UPDATE role_adjacency SET distance = 0.5",
    ("role_adjacency", "direction"): "UPDATE role_adjacency SET direction = 'up'",
    ("role_adjacency", "range of ranks"): "UPDATE role_adjacency SET rank_lowest = 3",
    ("role_adjacency", "steps"): "UPDATE role_adjacency SET level_steps = 0",
    ("role_adjacency", "differs_at"): "UPDATE role_adjacency SET differs_at = 'none'",
    ("role_adjacency", "distance of the tier"): "UPDATE role_adjacency SET taxonomy_distance = 0.2",
    ("role_adjacency", "distance of the rungs"): "UPDATE role_adjacency SET level_distance = 0.5",
    ("role_similarity", "rank without a gap"): "UPDATE role_similarity SET rank = rank + 1",
    ("role_similarity", "another role"): "UPDATE role_similarity SET similar_role_id = role_id",
    ("role_similarity", "most alike first"): "UPDATE role_similarity SET content_similarity = 0.1 WHERE rank = 1",
    ("role_similarity", "length of a list"): "UPDATE role_similarity SET rank = 26 WHERE rank = 2",
    ("source_roles", "equivalent and score"): "UPDATE source_roles SET relation = 'align'",
    ("source_roles", "another equivalent"): "UPDATE source_roles SET equivalent_role_id = role_id",
    ("source_role_components", "position without a gap"): "UPDATE source_role_components SET position = 2",
    ("source_role_components", "of an aligned role"): "UPDATE source_roles SET relation = 'unite'",
    ("source_role_components", "match"): "UPDATE source_role_components SET match_basis = NULL",
    ("source_role_components", "match is held"): "UPDATE source_role_components SET component_id = 'cmp-3'",
    ("claim_conflicts", "another value"): "UPDATE claim_conflicts SET value = winning_value",
    ("sources", "records add up"): "UPDATE sources SET records_read = 10",
    ("sources", "nothing of what is left out"): "UPDATE source_files SET source_id = 'gone'",
    ("sources", "count of rejects"): "DELETE FROM rejected_rows WHERE locator = 'row 5'",
    ("id_changes", "successor"): "UPDATE id_changes SET kind = 'retire'",
    ("parameters", "rising edges"): "UPDATE parameters SET value = 20 WHERE parameter = 'adjacency.strong_most'",
    ("alias_rules", "position without a gap"): "UPDATE alias_rules SET position = 1",
    ("alias_rules", "template of a band"): "UPDATE alias_rules SET alias_type = 'common'",
    ("seniority_words", "rungs"): "UPDATE seniority_words SET level_high = 'M5'",
    ("seniority_words", "divided"): "UPDATE seniority_words SET is_divided = false",
    ("mapping_reliability", "edges of a bin"): "UPDATE mapping_reliability SET score_low = 0.05 WHERE score_low = 0.1",
    ("occupation_relations", "rank without a gap"): "UPDATE occupation_relations SET rank = 1",
    ("occupation_relations", "another occupation"): "UPDATE occupation_relations SET "
    "related_occupation_code = occupation_code",
    ("occupation_relations", "tiers in order"): "UPDATE occupation_relations SET rank = 3 - rank",
    ("occupation_activities", "task"): "UPDATE occupation_activities SET task_id = '2'",
    ("occupation_activities", "wider activity"): "UPDATE occupation_activities SET "
    "intermediate_activity_code = '4.A.1.a.1.I02'",
    ("occupation_ratings", "domain of element"): "UPDATE occupation_ratings SET domain = 'skill'",
    ("occupation_software", "scheme of category"): "UPDATE occupation_software SET category_code = '2.E.1.a'",
    ("occupation_changes", "values of a change"): "UPDATE occupation_changes SET old_value = 'New.'",
    ("code_crosswalks", "position without a gap"): "UPDATE code_crosswalks SET position = 1",
    ("code_crosswalks", "nowhere"): "UPDATE code_crosswalks SET to_title = NULL",
    ("code_crosswalks", "fan-out"): "UPDATE code_crosswalks SET source_fan_out = 3 WHERE relation = 'split'",
    ("code_crosswalks", "fan-in"): "UPDATE code_crosswalks SET target_fan_in = 2 WHERE relation = 'exact'",
    ("code_crosswalks", "relation of fans"): "UPDATE code_crosswalks SET relation = 'merge' WHERE relation = 'split'",
    ("code_crosswalks", "published or composed"): "UPDATE code_crosswalks SET source_id = 'soc'",
}


@pytest.fixture(scope="module")
def loaded() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a database of good rows; each test leaves it as it was."""
    with load_tables() as database:
        yield database


@pytest.fixture
def good(loaded: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the good rows, which a test may spoil."""
    loaded.execute("BEGIN")
    yield loaded
    loaded.execute("ROLLBACK")


def broken(database: duckdb.DuckDBPyConnection, only: str | None = None) -> dict[tuple[str, str], Broken]:
    """Return the checks that rows break, by table and name: all, or those of one table."""
    tables = {name: PUBLISHED[name] if only in (None, name) else replace(PUBLISHED[name], checks=()) for name in GOOD}
    return {(each.table, each.check.name): each for each in find_broken(database, tables)}


def test_good_rows_break_no_check(good: duckdb.DuckDBPyConnection):
    assert broken(good) == {}


@pytest.mark.parametrize(("table", "name"), list(NAMED))
def test_every_check_has_a_good_example_and_finds_a_spoilt_one(good: duckdb.DuckDBPyConnection, table: str, name: str):
    rows = NAMED[table, name].rows or f"FROM {table}"
    assert good.sql(rows).fetchall()
    assert (table, name) in SPOILT, "The check has no spoilt example: add a statement that breaks it."
    good.execute(SPOILT[table, name])
    assert (table, name) in broken(good, only=table)


def test_no_spoilt_example_is_of_a_check_that_is_gone():
    assert SPOILT.keys() <= NAMED.keys()


@pytest.mark.parametrize("table", [table for table in PUBLISHED.values() if table.checks], ids=lambda table: table.name)
def test_checks_of_a_table_have_names_of_their_own_and_say_a_sentence(table: Table):
    assert len({check.name for check in table.checks}) == len(table.checks)
    assert all(check.sentence.endswith(".") for check in table.checks)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        ("UPDATE role_occupations SET is_primary = false", {("roles", "one primary mapping")}),
        (
            "UPDATE roles SET confidence_band = 'high'; UPDATE role_occupations SET confidence_band = 'low'",
            {("roles", "band of score"), ("role_occupations", "band of score")},
        ),
        (
            "UPDATE role_adjacency SET distance = 0.9, match_band = 'strong', rank = 1",
            {("role_adjacency", name) for name in ("rank without a gap", "distance of its parts", "band of distance")},
        ),
        (
            "UPDATE roles SET mapping_status = 'refused', mapping_reason = NULL, role_code = 'SRES.GEN.P5'",
            {
                ("roles", name)
                for name in ("reason of mapping", "one primary mapping", "one role a code", "code of place")
            },
        ),
    ],
    ids=["no primary mapping", "bands against scores", "far and strong", "refused without a reason"],
)
def test_a_table_that_contradicts_itself_is_found(good: duckdb.DuckDBPyConnection, spoil: str, expected: set):
    good.execute(spoil)
    assert expected <= broken(good).keys()


PAIR = Table(
    "pairs",
    "Pairs.",
    (Column("low", "integer", "Low."), Column("high", "integer", "High.", nullable=True), Column("x", "text", "X.")),
    key=("x",),
    checks=(
        Check("order", "low lies below high.", "low < high"),
        Check("sum", "The sum is below the limit.", "low < (SELECT most FROM limits)", others=("limits",)),
    ),
)


def pairs(*rows: tuple[int, int | None, str]) -> dict[str, pd.DataFrame]:
    return {"pairs": PAIR.frame(pd.DataFrame(rows, columns=["low", "high", "x"]))}


def test_frames_that_keep_their_checks_pass():
    require_checks(pairs((1, 2, "a")), {"pairs": PAIR}, "")


def test_rows_that_break_a_check_are_counted_and_shown_with_what_to_do():
    rows = [(number, number, f"r{number}") for number in range(1, 8)]
    with pytest.raises(BadData) as caught:
        require_checks(pairs(*rows, (1, 2, "good"), (1, None, "unknown")), {"pairs": PAIR}, "Edit pairs.csv.")
    first, *examples, last = str(caught.value).splitlines()
    assert first == "pairs: 8 rows break the check 'order': low lies below high."
    assert examples[0].strip(" -") == "x r1, low 1, high 1"
    assert len(examples) == 5
    assert last == "Edit pairs.csv."


def test_a_check_is_left_out_where_a_table_that_it_needs_is_not_published():
    limits = Table("limits", "Limits.", (Column("most", "integer", "Most."),), key=("most",))
    tables = pairs((7, 8, "a")) | {"limits": limits.frame([{"most": 5}])}
    with pytest.raises(BadData, match="1 row breaks the check 'sum'"):
        require_checks(tables, {"pairs": PAIR, "limits": limits}, "")
    require_checks({"pairs": tables["pairs"]}, {"pairs": PAIR}, "")
