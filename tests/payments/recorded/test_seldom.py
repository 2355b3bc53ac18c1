"""Answers that real accounts give seldom: what is money of them, what isn't, and what nobody can tell yet."""

import hashlib
import hmac
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytest_django import Settings

from orders.payments.gateway import DisputeStanding, RefundStanding, Refused, Standing, Topic, Unknown
from orders.payments.providers.authorizenet import AuthorizeNet, client, refunds, search
from orders.payments.providers.paypal.answers import truth_of
from orders.payments.providers.paypal.disputes import dispute_truth
from orders.payments.providers.paypal.webhooks import event_of
from orders.payments.providers.stripe.truths import intent_truth
from tests.payments.recorded.stripe_answers import charge, intent
from tests.payments.recorded.test_authorizenet import created, details, notification
from tests.payments.recorded.test_paypal import CAPTURE, DISPUTE, REFUND, authorization, capture, event, order

HELD_REFUND = {"transactionType": "refundTransaction", "refTransId": "40000000000001", "settleAmount": 15.0}


def test_stripe_let_the_rest_go_of_what_was_captured_in_parts() -> None:
    ended = intent(status="canceled", amount_capturable=0, amount_received=50_000, latest_charge=charge())
    truth = intent_truth(ended)
    assert (truth.standing, truth.amount) == (Standing.CAPTURED, Decimal("500.00"))
    given_back = intent_truth(ended | {"latest_charge": charge(refunded=True)})
    assert given_back.standing is Standing.CANCELLED


@pytest.mark.parametrize("received", [0, "0", None])
def test_stripe_cancelled_what_was_never_captured(received: Any) -> None:
    truth = intent_truth(intent(status="canceled", amount_capturable=0, amount_received=received))
    assert (truth.standing, truth.amount) == (Standing.CANCELLED, Decimal("13652.93"))


def test_stripe_captured_a_part_and_more_can_be_taken() -> None:
    """What is left to take is less than the order, so that nothing is taken by itself."""
    truth = intent_truth(intent(amount_capturable=1_315_293, amount_received=50_000))
    assert (truth.standing, truth.amount) == (Standing.AUTHORISED, Decimal("13152.93"))


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("FDSPendingReview", RefundStanding.PENDING),
        ("FDSAuthorizedPendingReview", RefundStanding.PENDING),
        ("underReview", RefundStanding.PENDING),
        ("approvedReview", RefundStanding.PENDING),
        ("failedReview", RefundStanding.FAILED),
    ],
)
def test_authorizenet_holds_a_refund_for_a_review(status: str, standing: RefundStanding) -> None:
    truth = refunds.of(details(**HELD_REFUND, transactionStatus=status))
    assert (truth.standing, truth.amount, bool(truth.problem)) == (
        standing,
        Decimal("15.00"),
        standing is RefundStanding.FAILED,
    )


def test_authorizenet_gives_a_refund_that_never_settled_no_settled_sum() -> None:
    told = details(**HELD_REFUND | {"transactionStatus": "voided"}, authAmount="15.00") | {
        "settleAmount": None
    }
    truth = refunds.of(told)
    assert (truth.standing, truth.amount) == (RefundStanding.FAILED, Decimal("15.00"))


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ('{"code": "E00000", "text": "Unknown error."}', Unknown),
        ('{"code": "E00001", "text": "An error occurred during processing."}', Unknown),
        ('{"text": "Something went wrong."}', Unknown),
        ("", Unknown),
        ('{"code": "E00003", "text": "The element has invalid child element."}', Refused),
    ],
)
def test_authorizenet_errors_after_which_it_may_have_been_done(
    monkeypatch: pytest.MonkeyPatch, message: str, error: type[Exception]
) -> None:
    text = '\ufeff{"messages": {"resultCode": "Error", "message": [' + message + "]}}"
    monkeypatch.setattr(client, "_send", lambda name, body: client.parse(200, text.encode()))
    with pytest.raises(error):
        client.act("createTransactionRequest", {})


@pytest.mark.parametrize("payload", [None, {}, {"entityName": "transaction", "id": None}])
@pytest.mark.parametrize("kind", ["void.created", "refund.created"])
def test_authorizenet_notifies_of_no_transaction(settings: Settings, kind: str, payload: Any) -> None:
    settings.AUTHORIZENET_API_URL = "http://127.0.0.1:9/xml/v1/request.api"
    body = notification(f"net.authorize.payment.{kind}", payload)
    key = settings.AUTHORIZENET_SIGNATURE_KEY.encode()
    mark = "sha512=" + hmac.new(key, body, hashlib.sha512).hexdigest()
    told = AuthorizeNet().parse_webhook({"X-ANET-Signature": mark}, body)
    assert (told.reference, told.kind) == ("", f"net.authorize.payment.{kind}")


SELF = "https://api.paypal.com/v2/payments/captures/7TK53561YB803214S"
UP = "https://api.paypal.com/v2/payments/authorizations/8AA831015G517922L"
OF_ITSELF = CAPTURE | {"links": [{"rel": "self", "href": SELF}, {"rel": "up", "href": UP}]}
OLDER = {
    "id": "6YX43824R4443062K",
    "state": "completed",
    "amount": {"total": "-0.01", "currency": "USD"},
    "capture_id": "9T0916710M1105906",
    "links": [{"rel": "self", "href": "https://api.paypal.com/v1/payments/refund/6YX43824R4443062K"}],
}


@pytest.mark.parametrize(
    ("kind", "resource", "ids"),
    [
        ("PAYMENT.CAPTURE.REVERSED", REFUND, {"refund": REFUND["id"], "capture": CAPTURE["id"]}),
        ("PAYMENT.CAPTURE.REVERSED", OF_ITSELF, {"capture": CAPTURE["id"], "reversed": CAPTURE["id"]}),
        ("PAYMENT.CAPTURE.REFUNDED", OF_ITSELF, {"capture": CAPTURE["id"]}),
        ("PAYMENT.CAPTURE.REFUNDED", OLDER, {"refund": OLDER["id"], "capture": OLDER["capture_id"]}),
    ],
)
def test_paypal_names_a_refund_or_only_its_capture(kind: str, resource: Any, ids: dict[str, str]) -> None:
    found = event_of(event(kind, resource))
    facts = {name: value for name, value in found.facts.items() if name != "metadata"}
    assert (found.topic, facts) == (Topic.REFUND, ids)


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("OPEN_INQUIRIES", DisputeStanding.NEEDS_RESPONSE),
        ("RESOLVED", DisputeStanding.LOST),
        ("APPEALABLE", DisputeStanding.LOST),
    ],
)
def test_paypal_tells_the_state_of_a_dispute_beside_another_status(
    state: str, standing: DisputeStanding
) -> None:
    told = DISPUTE | {"status": "OTHER", "dispute_state": state}
    assert dispute_truth(told, "5KA").standing is standing


def test_paypal_lists_several_captures_of_one_authorisation() -> None:
    parts = [
        capture("COMPLETED", "10000.00"),
        capture("PARTIALLY_REFUNDED", "3652.93"),
        capture("DECLINED", "1.00"),
    ]
    truth = truth_of(order(*parts, authorizations=[authorization("CAPTURED")]))
    assert (truth.standing, truth.amount) == (Standing.CAPTURED, Decimal("13652.93"))


@pytest.mark.parametrize(
    ("first", "amount"), [("COMPLETED", "13652.93"), ("REFUNDED", "3652.93"), ("DECLINED", "3652.93")]
)
def test_paypal_is_not_done_while_one_of_several_captures_is_pending(first: str, amount: str) -> None:
    parts = [capture(first, "10000.00"), capture("PENDING", "3652.93", status_details={"reason": "ECHECK"})]
    truth = truth_of(order(*parts, authorizations=[authorization("CAPTURED")]))
    assert (truth.standing, truth.amount) == (Standing.PROCESSING, Decimal(amount))


@pytest.mark.parametrize("code", ["0", "5"])
def test_authorizenet_answers_a_refund_with_a_code_nobody_knows(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Whether money went back isn't said: it is looked for, and not sent again under another number."""
    said = created(f'"responseCode": "{code}", "transId": "40000000000009"')
    payment = SimpleNamespace(
        order=SimpleNamespace(number="R-67000118"), attempt=1, reference="40000000000001", currency="USD"
    )
    monkeypatch.setattr(refunds, "act", lambda name, body: said)
    monkeypatch.setattr(refunds, "_done", lambda *about: None)
    monkeypatch.setattr(search, "details", lambda reference: details())
    with pytest.raises(Unknown):
        refunds.refund(cast(Any, payment), Decimal("15.00"), "R-67000118-1-refund-1")


def test_paypal_gives_back_from_the_capture_that_has_something_left() -> None:
    parts = [capture("REFUNDED", "1.00", id="GONE"), capture("COMPLETED", id="LEFT")]
    assert truth_of(order(*parts)).details["capture"] == "LEFT"
    assert truth_of(order(*parts[:1])).details["capture"] == "GONE"
