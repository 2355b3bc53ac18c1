"""The objects of the Stripe double have the members, and the types, of Stripe's own published fixtures."""

import json
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.contract.stripe_payments import authorize, open_session
from tests.contract.test_stripe_affirm import at_affirm
from tests.contract.test_stripe_pages import CARD, FORM, visit
from tests.fakes.stripe import StripeDouble

FIXTURES = Path(__file__).parents[3] / "shared/payments/stripe/fixtures3_subset.json"
KINDS = ["payment_intent", "charge", "refund", "event", "checkout.session", "payment_method"]
KINDS += ["dispute", "review", "balance_transaction"]
# Answered by Stripe (and typed in its client) but absent from its fixtures, whose payments are card payments.
BEYOND_FIXTURES = {
    "payment_intent.automatic_payment_methods.allow_redirects",
    "charge.outcome.risk_level",
    "charge.outcome.risk_score",
    "charge.payment_method_details.card.capture_before",
    "charge.payment_method_details.affirm",
    "payment_method.affirm",
    "refund.destination_details.affirm",
    "refund.failure_reason",
    "refund.failure_balance_transaction",
    "review.payment_intent",
}


@pytest.mark.skipif(not FIXTURES.exists(), reason="Stripe's fixture file is not beside this checkout")
def test_shapes_are_stripes(stripe_client: stripe.StripeClient, stripe_double: StripeDouble) -> None:
    session = open_session(stripe_client)
    visit(session.url, FORM | CARD)
    intent = stripe_double.state.rows("payment_intent")[0]
    stripe_client.v1.payment_intents.capture(intent["id"])
    stripe_client.v1.refunds.create({"payment_intent": intent["id"], "amount": 100})
    stripe_double.dispute(intent["id"])
    stripe_double.switch("held")
    authorize(stripe_client, key="1001-2-start-1")
    visit(
        at_affirm(stripe_client, key="1001-3-start-1").next_action.redirect_to_url.url, {"outcome": "approve"}
    )
    fixtures = json.loads(FIXTURES.read_text())["resources"]
    for kind in KINDS:
        for row in stripe_double.state.rows(kind):
            ours = {name: value for name, value in row.items() if name != "challenge"}
            assert unknown(ours, fixtures[kind], kind) - BEYOND_FIXTURES == set()


def unknown(ours: Any, theirs: Any, path: str) -> set[str]:
    """Return the paths of ours that Stripe's fixture does not have, or has with another type."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if path.endswith(("metadata", "data.object", "shipping")):
            return set()
        missing = {f"{path}.{name}" for name in ours if name not in theirs}
        both = [name for name in ours if name in theirs]
        return missing.union(*(unknown(ours[name], theirs[name], f"{path}.{name}") for name in both))
    if None in (ours, theirs) or type(ours) is type(theirs):
        return set()
    return {path}
