"""Notifications: signed over the raw body with the key as text; ids only."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from pytest_django import Settings

from orders.payments.gateway import BadWebhook, Topic
from orders.payments.models import Method, Payment
from orders.payments.providers.authorizenet import AuthorizeNet
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

KEY = "AB12" * 32


def body(kind: str = "authorization.created", **payload: Any) -> bytes:
    told = {"responseCode": 1, "authCode": "LZ6I19", "avsResponse": "Y", "authAmount": 45.00}
    return json.dumps(
        {
            "notificationId": "d0e8e7fe-c3e7-4add-a480-27bc5ce28a18",
            "eventType": f"net.authorize.payment.{kind}",
            "eventDate": "2017-03-29T20:48:02.0080095Z",
            "webhookId": "63d6fea2-aa13-4b1d-a204-f5fbc15942b7",
            "payload": {**told, "entityName": "transaction", "id": "60020981676", **payload},
        }
    ).encode()


def signed(raw: bytes, key: str = KEY, name: str = "X-ANET-Signature") -> dict[str, str]:
    return {name: "sha512=" + hmac.new(key.encode(), raw, hashlib.sha512).hexdigest().upper()}


@pytest.fixture
def driver(settings: Settings) -> AuthorizeNet:
    """Without a provider: nobody listens where the driver would ask."""
    settings.AUTHORIZENET_SIGNATURE_KEY = KEY
    settings.AUTHORIZENET_API_URL = "http://127.0.0.1:9/xml/v1/request.api"
    return AuthorizeNet()


def test_the_event_names_the_transaction_and_our_attempt(driver: AuthorizeNet) -> None:
    raw = body(merchantReferenceId="R-12345674-2")
    event = driver.parse_webhook(signed(raw), raw)
    assert (event.id, event.kind) == (
        "d0e8e7fe-c3e7-4add-a480-27bc5ce28a18",
        "net.authorize.payment.authorization.created",
    )
    assert (event.reference, event.topic) == ("60020981676", Topic.PAYMENT)
    assert event.facts == {
        "transaction": "60020981676",
        "metadata": {"order": "R-12345674", "attempt": "2"},
    }


@pytest.mark.parametrize("name", ["x-anet-signature", "X-Anet-Signature"])
def test_header_and_digits_in_any_case(driver: AuthorizeNet, name: str) -> None:
    raw = body(merchantReferenceId="R-12345674-2")
    [(_, mark)] = signed(raw, name=name).items()
    assert driver.parse_webhook({name: mark.lower()}, raw).reference == "60020981676"
    assert driver.parse_webhook({name: mark.replace("sha512", "SHA512")}, raw).reference == "60020981676"


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "sha512=",
        "sha512=é",
        signed(body(), key="other")["X-ANET-Signature"],
        signed(body() + b" ")["X-ANET-Signature"],
        signed(body())["X-ANET-Signature"].removeprefix("sha512="),
        signed(body())["X-ANET-Signature"].replace("sha512", "sha256"),
        "sha512=" + hmac.new(bytes.fromhex(KEY), body(), hashlib.sha512).hexdigest(),
    ],
)
def test_a_wrong_signature_is_refused(driver: AuthorizeNet, mark: str) -> None:
    with pytest.raises(BadWebhook):
        driver.parse_webhook({"X-ANET-Signature": mark}, body())
    with pytest.raises(BadWebhook):
        driver.parse_webhook({}, body())


@pytest.mark.parametrize("raw", [b"nonsense", b"[]", b"{}", b'{"eventType": "x"}', b"\xff"])
def test_a_signed_body_that_says_nothing_is_refused(driver: AuthorizeNet, raw: bytes) -> None:
    with pytest.raises(BadWebhook):
        driver.parse_webhook(signed(raw), raw)


def test_a_refund_names_no_payment(driver: AuthorizeNet) -> None:
    raw = body("refund.created", merchantReferenceId="R-12345674-1R3")
    event = driver.parse_webhook(signed(raw), raw)
    assert (event.topic, event.reference) == (Topic.REFUND, "")
    assert event.facts == {
        "refund": "60020981676",
        "metadata": {"order": "R-12345674", "attempt": "1"},
    }


def test_numbers_instead_of_text_and_members_unheard_of(driver: AuthorizeNet) -> None:
    raw = body(id=60020981676, invoiceNumber="R-12345674-1", newThing={"a": [1]})
    event = driver.parse_webhook(signed(raw), raw)
    assert (event.reference, event.facts["metadata"]["order"]) == ("60020981676", "R-12345674")


def test_others_are_kept_as_about_nothing_of_ours(driver: AuthorizeNet) -> None:
    raw = body().replace(b"net.authorize.payment.authorization", b"net.authorize.customer")
    event = driver.parse_webhook(signed(raw), raw)
    assert (event.topic, event.reference) == (Topic.OTHER, "")


def test_a_strangers_number_and_a_silent_provider_leave_the_event_as_it_is(driver: AuthorizeNet) -> None:
    raw = body(invoiceNumber="INV-A")
    event = driver.parse_webhook(signed(raw), raw)
    assert event.facts == {"transaction": "60020981676"}


@pytest.mark.django_db
def test_what_the_hosted_page_authorised_is_asked_for_its_number(
    double: AuthorizeNetDouble, settings: Settings
) -> None:
    payment = a.attempt(method=Method.CARD_HOSTED)
    a.hosted_payment(double, payment)
    [sent] = double.state.rows("event")
    assert "merchantReferenceId" not in sent["payload"]
    raw = json.dumps(sent).encode()
    event = AuthorizeNet().parse_webhook(double.sign(raw, forged=False), raw)
    assert event.facts["metadata"] == {"order": payment.order.number, "attempt": "1"}
    with pytest.raises(BadWebhook):
        AuthorizeNet().parse_webhook(double.sign(raw, forged=True), raw)


@pytest.mark.django_db
def test_a_refund_made_by_hand_is_asked_for_its_payment(double: AuthorizeNetDouble, payment: Payment) -> None:
    a.captured(double, payment)
    double.settle()
    card = {"creditCard": {"cardNumber": "1111", "expirationDate": "XXXX"}}
    asked = {"transactionType": "refundTransaction", "amount": "5.00", "payment": card}
    by_hand = {"transactionRequest": asked | {"refTransId": payment.reference}}
    refund = a.ask(double, "createTransactionRequest", by_hand)["transactionResponse"]["transId"]
    raw = json.dumps(double.state.rows("event")[-1]).encode()
    event = AuthorizeNet().parse_webhook(double.sign(raw, forged=False), raw)
    assert (event.topic, event.reference, event.facts) == (
        Topic.REFUND,
        payment.reference,
        {"refund": refund},
    )
