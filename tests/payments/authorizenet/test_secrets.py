"""Neither the card token nor our keys reach logs, error reports or tables, whatever goes wrong."""

import json
import logging
import sys
from contextlib import nullcontext

import httpx
import pytest
from django.core import serializers
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from orders.order.models import Order
from orders.payments import attempts
from orders.payments.gateway import GatewayError
from orders.payments.models import GatewayCall, Payment, PaymentEvent
from orders.payments.providers.authorizenet import AuthorizeNet, client
from tests.factories.orders import pending_order
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db
KEY = "canary-key-7431"


@pytest.fixture
def order(double: AuthorizeNetDouble, settings: Settings) -> Order:
    settings.AUTHORIZENET_TRANSACTION_KEY = KEY
    return pending_order()


def report(payment: Payment, token: str) -> str:
    """What Django would mail of an error while her card is sent, from the driver's own frames on."""
    try:
        AuthorizeNet().authorize(payment, token, "key")
    except GatewayError:
        kind, error, trace = sys.exc_info()
        assert trace is not None
        return str(ExceptionReporter(None, kind, error, trace.tb_next).get_traceback_html())
    pytest.fail("nothing went wrong")


@pytest.mark.parametrize("fault", ["http_500_after", "timeout_before", "decline"])
def test_an_error_report(
    order: Order, double: AuthorizeNetDouble, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(client, "_http", lambda url: httpx.Client(timeout=1))
    payment, token = a.attempt(order), a.nonce(double)
    double.switch(fault, "createTransaction.authOnly", seconds=2)
    told = report(payment, token)
    assert "authorizenet/driver.py" in told
    assert token not in told
    assert KEY not in told


@pytest.mark.parametrize("fault", ["", "http_500_after", "decline"])
def test_logs_and_tables(
    order: Order, double: AuthorizeNetDouble, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    caplog.set_level(logging.DEBUG)
    token = a.nonce(double)
    if fault:
        double.switch(fault, "createTransaction.authOnly")
    with pytest.raises(GatewayError) if fault else nullcontext():
        attempts.authorize(order, token)
    kept = [Payment.objects.all(), PaymentEvent.objects.all(), GatewayCall.objects.all(), order.events.all()]
    written = caplog.text + "".join(serializers.serialize("json", rows) for rows in kept)
    assert order.number in written
    for secret in (token, KEY, json.dumps(token)[1:-1], "4111111111111111"):
        assert secret not in written
