"""Answers with all the members that PayPal's reference documents, as its API gives them: what we make of them."""

import json
from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import DisputeStanding, RefundStanding, Standing, Topic, Unknown
from orders.payments.providers.paypal.answers import truth_of
from orders.payments.providers.paypal.disputes import dispute_truth
from orders.payments.providers.paypal.refunds import refund_truth
from orders.payments.providers.paypal.webhooks import event_of

ORDER = json.loads("""{"id": "5KA82006XX845313E", "intent": "AUTHORIZE", "status": "COMPLETED",
  "payment_source": {"paypal": {"email_address": "buyer@example.com", "account_id": "GDFAYSUFGSQX6",
    "account_status": "UNVERIFIED", "name": {"given_name": "Clara", "surname": "Whitfield"},
    "address": {"address_line_1": "740 Park Avenue", "admin_area_2": "New York", "admin_area_1": "NY",
    "postal_code": "10021", "country_code": "US"}, "attributes": null}},
  "purchase_units": [{"reference_id": "default", "amount": {"currency_code": "USD", "value": "13652.93",
    "breakdown": {"item_total": {"currency_code": "USD", "value": "13652.93"}}}, "payee": {"merchant_id": "C7CYM"},
    "description": "Portero order R-67000118", "custom_id": "R-67000118-1", "invoice_id": "R-67000118-1",
    "soft_descriptor": "PORTERO", "shipping": {"name": {"full_name": "Clara Whitfield"}},
    "payments": {"authorizations": [{"status": "CREATED", "id": "8AA831015G517922L", "amount": {"currency_code": "USD",
      "value": "13652.93"}, "invoice_id": "R-67000118-1", "custom_id": "R-67000118-1", "network_transaction_reference":
      {"id": "MCC0NLQ9Y0604"}, "seller_protection": {"status": "PARTIALLY_ELIGIBLE", "dispute_categories":
      ["ITEM_NOT_RECEIVED"]}, "expiration_time": "2026-12-20T08:00:00Z", "create_time": "2026-11-21T08:00:00Z",
      "update_time": "2026-11-21T08:00:00Z", "links": [{"href":
      "https://api-m.paypal.com/v2/payments/authorizations/8AA831015G517922L", "rel": "self", "method": "GET"}]}]}}],
  "payer": {"payer_id": "GDFAYSUFGSQX6"}, "create_time": "2026-11-21T07:58:00Z",
  "links": [{"href": "https://api-m.paypal.com/v2/checkout/orders/5KA82006XX845313E", "rel": "self"}]}""")
[UNIT] = ORDER["purchase_units"]
[AUTHORIZATION] = UNIT["payments"]["authorizations"]
CAPTURE = json.loads("""{"id": "7TK53561YB803214S", "amount": {"currency_code": "USD", "value": "13652.93"},
  "final_capture": true, "seller_protection": {"status": "NOT_ELIGIBLE"}, "seller_receivable_breakdown":
  {"gross_amount": {"currency_code": "USD", "value": "13652.93"}, "paypal_fee": {"currency_code": "USD", "value":
  "476.84"}, "net_amount": {"currency_code": "USD", "value": "13176.09"}}, "invoice_id": "R-67000118-1",
  "status": "COMPLETED", "create_time": "2026-11-21T08:01:00Z", "update_time": "2026-11-21T08:01:00Z"}""")
HELD = {"status_details": {"reason": "PENDING_REVIEW"}}


def usd(value: str) -> dict[str, str]:
    return {"currency_code": "USD", "value": value}


def order(*captures: Any, authorizations: Any = (), status: str = "COMPLETED", **more: Any) -> dict[str, Any]:
    payments = {"authorizations": list(authorizations), "captures": list(captures)}
    held = {name: rows for name, rows in payments.items() if rows}
    unit = {name: value for name, value in UNIT.items() if name != "payments"}
    return ORDER | {"status": status, "purchase_units": [unit | ({"payments": held} if held else {})]} | more


def authorization(status: str, **more: Any) -> dict[str, Any]:
    return AUTHORIZATION | {"status": status} | more


def capture(status: str, value: str = "13652.93", **more: Any) -> dict[str, Any]:
    return CAPTURE | {"status": status, "amount": usd(value)} | more


def test_an_authorised_order() -> None:
    truth = truth_of(ORDER)
    assert (truth.standing, truth.reference, truth.amount) == (
        Standing.AUTHORISED,
        "5KA82006XX845313E",
        Decimal("13652.93"),
    )
    assert (truth.details["authorization"], truth.details["seller_protection"]) == (
        "8AA831015G517922L",
        "partially_eligible",
    )
    assert "capture" not in truth.details


CAPTURED = authorization("CAPTURED")


@pytest.mark.parametrize(
    ("answer", "standing", "amount", "held"),
    [
        (order(authorizations=[authorization("PENDING", **HELD)]), Standing.PROCESSING, "13652.93", True),
        (order(authorizations=[authorization("DENIED")]), Standing.CANCELLED, "13652.93", False),
        (order(authorizations=[authorization("VOIDED")]), Standing.CANCELLED, "13652.93", False),
        (order(authorizations=[authorization("EXPIRED")]), Standing.CANCELLED, "13652.93", False),
        (order(capture("COMPLETED"), authorizations=[CAPTURED]), Standing.CAPTURED, "13652.93", False),
        (
            order(capture("PENDING", status_details=HELD["status_details"]), authorizations=[CAPTURED]),
            Standing.PROCESSING,
            "13652.93",
            False,
        ),
        (
            order(capture("PENDING", status_details={"reason": "ECHECK"}), authorizations=[CAPTURED]),
            Standing.PROCESSING,
            "13652.93",
            False,
        ),
        (
            order(capture("PARTIALLY_REFUNDED"), authorizations=[CAPTURED]),
            Standing.CAPTURED,
            "13652.93",
            False,
        ),
        (order(capture("REFUNDED"), authorizations=[CAPTURED]), Standing.CANCELLED, "13652.93", False),
        # A part that was taken, of a sum of which the rest is still set aside.
        (
            order(capture("COMPLETED", "100.00"), authorizations=[authorization("PARTIALLY_CAPTURED")]),
            Standing.CAPTURED,
            "100.00",
            False,
        ),
        # The bank refused one capture, the authorisation can be captured again.
        (order(capture("DECLINED"), authorizations=[AUTHORIZATION]), Standing.AUTHORISED, "13652.93", False),
        (order(capture("FAILED"), authorizations=[AUTHORIZATION]), Standing.AUTHORISED, "13652.93", False),
        # Renewed: the old one is over, the new one counts.
        (
            order(authorizations=[authorization("VOIDED"), authorization("CREATED", id="2NEW")]),
            Standing.AUTHORISED,
            "13652.93",
            False,
        ),
        (order(status="APPROVED"), Standing.APPROVED, "13652.93", False),
        (order(status="SAVED"), Standing.OPEN, "13652.93", False),
        (order(status="VOIDED"), Standing.CANCELLED, "13652.93", False),
        # She has agreed, and PayPal isn't done with it.
        (order(status="PENDING_APPROVAL"), Standing.PROCESSING, "13652.93", False),
    ],
)
def test_where_an_order_stands(answer: Any, standing: Standing, amount: str, held: bool) -> None:
    truth = truth_of(answer)
    assert (truth.standing, truth.amount, truth.held) == (standing, Decimal(amount), held)


def test_she_has_to_do_something_at_paypal_again() -> None:
    links = [
        {"href": "https://api-m.paypal.com/v2/checkout/orders/5KA", "rel": "self", "method": "GET"},
        {"href": "https://www.paypal.com/checkoutnow?token=5KA", "rel": "payer-action", "method": "GET"},
    ]
    truth = truth_of(order(status="PAYER_ACTION_REQUIRED", links=links))
    assert (truth.standing, truth.hosted_url) == (
        Standing.OPEN,
        "https://www.paypal.com/checkoutnow?token=5KA",
    )
    assert truth_of(order(status="PAYER_ACTION_REQUIRED", links=None)).hosted_url == ""


@pytest.mark.parametrize(
    "answer",
    [
        order(authorizations=[CAPTURED]),  # captured, but no capture is listed
        order(authorizations=[authorization("PARTIALLY_CREATED")]),
        order(capture("COMPLETED", amount=None)),
        order(capture("COMPLETED", amount={"currency_code": "USD", "value": "13,652.93"})),
        order(capture("COMPLETED"), capture("COMPLETED", amount={"currency_code": "EUR", "value": "1.00"})),
        order(status="COMPLETED"),
        {"id": "5KA", "status": "CREATED", "links": []},
        {},
    ],
)
def test_what_cannot_be_read_is_never_guessed(answer: Any) -> None:
    with pytest.raises(Unknown):
        truth_of(answer)


REFUND = json.loads("""{"id": "58K15806CS993444T", "amount": {"currency_code": "USD", "value": "15.00"},
  "seller_payable_breakdown": {"gross_amount": {"currency_code": "USD", "value": "15.00"}, "total_refunded_amount":
  {"currency_code": "USD", "value": "15.00"}}, "custom_id": "R-67000118-1-refund-1", "status": "COMPLETED",
  "create_time": "2026-11-22T08:00:00-08:00", "links": [{"href":
  "https://api-m.paypal.com/v2/payments/refunds/58K15806CS993444T", "rel": "self"}, {"href":
  "https://api-m.paypal.com/v2/payments/captures/7TK53561YB803214S", "rel": "up"}]}""")


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, RefundStanding.DONE),
        ({"status": "PENDING", "status_details": {"reason": "ECHECK"}}, RefundStanding.PENDING),
        ({"status": "CANCELLED"}, RefundStanding.FAILED),
        ({"status": "FAILED"}, RefundStanding.FAILED),
    ],
)
def test_refunds(changes: Any, standing: RefundStanding) -> None:
    truth = refund_truth(REFUND | changes)
    assert (truth.standing, truth.reference, truth.amount) == (
        standing,
        "58K15806CS993444T",
        Decimal("15.00"),
    )


DISPUTE = json.loads("""{"dispute_id": "PP-R-GSS-10059837", "create_time": "2026-11-27T09:06:12.409Z",
  "update_time": "2026-11-29T17:45:30.974Z", "disputed_transactions": [{"buyer_transaction_id": "4DV78168SM660625N",
  "seller_transaction_id": "7TK53561YB803214S", "transaction_status": "COMPLETED", "gross_amount": {"currency_code":
  "USD", "value": "13652.93"}, "invoice_number": "R-67000118-1", "custom": "R-67000118-1", "buyer": {"name": "C W"},
  "seller_protection_eligible": false, "provisional_credit_status": "NOT_APPLICABLE"}],
  "reason": "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "status": "RESOLVED", "dispute_state": "RESOLVED",
  "dispute_amount": {"currency_code": "USD", "value": "13652.93"}, "dispute_outcome": {"outcome_code":
  "RESOLVED_BUYER_FAVOUR", "amount_refunded": {"currency_code": "USD", "value": "13652.93"}},
  "dispute_life_cycle_stage": "CHARGEBACK", "dispute_channel": "INTERNAL", "messages": [], "extensions": {},
  "money_movements": [{"affected_party": "BUYER", "amount": {"currency_code": "USD", "value": "13652.93"},
  "initiated_time": "2026-11-29T17:42:21.219Z", "type": "CREDIT", "reason": "DISPUTE_SETTLEMENT"},
  {"affected_party": "SELLER", "amount": {"currency_code": "USD", "value": "13652.93"}, "initiated_time":
  "2026-11-29T17:42:21.219Z", "type": "DEBIT", "reason": "DISPUTE_SETTLEMENT"}]}""")


def outcome(code: str) -> dict[str, Any]:
    return {"dispute_outcome": {"outcome_code": code}}


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, DisputeStanding.LOST),
        (outcome("RESOLVED_WITH_PAYOUT"), DisputeStanding.LOST),
        (outcome("RESOLVED_WITH_PAYOUT") | {"money_movements": []}, DisputeStanding.UNCLEAR),
        (outcome("ACCEPTED"), DisputeStanding.LOST),
        (outcome("DENIED"), DisputeStanding.WON),
        (outcome("NONE"), DisputeStanding.WON),
        ({"status": "UNDER_REVIEW", "dispute_outcome": None}, DisputeStanding.UNDER_REVIEW),
        ({"status": "OTHER", "dispute_state": "REQUIRED_ACTION"}, DisputeStanding.NEEDS_RESPONSE),
        ({"status": "OTHER", "dispute_state": "UNDER_PAYPAL_REVIEW"}, DisputeStanding.UNDER_REVIEW),
        ({"status": "OTHER", "dispute_state": "REQUIRED_OTHER_PARTY_ACTION"}, DisputeStanding.UNDER_REVIEW),
    ],
)
def test_disputes(changes: Any, standing: DisputeStanding) -> None:
    truth = dispute_truth(DISPUTE | changes, "5KA")
    assert (truth.standing, truth.amount, truth.due_by) == (standing, Decimal("13652.93"), None)


def event(kind: str, resource: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": "WH-58D329510W468432D-8HN650336L201105X",
        "create_time": "2026-11-21T08:01:05.000Z",
        "event_type": kind,
        "event_version": "1.0",
        "resource_version": "2.0",
        "resource_type": kind.split(".")[1].lower(),
        "summary": "x",
        "resource": resource,
        "links": [],
    } | more


RELATED = {"supplementary_data": {"related_ids": {"order_id": "5KA", "authorization_id": "8AA"}}}


@pytest.mark.parametrize(
    ("kind", "resource", "topic", "reference", "named"),
    [
        ("CHECKOUT.ORDER.APPROVED", ORDER, Topic.PAYMENT, "5KA82006XX845313E", {}),
        (
            "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
            {"order_id": "5KA", "purchase_units": [UNIT]},
            Topic.PAYMENT,
            "5KA",
            {},
        ),
        (
            "PAYMENT.AUTHORIZATION.VOIDED",
            AUTHORIZATION | RELATED,
            Topic.PAYMENT,
            "5KA",
            {"object": "8AA831015G517922L"},
        ),
        ("PAYMENT.CAPTURE.PENDING", CAPTURE, Topic.PAYMENT, "", {"object": "7TK53561YB803214S"}),
        (
            "PAYMENT.CAPTURE.REFUNDED",
            REFUND,
            Topic.REFUND,
            "",
            {"refund": REFUND["id"], "capture": CAPTURE["id"]},
        ),
        ("CUSTOMER.DISPUTE.RESOLVED", DISPUTE, Topic.DISPUTE, "", {"dispute": DISPUTE["dispute_id"]}),
        ("RISK.DISPUTE.CREATED", DISPUTE, Topic.DISPUTE, "", {"dispute": DISPUTE["dispute_id"]}),
        ("BILLING.PLAN.CREATED", {"id": "P-1"}, Topic.OTHER, "", {}),
        ("PAYMENT.CAPTURE.COMPLETED", None, Topic.PAYMENT, "", {}),
        ("PAYMENT.CAPTURE.COMPLETED", ["odd"], Topic.PAYMENT, "", {}),
    ],
)
def test_events(kind: str, resource: Any, topic: Topic, reference: str, named: dict[str, str]) -> None:
    found = event_of(event(kind, resource))
    assert (found.topic, found.reference) == (topic, reference)
    assert named.items() <= dict(found.facts).items()


def test_every_event_names_our_order_where_it_can() -> None:
    ours = {"order": "R-67000118", "attempt": "1"}
    for resource in (CAPTURE, REFUND, ORDER, AUTHORIZATION):
        assert event_of(event("PAYMENT.CAPTURE.COMPLETED", resource)).facts["metadata"] == ours
    assert event_of(event("CUSTOMER.DISPUTE.CREATED", DISPUTE)).facts["metadata"] == ours
