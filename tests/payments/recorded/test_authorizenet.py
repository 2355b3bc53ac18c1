"""Answers with the members that Authorize.net's reference documents, as its API gives them: what we make of them."""

import hashlib
import hmac
import json
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from orders.payments.gateway import BadWebhook, RefundStanding, Standing, Topic, Unknown
from orders.payments.providers.authorizenet import answers, client, refunds, webhooks

OK = '"messages": {"resultCode": "Ok", "message": [{"code": "I00001", "text": "Successful."}]}'
NOT = '"messages": {"resultCode": "Error", "message": [{"code": "E00027", "text": "Unsuccessful."}]}'


def created(inside: str, said: str = OK) -> dict[str, Any]:
    """The answer to createTransactionRequest, byte order mark and all."""
    text = '\ufeff{"transactionResponse": {' + inside + '}, "refId": "R-67000118-1", ' + said + "}"
    return client.parse(200, text.encode())


APPROVED = created(""""responseCode": "1", "authCode": "HH5414", "avsResultCode": "Y", "cvvResultCode": "P",
  "cavvResultCode": "2", "transId": "40000000000001", "refTransID": "", "transHash": "", "testRequest": "0",
  "accountNumber": "XXXX0015", "accountType": "Mastercard", "messages": [{"code": "1", "description":
  "This transaction has been approved."}], "userFields": [], "transHashSha2": "78B", "networkTransId": "TWF",
  "SupplementalDataQualificationIndicator": 0""")
HELD = created(""""responseCode": 4, "authCode": "ABC123", "avsResultCode": "N", "cvvResultCode": "M", "transId":
  40000000000002, "accountNumber": "XXXX1111", "accountType": "Visa", "messages": [{"code": 252, "description":
  "Your order has been received. Thank you for your business!"}]""")
DECLINED = created(""""responseCode": "2", "authCode": "", "avsResultCode": "P", "cvvResultCode": "", "transId":
  "40000000000003", "accountNumber": "XXXX1111", "accountType": "Visa", "errors": [{"errorCode": "2", "errorText":
  "This transaction has been declined."}]""")
DUPLICATE = created(
    """"responseCode": "3", "authCode": "", "avsResultCode": "P", "transId": "0", "accountNumber":
  "XXXX1111", "accountType": "Visa", "errors": [{"errorCode": "11", "errorText": "A duplicate transaction has been
  submitted."}]""".replace("\n  ", " "),
    NOT,
)
VOIDED_BEFORE = created(""""responseCode": "1", "transId": "40000000000001", "messages": [{"code": "310",
  "description": "This transaction has already been voided."}]""")


@pytest.mark.parametrize(
    ("answer", "code", "reason", "reference"),
    [
        (APPROVED, "1", "1", "40000000000001"),
        (HELD, "4", "252", "40000000000002"),
        (DECLINED, "2", "2", "40000000000003"),
        (DUPLICATE, "3", "11", "0"),
        (VOIDED_BEFORE, "1", "310", "40000000000001"),
    ],
)
def test_verdicts(answer: Any, code: str, reason: str, reference: str) -> None:
    assert answers.verdict(answer) == answers.Verdict(code, reason, reference)


def test_an_approved_and_a_held_authorisation() -> None:
    whole = Decimal("13652.93")
    truth = answers.authorised(APPROVED, asked=whole, currency="USD")
    assert (truth.reference, truth.amount, truth.held) == ("40000000000001", whole, False)
    assert {"brand": "mastercard", "last4": "0015", "cvc": "unchecked"}.items() <= dict(truth.details).items()
    assert not answers.is_part(APPROVED, whole)
    held = answers.authorised(HELD, asked=whole, currency="USD")
    assert (held.reference, held.held, held.details["address"]) == ("40000000000002", True, "fail")


DETAILS = json.loads(
    """{"transId": "40000000000001", "submitTimeUTC": "2026-11-20T17:49:20.7Z", "submitTimeLocal":
  "2026-11-20T12:49:20.7", "transactionType": "authOnlyTransaction", "transactionStatus": "settledSuccessfully",
  "responseCode": 1, "responseReasonCode": 1, "responseReasonDescription": "Approval", "authCode": "HH5414",
  "AVSResponse": "Y", "batch": {"batchId": "4006612", "settlementTimeUTC": "2026-11-21T05:33:16Z",
  "settlementState": "settledSuccessfully"}, "order": {"invoiceNumber": "R-67000118-1", "description": "x",
  "discountAmount": 0.0, "taxIsAfterDiscount": false}, "requestedAmount": 13652.93, "authAmount": 13652.93,
  "settleAmount": 13652.93, "taxExempt": false, "payment": {"creditCard": {"cardNumber": "XXXX0015",
  "expirationDate": "XXXX", "cardType": "MasterCard"}}, "customer": {"email": "clara@example.com"}, "billTo":
  {"firstName": "Clara"}, "recurringBilling": false, "customerIP": "203.0.113.9", "product": "Card Not Present",
  "marketType": "eCommerce", "tapToPhone": false}""",
    parse_float=Decimal,
)


def details(**changes: Any) -> dict[str, Any]:
    told = DETAILS | changes
    return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "standing", "amount"),
    [
        ({}, Standing.CAPTURED, "13652.93"),
        # Staff captured a part at Authorize.net's pages.
        (
            {"transactionStatus": "capturedPendingSettlement", "settleAmount": 100},
            Standing.CAPTURED,
            "100.00",
        ),
        ({"transactionStatus": "voided", "settleAmount": 0.0}, Standing.CANCELLED, "13652.93"),
        ({"transactionStatus": "expired"}, Standing.CANCELLED, "13652.93"),
        (
            {"transactionStatus": "declined", "authAmount": None, "responseCode": 2},
            Standing.CANCELLED,
            "0.00",
        ),
        ({"transactionStatus": "authorizedPendingCapture", "batch": None}, Standing.AUTHORISED, "13652.93"),
        (
            {
                "transactionStatus": "FDSAuthorizedPendingReview",
                "responseCode": 4,
                "FDSFilters": [{"name": "Velocity"}],
            },
            Standing.AUTHORISED,
            "13652.93",
        ),
        (
            {"transactionStatus": "authorizedPendingCapture", "splitTenderId": "1", "authAmount": 5},
            Standing.AUTHORISED,
            "5.00",
        ),
    ],
)
def test_where_a_transaction_stands(changes: Any, standing: Standing, amount: str) -> None:
    truth = answers.truth(details(**changes))
    assert (truth.standing, truth.amount, truth.currency) == (standing, Decimal(amount), "USD")
    assert truth.reference == "40000000000001"


@pytest.mark.parametrize(
    "told", ["2026-11-20T17:49:20Z", "2026-11-20T17:49:20.7571234Z", "2026-11-20T17:49:20"]
)
def test_moments_with_and_without_fractions(told: str) -> None:
    at = answers.moment({"at": told}, "at")
    assert at.isoformat()[:19] == "2026-11-20T17:49:20"
    assert at.utcoffset() is not None


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("refundPendingSettlement", RefundStanding.PENDING),
        ("refundSettledSuccessfully", RefundStanding.DONE),
        ("voided", RefundStanding.FAILED),
        ("settlementError", RefundStanding.FAILED),
    ],
)
def test_refunds(status: str, standing: RefundStanding) -> None:
    given = details(
        transactionType="refundTransaction",
        refTransId="40000000000001",
        transId=40000000000009,
        transactionStatus=status,
        authAmount=15.0,
        settleAmount=15.0,
        authCode=None,
        requestedAmount=None,
    )
    truth = refunds.of(given)
    assert (truth.standing, truth.reference, truth.amount) == (standing, "40000000000009", Decimal("15.00"))


def test_a_refund_in_another_currency_is_not_taken_for_dollars() -> None:
    facts = {"transactionStatus": "refundSettledSuccessfully", "settleAmount": 15.0}
    assert refunds.of(details(currencyCode="usd", **facts)).amount == Decimal("15.00")
    with pytest.raises(Unknown):
        refunds.of(details(currencyCode="EUR", **facts))


def test_a_list_without_anything_in_it() -> None:
    empty = client.parse(
        200,
        b'\xef\xbb\xbf{"totalNumInResultSet": 0, "messages": {"resultCode": "Ok", "message": '
        b'[{"code": "I00004", "text": "No records found."}]}}',
    )
    assert answers.listed(empty, "transactions", "transaction") == []


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf", b'{"messages": null}', b'{"transactionResponse": {}}', b"null"]
)
def test_what_is_no_answer_is_unknown(content: bytes) -> None:
    with pytest.raises(Unknown):
        client.parse(200, content)


def notified(settings: Settings, body: bytes) -> Any:
    key = settings.AUTHORIZENET_SIGNATURE_KEY.encode()
    mark = hmac.new(key, body, hashlib.sha512).hexdigest().upper()
    return webhooks.parse({"X-ANET-Signature": f"sha512={mark}"}, body)


def notification(kind: str, payload: Any) -> bytes:
    facts = {
        "notificationId": "d0e8e7fe-c3e7-4add-a480-27bc5ce28a18",
        "eventType": kind,
        "payload": payload,
        "eventDate": "2026-11-20T20:48:02.6080095Z",
        "webhookId": "63d6fea2-aa13-4b1d-a204-f5fbc15942b7",
    }
    return json.dumps(facts).encode()


PAID = {
    "responseCode": 1,
    "authCode": "LZ6I19",
    "avsResponse": "Y",
    "authAmount": 13652.93,
    "entityName": "transaction",
    "id": 60020981676,
    "invoiceNumber": "R-67000118-1",
    "merchantReferenceId": "R-67000118-1",
}


@pytest.mark.parametrize(
    ("kind", "payload", "topic", "reference", "facts"),
    [
        (
            "net.authorize.payment.authorization.created",
            PAID,
            Topic.PAYMENT,
            "60020981676",
            {"transaction": "60020981676"},
        ),
        (
            "net.authorize.payment.fraud.held",
            PAID | {"responseCode": 4, "fraudList": []},
            Topic.PAYMENT,
            "60020981676",
            {},
        ),
        (
            "net.authorize.payment.refund.created",
            PAID | {"invoiceNumber": "R-67000118-1R1"},
            Topic.REFUND,
            "",
            {"refund": "60020981676", "metadata": {"order": "R-67000118", "attempt": "1"}},
        ),
        (
            "net.authorize.customer.created",
            {"entityName": "customerProfile", "id": "394"},
            Topic.OTHER,
            "",
            {},
        ),
        ("net.authorize.payment.void.created", None, Topic.PAYMENT, "", {}),
        ("net.authorize.payment.void.created", [], Topic.PAYMENT, "", {}),
        ("net.authorize.payment.void.created", "odd", Topic.PAYMENT, "", {}),
    ],
)
def test_notifications(
    settings: Settings, kind: str, payload: Any, topic: Topic, reference: str, facts: dict[str, Any]
) -> None:
    event = notified(settings, notification(kind, payload))
    assert (event.topic, event.reference) == (topic, reference)
    assert facts.items() <= dict(event.facts).items()


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"{}", b'{"eventType": "x"}', b"\xff"])
def test_what_is_no_notification_is_refused(settings: Settings, body: bytes) -> None:
    with pytest.raises(BadWebhook):
        notified(settings, body)
