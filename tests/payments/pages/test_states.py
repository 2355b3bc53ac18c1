"""Whatever becomes of a payment, the page says what is true, and leads on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from catalog.models import Hold
from orders.cancellation import TIME_RAN_OUT, cancel_unpaid
from orders.order.models import Order
from orders.payments.gateway import Declined, Standing, Unknown
from orders.payments.models import Payment, PaymentState, Refund
from tests.factories.orders import confirmed_order, paid_payment, pending_order
from tests.payments.pages.looking import at, page, pay, words
from tests.payments.pages.scripted import Script

pytestmark = pytest.mark.django_db
THE_CHOICE = "How would you like to pay?"


def test_a_decline_learned_on_return_is_said_and_the_card_may_be_tried_again(script: Script) -> None:
    order = pending_order()
    page(order)
    script.problem = "Your card has insufficient funds."
    told = words(Client().get(at(order, "pay-return"), follow=True))
    assert "Your card has insufficient funds. Nothing was charged." in told
    assert THE_CHOICE in told
    assert order.payments.count() == 1


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("paypal", "You left PayPal before agreeing to the payment."),
        ("affirm", "You left Affirm before agreeing to the payment."),
        ("card_hosted", "You left the card page before paying."),
    ],
)
def test_coming_back_from_a_page_unfinished(script: Script, method: str, sentence: str) -> None:
    order = pending_order()
    pay(order, method)
    asked = list(script.asked)
    told = words(page(order, query="?token=EC-1"))
    assert f"{sentence} Nothing was charged." in told
    assert THE_CHOICE in told
    assert list(order.payments.values_list("method", "state")) == [(method, "started")]
    assert set(script.asked[len(asked) :]) == {f"lookup {method}"}


def test_a_page_that_the_provider_closed_leaves_the_card_ready(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    script.standing = Standing.CANCELLED
    script.raises["start"] = Unknown("away")  # so that the state before the new card attempt can be seen
    told = words(page(order))
    assert "You left PayPal before agreeing to the payment." in told
    assert list(order.payments.order_by("attempt").values_list("method", "state")) == [
        ("paypal", "cancelled"),
        ("card", "created"),
    ]


def test_affirm_that_refused_is_said_in_its_words(script: Script) -> None:
    order = pending_order()
    pay(order, "affirm")
    script.problem = "Affirm did not approve this purchase."
    assert "Affirm did not approve this purchase. Nothing was charged." in words(page(order))


@pytest.mark.parametrize("standing", [Standing.PROCESSING, None])
@pytest.mark.parametrize(("method", "whom"), [("paypal", "PayPal"), ("card_hosted", "the bank")])
def test_while_nobody_knows_she_waits_and_can_not_pay_again(
    script: Script, standing: Standing | None, method: str, whom: str
) -> None:
    order = pending_order()
    pay(order, method)
    if standing:
        script.standing = standing
    else:
        script.raises["lookup"] = Unknown("no answer")
    for view in ("pay", "pay-return"):
        answer = page(order, view)
        told = words(answer)
        assert f"We are asking {whom}" in told
        assert "Please don’t pay a second time" in told
        assert "<form" not in answer.content.decode().partition("<main")[2]
    assert order.payments.count() == 1


def test_an_amount_that_does_not_fit_is_looked_at_by_a_person(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    script.standing, script.amount = Standing.AUTHORISED, Decimal("1.00")
    answer = page(order, "pay-return")
    assert "We are looking at your payment" in words(answer)
    assert 'http-equiv="refresh"' not in answer.content.decode()
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_a_payment_held_for_review_waits_for_staff_and_says_so(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    script.standing, script.held = Standing.AUTHORISED, True
    told = words(Client().get(at(order, "pay-return"), follow=True))
    assert "We are looking at your order before we charge it" in told
    assert "PayPal has set $13,652.93 aside" in told
    assert "capture paypal" not in script.asked


def test_an_approval_that_she_did_not_come_back_from_is_settled_by_looking(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    script.standing = Standing.APPROVED
    told = words(Client().get(at(order, "pay"), follow=True))
    assert "Payment received, order confirmed" in told
    assert "$13,652.93 by PayPal." in told
    assert "By PayPal." in told


def test_the_bank_refuses_what_paypal_was_to_set_aside(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    script.standing = Standing.APPROVED
    script.raises["authorize"] = Declined("PayPal could not charge the card that you chose there.")
    told = words(Client().get(at(order, "pay-return"), follow=True))
    assert "PayPal could not charge the card that you chose there. Nothing was charged." in told
    assert THE_CHOICE in told


def test_paid_and_gone_back_to_the_page_shows_the_order(script: Script) -> None:
    order = confirmed_order()
    for method in ("card", "paypal", "wire"):
        assert pay(order, method)["Location"].endswith(at(order, "pay"))
    assert page(order)["Location"].endswith(at(order))
    assert order.payments.count() == 1


def test_after_the_hold_nothing_can_be_begun(script: Script) -> None:
    order = pending_order()
    past = timezone.now() - timedelta(minutes=1)
    Hold.objects.update(created_at=past - timedelta(minutes=15), expires_at=past)
    assert page(order).status_code == 410
    answer = Client().post(at(order, "pay-by", "paypal"), follow=True)
    assert "The time to pay has run out" in words(answer)
    assert (order.payments.count(), script.asked) == (0, [])


def stray(order: Order, **facts: object) -> Payment:
    """A payment that reached us when nothing wanted it."""
    payment = paid_payment(order)
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.STRAY, **facts)
    payment.refresh_from_db()
    return payment


def give_back(payment: Payment, **facts: object) -> None:
    Refund.objects.create(
        payment=payment, amount=payment.captured_amount, reason="It came too late.", **facts
    )


def test_money_for_a_closed_order_goes_back_and_no_page_denies_it(script: Script) -> None:
    order = pending_order()
    cancel_unpaid(order, reason=TIME_RAN_OUT, keep_hold=False)
    payment = stray(order)
    give_back(payment, state="ready")
    for view in ("pay", "order"):
        told = words(page(order, view))
        assert "$13,652.93 by Visa ending 4242 reached us when this order could no longer take it." in told
        assert "All of it goes back to your Visa ending 4242" in told
        assert "Nothing was charged." not in told
        assert "The time to pay ran out." in told


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "done"}, "It went back to your Visa ending 4242 on"),
        ({"state": "done", "voided": True}, "before it was charged, and disappears from your statement."),
        ({"state": "failed"}, "It is yours; one of us sees to it and writes to you."),
    ],
)
def test_how_far_money_has_gone_back(script: Script, facts: dict[str, object], sentence: str) -> None:
    order = pending_order()
    cancel_unpaid(order, reason=TIME_RAN_OUT, keep_hold=False)
    done = {"done_at": timezone.now()} if facts["state"] == "done" else {}
    give_back(stray(order), **facts, **done)
    assert sentence in words(page(order))


def test_a_second_payment_of_a_paid_order_goes_back_too(script: Script) -> None:
    order = pending_order()
    with transaction.atomic():
        stray(order, method="paypal", reference="second")
    paid_payment(order)
    Order.objects.filter(pk=order.pk).update(status="confirmed")
    told = words(page(order, "order"))
    assert "$13,652.93 by PayPal reached us when this order could no longer take it." in told
    assert "By Visa ending 4242." in told


def test_a_wire_shows_its_page_until_she_asks_for_another_way(script: Script) -> None:
    order = pending_order()
    assert pay(order, "wire")["Location"].endswith(at(order, "pay"))
    assert "Pay by bank wire" in words(page(order))
    other = words(page(order, query="?other=1"))
    assert THE_CHOICE in other
    assert list(order.payments.values_list("method", "state")) == [("wire", "started")]
    assert "waits for your wire" in words(page(order, "order"))


def test_changing_back_from_paypal_to_the_card(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    assert "Pay by card" in words(page(order))
    answer = Client().post(at(order, "pay-by", "card"), follow=True)
    assert 'data-secret="secret"' in answer.content.decode()
    assert list(order.payments.order_by("attempt").values_list("method", "state")) == [
        ("paypal", "cancelled"),
        ("card", "started"),
    ]
