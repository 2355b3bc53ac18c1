"""Beginning and closing an attempt: one intent each, whatever overlaps, and nothing open that is over for us."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
import stripe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from orders import expiry
from orders.access import token_for
from orders.cancellation import cancel_unpaid
from orders.payments import attempts, outcome, tasks
from orders.payments.calls import Sent, call_to_book
from orders.payments.gateway import Standing, Unknown, gateway
from orders.payments.models import Method, Payment
from orders.payments.settle import settle
from tests.factories.orders import pending_order
from tests.factories.passing import due, expire
from tests.factories.payments import authorised_payment, pay_at_provider, provider, started_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def statuses(double: StripeDouble) -> list[str]:
    return [intent["status"] for intent in double.state.rows("payment_intent")]


def once_before(function: Callable[..., Any], rival: Callable[[], Any]) -> Callable[..., Any]:
    """The function, with a rival that comes in first, once."""
    waiting = [rival]

    def after_the_rival(*args: Any, **kwargs: Any) -> Any:
        if waiting:
            waiting.pop()()
        return function(*args, **kwargs)

    return after_the_rival


def test_two_tabs_that_begin_at_once_share_one_intent(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, secrets = pending_order(), []
    rival = once_before(
        outcome.started, lambda: secrets.append(attempts.begin(order, Method.CARD).truth.client_secret)
    )
    monkeypatch.setattr(outcome, "started", rival)
    secrets.append(attempts.begin(order, Method.CARD).truth.client_secret)
    assert len(set(secrets)) == 1
    assert len(statuses(stripe_double)) == 1


def test_an_attempt_closed_while_it_begins_is_cancelled_at_the_provider_too(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = pending_order()

    @contextmanager
    def she_takes_it_back_first(payment: Payment, operation: str, _: None) -> Iterator[Sent]:
        monkeypatch.setattr(attempts, "call_to_book", call_to_book)
        assert attempts.close(order)
        assert cancel_unpaid(order, reason="Changed.", keep_hold=True)
        with call_to_book(payment, operation) as sent:
            yield sent

    monkeypatch.setattr(attempts, "call_to_book", she_takes_it_back_first)
    with pytest.raises(attempts.NothingToPay):
        attempts.begin(order, Method.CARD)
    assert statuses(stripe_double) == ["requires_payment_method"]
    due(order)
    tasks.poll_payments()
    assert statuses(stripe_double) == ["canceled"]
    assert order.payments.get().lookup_at is None


def test_a_start_that_the_provider_refuses_for_good_lets_the_piece_go(stripe_double: StripeDouble) -> None:
    order = pending_order()
    stripe_double.switch("http_500_before", "checkout.sessions.create")
    with pytest.raises(Unknown):
        attempts.begin(order, Method.CARD_HOSTED)
    # The page would now have to end less than half an hour from now, which Stripe refuses.
    order.payments.update(created_at=timezone.now() - timedelta(minutes=45))
    expire(order)
    assert expiry.expire_holds() == 1
    assert order.payments.get().state == "cancelled"


def test_a_key_that_was_rotated_says_nothing_about_the_payment(
    stripe_double: StripeDouble, settings: Settings
) -> None:
    order = pending_order()
    payment = started_payment(order)
    settings.STRIPE_SECRET_KEY = "nonsense"
    with pytest.raises(Unknown):
        settle(payment.pk)
    expire(order)
    assert expiry.expire_holds() == 0
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_after_a_decline_the_hosted_page_opens_again(stripe_double: StripeDouble) -> None:
    order = pending_order()
    first = attempts.begin(order, Method.CARD_HOSTED).truth.hosted_url
    payment = order.payments.get()
    decline_on_the_page(payment)
    payment = settle(payment.pk)
    assert payment.reference.startswith("pi_")
    assert attempts.begin(order, Method.CARD_HOSTED).truth.hosted_url == first


def test_closing_a_hosted_attempt_closes_its_page(stripe_double: StripeDouble) -> None:
    order = pending_order()
    attempts.begin(order, Method.CARD_HOSTED)
    decline_on_the_page(order.payments.get())
    settle(order.payments.get().pk)
    assert attempts.close(order)
    assert [s["status"] for s in stripe_double.state.rows("checkout.session")] == ["expired"]
    assert statuses(stripe_double) == ["canceled"]


def test_an_authorised_hosted_payment_is_voided(stripe_double: StripeDouble) -> None:
    order = pending_order()
    attempts.begin(order, Method.CARD_HOSTED)
    pay_on_the_page(order.payments.get())
    assert attempts.close(order, even_authorised=True)
    assert statuses(stripe_double) == ["canceled"]


def test_a_capture_that_her_bank_refuses_gives_the_sum_back_and_the_next_card_pays(
    stripe_double: StripeDouble,
) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    stripe_double.switch("decline", "payment_intents.capture")
    payment = settle(payment.pk)
    assert (payment.state, payment.lookup_at) == ("failed", None)
    assert statuses(stripe_double) == ["canceled"]
    page = Client().get(reverse("orders:pay", args=[token_for(order)]))
    assert payment.problem in page.content.decode()
    second = authorised_payment(order)
    assert settle(second.pk).state == "captured"
    assert second.pk != payment.pk


def test_a_payment_on_its_way_is_never_called_over(stripe_double: StripeDouble) -> None:
    order = pending_order()
    authorised_payment(order)
    stripe_double.switch("http_500_after", "payment_intents.capture")
    page = Client().get(reverse("orders:pay", args=[token_for(order)]))
    assert page.status_code == 200
    assert "We are asking the bank" in page.content.decode()


def test_an_unknown_standing_is_no_answer(stripe_double: StripeDouble) -> None:
    payment = started_payment(pending_order())
    with stripe_double.state.transaction() as tx:
        intent = tx.get("payment_intent", payment.reference) or {}
        tx.put("payment_intent", payment.reference, {**intent, "status": "requires_something_new"})
    with pytest.raises(Unknown):
        settle(payment.pk)


def test_settling_an_attempt_that_is_over_for_us_ends_it_at_the_provider(stripe_double: StripeDouble) -> None:
    payment = started_payment(pending_order())
    Payment.objects.filter(pk=payment.pk).update(state="cancelled")
    settle(payment.pk)
    assert gateway("stripe").lookup(payment).standing is Standing.CANCELLED
    with pytest.raises(stripe.InvalidRequestError):
        pay_at_provider(payment)


def pay_on_the_page(payment: Payment, card: str = "4242424242424242") -> None:
    session = provider().v1.checkout.sessions.retrieve(payment.hosted_reference)
    fields = {"number": card, "expiry": "12 / 40", "cvc": "123", "name": "Clara", "postal_code": "10021"}
    httpx.post(str(session.url), data=fields | {"email": "clara@example.com", "country": "US"})


def decline_on_the_page(payment: Payment) -> None:
    pay_on_the_page(payment, "4000000000000002")
