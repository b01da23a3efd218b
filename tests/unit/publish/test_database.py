"""canon.duckdb: order of tables, keys, comments, and what large tables go without."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from flows.publish import database
from flows.publish.database import in_order_of_reference, write_database
from schemas.registry import PUBLISHED
from schemas.table import Column, ForeignKey, Table

NODES = Table(
    "nodes",
    "A tree.",
    (Column("code", "text", "Code."), Column("parent", "text", "It's above.", nullable=True)),
    ("code",),
    (ForeignKey(("parent",), "nodes", ("code",)),),
)
LEAVES = Table(
    "leaves",
    "Leaves.",
    (Column("leaf", "text", "Leaf."), Column("code", "text", "Code.", nullable=True)),
    ("leaf",),
    (ForeignKey(("code",), "nodes", ("code",)), ForeignKey(("leaf",), "elsewhere", ("leaf",))),
)
CONTRACTS = {table.name: table for table in (LEAVES, NODES)}
# Children first: one bulk insert would fail.
TREE = [("c", "b"), ("b", "a"), ("d", "c"), ("a", None), ("e", None)]


def arrow(table: Table, rows: list[tuple]) -> pa.Table:
    return pa.table(
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(table.column_names)}
    )


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "CREATE VIEW v_leaves AS SELECT code, leaf, 1 AS one FROM leaves; COMMENT ON VIEW v_leaves IS 'All leaves.'"
    monkeypatch.setattr(database, "read_views", lambda: sql)


def write(folder: Path, leaves: int = 1) -> duckdb.DuckDBPyConnection:
    arrows = {"leaves": arrow(LEAVES, [(str(leaf), "d") for leaf in range(leaves)]), "nodes": arrow(NODES, TREE)}
    write_database(arrows, CONTRACTS, {"version": "1", "it's": "quoted"}, folder / "it's.duckdb")
    return duckdb.connect(str(folder / "it's.duckdb"), read_only=True)


def test_tables_come_after_those_they_lead_to():
    assert [table.name for table in in_order_of_reference(CONTRACTS)] == ["nodes", "leaves"]
    ordered = [table.name for table in in_order_of_reference(PUBLISHED)]
    assert sorted(ordered) == sorted(PUBLISHED)
    for name, table in PUBLISHED.items():
        others = [foreign.table for foreign in table.foreign_keys if foreign.table != name]
        assert all(ordered.index(other) < ordered.index(name) for other in others)


def test_a_tree_goes_in_tier_by_tier_with_its_keys(tmp_path: Path, views: None):
    with write(tmp_path) as connection:
        assert sorted(connection.execute("SELECT code, parent FROM nodes").fetchall()) == sorted(TREE)
        keys = connection.execute(
            "SELECT table_name, constraint_type FROM duckdb_constraints() WHERE constraint_type LIKE '% KEY'"
        ).fetchall()
    assert ("nodes", "FOREIGN KEY") in keys
    assert ("leaves", "FOREIGN KEY") in keys
    assert keys.count(("leaves", "FOREIGN KEY")) == 1


def test_a_column_of_a_view_bears_the_comment_of_its_table(tmp_path: Path, views: None):
    with write(tmp_path) as connection:
        comments = connection.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'v_leaves' ORDER BY 1"
        ).fetchall()
        parent = connection.execute("SELECT comment FROM duckdb_columns() WHERE column_name = 'parent'").fetchone()
    assert comments == [("code", "Code."), ("leaf", "Leaf."), ("one", None)]
    assert parent == ("It's above.",)


def test_a_large_table_goes_without_keys_and_meta_keys_says_so(
    tmp_path: Path, views: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "KEYED_ROWS_MOST", 5)
    with write(tmp_path, leaves=6) as connection:
        told = connection.execute(
            "SELECT table_name, kind, columns, is_declared FROM meta_keys ORDER BY ALL"
        ).fetchall()
        declared = connection.execute(
            "SELECT DISTINCT table_name FROM duckdb_constraints() WHERE constraint_type LIKE '% KEY' ORDER BY 1"
        ).fetchall()
    assert told == [
        ("leaves", "foreign", "code", False),
        ("leaves", "primary", "leaf", False),
        ("nodes", "foreign", "parent", True),
        ("nodes", "primary", "code", True),
    ]
    assert ("leaves",) not in declared
