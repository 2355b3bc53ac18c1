"""Disputes at the providers' doubles, from her bank's first word to the decision, over HTTP."""

import pytest
from pytest_django import Settings

from orders.payments import disputes
from orders.payments.gateway import Topic, WebhookEvent, gateway
from orders.payments.providers.stripe.events import event_of
from orders.payments.webhooks import receive, work
from tests.factories.doubles import paid_at_paypal, paid_at_stripe

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_at_stripe(settings: Settings, outcome: str) -> None:
    with paid_at_stripe(settings) as (payment, double):
        reference = double.dispute(payment.reference)["id"]
        dispute = disputes.follow("stripe", reference)
        assert (dispute.payment, dispute.amount, dispute.currency) == (payment, payment.amount, "USD")
        assert (dispute.state, dispute.due_by is not None) == ("needs_response", True)
        double.resolve_dispute(reference, outcome)
        assert disputes.follow("stripe", reference).state == outcome


def test_stripes_own_event_leads_to_the_dispute(settings: Settings) -> None:
    with paid_at_stripe(settings) as (payment, double):
        reference = double.dispute(payment.reference)["id"]
        event = next(row for row in double.state.rows("event") if row["type"] == "charge.dispute.created")
        told: WebhookEvent = event_of(event)
        assert told.topic is Topic.DISPUTE
        message = receive("stripe", told)
        assert message
        work(message.pk)
        assert payment.disputes.get().reference == reference


def test_a_dispute_at_paypal(settings: Settings) -> None:
    with paid_at_paypal(settings) as (payment, double):
        capture = payment.details["capture"]
        reference = double.dispute(capture=capture)["dispute_id"]
        dispute = disputes.follow("paypal", reference)
        assert (dispute.payment, dispute.amount) == (payment, payment.amount)
        assert dispute.state == "needs_response"
        double.dispute(dispute=reference, status="RESOLVED", outcome="RESOLVED_SELLER_FAVOUR")
        assert disputes.follow("paypal", reference).state == "won"
        assert gateway("paypal").lookup_dispute(reference).payment_reference == payment.reference
