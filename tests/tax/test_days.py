"""A change of rate counts from midnight where the sale goes; what was sold before keeps its tax."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Category, Item
from orders.models import Contact
from orders.quote import Wishes, quote_for
from orders.tax import refunds, snapshot
from orders.tax.calculator import Sale, TaxableLine
from orders.tax.days import tax_day
from orders.tax.local import LocalTables
from orders.tax.models import Rate
from orders.tax.places import Destination
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order

SPRINGFIELD = Destination(state="IL", zip="62701", city="Springfield", county="Sangamon")
# Sangamon County: 1 until the end of June 2026, 1.5 from 1 July (Central time, five hours behind UTC).
LAST_OF_JUNE = datetime(2026, 7, 1, 4, 59, 59, tzinfo=UTC)
FIRST_OF_JULY = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "country", "hour", "day"),
    [
        ("NY", "US", 3, 30),
        ("NY", "US", 4, 1),
        ("IL", "US", 4, 30),
        ("IL", "US", 5, 1),
        ("CA", "US", 6, 30),
        ("CA", "US", 7, 1),
        ("HI", "US", 9, 30),
        ("PR", "US", 4, 1),
        ("AE", "US", 4, 1),
        ("", "US", 3, 30),
        ("CA", "FR", 4, 1),
    ],
)
def test_the_day_is_the_day_of_the_state(state: str, country: str, hour: int, day: int) -> None:
    at = datetime(2026, 7, 1, hour, 30, tzinfo=UTC) - timedelta(minutes=1)
    to = Destination(state=state, country=country)
    assert tax_day(at, to) == (date(2026, 6, 30) if day == 30 else date(2026, 7, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(("at", "expected"), [(LAST_OF_JUNE, "95.00"), (FIRST_OF_JULY, "100.00")])
def test_a_bag_is_taxed_by_midnight_in_the_buyers_state(at: datetime, expected: str) -> None:
    piece = listed_item(price=Decimal("1000.00"))
    quote = quote_for([piece], Wishes(to=SPRINGFIELD, speed=Contact.Speed.STANDARD.value), at=at)
    assert quote.tax.of_line(piece.number) == Decimal(expected)


@pytest.mark.django_db
def test_a_mink_coat_is_fur_in_new_jersey_and_a_wool_one_is_not() -> None:
    short_hills = Wishes(to=Destination(state="NJ", zip="07078", city="Short Hills"))
    taxes = []
    for name in ("Mink", "Wool"):
        coat = listed_item(price=Decimal("1000.00"), category="Coats", material=name)
        Category.objects.filter(pk=coat.category_id).update(tax_category="clothing")
        coat = Item.objects.get(pk=coat.pk)
        taxes.append(quote_for([coat], short_hills).tax.of_line(coat.number))
    assert taxes == [Decimal("66.25"), Decimal("0.00")]


@pytest.mark.django_db
def test_an_order_and_its_refund_do_not_move_with_a_later_rate() -> None:
    order = confirmed_order(listed_item(price=Decimal("1000.00")))
    frozen = list(order.tax_components.values_list("jurisdiction", "percent", "amount"))
    sale = _sale(timezone.localdate())
    charged = LocalTables().quote(sale)
    Rate.objects.filter(jurisdiction__name="New York City").update(percent=Decimal(9))
    assert LocalTables().quote(sale).total == Decimal("133.75")
    assert list(order.tax_components.values_list("jurisdiction", "percent", "amount")) == frozen
    back = refunds.tax_back(sale, charged, ["1"], snapshot.current(), fee_kept=Decimal("15.00"))
    assert back == Decimal("87.42")


def _sale(on: date) -> Sale:
    to = Destination(state="NY", zip="10021", city="New York")
    return Sale(lines=[TaxableLine("1", "handbag", Decimal("1000.00"))], shipping=Decimal(0), to=to, on=on)
