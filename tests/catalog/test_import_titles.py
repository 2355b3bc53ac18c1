"""What a title says and the columns don't."""

import pytest

from catalog.importing.facts import Facts
from catalog.importing.mapping import load_mapping
from catalog.importing.titles import Titles

MAPPING = load_mapping("vestiaire_2021")


def facts(title: str, *, colour: str = "", material: str = "") -> Facts:
    found = Facts("1", designer="Hermès", category="handbags", title=title, colour=colour, material=material)
    Titles(MAPPING).complete(found)
    return found


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Leather crossbody bag Black", ("", "Leather", "Black", "crossbody-bags")),
        ("Patent leather tote Gold", ("", "Patent leather", "Metallic Gold", "totes")),
        ("Birkin 35 leather handbag Brown", ("Birkin 35", "Leather", "Brown", "handbags")),
        ("Black Tie handbag Other", ("", "", "", "handbags")),
        ("Silk and wool bag", ("", "", "", "handbags")),
        ("Python handbag Other", ("", "Python", "", "handbags")),
    ],
)
def test_empty_facts_come_from_the_title(title: str, expected: tuple[str, str, str, str]) -> None:
    found = facts(title)
    assert (found.style, found.material, found.colour, found.category) == expected


def test_what_a_column_says_stays() -> None:
    found = facts("Leather bag Black", colour="Navy", material="Suede")
    assert (found.material, found.colour) == ("Suede", "Navy")


@pytest.mark.parametrize(
    ("category", "title", "expected"),
    [
        ("tops", "Silk shirt White", "shirts"),
        ("small-leather-goods", "Leather wallet Black", "wallets"),
        ("knitwear", "Wool cardi coat Grey", "knitwear"),
        ("belts", "Wallet chain belt Gold", "belts"),
        ("handbags", "Leather wallet Black", "handbags"),
    ],
)
def test_the_kind_beside_it_counts_where_the_title_ends_with_it(
    category: str, title: str, expected: str
) -> None:
    found = Facts("1", designer="Gucci", category=category, title=title)
    Titles(MAPPING).complete(found)
    assert found.category == expected


def test_a_vague_material_gives_way_to_the_skin_in_the_title() -> None:
    assert facts("Python bag Black", material="Exotic leather").material == "Python"
    assert facts("Python bag Black", material="Leather").material == "Leather"
