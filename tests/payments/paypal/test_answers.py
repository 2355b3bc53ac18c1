"""Answers as PayPal documents them, and odd ones: money is never guessed, everything else may be absent."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import (
    CAPTURE,
    REFUND,
    BadWebhook,
    DisputeStanding,
    RefundStanding,
    Standing,
    Topic,
    Unknown,
)
from orders.payments.providers.paypal.answers import truth_of
from orders.payments.providers.paypal.disputes import dispute_truth
from orders.payments.providers.paypal.fields import attempt_of
from orders.payments.providers.paypal.movements import movement
from orders.payments.providers.paypal.refunds import refund_truth
from orders.payments.providers.paypal.webhooks import event_of
from tests.payments.paypal.answers import authorization, capture, dispute, order, refund, row, usd

WHOLE = Decimal("19697.60")


@pytest.mark.parametrize(
    ("answer", "standing"),
    [
        (order("CREATED"), Standing.OPEN),
        (order("SAVED"), Standing.OPEN),
        (order("PAYER_ACTION_REQUIRED"), Standing.OPEN),
        (order("APPROVED"), Standing.APPROVED),
        (order("VOIDED"), Standing.CANCELLED),
        (order(authorizations=[authorization()]), Standing.AUTHORISED),
        (order(authorizations=[authorization("created")]), Standing.AUTHORISED),
        (order(authorizations=[authorization("PENDING")]), Standing.PROCESSING),
        (order(authorizations=[authorization("VOIDED")]), Standing.CANCELLED),
        (order(authorizations=[authorization("DENIED")]), Standing.CANCELLED),
        (order(authorizations=[authorization("EXPIRED")]), Standing.CANCELLED),
        (order(authorizations=[authorization("CAPTURED")], captures=[capture()]), Standing.CAPTURED),
        (order(authorizations=[authorization("CAPTURED")], captures=[capture("PENDING")]), Standing.PROCESSING),
        (order(authorizations=[authorization()], captures=[capture("DECLINED")]), Standing.AUTHORISED),
        (order(authorizations=[authorization("VOIDED")], captures=[capture("FAILED")]), Standing.CANCELLED),
        (order(captures=[capture("PARTIALLY_REFUNDED")]), Standing.CAPTURED),
        (order(captures=[capture("REFUNDED")]), Standing.CANCELLED),
    ],
)  # fmt: skip
def test_every_standing(answer: Any, standing: Standing) -> None:
    truth = truth_of(answer)
    assert (truth.standing, truth.amount, truth.currency) == (standing, WHOLE, "USD")
    assert truth.reference == "5O190127TN364715T"


@pytest.mark.parametrize(
    "answer",
    [
        order("COMPLETED"),
        order("SOMETHING_NEW"),
        order(authorizations=[authorization("SOMETHING_NEW")]),
        order(authorizations=[authorization("CAPTURED")]),
        order(captures=[capture("SOMETHING_NEW")]),
        order(captures=[capture(amount={"value": "1.00"})]),
        order(captures=[capture(amount={"currency_code": "USD", "value": "NaN"})]),
        order(captures=[capture(amount={"currency_code": "USD", "value": "1,000.00"})]),
        order(captures=[capture(), capture(amount={"currency_code": "EUR", "value": "1.00"})]),
        {},
        {"id": "5O190127TN364715T", "status": "CREATED"},
    ],
)
def test_what_we_dont_know_is_unknown(answer: Any) -> None:
    with pytest.raises(Unknown):
        truth_of(answer)


def test_captures_are_added_up() -> None:
    parts = [capture(amount=usd("100.10")), capture("DECLINED"), capture(amount=usd("0.95"))]
    assert truth_of(order(captures=parts)).amount == Decimal("101.05")


@pytest.mark.parametrize("value", ["19697.6", 19697.6, Decimal("19697.600"), "19697.60"])
def test_however_money_is_written(value: Any) -> None:
    held = authorization(amount={"currency_code": "usd", "value": value}, id=12345)
    truth = truth_of(order(authorizations=[held]))
    assert (truth.amount, truth.currency, truth.details["authorization"]) == (WHOLE, "USD", "12345")


def test_facts_are_those_staff_weigh_and_no_others() -> None:
    truth = truth_of(order(authorizations=[authorization("CAPTURED")], captures=[capture()]))
    assert truth.details == {
        "authorization": "0AW2184448108334S",
        "authorised": "2026-11-20T08:05:00Z",
        "capture": "2GG279541U471931P",
        "seller_protection": "not_eligible",
        "payer_email": "payer@example.com",
        "payer_country": "US",
        "payer_status": "verified",
    }
    assert "Lastname" not in json.dumps(dict(truth.details))


def test_an_answer_with_hardly_any_members() -> None:
    bare = {"status": "CREATED", "amount": usd()}
    truth = truth_of({"id": "1", "purchase_units": [{"payments": {"authorizations": [bare]}}]})
    assert (truth.standing, truth.expires_at, dict(truth.details)) == (Standing.AUTHORISED, None, {})


def test_the_renewed_authorisation_counts() -> None:
    fresh = authorization(id="NEW", create_time="2026-11-25T08:05:00+01:00")
    truth = truth_of(order(authorizations=[fresh, authorization()]))
    assert truth.details["authorization"] == "NEW"
    assert truth.expires_at == datetime(2026, 11, 28, 7, 5, tzinfo=UTC)


def test_an_authorisation_never_outlives_its_own_end() -> None:
    short = authorization(expiration_time="2026-11-21T08:05:00Z")
    assert truth_of(order(authorizations=[short])).expires_at == datetime(2026, 11, 21, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize("rel", ["payer-action", "approve", "APPROVE"])
def test_where_she_approves(rel: str) -> None:
    answer = order("CREATED") | {"links": [{"rel": "self", "href": "x"}, {"rel": rel, "href": "https://pay"}]}
    assert truth_of(answer).hosted_url == "https://pay"


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("COMPLETED", RefundStanding.DONE),
        ("completed", RefundStanding.DONE),
        ("PENDING", RefundStanding.PENDING),
        ("FAILED", RefundStanding.FAILED),
        ("CANCELLED", RefundStanding.FAILED),
    ],
)
def test_refunds(status: str, standing: RefundStanding) -> None:
    truth = refund_truth(refund(status))
    assert (truth.standing, truth.reference, truth.amount) == (
        standing,
        "1JU08902781691411",
        Decimal("10.99"),
    )


@pytest.mark.parametrize(
    "answer",
    [refund("NEW"), refund(amount=None), refund(amount={"currency_code": "EUR", "value": "10.99"}), {}],
)
def test_odd_refunds_are_unknown(answer: Any) -> None:
    with pytest.raises(Unknown):
        refund_truth(answer)


@pytest.mark.parametrize(
    ("status", "outcome", "standing"),
    [
        ("OPEN", "", DisputeStanding.NEEDS_RESPONSE),
        ("WAITING_FOR_SELLER_RESPONSE", "", DisputeStanding.NEEDS_RESPONSE),
        ("WAITING_FOR_BUYER_RESPONSE", "", DisputeStanding.UNDER_REVIEW),
        ("UNDER_REVIEW", "", DisputeStanding.UNDER_REVIEW),
        ("RESOLVED", "RESOLVED_SELLER_FAVOUR", DisputeStanding.WON),
        ("RESOLVED", "RESOLVED_SELLER_FAVOR", DisputeStanding.WON),
        ("RESOLVED", "CANCELED_BY_BUYER", DisputeStanding.WON),
        ("RESOLVED", "RESOLVED_BUYER_FAVOUR", DisputeStanding.LOST),
        ("resolved", "accepted", DisputeStanding.LOST),
    ],
)
def test_disputes(status: str, outcome: str, standing: DisputeStanding) -> None:
    truth = dispute_truth(dispute(status, outcome), "5O190127TN364715T")
    assert (truth.reference, truth.payment_reference) == ("PP-D-27803", "5O190127TN364715T")
    assert (truth.standing, truth.amount, truth.currency) == (standing, WHOLE, "USD")
    assert truth.opened_at == datetime(2026, 11, 21, 4, 41, 20, tzinfo=UTC)
    assert truth.due_by == datetime(2026, 12, 1, 4, 41, 20, tzinfo=UTC)


def moved(party: str, way: str, value: str = "19697.60", reason: str = "DISPUTE_SETTLEMENT") -> Any:
    return {"affected_party": party, "type": way, "amount": usd(value), "reason": reason}


@pytest.mark.parametrize(
    ("movements", "standing"),
    [
        (None, DisputeStanding.UNCLEAR),
        ([moved("SELLER", "DEBIT", "20.00", "DISPUTE_FEE")], DisputeStanding.UNCLEAR),
        ([moved("BUYER", "CREDIT")], DisputeStanding.WON),
        ([moved("BUYER", "CREDIT"), moved("SELLER", "DEBIT")], DisputeStanding.LOST),
        ([moved("SELLER", "DEBIT"), moved("SELLER", "CREDIT")], DisputeStanding.WON),
        ([moved("seller", "debit"), moved("SELLER", "CREDIT", "10.00")], DisputeStanding.LOST),
    ],
)
def test_a_payout_is_whose_money_moved(movements: Any, standing: DisputeStanding) -> None:
    answer = dispute("RESOLVED", "RESOLVED_WITH_PAYOUT", money_movements=movements)
    assert dispute_truth(answer, "5O").standing is standing
    open_again = dispute("WAITING_FOR_SELLER_RESPONSE", "RESOLVED_WITH_PAYOUT", money_movements=movements)
    assert dispute_truth(open_again, "5O").standing is DisputeStanding.NEEDS_RESPONSE


@pytest.mark.parametrize(
    "answer",
    [dispute("OTHER"), dispute("RESOLVED"), dispute("RESOLVED", "NEW"), dispute(create_time=""), {}],
)
def test_odd_disputes_are_unknown(answer: Any) -> None:
    with pytest.raises(Unknown):
        dispute_truth(answer, "")


def test_a_captures_row() -> None:
    found = movement(row())
    assert found is not None
    assert (found.kind, found.reference, found.amount, found.currency) == (
        CAPTURE, "2GG279541U471931P", WHOLE, "USD",
    )  # fmt: skip
    assert (found.at, found.note) == (datetime(2026, 11, 20, 8, 6, tzinfo=UTC), "R-12345674-1")


def test_a_refunds_row_names_the_capture() -> None:
    found = movement(row("T1107", "-10.99", paypal_reference_id="2GG279541U471931P", transaction_id="1JU"))
    assert found is not None
    assert (found.kind, found.reference, found.payment_reference, found.amount) == (
        REFUND, "1JU", "2GG279541U471931P", Decimal("10.99"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        row("T0006", "-19697.60"),  # money we sent
        row("T1107", "10.99"),  # money we were given back
        row("T0106", "-20.00"),  # a chargeback's fee
        row("T0400", "-5000.00"),  # a withdrawal
        row("T1300"),  # an authorisation
        row(status="P"),
        row(status="D"),
    ],
)
def test_rows_that_are_no_capture_and_no_refund(answer: Any) -> None:
    assert movement(answer) is None


@pytest.mark.parametrize(
    "answer", [row(status="X"), row(transaction_amount=None), row(transaction_initiation_date="soon")]
)
def test_odd_rows_are_unknown(answer: Any) -> None:
    with pytest.raises(Unknown):
        movement(answer)


def test_a_moment_keeps_its_zone() -> None:
    found = movement(row(transaction_initiation_date="2026-11-20T08:06:00-05:00"))
    assert found is not None
    assert found.at == datetime(2026, 11, 20, 8, 6, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("kind", "resource", "topic", "reference", "facts"),
    [
        ("CHECKOUT.ORDER.APPROVED", order("APPROVED"), Topic.PAYMENT, "5O190127TN364715T",
         {"object": "5O190127TN364715T", "metadata": {"order": "R-12345674", "attempt": "1"}}),
        ("PAYMENT.AUTHORIZATION.CREATED", authorization(), Topic.PAYMENT, "",
         {"object": "0AW2184448108334S", "metadata": {"order": "R-12345674", "attempt": "1"}}),
        ("PAYMENT.CAPTURE.DENIED", capture(supplementary_data={"related_ids": {"order_id": "5O1"}}), Topic.PAYMENT,
         "5O1", {"object": "2GG279541U471931P"}),
        ("PAYMENT.CAPTURE.REFUNDED", refund(), Topic.REFUND, "",
         {"refund": "1JU08902781691411", "capture": "2GG279541U471931P"}),
        ("CUSTOMER.DISPUTE.RESOLVED", dispute(), Topic.DISPUTE, "",
         {"dispute": "PP-D-27803", "capture": "2GG279541U471931P",
          "metadata": {"order": "R-12345674", "attempt": "1"}}),
        ("INVOICING.INVOICE.PAID", {}, Topic.OTHER, "", {}),
    ],
)  # fmt: skip
def test_events(kind: str, resource: Any, topic: Topic, reference: str, facts: Any) -> None:
    event = event_of({"id": "WH-1", "event_type": kind, "resource": resource})
    assert (event.topic, event.reference, dict(event.facts)) == (topic, reference, facts)


@pytest.mark.parametrize("event", [{}, {"id": "WH-1"}, {"event_type": "CHECKOUT.ORDER.APPROVED"}])
def test_events_without_an_id_or_kind_are_refused(event: Any) -> None:
    with pytest.raises(BadWebhook):
        event_of(event)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("R-12345674-1", {"order": "R-12345674", "attempt": "1"}),
        ("R-12345674-12-refund-3", {"order": "R-12345674", "attempt": "12"}),
        ("R-12345674", {}),
        ("somebody else's", {}),
    ],
)
def test_our_order_in_their_notes(note: str, told: Any) -> None:
    assert attempt_of({"custom_id": note}) == told
