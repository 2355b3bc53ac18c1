"""An order across a border: what it is charged is frozen, itemised, part of its total, and never changes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from pytest_django import DjangoAssertNumQueries

from orders import bill, mail_facts
from orders.placement import TotalChanged
from orders.quote import Wishes, quote_for
from orders.tax.border import items as border_items
from orders.tax.border import writer as border_writer
from orders.tax.border.models import BorderCharge, DutyRate
from orders.tax.border.values import LandedCost
from orders.tax.border.writer import NoFigures
from orders.tax.destination import Destination
from portero.core.rows import AT_ONCE
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import a_bag, pending_order, total_of

pytestmark = pytest.mark.django_db
D = Decimal
PARIS: dict[str, Any] = {"country": "FR", "state": "", "line4": "Paris", "postcode": "75001"}


def test_what_a_piece_from_abroad_is_charged_is_frozen_line_by_line() -> None:
    order = pending_order(abroad_item("JP"), listed_item())
    rows = order.border_charges.values_list("kind", "name", "code", "origin", "country", "percent", "amount")
    assert list(rows) == [
        ("duty", "Duty", "4202.21.90", "JP", "US", D("10"), D("1250.00")),
        ("fee", "Customs entry by DHL", "4202.21.90", "JP", "US", D("2"), D("25.00")),
        ("fee", "Merchandise processing fee", "4202.21.90", "JP", "US", D("0.3464"), D("43.30")),
    ]
    charged = order.border_charges.first()
    assert (charged.guaranteed, charged.valid_until, charged.provider) == (False, None, "tables")
    tax = sum(component.amount for component in order.tax_components.all())
    assert order.total_incl_tax == order.total_excl_tax + tax + D("1318.30")


def test_the_bill_and_the_mail_add_up_with_the_border() -> None:
    order = pending_order(listed_item(), **PARIS)
    rows = [(row.label, row.part) for row in bill.of_order(order)][1:]
    assert rows == [
        ("Delivery from New York, DHL", False),
        ("Duties and import tax, estimate", False),
        ("Duty, made in France, 3%", True),
        ("VAT, 20%", True),
        ("Customs entry by DHL", True),
    ]
    mailed = [row.label for row in mail_facts.bill_of(order)]
    assert "Duties and import tax, estimate" in mailed
    assert "Sales tax" not in mailed


def test_no_row_for_sales_tax_where_no_state_could_take_it() -> None:
    """Abroad there is no such tax; in Oregon there is none, which its bill says."""
    for place, told in ((Destination(country="FR"), False), (Destination(state="OR"), True)):
        quote = quote_for([listed_item()], Wishes(to=place))
        assert [row.label for row in bill.of_quote(quote) if "Sales tax" in row.label] == ["Sales tax"] * told


def test_frozen_charges_can_be_neither_changed_nor_deleted() -> None:
    order = pending_order(listed_item(), **PARIS)
    for change in (lambda: order.border_charges.update(amount=0), order.border_charges.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert order.border_charges.filter(amount__gt=0).count() == 3


@pytest.mark.parametrize(
    "wrong",
    [{"amount": -1}, {"origin": "FR"}, {"kind": "gift"}, {"guaranteed": True}],
)
def test_the_database_refuses_a_charge_that_makes_no_sense(wrong: dict[str, object]) -> None:
    charge = pending_order(listed_item(), **PARIS).border_charges.first()
    charge.pk, charge.name = None, "Another"
    for name, value in wrong.items():
        setattr(charge, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        charge.save()
    assert BorderCharge.objects.count() == 3


def test_a_rate_that_changed_since_she_looked_is_shown_before_anything_is_ordered() -> None:
    bag = a_bag(listed_item())
    shown = total_of(bag, **PARIS)
    DutyRate.objects.filter(country="EU", code="4202.21").update(percent=4)
    with pytest.raises(TotalChanged) as changed:
        pending_order(bag=bag, shown_total=shown, **PARIS)
    assert changed.value.quote.total > shown
    assert not BorderCharge.objects.exists()


def test_an_order_without_figures_is_never_written() -> None:
    order = pending_order(listed_item())
    with pytest.raises(NoFigures):
        border_writer.add(AT_ONCE, order, LandedCost(crosses=True, known=False), Destination(country="AR"))
    assert not BorderCharge.objects.exists()


def test_an_order_within_the_country_asks_no_border_table(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    item = listed_item()
    with django_assert_num_queries(0):
        cost = border_items.of_parcels(
            [("US", [item], D("40.00"))], Destination(state="NY"), date(2026, 11, 2)
        )
    assert not cost.crosses


def test_the_parts_of_the_quote_are_its_total() -> None:
    quote = quote_for([listed_item(), abroad_item("JP")], Wishes(to=Destination(country="DE")))
    border = quote.border
    assert quote.total == quote.net_total + quote.tax_total + border.duty + border.tax + border.fees
    assert {charge.origin for charge in border.charges} == {"US", "JP"}
