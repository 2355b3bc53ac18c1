"""The Stripe double answers the official client as Stripe does: payments, refunds, declines."""

from typing import Any

import pytest
import stripe

from tests.contract.stripe_payments import Inbox, authorize, body_of, card, charged_card, start
from tests.fakes.stripe import StripeDouble
from tests.fakes.stripe.call import API_VERSION


def test_pinned_version_is_the_clients() -> None:
    assert stripe.api_version == API_VERSION


def test_authorise_capture_and_refund_in_part(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    intent = authorize(stripe_client)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == (
        "requires_capture",
        189_000,
        0,
    )

    captured = stripe_client.v1.payment_intents.capture(
        intent.id, {}, {"idempotency_key": "1001-1-capture-1"}
    )
    assert (captured.status, captured.amount_capturable, captured.amount_received) == (
        "succeeded",
        0,
        189_000,
    )

    refund = stripe_client.v1.refunds.create(
        {"payment_intent": intent.id, "amount": 1_500}, {"idempotency_key": "r"}
    )
    assert (refund.status, refund.amount, refund.payment_intent) == ("succeeded", 1_500, intent.id)
    looked_up = stripe_client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    charge = looked_up.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.amount_captured, charge.amount_refunded, charge.refunded) == (189_000, 1_500, False)
    assert looked_up.metadata["order"] == "1001"

    assert stripe_double.settled()
    assert stripe_inbox.types() == [
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
    ]
    assert stripe_double.summary()["cents"] == {"authorize": 189_000, "capture": 189_000, "refund": 1_500}


def test_refunds_never_exceed_what_was_captured(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    intent = authorize(stripe_client)
    with pytest.raises(stripe.InvalidRequestError) as uncaptured:
        stripe_client.v1.refunds.create({"payment_intent": intent.id})
    assert uncaptured.value.code == "charge_not_refundable"
    stripe_client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 100_000})
    stripe_client.v1.refunds.create({"payment_intent": intent.id, "amount": 60_000})
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        stripe_client.v1.refunds.create({"payment_intent": intent.id, "amount": 40_001})
    assert too_much.value.code == "amount_too_large"
    stripe_client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as twice:
        stripe_client.v1.refunds.create({"payment_intent": intent.id})
    assert twice.value.code == "charge_already_refunded"
    assert stripe_double.summary()["cents"]["refund"] == 100_000


def test_cancelling_releases_the_authorisation(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    intent = authorize(stripe_client)
    gone = stripe_client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.amount_capturable, gone.cancellation_reason) == ("canceled", 0, "abandoned")
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.payment_intents.capture(intent.id)
    assert error.value.code == "payment_intent_unexpected_state"
    assert error.value.http_status == 400
    assert body_of(error.value)["payment_intent"]["status"] == "canceled"
    assert stripe_double.summary()["cents"] == {"authorize": 189_000, "void": 189_000}


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", None),
    ],
)
def test_declines(
    stripe_client: stripe.StripeClient,
    stripe_double: StripeDouble,
    number: str,
    code: str,
    decline_code: str | None,
) -> None:
    intent = start(stripe_client)
    with pytest.raises(stripe.CardError) as error:
        stripe_client.v1.payment_intents.confirm(intent.id, {"payment_method_data": card(number)})
    assert (error.value.http_status, error.value.code) == (402, code)
    assert body_of(error.value).get("decline_code") == decline_code
    after = stripe_client.v1.payment_intents.retrieve(intent.id)
    assert (after.status, after.last_payment_error.code) == ("requires_payment_method", code)  # type: ignore[union-attr]
    assert stripe_double.summary()["cents"] == {}

    again = stripe_client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_amex"})
    assert again.status == "requires_capture"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "4242424242424241"}, "incorrect_number"),
        ({"number": "42"}, "invalid_number"),
        ({"exp_year": "2019"}, "invalid_expiry_year"),
        ({"exp_month": "13"}, "invalid_expiry_month"),
        ({"cvc": "12"}, "invalid_cvc"),
        ({"number": "378282246310005", "cvc": "123"}, "invalid_cvc"),
    ],
)
def test_card_fields_are_checked(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, changes: Any, code: str
) -> None:
    intent = start(stripe_client)
    with pytest.raises(stripe.CardError) as error:
        stripe_client.v1.payment_intents.confirm(intent.id, {"payment_method_data": card(**changes)})
    assert error.value.code == code
    assert stripe_double.summary()["charges"] == {}


@pytest.mark.parametrize(
    ("number", "brand", "cvc"),
    [
        ("4242424242424242", "visa", "123"),
        ("5555555555554444", "mastercard", "123"),
        ("378282246310005", "amex", "1234"),
        ("6011111111111117", "discover", "123"),
    ],
)
def test_brands_and_passed_checks(
    stripe_client: stripe.StripeClient, number: str, brand: str, cvc: str
) -> None:
    details = charged_card(stripe_client, card(number, cvc=cvc))
    assert (details.brand, details.last4) == (brand, number[-4:])
    assert details.checks.to_dict() == {
        "address_line1_check": "pass",
        "address_postal_code_check": "pass",
        "cvc_check": "pass",
    }


def test_failing_postcode_check_does_not_stop_the_payment(stripe_client: stripe.StripeClient) -> None:
    checks = charged_card(stripe_client, card("4000000000000036")).checks
    assert (checks.address_line1_check, checks.address_postal_code_check, checks.cvc_check) == (
        "pass",
        "fail",
        "pass",
    )
