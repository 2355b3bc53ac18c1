"""Stripe Tax as the calculator of whole sales: frozen, billed, given back and reported from its own parts."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from orders import breakdown
from orders.bill import of_order
from orders.books import report, splits
from orders.books.ledger import entries_of
from orders.books.splits import Choice
from orders.invoices import issuing
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.refunds import booking
from orders.quote import Wishes
from orders.tax.models import TaxAnswer
from portero.core.figures import FigureValue
from tests.factories.catalog import listed_item
from tests.factories.certificates import an_approved_certificate
from tests.factories.orders import a_bag, confirmed_order, pending_order
from tests.factories.people import a_client, staff
from tests.fakes.stripe import StripeDouble

ZERO = Decimal("0.00")
OPERATION = "tax.calculations.create"
TRANSACTIONAL = pytest.mark.django_db(transaction=True)


@pytest.fixture
def double(settings: Settings, db: None) -> Iterator[StripeDouble]:
    """Stripe Tax is chosen, and $5.00 of handling and $12.00 of gift wrap are charged."""
    for name, value in (("gift_wrap_charge", "12.00"), ("handling_charge", "5.00")):
        FigureValue.objects.create(name=name, value=value, reason="test")
    cache.clear()
    settings.TAX_CALCULATOR = "orders.tax.stripe_tax.StripeTax"
    with StripeDouble() as running:
        settings.STRIPE_API_BASE = running.url
        yield running
    cache.clear()


def sold() -> Order:
    return confirmed_order(listed_item(price=Decimal("1890.00")), wishes=Wishes(gift=True))


def today() -> tuple[date, date]:
    now = timezone.localdate()
    return now - timedelta(days=1), now + timedelta(days=2)


def test_each_charge_has_its_own_tax_in_bill_books_and_invoice(double: StripeDouble) -> None:
    order = sold()
    entries = entries_of(order)
    taxed = {
        of: sum(e.charged for e in entries if e.of == of and e.kind == "tax")
        for of in ("handling", "gift wrap")
    }
    assert taxed == {"handling": Decimal("0.45"), "gift wrap": Decimal("1.07")}
    assert [one.what for one in breakdown.of_order(order)][1:] == ["Handling", "Gift wrap", "Delivery"]
    shipping = order.shipping_incl_tax - order.shipping_excl_tax
    assert shipping == sum(e.charged for e in entries if e.of == "shipping" and e.kind == "tax")
    assert sum(row.amount for row in of_order(order) if not row.part) == order.total_incl_tax
    assert issuing.invoice(order.pk).facts["tax"][-1]["what"] == "Delivery"


def test_handling_given_back_takes_its_own_tax_along_and_nothing_of_the_delivery(
    double: StripeDouble,
) -> None:
    order = sold()
    split = splits.preview(order, Choice(sums={"handling": Decimal("5.00")}))
    assert split.total == Decimal("5.45")
    delivery = splits.preview(order, Choice(sums={"delivery": order.shipping_excl_tax}))
    assert delivery.total == order.shipping_incl_tax


def test_all_of_it_in_steps_is_what_was_charged_and_the_report_adds_up(double: StripeDouble) -> None:
    order = sold()
    payment, actor = order.payments.get(), staff("Customer care")
    line = f"line-{order.lines.get().pk}"
    choices = [
        Choice(sums={line: Decimal("333.33")}),
        Choice(sums={"gift_wrap": Decimal("12.00")}),
        Choice(whole=frozenset({line}), fee_kept=Decimal("15.00")),
    ]
    for choice in choices:
        shown = splits.preview(order, choice).total
        booking.done(refunds.ask(payment.pk, shown, reason="Back.", actor=actor, choice=choice), payment)
    payment.refresh_from_db()
    booking.done(refunds.ask(payment.pk, refunds.left(payment), reason="Rest.", actor=actor), payment)
    connection.check_constraints()
    found = report.of_state("NY", *today())
    assert all(entry.left == 0 and entry.base == entry.base_back for entry in entries_of(order))
    assert (found.net_tax, found.gross_back + found.tax_back) == (ZERO, order.total_incl_tax)
    assert found.of("taxable") + found.of("untaxed") == found.of("gross") == order.total_excl_tax


def test_a_buyer_for_resale_is_exempt_in_the_report_too(double: StripeDouble) -> None:
    dealer = a_client("dealer@example.com")
    wishes = Wishes(resale=an_approved_certificate(dealer).pk)
    order = confirmed_order(listed_item(), user=dealer, wishes=wishes)
    assert TaxAnswer.objects.get(order=order).provider == "Stripe Tax"
    assert {c.rule for c in order.tax_components.all()} == {"exempt buyer, certificate NY-118"}
    found = report.of_state("NY", *today())
    assert (found.of("exempt"), found.of("untaxed")) == (order.total_excl_tax, ZERO)


@TRANSACTIONAL
def test_the_order_keeps_why_stripe_was_not_used(double: StripeDouble) -> None:
    double.switch("http_500_before", OPERATION)
    bag = a_bag()
    assert TaxAnswer.objects.get(order=pending_order(bag=bag)).fallback == "APIError"
