"""Rounds over payments, messages and holds: one that fails stops no other, and a silent provider ends the round."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog import holds
from orders import expiry
from orders.order.models import Order
from orders.payments import attempts, rounds, tasks, webhooks
from orders.payments.gateway import Declined, Unknown
from orders.payments.models import Method, Payment, WebhookMessage
from tests.factories.catalog import held_item
from tests.factories.orders import pending_order
from tests.factories.passing import due, expire
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def test_a_payment_that_always_fails_keeps_no_other_waiting(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = authorised_payment(pending_order()), authorised_payment(pending_order())
    Payment.objects.filter(pk=bad.pk).update(provider="gone", lookup_at=timezone.now() - timedelta(hours=1))
    due(good.order)
    tasks.poll_payments()
    bad.refresh_from_db()
    assert bad.lookup_at is not None
    assert bad.lookup_at > timezone.now()
    assert Order.objects.get(pk=good.order_id).status == "confirmed"


def test_an_order_that_always_fails_keeps_no_other_on_hold(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [pending_order() for _ in range(3)]
    for order in orders:
        expire(order)
    Payment.objects.create(
        order=orders[0], attempt=1, provider="gone", amount=1, state="started", reference="x"
    )
    assert expiry.expire_holds() == 2
    assert sorted(Order.objects.values_list("status", flat=True)) == [
        "cancelled",
        "cancelled",
        "pending_payment",
    ]


def test_a_message_that_always_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    early = timezone.now() - timedelta(hours=1)
    for n in range(2):
        WebhookMessage.objects.create(
            provider="stripe", event_id=f"evt_{n}", kind="x", payload={"bad": n == 0}, received_at=early
        )
    real = webhooks._payment_of

    def fails_for_one(message: WebhookMessage) -> Payment | None:
        if message.payload["bad"]:
            raise KeyError("something nobody thought of")
        return real(message)

    monkeypatch.setattr(webhooks, "_payment_of", fails_for_one)
    tasks.sweep_webhooks()
    bad, good = WebhookMessage.objects.order_by("event_id")
    assert (bad.processed_at, bad.attempts) == (None, 1)
    assert good.processed_at is not None
    assert webhooks.open_messages() == {"stripe": [bad.pk]}


def test_three_silences_in_a_row_end_the_round() -> None:
    asked: list[int] = []

    def silent(n: int) -> int:
        asked.append(n)
        raise Unknown("no answer")

    assert rounds.each(range(9), silent) == 0
    assert asked == [0, 1, 2]


def test_a_provider_that_answers_is_asked_on() -> None:
    answers: list[Any] = [Unknown("x"), Unknown("x"), 1, Unknown("x"), Unknown("x"), Declined("no"), 1]

    def answer(n: int) -> int:
        if isinstance(answers[n], Exception):
            raise answers[n]
        return int(answers[n])

    assert rounds.each(range(len(answers)), answer) == 2


def test_loose_holds_go_also_while_the_provider_is_silent(stripe_double: StripeDouble) -> None:
    order = pending_order()
    attempts.begin(order, Method.CARD)
    expire(order)
    held_item(minutes=-1)
    stripe_double.switch("http_500_before", "*", count=9)
    assert expiry.expire_holds() == 1


def test_a_hold_prolonged_at_this_moment_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    order = pending_order()
    item = order.lines.get().product.item
    holder = order.contact.basket_key
    later = timezone.now() + timedelta(minutes=10)
    assert holds.release(holder, reason="expired", only_ended=True) == 0
    assert holds.release(holder, reason="expired", only_ended=True, now=later) == 0
    end = item.holds.get().expires_at
    assert holds.release(holder, reason="expired", only_ended=True, now=end) == 1
