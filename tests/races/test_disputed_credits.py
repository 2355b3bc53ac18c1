"""A bank takes money back that paid two orders, while refunds of both go out: none is called off that has gone."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from orders.locks import lock_order
from orders.payments import refunds
from orders.payments.calls import NotSent
from orders.payments.disputes import following
from orders.payments.gateway import DisputeStanding, DisputeTruth
from orders.payments.models import Payment, Refund
from orders.payments.refunds import booking, holding_back, sending
from tests.factories import exchanges as make
from tests.factories import returns
from tests.payments.refunds import driver
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAYMENT_PROVIDERS = settings.PAYMENT_PROVIDERS | {
        "stripe": "tests.payments.refunds.driver.MemoryRefunds"
    }
    driver.BOOKS = driver.Books()
    monkeypatch.setattr("orders.payments.tasks.send_refund.delay", lambda pk: None)


def of_the_credit() -> Refund:
    """A refund of the order that her first payment has paid by a credit; it hasn't gone out."""
    new = make.new_order(make.bought())
    credit = Payment.objects.get(order=new, method="credit")
    return refunds.ask(credit.pk, new.total_incl_tax, reason="Sent back", actor=returns.manager())


def disputed_whole(payment: Payment) -> None:
    told = DisputeTruth(
        "dp_1",
        payment.reference,
        DisputeStanding.NEEDS_RESPONSE,
        payment.captured_amount,
        "USD",
        "fraudulent",
        timezone.now(),
    )
    following.record(payment.provider, told, asked_at=timezone.now())


def impatient() -> None:
    """On this connection nobody waits for a lock longer than this."""
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '500ms'")


def test_one_that_goes_out_at_that_moment_is_not_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = of_the_credit()
    part = Refund.objects.get(rest_of=asked)
    origin = part.through
    assert origin is not None

    def go_out() -> Any:
        impatient()
        return sending.send(part.pk)

    really, went = booking.failed, list[Any]()

    def failed(pk: int, why: str, **facts: Any) -> None:
        if pk == part.pk and not went:
            went.extend(together([go_out]))
        really(pk, why, **facts)

    monkeypatch.setattr(booking, "failed", failed)
    disputed_whole(origin)
    part.refresh_from_db()
    assert (part.state, driver.BOOKS.total()) == ("failed", Decimal("0.00"))
    assert [type(one) for one in went] == [OperationalError]


def test_what_goes_out_of_a_newer_order_waits_for_no_older_one() -> None:
    part = Refund.objects.get(rest_of=of_the_credit())
    origin = part.through
    assert origin is not None
    first = refunds.ask(origin.pk, Decimal("10.00"), reason="A scratch", actor=returns.manager())
    disputed_whole(origin)
    # As if the bank had been told of after both were looked at.
    Refund.objects.filter(pk__in=[first.pk, part.pk]).update(state="ready", problem="")
    held, done = threading.Event(), threading.Event()

    def older() -> None:
        with transaction.atomic():
            lock_order(origin.order_id)
            held.set()
            assert done.wait(30)

    def newer() -> None:
        assert held.wait(30)
        impatient()
        try:
            holding_back.check(part)
        finally:
            done.set()

    assert [type(one) for one in together([older, newer])] == [type(None), NotSent]
    states = [Refund.objects.get(pk=one.pk).state for one in (first, part)]
    assert states == ["ready", "failed"]
    with pytest.raises(NotSent):
        holding_back.check(first)
