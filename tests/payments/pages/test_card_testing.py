"""Stolen cards are tried out in series: after a few declines an order, or a visitor, takes no card for a while."""

from datetime import timedelta

import pytest
import stripe
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from orders.order.models import Order
from orders.payments.declines import paused_until
from orders.payments.gateway import Declined
from orders.payments.models import Payment, PaymentEvent
from orders.payments.settle import settle
from portero.core.figures import FigureValue
from tests.factories.orders import pending_order
from tests.factories.payments import DECLINED, pay_at_provider, started_payment
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.payments.pages.looking import at, page, pay, words
from tests.payments.pages.scripted import Script

__all__ = ["stripe_double"]
pytestmark = pytest.mark.django_db
CARD = {"dataDescriptor": "COMMON.ACCEPT.INAPP.PAYMENT", "dataValue": "eyJjb2RlIjoiNTBfMl8w"}


def decline(order: Order, times: int) -> Payment:
    """Her bank, or that of the cards' owners, said no so many times."""
    payment = order.payments.first() or started_payment(order)
    PaymentEvent.objects.bulk_create(PaymentEvent(payment=payment, kind="declined") for _ in range(times))
    return payment


def test_a_second_card_is_always_taken(script: Script) -> None:
    order = pending_order()
    decline(order, 4)
    assert 'data-secret="secret"' in page(order).content.decode()


def test_after_the_fifth_the_page_asks_to_wait_and_leaves_the_other_ways(script: Script) -> None:
    order = pending_order()
    payment = decline(order, 5)
    answer = page(order)
    told, html = words(answer), answer.content.decode()
    assert "Several cards were declined. To protect cardholders we take no card here until" in told
    assert "customercare@portero.example" in told
    assert "data-secret" not in html
    assert 'name="way" open' in html.partition("PayPal</h3>")[0].rpartition("<details")[2]
    payment.refresh_from_db()
    assert payment.state == "cancelled"
    assert pay(order, "card_hosted")["Location"].endswith(at(order, "pay"))
    assert pay(order, "paypal")["Location"].startswith("https://provider.example")


def test_a_token_sent_in_spite_of_it_is_not_passed_on(script: Script, settings: Settings) -> None:
    settings.CARD_PROCESSOR = "authorizenet"
    order = pending_order()
    decline(order, 5)
    Client().post(at(order, "pay-token"), CARD)
    assert script.tokens == []


def test_the_pause_ends_by_itself(script: Script) -> None:
    order = pending_order()
    decline(order, 5)
    ends = paused_until(order.pk)
    first = PaymentEvent.objects.filter(kind="declined").earliest("at").at
    assert ends == first + timedelta(hours=1)
    assert paused_until(pending_order().pk) is None


def test_what_happened_long_ago_no_longer_counts() -> None:
    order = pending_order()
    payment = Payment.objects.create(order=order, attempt=1, provider="stripe", amount=order.total_incl_tax)
    long_ago = timezone.now() - timedelta(minutes=61)
    PaymentEvent.objects.bulk_create(
        PaymentEvent(payment=payment, kind="declined", at=long_ago) for _ in range(9)
    )
    assert paused_until(order.pk) is None


def test_a_refused_paypal_is_no_card(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    decline(order, 9)
    assert paused_until(order.pk) is None


def test_staff_may_set_the_figure(script: Script) -> None:
    order = pending_order()
    decline(order, 2)
    FigureValue.objects.create(name="card_declines_per_order", value=2, reason="an attack")
    cache.clear()
    assert paused_until(order.pk) is not None


def test_one_visitor_with_many_orders_is_paused_and_another_is_not(script: Script) -> None:
    thief, honest = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="203.0.113.10")
    for _ in range(3):
        order = pending_order()
        thief.get(at(order, "pay"))
        decline(order, 4)
    last = pending_order()
    assert "Several cards were declined" in words(thief.get(at(last, "pay")))
    assert "Several cards were declined" not in words(honest.get(at(pending_order(), "pay")))


def test_cards_tried_out_in_the_browser_close_the_attempt_at_the_provider(
    stripe_double: StripeDouble, settings: Settings
) -> None:
    settings.PAYMENT_PROVIDERS = {"stripe": settings.PAYMENT_PROVIDERS["stripe"]}
    order = pending_order()
    payment = started_payment(order)
    for n in range(1, 6):
        with pytest.raises(stripe.CardError):
            pay_at_provider(payment, DECLINED)
        # The provider's clock counts seconds, so that the same card in the same second may count once.
        Payment.objects.filter(pk=payment.pk).update(details={"authorised": str(n)})
        settle(payment.pk)
    payment.refresh_from_db()
    assert payment.events.filter(kind="declined").count() == 5
    assert payment.state == "cancelled"
    assert stripe_double.summary()["payment_intents"] == {payment.reference: "canceled"}
    with pytest.raises(stripe.StripeError):
        pay_at_provider(payment)


def test_the_same_sentence_asked_for_twice_is_one_decline(stripe_double: StripeDouble) -> None:
    payment = started_payment(pending_order())
    with pytest.raises(stripe.CardError):
        pay_at_provider(payment, DECLINED)
    settle(payment.pk)
    settle(payment.pk)
    assert payment.events.filter(kind="declined").count() == 1


def test_a_declined_token_counts(script: Script, settings: Settings) -> None:
    settings.CARD_PROCESSOR = "authorizenet"
    script.raises["authorize"] = Declined("Your bank declined the card.")
    order = pending_order()
    for n in range(6):
        Client().post(at(order, "pay-token"), CARD | {"dataValue": f"{CARD['dataValue']}{n}"})
    assert len(script.tokens) == 5
    assert set(order.payments.values_list("state", flat=True)) == {"failed"}
