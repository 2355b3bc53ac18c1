"""Choosing the wire keeps the pieces for three days; leaving it gives the time back; she is reminded once."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Hold
from orders import expiry
from orders.order.models import Order
from orders.payments import attempts, wire_rounds, wires
from orders.payments.gateway import REFUND, RefundStanding, Sale, Standing
from orders.payments.models import Payment, Refund
from orders.payments.providers.wire import Wire
from orders.queries import hold_ends
from portero.core.models import Mail
from tests.factories.orders import pending_order
from tests.factories.wires import arrives, choose_wire, wired_order

pytestmark = pytest.mark.django_db


def ends(order: Order) -> datetime:
    found = hold_ends(order)
    assert found is not None
    return found


def hours_pass(order: Order, hours: int) -> None:
    """Everything about this order happened so much earlier."""
    past = timedelta(hours=hours)
    for payment in order.payments.all():
        Payment.objects.filter(pk=payment.pk).update(created_at=payment.created_at - past)
    for hold in Hold.objects.filter(released_at=None):
        hold.created_at, hold.expires_at = hold.created_at - past, hold.expires_at - past
        hold.save()


def reminders() -> int:
    return Mail.objects.filter(kind="wire_reminder").count()


def test_choosing_the_wire_keeps_the_pieces_for_72_hours() -> None:
    payment = wired_order()
    assert ends(payment.order) == payment.created_at + timedelta(hours=72)
    assert Hold.objects.get().kind == "wire"
    expiry.expire_holds(now=timezone.now() + timedelta(hours=71))
    assert Order.objects.get().status == "pending_payment"


def test_it_writes_what_to_do_once() -> None:
    payment = wired_order()
    choose_wire(payment.order)
    mail = Mail.objects.get(kind="wire_instructions")
    for fact in (payment.reference, f"${payment.amount:,.2f}", "000123456789", "021000021", "TESTUS33"):
        assert fact in mail.text
        assert fact in mail.html


def test_leaving_the_wire_gives_the_time_back() -> None:
    payment = wired_order()
    assert attempts.close(payment.order)
    assert Hold.objects.get().kind == "checkout"
    assert timedelta(minutes=14) < ends(payment.order) - timezone.now() <= timedelta(minutes=15)


def test_coming_back_to_the_wire_buys_no_time() -> None:
    payment = wired_order()
    hours_pass(payment.order, 30)
    first = ends(payment.order)
    assert attempts.close(payment.order)
    choose_wire(payment.order)
    assert ends(payment.order) == first


def test_she_is_reminded_once_at_half_time() -> None:
    payment = wired_order()
    wire_rounds.sweep()
    assert reminders() == 0
    hours_pass(payment.order, 36)
    wire_rounds.sweep()
    wire_rounds.sweep()
    assert reminders() == 1
    assert payment.events.filter(kind="reminded").count() == 1


def test_nobody_is_reminded_of_what_is_paid_or_over() -> None:
    paid, over = wired_order(), pending_order()
    arrives(paid.amount, paid.order)
    choose_wire(over)
    hours_pass(over, 73)
    wire_rounds.sweep()
    assert reminders() == 0


def test_the_page_says_what_has_come_and_what_is_missing() -> None:
    payment = wired_order()
    arrives("100.00", payment.order)
    facts = wires.page_facts(payment)
    assert (facts["reference"], facts["received"], facts["missing"]) == (
        payment.reference,
        100,
        payment.amount - 100,
    )
    assert facts["deadline"] == ends(payment.order)
    assert [row.value for row in facts["bank_rows"]][2:] == ["000123456789", "021000021", "TESTUS33"]


def test_the_driver_says_where_a_payment_stands() -> None:
    payment, driver = wired_order(), Wire()
    assert driver.lookup(payment).standing is Standing.OPEN
    assert driver.void(payment, "k").standing is Standing.CANCELLED
    assert driver.refund(payment, payment.amount, "k").standing is RefundStanding.PENDING
    arrives(payment.amount, payment.order)
    truth = driver.lookup(payment)
    assert (truth.standing, truth.amount, truth.currency, truth.reference) == (
        Standing.CAPTURED,
        payment.amount,
        "USD",
        payment.reference,
    )
    assert driver.void(payment, "k").standing is Standing.CAPTURED


def test_the_driver_lists_what_moved() -> None:
    payment, driver, since = wired_order(), Wire(), timezone.now() - timedelta(days=1)
    arrives("100.00", payment.order)
    assert list(driver.movements(since, timezone.now())) == []
    arrives(payment.amount - 100, payment.order)
    done = timezone.now()
    Refund.objects.create(
        payment=Payment.objects.get(), amount=5, reason="r", state="done", done_at=done, reference="OUT1"
    )
    moved = list(driver.movements(since, timezone.now()))
    assert [(m.kind, m.amount, m.payment_reference) for m in moved] == [
        ("capture", payment.amount, payment.reference),
        (REFUND, 5, payment.reference),
    ]


def test_only_dollars_and_only_with_an_account(settings: Settings) -> None:
    sale = Sale(total=Decimal("100.00"), currency="EUR", country="US", address_differs=False)
    assert Wire().unavailable("wire", sale) == "A bank wire can only pay an order in US dollars."
    dollars = Sale(total=sale.total, currency="USD", country="FR", address_differs=True)
    assert Wire().unavailable("wire", dollars) == ""
    settings.WIRE_BANK = {**settings.WIRE_BANK, "account": ""}
    assert Wire().unavailable("wire", dollars) == "Bank wire isn't available just now."
