"""Reconciling with each provider's own list, over HTTP: sale and refund agree, and what was done by hand shows."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import Settings

from orders.payments import reconciliation, refunds
from orders.payments.gateway import gateway
from orders.payments.models import Payment, ReconciliationRun, Refund
from orders.payments.refunds.sending import send
from tests.factories.doubles import PAID

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PAID)
def sale(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Payment]:
    """An order paid through the provider's double; the shop knows it is captured."""
    with PAID[request.param](settings) as (payment, _):
        assert payment.state == "captured"
        yield payment


def run(payment: Payment) -> ReconciliationRun:
    now = timezone.now()
    done = reconciliation.reconcile(payment.provider, now - timedelta(days=1), now + timedelta(days=3))
    assert done is not None
    assert done.state == "done", done.problem
    return done


def found() -> list[tuple[str, Payment | None]]:
    return [(row.kind, row.payment) for row in reconciliation.waiting()]


def test_a_sale_agrees_to_the_cent(sale: Payment) -> None:
    done = run(sale)
    assert found() == []
    assert (done.our_captures, done.our_captured) == (1, sale.amount)
    assert (done.their_captures, done.their_captured) == (1, sale.amount)


def test_a_refund_of_a_part_agrees(sale: Payment) -> None:
    refund = refunds.request(sale, Decimal("100.00"), reason="A scratch")
    send(refund.pk)
    assert Refund.objects.get().reference
    Refund.objects.update(state="done", done_at=timezone.now(), next_try_at=None)
    done = run(sale)
    assert found() == []
    assert (done.our_refunded, done.their_refunded) == (Decimal("100.00"), Decimal("100.00"))


def test_a_refund_made_by_hand_is_found_and_names_the_order(sale: Payment) -> None:
    gateway(sale.provider).refund(sale, Decimal("7.00"), f"{sale.order.number}-1-refund-9")
    run(sale)
    assert found() == [("refund_here", sale)]


def test_a_sale_we_do_not_know_is_found(sale: Payment) -> None:
    Payment.objects.filter(pk=sale.pk).update(
        state="cancelled", captured_at=None, captured_amount=0, lookup_at=None
    )
    run(sale)
    assert found() == [("missing_here", sale)]
