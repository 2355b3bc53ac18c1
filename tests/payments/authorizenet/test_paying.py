"""The shop and Authorize.net together: from *Continue to payment* to a confirmed order, or to none."""

import json

import pytest
from django.test import Client

from orders import verification
from orders.order.models import Order
from orders.payments import attempts, webhooks
from orders.payments.gateway import Declined, Unknown
from orders.payments.models import Method, Payment, PaymentState, WebhookMessage
from orders.payments.providers.authorizenet import AuthorizeNet
from orders.payments.settle import settle
from orders.states import OrderState
from tests.factories.orders import pending_order
from tests.factories.people import staff
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(double: AuthorizeNetDouble) -> Order:
    return pending_order()


def confirmed(order: Order) -> bool:
    order.refresh_from_db()
    return order.status == OrderState.CONFIRMED


def test_one_card_one_capture_one_confirmed_order(order: Order, double: AuthorizeNetDouble) -> None:
    attempts.begin(order, Method.CARD)
    payment = attempts.authorize(order, a.nonce(double))
    assert confirmed(order)
    assert (payment.state, payment.captured_amount) == (PaymentState.CAPTURED, order.total_incl_tax)
    assert (payment.details["last4"], payment.details["postcode"]) == ("1111", "pass")
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}
    # The answer's reference is kept: nothing has to be searched for.
    assert "getUnsettledTransactionList" not in double.summary()["requests"]


def test_after_a_decline_she_pays_with_another_card(order: Order, double: AuthorizeNetDouble) -> None:
    with pytest.raises(Declined, match="you can try another card"):
        attempts.authorize(order, a.nonce(double, a.DECLINED))
    assert not confirmed(order)
    assert order.payments.get().state == PaymentState.FAILED
    attempts.authorize(order, a.nonce(double))
    assert confirmed(order)
    assert double.summary()["invoices"] == {f"{order.number}-1": 1, f"{order.number}-2": 1}
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_an_answer_that_was_lost_is_found_by_the_poller(order: Order, double: AuthorizeNetDouble) -> None:
    double.switch("http_500_after", "createTransaction.authOnly")
    with pytest.raises(Unknown):
        attempts.authorize(order, a.nonce(double))
    settle(order.payments.get().pk)
    settle(order.payments.get().pk)
    assert confirmed(order)
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_held_for_review_waits_for_staff_and_is_captured_on_approval(
    order: Order, double: AuthorizeNetDouble
) -> None:
    payment = attempts.authorize(order, a.nonce(double, a.HELD))
    order.refresh_from_db()
    assert (order.status, payment.state) == (OrderState.UNDER_VERIFICATION, PaymentState.AUTHORISED)
    assert "capture" not in double.summary()["movements"]
    verification.approve(order, actor=staff(), reason="Known client")
    settle(payment.pk)
    assert confirmed(order)
    assert double.summary()["captures_per_invoice"] == {f"{order.number}-1": 1}


def test_the_hosted_page_and_its_notification(order: Order, double: AuthorizeNetDouble) -> None:
    first = attempts.begin(order, Method.CARD_HOSTED).truth
    again = attempts.begin(order, Method.CARD_HOSTED).truth
    assert again.hosted_form["token"] != first.hosted_form["token"]
    assert order.payments.count() == 1
    a.pay_there(double, again.hosted_form["token"])
    [event] = double.state.rows("event")
    raw = json.dumps(event).encode()
    message = webhooks.receive(
        "authorizenet", AuthorizeNet().parse_webhook(double.sign(raw, forged=False), raw)
    )
    assert message is not None
    webhooks.work(message.pk)
    assert confirmed(order)
    assert Payment.objects.get().reference == event["payload"]["id"]


def test_a_notification_that_overtakes_the_answer(order: Order, double: AuthorizeNetDouble) -> None:
    double.switch("http_500_after", "createTransaction.authOnly")
    with pytest.raises(Unknown):
        attempts.authorize(order, a.nonce(double))
    raw = json.dumps(double.state.rows("event")[0]).encode()
    message = webhooks.receive(
        "authorizenet", AuthorizeNet().parse_webhook(double.sign(raw, forged=False), raw)
    )
    assert message is not None
    webhooks.work(message.pk)
    assert confirmed(order)
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_notifications_at_the_shops_address(order: Order, double: AuthorizeNetDouble, client: Client) -> None:
    a.hosted_payment(double, a.attempt(order, Method.CARD_HOSTED))
    raw = json.dumps(double.state.rows("event")[0]).encode()

    def sent(*, forged: bool) -> int:
        headers = double.sign(raw, forged=forged)
        return client.post("/webhooks/authorizenet/", raw, "application/json", headers=headers).status_code

    assert sent(forged=True) == 400
    assert not WebhookMessage.objects.exists()
    assert [sent(forged=False), sent(forged=False)] == [200, 200]
    for _ in range(2):
        webhooks.work(WebhookMessage.objects.get().pk)
    assert confirmed(order)
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_paid_on_two_pages_of_one_attempt_one_is_captured_and_the_other_let_go(
    order: Order, double: AuthorizeNetDouble
) -> None:
    first = attempts.begin(order, Method.CARD_HOSTED).truth.hosted_form["token"]
    second = attempts.begin(order, Method.CARD_HOSTED).truth.hosted_form["token"]
    a.pay_there(double, first)
    a.pay_there(double, second, a.AMEX)
    payment = settle(order.payments.get().pk)
    assert confirmed(order)
    assert double.summary()["movements"] == {"authorize": 2, "capture": 1, "void": 1}
    assert double.summary()["transactions"][payment.details["duplicates"]] == "voided"


def test_closing_an_attempt_nobody_has_paid(order: Order, double: AuthorizeNetDouble) -> None:
    attempts.begin(order, Method.CARD)
    assert attempts.close(order)
    assert order.payments.get().state == PaymentState.CANCELLED
    assert double.summary()["requests"] == {}
