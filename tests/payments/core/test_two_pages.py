"""Two hosted pages of one attempt, both paid: one sum is captured, the other is hers again at once."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from orders.payments import attempts
from orders.payments.gateway import WebhookEvent, gateway
from orders.payments.models import Method, Payment
from orders.payments.settle import settle
from orders.payments.webhooks import receive, work
from tests.factories.orders import pending_order
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet.situations import CANCEL, RETURN, VISA, key_of, pay_there

pytestmark = pytest.mark.django_db

MASTERCARD = "5424000000000015"


@pytest.fixture
def double(settings: Settings) -> Iterator[AuthorizeNetDouble]:
    settings.CARD_PROCESSOR = "authorizenet"
    with AuthorizeNetDouble(webhook_secret=settings.AUTHORIZENET_SIGNATURE_KEY) as running:
        settings.AUTHORIZENET_API_URL = running.api_url
        settings.AUTHORIZENET_HOSTED_URL = f"{running.url}/payment/payment"
        yield running


def pages(payment: Payment, count: int) -> list[str]:
    """The tokens of as many pages as she has opened."""
    driver = gateway(payment.provider)
    opened = (driver.start(payment, RETURN, CANCEL, key_of(payment, "start")) for _ in range(count))
    return [truth.hosted_form["token"] for truth in opened]


def statuses(double: AuthorizeNetDouble) -> list[str]:
    return [str(row["status"]) for row in double.state.rows("transaction")]


def reference_of(double: AuthorizeNetDouble, place: int) -> str:
    return str(double.state.rows("transaction")[place]["id"])


def event(double: AuthorizeNetDouble, payment: Payment, place: int) -> int:
    """The notification about one of the transactions, stored; its number."""
    told = {"metadata": {"order": payment.order.number, "attempt": str(payment.attempt)}}
    kind = "net.authorize.payment.authorization.created"
    message = receive("authorizenet", WebhookEvent(f"n{place}", kind, reference_of(double, place), told))
    assert message is not None
    return message.pk


def test_the_other_page_that_the_first_notification_hides_is_voided(double: AuthorizeNetDouble) -> None:
    payment = attempts.begin(pending_order(), Method.CARD_HOSTED).payment
    first, second = pages(payment, 2)
    pay_there(double, first, VISA)
    pay_there(double, second, MASTERCARD)
    work(event(double, payment, 0))
    payment.refresh_from_db()
    assert (payment.state, payment.order.status) == ("captured", "confirmed")
    assert sorted(statuses(double)) == ["capturedPendingSettlement", "voided"]


def test_a_page_paid_after_the_capture_is_voided_when_its_notification_comes(
    double: AuthorizeNetDouble,
) -> None:
    payment = attempts.begin(pending_order(), Method.CARD_HOSTED).payment
    first, second = pages(payment, 2)
    pay_there(double, first, VISA)
    assert settle(payment.pk).state == "captured"
    pay_there(double, second, MASTERCARD)
    work(event(double, payment, 1))
    assert sorted(statuses(double)) == ["capturedPendingSettlement", "voided"]
    assert settle(payment.pk).captured_amount == payment.amount


def test_a_page_paid_after_the_first_sum_was_let_go_pays_the_order_that_still_waits(
    double: AuthorizeNetDouble,
) -> None:
    payment = attempts.begin(pending_order(), Method.CARD_HOSTED).payment
    first, second = pages(payment, 2)
    pay_there(double, first, VISA)
    work_first = event(double, payment, 0)
    Payment.objects.filter(pk=payment.pk).update(reference=reference_of(double, 0))
    assert attempts.close(payment.order, even_authorised=True)
    work(work_first)
    pay_there(double, second, MASTERCARD)
    payment = settle(payment.pk)
    assert statuses(double)[0] == "voided"
    assert (payment.state, payment.reference) == ("captured", reference_of(double, 1))
