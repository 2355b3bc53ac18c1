"""What a title says and the columns don't."""

import pytest

from catalog.importing.facts import Facts
from catalog.importing.mapping import load_mapping
from catalog.importing.titles import complete

MAPPING = load_mapping("vestiaire_2021")


def facts(title: str, *, colour: str = "", material: str = "") -> Facts:
    found = Facts("1", designer="Hermès", category="handbags", title=title, colour=colour, material=material)
    complete(found, MAPPING)
    return found


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Leather crossbody bag Black", ("", "Leather", "Black", "crossbody-bags")),
        ("Patent leather tote Gold", ("", "Patent leather", "Metallic Gold", "totes")),
        ("Birkin 35 leather handbag Brown", ("Birkin 35", "Leather", "Brown", "handbags")),
        ("Black Tie handbag Other", ("", "", "", "handbags")),
        ("Silk and wool bag", ("", "", "", "handbags")),
    ],
)
def test_empty_facts_come_from_the_title(title: str, expected: tuple[str, str, str, str]) -> None:
    found = facts(title)
    assert (found.style, found.material, found.colour, found.category) == expected


def test_what_a_column_says_stays() -> None:
    found = facts("Leather bag Black", colour="Navy", material="Suede")
    assert (found.material, found.colour) == ("Suede", "Navy")
