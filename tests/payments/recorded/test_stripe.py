"""Answers with all the members that Stripe's reference documents, as its API gives them: what we make of them."""

import json
from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import (
    CAPTURE,
    REFUND,
    DisputeStanding,
    Movement,
    RefundStanding,
    Standing,
    Topic,
    Unknown,
)
from orders.payments.providers.stripe.disputes import dispute_truth
from orders.payments.providers.stripe.events import event_of
from orders.payments.providers.stripe.movements import movement
from orders.payments.providers.stripe.refunds import refund_truth
from orders.payments.providers.stripe.truths import intent_truth, session_truth

INTENT = json.loads("""{
  "id": "pi_3QxYz2LkdIwHu7ix0aBcDeFg", "object": "payment_intent", "amount": 1365293, "amount_capturable": 1365293,
  "amount_details": {"tip": {}}, "amount_received": 0, "application": null, "application_fee_amount": null,
  "automatic_payment_methods": null, "canceled_at": null, "cancellation_reason": null, "capture_method": "manual",
  "client_secret": "pi_3QxYz2LkdIwHu7ix0aBcDeFg_secret_x", "confirmation_method": "automatic",
  "created": 1795000000, "currency": "usd", "customer": null, "description": "Portero order R-67000118",
  "last_payment_error": null, "livemode": false, "metadata": {"order": "R-67000118", "attempt": "1"},
  "next_action": null, "on_behalf_of": null, "payment_method": "pm_1QxYz2LkdIwHu7ixAbCdEfGh",
  "payment_method_options": {"card": {"installments": null, "mandate_options": null, "network": null,
    "request_three_d_secure": "automatic"}}, "payment_method_types": ["card"], "processing": null,
  "receipt_email": null, "review": null, "setup_future_usage": null, "shipping": null, "source": null,
  "statement_descriptor": null, "status": "requires_capture", "transfer_data": null, "transfer_group": null,
  "latest_charge": {"id": "ch_3QxYz2LkdIwHu7ix0hIjKlMn", "object": "charge", "amount": 1365293, "amount_captured": 0,
    "amount_refunded": 0, "balance_transaction": null, "captured": false, "created": 1795000060, "currency": "usd",
    "disputed": false, "failure_code": null, "fraud_details": {}, "outcome": {"advice_code": null,
    "network_status": "approved_by_network", "reason": null, "risk_level": "normal", "risk_score": 18,
    "seller_message": "Payment complete.", "type": "authorized"}, "paid": true,
    "payment_method_details": {"card": {"amount_authorized": 1365293, "authorization_code": "123456", "brand": "amex",
    "capture_before": 1795604860, "checks": {"address_line1_check": "pass", "address_postal_code_check": "unchecked",
    "cvc_check": null}, "country": "US", "exp_month": 12, "exp_year": 2034, "extended_authorization": {"status":
    "disabled"}, "funding": "credit", "last4": "0005", "network": "amex", "partial_authorization": {"status":
    "not_requested"}, "three_d_secure": null, "wallet": null}, "type": "card"},
    "refunded": false, "review": null, "status": "succeeded"}}""")
CARD_DETAILS = INTENT["latest_charge"]["payment_method_details"]


def intent(**changes: Any) -> dict[str, Any]:
    return INTENT | changes


def charge(**changes: Any) -> dict[str, Any]:
    return INTENT["latest_charge"] | changes


def test_a_card_that_was_authorised() -> None:
    truth = intent_truth(INTENT)
    assert (truth.standing, truth.amount, truth.currency) == (Standing.AUTHORISED, Decimal("13652.93"), "USD")
    assert truth.expires_at is not None
    assert truth.expires_at.timestamp() == 1795604860
    assert {"brand": "amex", "last4": "0005", "address": "pass", "postcode": "unchecked"}.items() <= dict(
        truth.details
    ).items()
    assert "cvc" not in truth.details


@pytest.mark.parametrize(
    ("answer", "standing", "amount"),
    [
        # Her bank set aside a part, then all of it was asked for.
        (intent(amount_capturable=50_000), Standing.AUTHORISED, "500.00"),
        (
            intent(status="succeeded", amount_capturable=0, amount_received=1_000_00),
            Standing.CAPTURED,
            "1000.00",
        ),
        (intent(status="processing", amount_capturable=0), Standing.PROCESSING, "13652.93"),
        (
            intent(
                status="canceled",
                amount_capturable=0,
                cancellation_reason="automatic",
                canceled_at=1795604861,
            ),
            Standing.CANCELLED,
            "13652.93",
        ),
        (
            intent(
                status="succeeded",
                amount_received=1_365_293,
                latest_charge=charge(captured=True, disputed=True),
            ),
            Standing.CAPTURED,
            "13652.93",
        ),
        (
            intent(
                status="succeeded",
                amount_received=1_365_293,
                latest_charge=charge(amount_refunded=1_500, captured=True),
            ),
            Standing.CAPTURED,
            "13652.93",
        ),
    ],
)
def test_what_the_sum_is(answer: dict[str, Any], standing: Standing, amount: str) -> None:
    truth = intent_truth(answer)
    assert (truth.standing, truth.amount, truth.held) == (standing, Decimal(amount), False)


def test_her_bank_wants_to_know_who_she_is() -> None:
    sdk = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": "x"}}
    truth = intent_truth(
        intent(status="requires_action", next_action=sdk, latest_charge=None, amount_capturable=0)
    )
    assert (truth.standing, truth.hosted_url, truth.problem) == (Standing.OPEN, "", "")


def test_a_declined_card_after_which_she_can_try_another() -> None:
    error = {
        "advice_code": "try_again_later",
        "charge": "ch_1",
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "doc_url": "https://stripe.com/docs/error-codes/card-declined",
        "message": "Your card has insufficient funds.",
        "payment_method": {"id": "pm_1", "object": "payment_method", "type": "card"},
        "type": "card_error",
    }
    failed = charge(status="failed", paid=False, outcome={"type": "issuer_declined", "risk_level": "normal"})
    truth = intent_truth(
        intent(
            status="requires_payment_method",
            last_payment_error=error,
            latest_charge=failed,
            amount_capturable=0,
            payment_method=None,
        )
    )
    assert (truth.standing, truth.problem) == (Standing.OPEN, "Your card has insufficient funds.")


@pytest.mark.parametrize(
    ("code", "units", "amount"),
    [("jpy", 189_000, "189000.00"), ("mga", 500, "500.00"), ("kwd", 1_230, "1.23"), ("tnd", 5_000, "5.00")],
)
def test_other_currencies_have_other_decimals(code: str, units: int, amount: str) -> None:
    truth = intent_truth(intent(currency=code, amount_capturable=units))
    assert (truth.amount, truth.currency) == (Decimal(amount), code.upper())


def test_checkouts_page_that_she_paid_on() -> None:
    session = {
        "id": "cs_test_a1",
        "object": "checkout.session",
        "amount_subtotal": 1_365_293,
        "amount_total": 1_365_293,
        "currency": "usd",
        "expires_at": 1795003600,
        "mode": "payment",
        "payment_intent": INTENT["id"],
        "payment_status": "unpaid",
        "status": "complete",
        "url": None,
        "total_details": {"amount_tax": 0},
    }
    truth = session_truth(session, INTENT)
    assert (truth.standing, truth.reference, truth.hosted_url) == (Standing.AUTHORISED, INTENT["id"], "")


REFUNDED = json.loads("""{"id": "re_3QxYz2LkdIwHu7ix0oPqRsTu", "object": "refund", "amount": 1500,
  "balance_transaction": "txn_1", "charge": "ch_3QxYz2LkdIwHu7ix0hIjKlMn", "created": 1795090000, "currency": "usd",
  "destination_details": {"card": {"reference_status": "pending", "reference_type": "acquirer_reference_number",
  "type": "refund"}, "type": "card"}, "metadata": {"key": "R-67000118-1-refund-1"}, "payment_intent":
  "pi_3QxYz2LkdIwHu7ix0aBcDeFg", "reason": null, "receipt_number": null, "source_transfer_reversal": null,
  "status": "succeeded", "transfer_reversal": null}""")


@pytest.mark.parametrize(
    ("changes", "standing", "problem"),
    [
        ({}, RefundStanding.DONE, ""),
        ({"status": "pending"}, RefundStanding.PENDING, ""),
        (
            {"status": "requires_action", "next_action": {"type": "display_details"}},
            RefundStanding.PENDING,
            "",
        ),
        (
            {
                "status": "failed",
                "failure_reason": "expired_or_canceled_card",
                "failure_balance_transaction": "txn_2",
            },
            RefundStanding.FAILED,
            "The refund failed: the card has expired or was closed.",
        ),
        (
            {"status": "failed", "failure_reason": "unknown"},
            RefundStanding.FAILED,
            "The refund failed: unknown.",
        ),
        ({"status": "canceled"}, RefundStanding.FAILED, "Stripe cancelled the refund."),
    ],
)
def test_refunds(changes: dict[str, Any], standing: RefundStanding, problem: str) -> None:
    truth = refund_truth(REFUNDED | changes, Decimal("13652.93"))
    assert (truth.standing, truth.amount, truth.problem, truth.voided) == (
        standing,
        Decimal("15.00"),
        problem,
        False,
    )


def test_a_refund_before_the_charge_settled_is_a_reversal() -> None:
    whole = REFUNDED | {
        "amount": 1_365_293,
        "destination_details": {"card": {"type": "reversal"}, "type": "card"},
    }
    assert refund_truth(whole, Decimal("13652.93")).voided is True


DISPUTED = json.loads("""{"id": "dp_1QxYz2LkdIwHu7ixVwXyZaBc", "object": "dispute", "amount": 1365293,
  "balance_transactions": [], "charge": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"},
  "created": 1795100000, "currency": "usd", "enhanced_eligibility_types": [], "evidence": {"customer_name": null},
  "evidence_details": {"due_by": 1796000000, "enhanced_eligibility": {}, "has_evidence": false, "past_due": false,
  "submission_count": 0}, "is_charge_refundable": true, "livemode": false, "metadata": {}, "payment_intent": null,
  "payment_method_details": {"card": {"brand": "visa", "case_type": "inquiry", "network_reason_code": "75"},
  "type": "card"}, "reason": "fraudulent", "status": "warning_needs_response"}""")


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("warning_needs_response", DisputeStanding.NEEDS_RESPONSE),
        ("warning_under_review", DisputeStanding.UNDER_REVIEW),
        ("warning_closed", DisputeStanding.WON),
        ("needs_response", DisputeStanding.NEEDS_RESPONSE),
        ("under_review", DisputeStanding.UNDER_REVIEW),
        ("won", DisputeStanding.WON),
        ("lost", DisputeStanding.LOST),
        ("prevented", DisputeStanding.LOST),
    ],
)
def test_disputes(status: str, standing: DisputeStanding) -> None:
    truth = dispute_truth(DISPUTED | {"status": status})
    assert (truth.standing, truth.payment_reference, truth.amount) == (standing, "pi_1", Decimal("13652.93"))
    past = DISPUTED | {"evidence_details": {"due_by": None}, "charge": "ch_1", "payment_intent": "pi_2"}
    assert (dispute_truth(past).due_by, dispute_truth(past).payment_reference) == (None, "pi_2")


def _event(kind: str, thing: Any, **more: Any) -> dict[str, Any]:
    about = {"object": thing} if thing is not None else {}
    return {
        "id": "evt_3QxYz2LkdIwHu7ix",
        "object": "event",
        "api_version": "2026-05-27",
        "created": 1795000061,
        "data": about,
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    } | more


@pytest.mark.parametrize(
    ("kind", "thing", "topic", "reference", "named"),
    [
        ("payment_intent.amount_capturable_updated", INTENT, Topic.PAYMENT, INTENT["id"], {}),
        ("payment_intent.partially_funded", INTENT, Topic.PAYMENT, INTENT["id"], {}),
        ("charge.refunded", charge(payment_intent="pi_1"), Topic.REFUND, "pi_1", {}),
        (
            "charge.refund.updated",
            REFUNDED,
            Topic.REFUND,
            REFUNDED["payment_intent"],
            {"refund": REFUNDED["id"]},
        ),
        ("refund.failed", REFUNDED, Topic.REFUND, REFUNDED["payment_intent"], {"refund": REFUNDED["id"]}),
        (
            "charge.dispute.funds_withdrawn",
            DISPUTED,
            Topic.DISPUTE,
            "",
            {"dispute": DISPUTED["id"], "charge": "ch_1"},
        ),
        (
            "review.closed",
            {"id": "prv_1", "object": "review", "charge": "ch_1", "payment_intent": "pi_1"},
            Topic.PAYMENT,
            "pi_1",
            {"charge": "ch_1"},
        ),
        (
            "radar.early_fraud_warning.created",
            {"id": "issfr_1", "object": "radar.early_fraud_warning", "charge": "ch_1"},
            Topic.OTHER,
            "",
            {"charge": "ch_1"},
        ),
        ("v2.core.event_destination.ping", None, Topic.OTHER, "", {}),
    ],
)
def test_events(kind: str, thing: Any, topic: Topic, reference: str, named: dict[str, str]) -> None:
    event = event_of(_event(kind, thing))
    assert (event.topic, event.reference) == (topic, reference)
    assert named.items() <= dict(event.facts).items()


def test_an_events_secrets_are_not_kept() -> None:
    event = event_of(_event("payment_intent.succeeded", INTENT))
    assert "secret" not in json.dumps(dict(event.facts))
    assert event.facts["metadata"] == {"order": "R-67000118", "attempt": "1"}


def _booking(kind: str, amount: int, source: Any) -> dict[str, Any]:
    return {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": amount,
        "available_on": 1795200000,
        "created": 1795000070,
        "currency": "usd",
        "description": None,
        "exchange_rate": None,
        "fee": 39_623,
        "fee_details": [],
        "net": amount - 39_623,
        "reporting_category": kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }


def test_the_balance() -> None:
    taken = movement(
        _booking(
            "charge", 1_365_293, charge(payment_intent="pi_1", metadata={"order": "R-67000118", "attempt": 1})
        )
    )
    assert isinstance(taken, Movement)
    assert (taken.kind, taken.payment_reference, taken.amount) == (CAPTURE, "pi_1", Decimal("13652.93"))
    assert taken.note == "R-67000118-1"
    given = movement(_booking("refund", -1_500, REFUNDED))
    assert isinstance(given, Movement)
    assert (given.kind, given.reference, given.amount) == (REFUND, REFUNDED["id"], Decimal("15.00"))
    others = (
        "payout",
        "adjustment",
        "stripe_fee",
        "refund_failure",
        "payment_failure_refund",
        "reserve_transaction",
    )
    assert [movement(_booking(kind, -1, "x_1")) for kind in others] == [None] * 6


@pytest.mark.parametrize("amount", [None, "", 12.5, [], {}, "1e5", "0x10", True])
def test_an_odd_sum_is_never_guessed(amount: Any) -> None:
    with pytest.raises(Unknown):
        intent_truth(intent(amount_capturable=amount))
