"""Rounds over payments, messages and holds: one that fails stops no other, and a silent provider ends the round."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from catalog import holds
from orders import expiry
from orders.order.models import Order
from orders.payments import attempts, refunds, rounds, tasks, webhooks
from orders.payments.gateway import Declined, Unknown
from orders.payments.models import Method, Payment, Refund, WebhookMessage
from tests.factories.catalog import held_item
from tests.factories.orders import paid_payment, pending_order
from tests.factories.passing import due, expire
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing answers there


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


def test_a_silent_provider_keeps_nobody_else_on_hold(
    stripe_double: StripeDouble, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAYPAL_API_BASE = NOBODY
    # The silent ones come first, as chance would have it now and then.
    monkeypatch.setattr(QuerySet, "order_by", _by_number_instead_of_by_chance(QuerySet.order_by))
    silent = [pending_order() for _ in range(4)]
    for order in silent:
        Payment.objects.create(
            order=order, attempt=1, provider="paypal", amount=1, state="started", reference=f"5O{order.pk}"
        )
    answered = pending_order()
    attempts.begin(answered, Method.CARD)
    for order in [*silent, answered]:
        expire(order)
    assert expiry.expire_holds() == 1
    assert Order.objects.get(status="cancelled") == answered


def _by_number_instead_of_by_chance(order_by: Any) -> Any:
    return lambda found, *names: order_by(found, *("pk" if name == "?" else name for name in names))


def test_a_silent_provider_keeps_nobody_elses_refund_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def send(refund_pk: int) -> bool:
        provider = Refund.objects.get(pk=refund_pk).payment.provider  # type: ignore[union-attr]
        asked.append(provider)
        if provider == "stripe":
            raise Unknown("no answer")
        return True

    monkeypatch.setattr(refunds, "send", send)
    early = timezone.now() - timedelta(hours=1)
    for n in range(5):
        payment = paid_payment(pending_order())
        if n == 4:
            Payment.objects.filter(pk=payment.pk).update(provider="paypal")
        Refund.objects.create(
            payment=payment, amount=1, reason="x", state="ready", next_try_at=early + timedelta(minutes=n)
        )
    tasks.sweep_refunds()
    assert sorted(asked) == ["paypal", "stripe", "stripe", "stripe"]


def test_a_hold_prolonged_at_this_moment_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    order = pending_order()
    item = order.lines.get().product.item
    holder = order.contact.basket_key
    later = timezone.now() + timedelta(minutes=10)
    assert holds.release(holder, reason="expired", only_ended=True) == 0
    assert holds.release(holder, reason="expired", only_ended=True, now=later) == 0
    end = item.holds.get().expires_at
    assert holds.release(holder, reason="expired", only_ended=True, now=end) == 1
