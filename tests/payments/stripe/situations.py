"""Situations of a payment at Stripe, made by the shop's own verbs and by a buyer's browser."""

import http.client
from urllib.parse import urlencode, urlsplit

from orders.order.models import Order
from orders.payments import attempts
from orders.payments.models import Method, Payment
from orders.payments.settle import settle
from tests.factories.payments import authorised_payment


def at_affirm(order: Order) -> tuple[Payment, str]:
    """The attempt that waits on Affirm's page, and the page's address."""
    started = attempts.begin(order, Method.AFFIRM)
    return started.payment, started.truth.hosted_url


def answer(page: str, outcome: str) -> str:
    """She presses a button on the page (approve, fail, cancel); where the browser is sent next."""
    parts = urlsplit(page)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, urlencode({"outcome": outcome}), kind)
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply.headers.get("Location", "")


def captured(order: Order) -> Payment:
    """A captured card payment of an order."""
    return settle(authorised_payment(order).pk)
