"""The committed codes and pairs against what their publishers say, and what a release makes of them."""

from itertools import pairwise

import pandas as pd
import pytest

from flows.releases import Release
from schemas.inputs import Inputs
from tests.fixtures.reading import table

COUNTS = {"isco_08": 438, "onet_soc_2010": 1110, "onet_soc_2019": 1016, "soc_2010": 840, "soc_2018": 867}
PUBLISHED_PAIRS = {
    ("soc_2010", "soc_2018"): 900,
    ("isco_08", "soc_2010"): 1125,
    ("onet_soc_2010", "onet_soc_2019"): 1164,
    ("onet_soc_2019", "soc_2018"): 1016,
}
FILES = {
    ("soc_2010", "soc_2018"): ("soc2010_soc2018.csv", "soc2010", "soc2018"),
    ("isco_08", "soc_2010"): ("isco2008_soc2010.csv", "isco2008", "soc2010"),
    ("onet_soc_2010", "onet_soc_2019"): ("2010_to_2019_Crosswalk.csv", "O*NET-SOC 2010 Code", "O*NET-SOC 2019 Code"),
    ("onet_soc_2019", "soc_2018"): ("2019_to_SOC_Crosswalk.csv", "O*NET-SOC 2019 Code", "2018 SOC Code"),
}


@pytest.fixture(scope="module")
def crosswalks(release: Release) -> pd.DataFrame:
    return table(release, "code_crosswalks")


def way(crosswalks: pd.DataFrame, a: str, b: str) -> pd.DataFrame:
    return crosswalks.loc[(crosswalks["from_scheme"] == a) & (crosswalks["to_scheme"] == b)]


def pairs_of(rows: pd.DataFrame) -> set[tuple[str, str]]:
    return set(rows.dropna(subset="to_code")[["from_code", "to_code"]].itertuples(index=False, name=None))


def test_each_classification_has_its_codes(inputs: Inputs):
    codes = inputs.ingested.reference["scheme_codes"]
    assert codes.loc[~codes["is_group"]].groupby("scheme").size().to_dict() == COUNTS
    assert codes["is_group"].sum() == 23 + 98 + 459
    isco = codes.loc[codes["scheme"] == "isco_08", "code"]
    assert {"0110", "0210", "0310", "211", "315"} <= set(isco)
    assert isco.str.len().value_counts().to_dict() == {4: 436, 3: 2}


@pytest.mark.parametrize(("schemes", "count"), PUBLISHED_PAIRS.items())
def test_published_pairs_stand_in_both_directions(crosswalks: pd.DataFrame, schemes: tuple[str, str], count: int):
    there, back = way(crosswalks, *schemes), way(crosswalks, *reversed(schemes))
    assert len(pairs_of(there)) == count
    assert pairs_of(back) == {(target, source) for source, target in pairs_of(there)}
    assert there["via"].isna().all()


@pytest.mark.parametrize(("schemes", "file"), FILES.items())
def test_pairs_are_those_of_their_publishers(
    crosswalks: pd.DataFrame, shared, schemes: tuple[str, str], file: tuple[str, str, str]
):
    name, source, target = file
    cells = pd.read_csv(shared / "data/soc" / name, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert pairs_of(way(crosswalks, *schemes)) == set(cells[[source, target]].itertuples(index=False, name=None))


def test_codes_and_titles_are_those_of_their_publishers(inputs: Inputs, shared):
    files = {
        "soc_2010": ("soc2010_6digit.csv", "soc_code", "title"),
        "onet_soc_2010": ("2010_Occupations.csv", "O*NET-SOC 2010 Code", "O*NET-SOC 2010 Title"),
        "isco_08": ("isco2008_soc2010.csv", "isco2008", "isco2008_title"),
    }
    codes = inputs.ingested.reference["scheme_codes"]
    for scheme, (name, code, title) in files.items():
        cells = pd.read_csv(shared / "data/soc" / name, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        # 99-9999, "TBD", is a place holder of the file and no occupation.
        expected = cells.loc[cells[code] != "99-9999"].set_index(code)[title].str.strip().to_dict()
        ours = codes.loc[codes["scheme"] == scheme].set_index("code")["title"].to_dict()
        assert ours == expected


def test_soc_2010_and_2018_split_and_merge_as_often_as_published(crosswalks: pd.DataFrame):
    there, back = way(crosswalks, "soc_2010", "soc_2018"), way(crosswalks, "soc_2018", "soc_2010")
    assert there.loc[there["relation"] == "split", "from_code"].nunique() == 42
    assert back.loc[back["relation"] == "split", "from_code"].nunique() == 31
    assert (there["relation"] == "exact").sum() == (back["relation"] == "exact").sum() == 766
    developers = there.loc[there["from_code"] == "15-1132"]
    assert developers["to_code"].tolist() == ["15-1252", "15-1253"]
    assert set(developers["relation"]) == {"split"}


def test_every_code_leads_on_or_is_said_to_lead_nowhere(crosswalks: pd.DataFrame, inputs: Inputs):
    codes = inputs.ingested.reference["scheme_codes"]
    finest = codes.loc[~codes["is_group"]].groupby("scheme")["code"].agg(set)
    ways = crosswalks.groupby(["from_scheme", "to_scheme"])["from_code"].agg(set)
    assert len(ways) == 16
    for (scheme, _), found in ways.items():
        assert found == finest[scheme]
    nowhere = crosswalks.loc[crosswalks["relation"] == "none"]
    assert nowhere["to_code"].isna().all()
    assert sorted(nowhere["from_code"]) == ["15-1299.04", "15-1299.05", "15-1299.06", "15-1299.07"]
    assert set(nowhere["to_scheme"]) == {"onet_soc_2010"}


def test_chains_are_what_their_steps_join(crosswalks: pd.DataFrame, inputs: Inputs):
    for chain in inputs.framework.code_chains.itertuples(index=False):
        stops = [chain.from_scheme, *chain.via.split("|"), chain.to_scheme]
        reached = {(code, code) for code in way(crosswalks, chain.from_scheme, stops[1])["from_code"]}
        for a, b in pairwise(stops):
            steps = pairs_of(way(crosswalks, a, b))
            reached = {(start, target) for start, stop in reached for source, target in steps if source == stop}
        rows = way(crosswalks, chain.from_scheme, chain.to_scheme)
        assert pairs_of(rows) == reached
        assert set(rows["via"]) == {chain.via}


def test_an_occupation_of_onet_is_narrower_than_its_soc_group(crosswalks: pd.DataFrame):
    up = way(crosswalks, "onet_soc_2019", "soc_2018").set_index("from_code")
    assert up.loc["15-1299.08", ["to_code", "relation"]].tolist() == ["15-1299", "broad"]
    assert up.loc["15-1252.00", ["to_code", "relation"]].tolist() == ["15-1252", "exact"]
    down = way(crosswalks, "soc_2018", "onet_soc_2019")
    assert set(down.loc[down["from_code"] == "15-1299", "relation"]) == {"narrow"}
