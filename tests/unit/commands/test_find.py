"""Roles are found by code, title and alias, the nearest answer first, whatever the case and the accents."""

import pytest

from flows.commands.find import find_roles
from flows.config import Config
from tests.conftest import REPOSITORY
from tests.fixtures.tiny_releases import Tiny, role_id


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("outputs")
    release = Tiny()
    release.role(1, "SRES.GEN.P5", "Site Reliability Engineering Senior", level_rank=7)
    release.role(2, "SRES.GEN.P4", "Site Reliability Engineering Advanced", level_rank=6)
    release.role(3, "COOK.GEN.P3", "Chef de Rang Entremétier", level_rank=5)
    release.role(4, "SITE.GEN.M1", "Site Manager", level_rank=4)
    for number, alias, alias_type in (
        (1, "Staff SRE", "common"),
        (1, "P5–P6", "level_band"),
        (3, "Site Cook", "common"),
        (2, "Staff Reliability Engineer", "common"),
    ):
        cells = {"alias_normalised": alias.casefold(), "position": 1, "alias_type": alias_type}
        release.add("role_aliases", role_id=role_id(number), alias=alias, **cells)
    release.write(folder / "2026.11.0")
    (folder / "latest").symlink_to("2026.11.0")
    return Config(REPOSITORY, folder)


def matches(config: Config, text: str) -> list[tuple[str, str, str]]:
    roles = find_roles(config, text, 20)["roles"]
    return [(role["role_code"], role["matched_by"], role["matched"]) for role in roles]


def test_codes_go_before_titles_and_titles_before_aliases(config: Config):
    assert matches(config, "site") == [
        ("SITE.GEN.M1", "code", "SITE.GEN.M1"),
        ("SRES.GEN.P4", "title", "Site Reliability Engineering Advanced"),
        ("SRES.GEN.P5", "title", "Site Reliability Engineering Senior"),
        ("COOK.GEN.P3", "alias", "Site Cook"),
    ]


@pytest.mark.parametrize("text", ["SRES.GEN.P5", "sres.gen.p5", " sres.gen.p5 ", "role-000001", "ROLE-000001"])
def test_a_code_or_an_id_is_found_in_any_case(config: Config, text: str):
    assert matches(config, text) == [("SRES.GEN.P5", "code", "SRES.GEN.P5")]


@pytest.mark.parametrize("text", ["entremetier", "ENTREMÉTIER", "chef entre", "rang  chef"])
def test_case_accents_and_order_do_not_matter_and_words_may_be_cut(config: Config, text: str):
    assert [code for code, _, _ in matches(config, text)] == ["COOK.GEN.P3"]


def test_a_word_is_not_found_inside_another(config: Config):
    assert matches(config, "liability") == []


def test_bands_are_no_names(config: Config):
    assert matches(config, "P5–P6") == []


@pytest.mark.parametrize("text", ["", "  ", "%", "'", "--"])
def test_a_text_without_letters_and_digits_finds_nothing(config: Config, text: str):
    answer = find_roles(config, text, 20)
    assert (answer["count"], answer["roles"], answer["suggestion"]) == (0, [], None)


def test_the_limit_cuts_the_list_and_not_the_count(config: Config):
    answer = find_roles(config, "site", 2)
    assert (answer["count"], len(answer["roles"])) == (4, 2)


def test_a_mistyped_text_is_spelled_again(config: Config):
    assert find_roles(config, "Relaibility enginer", 20)["suggestion"] == "reliability engineer"
    assert find_roles(config, "Relaibility xyzzy", 20)["suggestion"] is None
