"""What tests of the Authorize.net driver share: attempts, cards, and what the shop writes down around a call."""

import json
from typing import Any

import httpx
from django.utils import timezone

from orders.order.models import Order
from orders.payments.gateway import Truth
from orders.payments.models import GatewayCall, Method, Payment
from orders.payments.providers.authorizenet import AuthorizeNet
from tests.factories.orders import pending_order
from tests.fakes.authorizenet import AuthorizeNetDouble

VISA, AMEX = "4111111111111111", "370000000000002"
DECLINED, EXPIRED, WRONG_CODE, WRONG_ADDRESS = (
    "4000000000000002",
    "4000000000000069",
    "4000000000000127",
    "4000000000000093",
)
PROCESSOR_DOWN, NOTHING_FITS, HELD, HELD_UNAUTHORISED = (
    "4000000000000119",
    "4000000000000010",
    "4000000000009235",
    "4000000000004954",
)
RETURN, CANCEL = "https://shop.example/paid", "https://shop.example/pay"


def attempt(order: Order | None = None, method: str = Method.CARD, number: int = 1) -> Payment:
    """An attempt as the shop makes it before it calls anybody."""
    order = order or pending_order()
    return Payment.objects.create(
        order=order,
        attempt=number,
        provider="authorizenet",
        method=method,
        amount=order.total_incl_tax,
        currency="USD",
    )


def ask(double: AuthorizeNetDouble, name: str, body: dict[str, Any], **login: str) -> Any:
    """Send a request as anybody could; returns the answer, whose first character is a byte order mark."""
    who = {"name": "shop", **(login or {"transactionKey": "key"})}
    answer = httpx.post(double.api_url, json={name: {"merchantAuthentication": who, **body}}, timeout=60)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return json.loads(answer.content.decode("utf-8-sig"))


def nonce(double: AuthorizeNetDouble, number: str = VISA, code: str = "900") -> str:
    """The one-use token that AcceptUI's frame gets for a card."""
    card = {"cardNumber": number, "expirationDate": "1234", "cardCode": code}
    data = {"type": "TOKEN", "id": "00000000-0000-4000-8000-000000000000", "token": card}
    answer = ask(double, "securePaymentContainerRequest", {"data": data}, clientKey="client")
    return str(answer["opaqueData"]["dataValue"])


def key_of(payment: Payment, operation: str, n: int = 1) -> str:
    return f"{payment.order.number}-{payment.attempt}-{operation}-{n}"


def recorded(payment: Payment, operation: str = "authorize", outcome: str = "", **facts: Any) -> GatewayCall:
    """A call as the shop writes it down before it is made, and how it ended."""
    finished = timezone.now() if outcome else None
    call = {"payment": payment, "operation": operation, "outcome": outcome, "finished_at": finished}
    return GatewayCall.objects.create(key=key_of(payment, operation), **(call | facts))


def remember(payment: Payment, truth: Truth) -> Truth:
    """Keep what the shop keeps of an answer."""
    payment.reference, payment.details = truth.reference, dict(truth.details)
    payment.save()
    return truth


def authorised(double: AuthorizeNetDouble, payment: Payment, number: str = VISA) -> Truth:
    """Her card has been authorised, and the shop knows."""
    key = recorded(payment).key
    truth = AuthorizeNet().authorize(payment, nonce(double, number), key)
    payment.calls.filter(key=key).update(outcome="done", finished_at=timezone.now())
    return remember(payment, truth)


def captured(double: AuthorizeNetDouble, payment: Payment) -> Truth:
    """And the money is taken."""
    authorised(double, payment)
    return AuthorizeNet().capture(payment, payment.amount, key_of(payment, "capture"))


def hosted_payment(double: AuthorizeNetDouble, payment: Payment, number: str = VISA) -> httpx.Response:
    """She pays on the hosted page, without JavaScript."""
    truth = AuthorizeNet().start(payment, RETURN, CANCEL, key_of(payment, "start"))
    return pay_there(double, truth.hosted_form["token"], number)


def pay_there(double: AuthorizeNetDouble, token: str, number: str = VISA) -> httpx.Response:
    form = {"token": token, "number": number, "expiry": "12 / 34", "cvc": "900", "zip": "10021"}
    names = {"first_name": "Clara", "last_name": "Whitfield", "address": "740 Park Avenue"}
    return httpx.post(f"{double.url}/payment/pay", data=form | names, timeout=60)
