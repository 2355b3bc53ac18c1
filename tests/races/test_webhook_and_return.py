"""The webhook races the returning browser and the poller: one capture, one confirmation, one mail."""

from typing import Any

import pytest

from orders import confirmation
from orders.order.models import Order
from orders.payments import outcome
from orders.payments.models import Payment
from orders.payments.settle import settle
from portero.core.models import Mail
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.races.together import Rendezvous, together

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db(transaction=True)


def unlocked(pk: int) -> tuple[Order, Payment]:
    payment = Payment.objects.get(pk=pk)
    return Order.objects.get(pk=payment.order_id), payment


def test_canary_without_the_locks_the_capture_is_booked_twice(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = authorised_payment(pending_order())
    meeting = Rendezvous(2)
    booked: list[Any] = []
    monkeypatch.setattr(outcome, "lock_payment", unlocked)
    monkeypatch.setattr(outcome, "lock_attempts", lambda pk, **seen: (*unlocked(pk), []))
    monkeypatch.setattr(outcome, "_fits", meeting.after(outcome._fits))
    monkeypatch.setattr(confirmation, "confirm", lambda order, at, rows: booked.append(order))
    together([lambda: settle(payment.pk)] * 2)
    assert len(booked) == 2


def test_three_callers_settle_at_once(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    answers = together([lambda: settle(payment.pk)] * 3)
    # A caller that lost the race to the provider's key may be told to come back; none may do it again.
    assert any(getattr(answer, "state", "") == "captured" for answer in answers)
    order.refresh_from_db()
    assert order.status == "confirmed"
    intents = stripe_double.state.rows("payment_intent")
    assert [i["amount_received"] for i in intents] == [int(order.total_incl_tax * 100)]
    assert order.events.filter(kind="confirmed").count() == 1
    assert Mail.objects.filter(kind="payment_confirmed").count() == 1
