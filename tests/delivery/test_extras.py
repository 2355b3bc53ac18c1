"""Gift wrap and handling: charged by figure, taxed by the state, frozen with the order, added up by the database."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from orders.bill import of_order
from orders.delivery import extras
from orders.delivery.models import DeliveryCharge, OrderCharge
from orders.mail_facts import bill_of
from orders.order.models import Order
from orders.quote import Wishes, quote_for
from orders.tax.places import Destination
from portero.core.rows import AT_ONCE
from tests.delivery.conftest import SetFigures
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.orders.test_mails import the_mail

pytestmark = pytest.mark.django_db
GIFT = Wishes(gift=True, gift_note="For Ana,\nwith love")
BEVERLY_HILLS = Destination(state="CA", zip="90210", city="Beverly Hills")
BETHESDA = Destination(state="MD", zip="20814", city="Bethesda")
MIAMI = Destination(state="FL", zip="33139", city="Miami Beach")


INSERT = (
    "insert into delivery_ordercharge (order_id, kind, label, amount, tax, with_delivery) "
    "values (%(order)s, '{kind}', 'More', 5, 0, false)"
)


def _rows(order: Order) -> list[tuple[str, str]]:
    return [(row.label, str(row.amount)) for row in of_order(order) if not row.part]


def _tax(to: Destination, wishes: Wishes | None = None, price: int = 1000) -> str:
    return str(quote_for([listed_item(price=price)], Wishes(to=to, gift=bool(wishes))).tax_total)


def test_a_gift_is_free_by_default_and_its_note_is_frozen() -> None:
    order = pending_order(wishes=GIFT)
    assert (order.contact.gift, order.contact.gift_note) == (True, "For Ana,\nwith love")
    assert order.charges.count() == 0
    assert order.total_excl_tax == Decimal("12540.00")


def test_gift_wrap_and_handling_are_rows_of_the_order_and_of_its_mails(figures: SetFigures) -> None:
    figures(gift_wrap_charge="12.00", handling_charge="3.50")
    order = pending_order(wishes=GIFT)
    rows = list(order.charges.values_list("kind", "label", "amount", "tax", "with_delivery"))
    assert rows == [
        ("handling", "Handling", Decimal("3.50"), Decimal("0.31"), False),
        ("gift_wrap", "Gift wrap", Decimal("12.00"), Decimal("1.06"), False),
    ]
    assert order.total_excl_tax == Decimal("12555.50")
    assert _rows(order)[1:4] == [
        ("Delivery from New York, USPS", "40.00"), ("Handling", "3.50"), ("Gift wrap", "12.00"),
    ]  # fmt: skip
    told = [(row.label, row.amount) for row in bill_of(order)]
    assert ("Gift wrap", "$12.00") in told
    assert ("Handling", "$3.50") in told
    line = order.lines.get()
    parts = line.line_price_incl_tax + order.shipping_incl_tax + sum(a + t for _, _, a, t, _ in rows)
    assert parts == order.total_incl_tax


def test_the_tax_on_them_is_told_apart_from_the_tax_on_the_price(figures: SetFigures) -> None:
    figures(gift_wrap_charge="12.00", handling_charge="3.50")
    order = pending_order(wishes=GIFT)
    kinds = order.tax_components.values_list("of", flat=True)
    assert set(kinds) == {"price", "shipping", "handling", "gift wrap"}
    for charge in order.charges.all():
        of = charge.get_kind_display().lower()
        assert sum(c.amount for c in order.tax_components.filter(of=of)) == charge.tax


def test_handling_on_the_delivery_line_is_one_row_and_taxed_as_maryland_says(
    settings: Settings, figures: SetFigures
) -> None:
    figures(handling_charge="5.00")
    assert _tax(BETHESDA) == "60.30"  # handling alone is taxed, delivery is not
    settings.DELIVERY_AND_HANDLING_IN_ONE_LINE = True
    assert _tax(BETHESDA) == "62.70"  # one line: all 45 are
    order = pending_order(line4="Bethesda", state="MD", postcode="20814")
    assert _rows(order)[1] == ("Delivery and handling, USPS", "45.00")
    assert bill_of(order)[1].label == "Delivery and handling, USPS"
    assert order.charges.get().with_delivery


def test_without_handling_there_is_nothing_to_join(settings: Settings) -> None:
    settings.DELIVERY_AND_HANDLING_IN_ONE_LINE = True
    assert _tax(BETHESDA) == "60.00"


def test_pickup_frees_floridas_delivery(settings: Settings) -> None:
    assert _tax(MIAMI) == "72.80"
    settings.PICKUP_OFFERED = True
    assert _tax(MIAMI) == "70.00"


@pytest.mark.parametrize(
    ("cost", "tax"), [(None, "97.50"), ("40.00", "97.50"), ("25.00", "98.96"), ("90.00", "97.50")]
)
def test_california_taxes_what_we_charge_above_the_carriers_cost(cost: str | None, tax: str) -> None:
    DeliveryCharge.objects.update(carrier_cost=cost and Decimal(cost))
    assert _tax(BEVERLY_HILLS) == tax


def test_placing_without_extras_costs_no_query_for_them(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order = pending_order()
    quote = quote_for([listed_item()], Wishes())
    with django_assert_num_queries(0):
        extras.add(AT_ONCE, order, quote)
        assert extras.stored(order, Decimal("12500.00")) == []


def _sql(statement: str, **facts: Any) -> None:
    with transaction.atomic():
        connection.cursor().execute(statement, facts)
        connection.check_constraints()


def test_the_database_keeps_the_rows_and_the_sum(figures: SetFigures) -> None:
    figures(gift_wrap_charge="12.00")
    order = pending_order(wishes=GIFT)
    for refused in (
        "update delivery_ordercharge set amount = 1",
        "delete from delivery_ordercharge",
        "update order_order set total_excl_tax = total_excl_tax - 1",
        INSERT.format(kind="handling"),
        INSERT.format(kind="gift_wrap"),
        "update orders_contact set gift = false",
    ):
        with pytest.raises(IntegrityError):
            _sql(refused, order=order.pk)
    assert OrderCharge.objects.get().amount == Decimal("12.00")
    assert Order.objects.get().total_excl_tax == Decimal("12552.00")


def test_the_mail_says_that_it_is_a_gift_and_keeps_the_note_to_the_card() -> None:
    pending_order(wishes=GIFT)
    mail = the_mail("order_received")
    for body in (mail.text, mail.html):
        assert "Wrapped as a gift, without prices, with your note written by hand." in body
        assert "with love" not in body
    assert "with love" not in repr(GIFT)
