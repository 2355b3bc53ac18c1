"""What holds for every parcel across every border."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oscar.apps.address.models import Country

from catalog.models import Category
from orders.tax.border import snapshot
from orders.tax.border.engine import cost_of
from orders.tax.border.local import LocalTables
from orders.tax.border.snapshot import Tables
from orders.tax.border.values import Goods
from orders.tax.destination import Destination

pytestmark = pytest.mark.django_db
PLACES = ["US", "DE", "FR", "GB", "CH", "CA", "JP", "KR", "CN", "AU", "BR", "ZA", "HK", "AE", "MX", "IN"]
ON = date(2026, 11, 2)
price = st.decimals(min_value=0, max_value=200_000, places=2)


@st.composite
def goods(draw: Any, number: int) -> Goods:
    return Goods(
        category=draw(st.sampled_from(Category.TaxCategory.values)),
        price=draw(price),
        quantity=draw(st.integers(1, 3)),
        material=draw(st.sampled_from(["", "canvas", "Porosus crocodile", "gold", "silk", "coated canvas"])),
        made_in=draw(st.sampled_from(["", "FR", "CH", "US", "BR", "JP"])),
        number=str(number),
    )


@st.composite
def parcels(draw: Any) -> tuple[list[Goods], str, Destination, Decimal]:
    lines = [draw(goods(n)) for n in range(draw(st.integers(1, 4)))]
    origin, country = draw(st.sampled_from(PLACES)), draw(st.sampled_from(PLACES))
    to = Destination(
        country=country, state=draw(st.sampled_from(["", "ON", "QC"])) if country == "CA" else ""
    )
    return lines, origin, to, draw(st.decimals(min_value=0, max_value=500, places=2))


@pytest.fixture
def tables() -> Tables:
    return snapshot.current()


@settings(max_examples=200)
@given(parcel=parcels())
def test_the_parts_add_up_and_nothing_is_negative(
    tables: Tables, parcel: tuple[list[Goods], str, Destination, Decimal]
) -> None:
    lines, origin, to, freight = parcel
    cost = cost_of(lines, origin, to, freight, ON, tables)
    assert cost.total == cost.duty + cost.tax + cost.fees
    assert all(charge.amount >= 0 and charge.base >= 0 for charge in cost.charges)
    assert {charge.number for charge in cost.charges} <= {line.number for line in lines}
    names = [(charge.number, charge.kind, charge.name) for charge in cost.charges]
    assert len(names) == len(set(names))
    assert cost.crosses or not cost.charges


@settings(max_examples=100)
@given(parcel=parcels())
def test_the_order_of_the_lines_does_not_matter(
    tables: Tables, parcel: tuple[list[Goods], str, Destination, Decimal]
) -> None:
    lines, origin, to, freight = parcel
    there, back = (cost_of(told, origin, to, freight, ON, tables) for told in (lines, lines[::-1]))
    assert (there.duty, there.tax, there.fees) == (back.duty, back.tax, back.fees)


def test_every_country_we_deliver_to_has_figures() -> None:
    line = Goods("handbag", Decimal("2000.00"), made_in="FR", number="1")
    open_to = Country.objects.filter(is_shipping_country=True).exclude(pk="US").values_list("pk", flat=True)
    unknown = [
        code
        for code in open_to
        if not LocalTables().quote([line], "US", Destination(country=code), on=ON).known
    ]
    assert unknown == []
