"""Which pieces a price is compared with, on facts alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.comparables.candidates import Candidate
from catalog.comparables.rule import MOST, Compared, compare
from catalog.comparables.similar import similar

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_pks = count(1)


def a_candidate(**facts: Any) -> Candidate:
    """A sold Birkin 30 in Gold Togo, sold for $18,000 thirty days ago, unless facts say otherwise."""
    usual: dict[str, Any] = {
        "pk": next(_pks), "state": "sold", "price": Decimal(18000), "at": NOW - timedelta(days=30), "style": 30,
        "designer": 1, "category": 7, "parent": 5, "grade": "excellent", "year": 2019, "never_carried": False,
        "size": "30 cm", "material": 1, "material_family": "Calfskin", "exotic": False, "colour_family": "Brown",
    }  # fmt: skip
    return Candidate(**usual | facts)


def compared(*found: Candidate, sized: bool = True) -> Compared:
    return compare(a_candidate(state="listed"), found, sized=sized, now=NOW)


def test_sold_before_listed_and_the_nearest_first() -> None:
    listed = a_candidate(state="listed")
    other_material = a_candidate(material=2)
    worn = a_candidate(grade="good")
    twin = a_candidate()
    found = compared(listed, worn, other_material, twin)
    assert found.pieces == [twin, other_material, worn, listed]
    assert (found.enough, found.same_style) == (True, True)


def test_the_price_decides_nothing() -> None:
    dear, cheap, third = a_candidate(price=Decimal(90000)), a_candidate(price=Decimal(1)), a_candidate()
    assert compared(dear, cheap, third).pieces == [third, cheap, dear]


def test_no_more_than_eight() -> None:
    assert len(compared(*(a_candidate() for _ in range(20))).pieces) == MOST == 8


def test_exotic_skins_are_compared_with_exotic_skins_only() -> None:
    found = compared(*(a_candidate(exotic=True) for _ in range(5)))
    assert (list(found.pieces), found.enough) == ([], False)


def test_another_size_of_a_style_counts_where_size_only_decides_whom_it_fits() -> None:
    others = [a_candidate(size="31 cm", category=9) for _ in range(3)]
    assert not compared(*others).enough
    assert compared(*others, sized=False).enough


def test_a_size_that_nobody_wrote_down_is_no_other_size() -> None:
    assert compared(*(a_candidate(size="") for _ in range(3))).same_style


def test_too_few_of_the_style_widens_to_house_and_kind_of_the_same_material() -> None:
    twin = a_candidate()
    kelly = a_candidate(style=28)
    listed = a_candidate(style=28, state="listed")
    canvas, chanel, belt = (
        a_candidate(style=28, material=9, material_family="Canvas"),
        a_candidate(style=77, designer=2),
        a_candidate(style=78, category=8),
    )
    found = compared(canvas, chanel, belt, listed, kelly, twin)
    assert found.pieces == [twin, kelly, listed]
    assert not found.same_style


def test_too_few_in_all_says_nothing() -> None:
    twin, chanel = a_candidate(), a_candidate(style=77, designer=2)
    found = compared(twin, chanel)
    assert (found.pieces, found.enough) == ([twin], False)


def test_a_piece_without_a_style_is_no_twin_of_another_without_one() -> None:
    this = a_candidate(style=None, state="listed")
    found = compare(this, [a_candidate(style=None, designer=2) for _ in range(4)], sized=True, now=NOW)
    assert list(found.pieces) == []


def test_similar_is_for_sale_likest_first_then_nearest_in_price() -> None:
    this = a_candidate(state="listed")
    listed = {"state": "listed"}
    cheap, near = a_candidate(price=Decimal(9500), **listed), a_candidate(price=Decimal(30000), **listed)
    house = a_candidate(style=28, **listed)
    kind = a_candidate(style=28, designer=2, **listed)
    sibling = a_candidate(style=28, designer=2, category=8, **listed)
    sold, stranger = a_candidate(), a_candidate(style=1, designer=2, category=20, parent=19, **listed)
    found = [stranger, sold, sibling, kind, house, cheap, near]
    assert similar(this, found) == [near, cheap, house, kind]
    assert similar(this, [stranger, sold, sibling]) == [sibling]
