"""`canon matrix`: the distances of a part of a release as a square file."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flows.commands.matrix import write_part
from flows.config import Config
from flows.publish import square
from schemas.errors import BadCall, BadData
from tests.fixtures.adjacent_releases import write_example


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return write_example(tmp_path_factory.mktemp("example"))


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_part_of_the_matrix_is_square_labelled_and_symmetric(config: Config, tmp_path: Path, ending: str):
    out = tmp_path / f"part.{ending}"
    written = write_part(config, out, None, "tech")
    read = {"parquet": pd.read_parquet, "csv": pd.read_csv}[ending]
    matrix = read(out).set_index("role_code")
    assert matrix.index.tolist() == matrix.columns.tolist() == sorted(matrix.index)
    assert (matrix.to_numpy() == matrix.to_numpy().T).all()
    assert not matrix.to_numpy().diagonal().any()
    assert matrix.loc["SRES.GEN.P5", "CLPE.GEN.P6"] == 0.325
    assert (written.roles, written.bytes) == (5, out.stat().st_size)


def test_a_matrix_is_the_same_in_blocks_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    matrix = pd.DataFrame(np.arange(16).reshape(4, 4) / 32, columns=list("ABCD"))
    matrix.insert(0, "role_code", ["A", 'B,"', "C", "D"])
    blocks = [matrix.iloc[:3, 1:].to_numpy(), matrix.iloc[3:, 1:].to_numpy()]
    monkeypatch.setattr(square, "GROUP", 8)
    for name, given in (("whole", square.square_of(matrix)), ("parts", None)):
        part = given or square.Square("role_code", matrix["role_code"], blocks)
        part.write_csv(tmp_path / f"{name}.csv")
        part.write_parquet(tmp_path / f"{name}.parquet", {})
        assert (
            pd.read_csv(tmp_path / f"{name}.csv").iloc[:, 1:].to_numpy().tolist()
            == matrix.iloc[:, 1:].to_numpy().tolist()
        )
        assert pd.read_parquet(tmp_path / f"{name}.parquet").iloc[:, 0].tolist() == ["A", 'B,"', "C", "D"]
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()


@pytest.mark.parametrize(
    ("out", "family", "superfunction", "error", "told"),
    [
        ("part.csv", "NOPE", None, BadCall, "no role of family_code 'NOPE'"),
        ("part.csv", None, None, BadCall, "Name one part"),
        ("part.csv", "SRES", "TECH", BadCall, "Name one part"),
        ("part.xlsx", "SRES", None, BadCall, "ends in .parquet or .csv"),
        ("nowhere/part.csv", "SRES", None, BadData, "cannot be written"),
    ],
)
def test_a_matrix_that_cannot_be_written_leaves_nothing(
    config: Config, tmp_path: Path, out: str, family: str | None, superfunction: str | None, error: type, told: str
):
    with pytest.raises(error, match=told):
        write_part(config, tmp_path / out, family, superfunction)
    assert not list(tmp_path.iterdir())
