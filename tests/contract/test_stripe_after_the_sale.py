"""What happens after the sale at the Stripe double: refunds that wait or fail, disputes, reviews, the balance."""

from typing import Any

import pytest
import stripe

from tests.contract.stripe_payments import Inbox, authorize
from tests.fakes.stripe import StripeDouble


def sold(client: stripe.StripeClient) -> str:
    """The intent of a captured payment of 1,890 dollars."""
    intent = authorize(client)
    client.v1.payment_intents.capture(intent.id)
    return intent.id


@pytest.mark.parametrize(
    ("outcome", "events", "refunded"),
    [
        ("succeeded", ["refund.updated", "charge.refund.updated"], 1_500),
        ("failed", ["refund.updated", "refund.failed", "charge.refund.updated"], 0),
    ],
)
def test_a_pending_refund_ends(
    stripe_client: stripe.StripeClient,
    stripe_double: StripeDouble,
    stripe_inbox: Inbox,
    outcome: str,
    events: list[str],
    refunded: int,
) -> None:
    stripe_double.switch("refund_pending")
    refund = stripe_client.v1.refunds.create({"payment_intent": sold(stripe_client), "amount": 1_500})
    assert refund.status == "pending"
    stripe_double.finish_refund(refund.id, outcome)
    assert stripe_client.v1.refunds.retrieve(refund.id).status == outcome
    charge = stripe_client.v1.charges.retrieve(str(refund.charge))
    assert (charge.amount_refunded, charge.refunded) == (refunded, False)
    assert stripe_double.settled()
    assert stripe_inbox.types()[-len(events) :] == events


def test_a_refund_may_fail_at_once(stripe_client: stripe.StripeClient, stripe_double: StripeDouble) -> None:
    stripe_double.switch("refund_failed")
    refund = stripe_client.v1.refunds.create({"payment_intent": sold(stripe_client)})
    assert refund.status == "pending"
    after = stripe_client.v1.refunds.retrieve(refund.id)
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    assert stripe_double.summary()["cents"]["refund_failure"] == 189_000


def test_the_balance_books_what_moved(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    intent = sold(stripe_client)
    refund = stripe_client.v1.refunds.create({"payment_intent": intent, "amount": 1_500})
    authorize(stripe_client, key="1001-2-start-1")
    booked: Any = stripe_client.v1.balance_transactions.list({"limit": 1, "expand": ["data.source"]})
    rows = list(booked.auto_paging_iter())
    assert [(row.type, row.amount, row.source.id) for row in rows] == [
        ("refund", -1_500, refund.id),
        ("charge", 189_000, refund.charge),
    ]
    assert {row.source.payment_intent for row in rows} == {intent}


@pytest.mark.parametrize(
    ("outcome", "events", "balance"),
    [
        ("won", ["charge.dispute.closed", "charge.dispute.funds_reinstated"], 189_000),
        ("lost", ["charge.dispute.closed"], 0),
    ],
)
def test_a_dispute_takes_the_money_and_ends(
    stripe_client: stripe.StripeClient,
    stripe_double: StripeDouble,
    stripe_inbox: Inbox,
    outcome: str,
    events: list[str],
    balance: int,
) -> None:
    intent = sold(stripe_client)
    dispute = stripe_double.dispute(intent, "product_not_received")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe_client.v1.refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_disputed"
    evidence: Any = {"evidence": {"shipping_tracking_number": "9400"}, "submit": "true"}
    assert stripe_client.v1.disputes.update(dispute["id"], evidence).status == "under_review"

    stripe_double.resolve_dispute(dispute["id"], outcome)
    assert stripe_client.v1.disputes.retrieve(dispute["id"]).status == outcome
    booked = stripe_client.v1.balance_transactions.list()
    assert sum(row.amount for row in booked.data) == balance
    assert stripe_double.settled()
    opened = ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.updated"]
    assert [kind for kind in stripe_inbox.types() if "dispute" in kind] == opened + events


def test_an_authorisation_ends_by_itself(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    intent = authorize(stripe_client)
    stripe_double.expire_authorisation(intent.id)
    after = stripe_client.v1.payment_intents.retrieve(intent.id)
    assert (after.status, after.cancellation_reason) == ("canceled", "automatic")
    assert stripe_double.settled()
    assert stripe_inbox.types()[1:] == ["charge.expired", "charge.refunded", "payment_intent.canceled"]


def test_a_held_payment_is_authorised_and_in_review(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    stripe_double.switch("held")
    intent = authorize(stripe_client)
    expanded: Any = stripe_client.v1.payment_intents.retrieve(
        intent.id, {"expand": ["latest_charge.review"]}
    ).latest_charge
    assert (intent.status, expanded.outcome.type, expanded.review.open) == (
        "requires_capture",
        "manual_review",
        True,
    )
    stripe_double.close_review(intent.id)
    assert stripe_client.v1.reviews.retrieve(str(intent.review)).reason == "approved"
    assert stripe_double.settled()
    assert [kind for kind in stripe_inbox.types() if kind.startswith("review")] == [
        "review.opened",
        "review.closed",
    ]
