"""Webhooks: PayPal is asked over the bytes as they came; what is kept are ids."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client as Browser

from orders.payments.gateway import BadWebhook, Topic, Unknown
from orders.payments.models import Payment, WebhookMessage
from orders.payments.providers.paypal import PayPal
from tests.fakes.paypal import PayPalDouble
from tests.payments.paypal.situations import authorised, captured, key

EVENT = {
    "id": "WH-58D329510W468432D-8HN650336L201105X",
    "event_type": "PAYMENT.CAPTURE.COMPLETED",
    "resource": {
        "id": "27M47624FP291604U",
        "custom_id": "R-12345674-2",
        "supplementary_data": {"related_ids": {"order_id": "5O190127TN364715T"}},
    },
}
# As PayPal writes them: no blanks, escapes, and a sum whose last zero a float would lose.
BODY = json.dumps(EVENT, separators=(",", ":")).replace("R-1", "\\u0052-1").encode()[:-1] + b',"x":1.50}'


def signed(double: PayPalDouble, body: bytes) -> Mapping[str, str]:
    return double.sign(body, forged=False)


def latest(double: PayPalDouble, kind: str) -> bytes:
    """The body of the double's last event of this kind."""
    events = [row for row in double.state.rows("event") if row["event_type"] == kind]
    return json.dumps(events[-1], indent=2).encode()


def test_a_signed_body_is_read(driver: PayPal, double: PayPalDouble) -> None:
    event = driver.parse_webhook(signed(double, BODY), BODY)
    assert (event.id, event.kind, event.topic) == (EVENT["id"], EVENT["event_type"], Topic.PAYMENT)
    assert event.reference == "5O190127TN364715T"
    assert event.facts == {
        "object": "27M47624FP291604U",
        "metadata": {"order": "R-12345674", "attempt": "2"},
    }


@pytest.mark.parametrize(
    "changed",
    [BODY.replace(b"1.50", b"1.5"), BODY.replace(b"COMPLETED", b"REFUNDED"), BODY.replace(b",", b", ", 1)],
)
def test_one_changed_byte_is_refused(driver: PayPal, double: PayPalDouble, changed: bytes) -> None:
    with pytest.raises(BadWebhook):
        driver.parse_webhook(signed(double, BODY), changed)


def test_a_forged_signature_is_refused(driver: PayPal, double: PayPalDouble) -> None:
    with pytest.raises(BadWebhook):
        driver.parse_webhook(double.sign(BODY, forged=True), BODY)


def test_another_webhooks_event_is_refused(driver: PayPal, double: PayPalDouble, settings: Any) -> None:
    settings.PAYPAL_WEBHOOK_ID = "SOMEBODYELSE"
    with pytest.raises(BadWebhook):
        driver.parse_webhook(signed(double, BODY), BODY)


@pytest.mark.parametrize(
    "body", [b"", b"no", b"[]", b"\xff\xfe", b'{"a": 1}, "webhook_id": "X"', b'{"a": 1}{}']
)
def test_what_is_no_json_object_is_never_sent_on(driver: PayPal, double: PayPalDouble, body: bytes) -> None:
    with pytest.raises(BadWebhook):
        driver.parse_webhook(signed(double, body), body)
    assert "webhooks.verify" not in double.summary()["requests"]


@pytest.mark.parametrize("header", ["Paypal-Transmission-Sig", "Paypal-Cert-Url", "Paypal-Auth-Algo"])
def test_unsigned_bodies_are_never_sent_on(driver: PayPal, double: PayPalDouble, header: str) -> None:
    headers = {name: value for name, value in signed(double, BODY).items() if name != header}
    with pytest.raises(BadWebhook):
        driver.parse_webhook(headers, BODY)
    assert "webhooks.verify" not in double.summary()["requests"]


def test_silence_is_unknown(driver: PayPal, double: PayPalDouble) -> None:
    double.switch("http_500_before", "webhooks.verify")
    with pytest.raises(Unknown):
        driver.parse_webhook(signed(double, BODY), BODY)


@pytest.mark.django_db
def test_our_address_answers_503_until_paypal_can_be_asked(double: PayPalDouble, client: Browser) -> None:
    def post() -> int:
        headers = dict(signed(double, BODY))
        answer = client.post("/webhooks/paypal/", BODY, content_type="application/json", headers=headers)
        return answer.status_code

    double.switch("http_500_before", "webhooks.verify")
    assert (post(), WebhookMessage.objects.count()) == (503, 0)
    assert (post(), WebhookMessage.objects.count()) == (200, 1)
    assert (post(), WebhookMessage.objects.count()) == (200, 1)


def test_events_of_a_payment_name_its_order(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    for kind in ("CHECKOUT.ORDER.APPROVED", "PAYMENT.AUTHORIZATION.CREATED", "PAYMENT.CAPTURE.COMPLETED"):
        body = latest(double, kind)
        event = driver.parse_webhook(signed(double, body), body)
        assert (event.kind, event.reference, event.topic) == (kind, payment.reference, Topic.PAYMENT)
        assert event.facts["metadata"] == {"order": payment.order.number, "attempt": "1"}
        assert set(event.facts) == {"object", "metadata"}


def test_a_refund_names_itself_and_its_capture(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    truth = captured(driver, double, payment)
    refund = driver.refund(payment, payment.amount, key(payment, "refund"))
    body = latest(double, "PAYMENT.CAPTURE.REFUNDED")
    event = driver.parse_webhook(signed(double, body), body)
    assert event.reference == payment.reference
    assert (event.topic, event.facts) == (
        Topic.REFUND,
        {
            "refund": refund.reference,
            "capture": truth.details["capture"],
            "metadata": {"order": payment.order.number, "attempt": "1"},
        },
    )


def test_a_dispute_names_itself_and_the_capture(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    truth = captured(driver, double, payment)
    number = double.dispute(capture=truth.details["capture"])["dispute_id"]
    body = latest(double, "CUSTOMER.DISPUTE.CREATED")
    event = driver.parse_webhook(signed(double, body), body)
    assert (event.topic, event.facts["dispute"], event.facts["capture"]) == (
        Topic.DISPUTE,
        number,
        truth.details["capture"],
    )


def test_voided_and_unknown_events(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    authorised(driver, double, payment)
    driver.void(payment, key(payment, "void"))
    body = latest(double, "PAYMENT.AUTHORIZATION.VOIDED")
    assert driver.parse_webhook(signed(double, body), body).reference == payment.reference
    odd = b'{"id": "WH-1", "event_type": "billing.plan.created", "resource": {"id": 7}}'
    assert driver.parse_webhook(signed(double, odd), odd).topic is Topic.OTHER
