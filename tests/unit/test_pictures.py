"""The picture of the family matrix: an order that shows its blocks, and SVG that any label leaves whole."""

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from flows.adjacency import order_families
from flows.publish.pictures import SHADES, family_matrix_svg

SVG = "{http://www.w3.org/2000/svg}"
# Two blocks, told alternately.
BLOCKS = {"A": 0.1, "X": 0.6, "B": 0.15, "Y": 0.65, "C": 0.2}


def square(places: dict[str, float]) -> pd.DataFrame:
    values = np.array(list(places.values()))
    matrix = pd.DataFrame(np.abs(values[:, None] - values), columns=list(places))
    matrix.insert(0, "family_code", list(places))
    return matrix


def test_families_of_a_block_stand_together():
    assert order_families(square(BLOCKS)) == ["A", "B", "C", "X", "Y"]


def test_the_order_is_the_same_whatever_the_order_of_the_rows():
    tied = dict.fromkeys("DBFACE", 0.5)
    for places in (BLOCKS, tied, {**BLOCKS, **tied}):
        turned = dict(reversed(places.items()))
        assert order_families(square(places)) == order_families(square(turned))


@pytest.mark.parametrize("codes", [[], ["A"], ["B", "A"]])
def test_few_families_stand_by_code(codes: list[str]):
    assert order_families(square(dict.fromkeys(codes, 0.5))) == sorted(codes)


def test_the_picture_has_each_cell_once_in_the_order_given():
    order = ["A", "B", "C", "X", "Y"]
    svg = ET.fromstring(family_matrix_svg(square(BLOCKS), order))
    painted = {}
    for path in svg.iter(f"{SVG}path"):
        for run in path.attrib["d"].removesuffix("z").split("z"):
            start, length = run.removeprefix("M").split("h")[:2]
            column, row = map(int, start.split())
            for place in range(column, column + int(length.split("v")[0])):
                assert painted.setdefault((row, place), path.attrib["fill"]) == path.attrib["fill"]
    assert len(painted) == len(order) ** 2
    assert painted[0, 0] == SHADES[0]
    assert painted[0, 4] == painted[4, 0] == SHADES[5]
    labels = [text.text for text in svg.iter(f"{SVG}text") if text.get("text-anchor")]
    assert labels == order


def test_labels_are_escaped_and_many_families_go_without():
    svg = ET.fromstring(family_matrix_svg(square({'<b>"&': 0.1, "B": 0.2}), ['<b>"&', "B"]))
    assert '<b>"&' in [text.text for text in svg.iter(f"{SVG}text")]
    many = {f"F{number}": number / 200 for number in range(200)}
    assert "F7" not in family_matrix_svg(square(many), list(many))


def test_no_families_make_an_empty_picture():
    assert ET.fromstring(family_matrix_svg(square({}), [])).tag == f"{SVG}svg"
