"""Affirm at the Stripe double: its page, what it takes, and how it says no."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stripe

from tests.contract.stripe_payments import RETURN, Inbox, start
from tests.contract.test_stripe_pages import visit
from tests.fakes.stripe import StripeDouble

ADDRESS = {
    "line1": "740 Park Avenue",
    "city": "New York",
    "state": "NY",
    "postal_code": "10021",
    "country": "US",
}
SHIPPING = {"name": "Clara Whitfield", "address": ADDRESS}
METHOD = {"type": "affirm", "billing_details": {"email": "clara@example.com", **SHIPPING}}


def at_affirm(client: stripe.StripeClient, **changes: Any) -> Any:
    """An intent that waits for her on Affirm's page."""
    asked = {"payment_method_types": ["affirm"], "payment_method_data": METHOD, "shipping": SHIPPING}
    return start(client, **asked | {"return_url": RETURN, "confirm": "true"} | changes)


def test_agreeing_to_the_plan_authorises(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    intent = at_affirm(stripe_client)
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    body = visit(intent.next_action.redirect_to_url.url)[2]
    assert "$1,890.00" in body
    assert "Clara Whitfield, 740 Park Avenue, New York, NY, 10021" in body

    code, back, _ = visit(intent.next_action.redirect_to_url.url, {"outcome": "approve"})
    assert (code, parse_qs(urlsplit(back).query)["redirect_status"]) == (303, ["succeeded"])
    after: Any = stripe_client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (after.status, after.amount_capturable) == ("requires_capture", 189_000)
    assert after.latest_charge.payment_method_details.type == "affirm"
    assert stripe_double.summary()["cents"] == {"authorize": 189_000}
    assert stripe_double.settled()
    assert stripe_inbox.types() == [
        "payment_intent.requires_action",
        "payment_intent.amount_capturable_updated",
    ]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("fail", "payment_method_provider_decline"), ("cancel", "payment_method_customer_decline")],
)
def test_a_refusal_can_be_tried_again(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, outcome: str, code: str
) -> None:
    intent = at_affirm(stripe_client)
    back = visit(intent.next_action.redirect_to_url.url, {"outcome": outcome})[1]
    assert parse_qs(urlsplit(back).query)["redirect_status"] == ["failed"]
    after: Any = stripe_client.v1.payment_intents.retrieve(intent.id)
    assert (after.status, after.next_action) == ("requires_payment_method", None)
    assert (after.last_payment_error.code, after.last_payment_error.payment_method.type) == (code, "affirm")
    assert stripe_double.summary()["cents"] == {}

    asked: Any = {"payment_method_data": METHOD, "return_url": RETURN}
    again: Any = stripe_client.v1.payment_intents.confirm(intent.id, asked)
    assert again.next_action.redirect_to_url.url != intent.next_action.redirect_to_url.url
    visit(again.next_action.redirect_to_url.url, {"outcome": "approve"})
    assert stripe_client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 49_99}, "amount_too_small"),
        ({"amount": 30_000_01}, "amount_too_large"),
        ({"shipping": {**SHIPPING, "address": {**ADDRESS, "country": "FR"}}}, "parameter_missing"),
        ({"return_url": ""}, "parameter_missing"),
    ],
)
def test_what_affirm_does_not_take(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, changes: Any, code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        at_affirm(stripe_client, **changes)
    assert error.value.code == code
    assert stripe_double.summary()["cents"] == {}


def test_a_decline_by_switch_shows_after_the_page(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    stripe_double.switch("decline")
    intent = at_affirm(stripe_client)
    visit(intent.next_action.redirect_to_url.url, {"outcome": "approve"})
    assert stripe_client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"
    assert stripe_double.summary()["cents"] == {}
