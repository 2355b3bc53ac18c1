"""A dispute is asked about at its provider and recorded once, however often and in whatever order it is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments import disputes, webhooks
from orders.payments.disputes.sweep import sweep
from orders.payments.gateway import DisputeStanding, Topic, Unknown, WebhookEvent
from orders.payments.models import Dispute, DisputeEvent, Payment, WebhookMessage
from tests.factories.ledger import Ledger, tell_dispute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]

UNDER_REVIEW, WON, LOST = DisputeStanding.UNDER_REVIEW, DisputeStanding.WON, DisputeStanding.LOST


def kinds(dispute: Dispute) -> list[str]:
    return [event.kind for event in dispute.events.all()]


def told(dispute: Dispute) -> list[str]:
    """What the order's timeline says about it; nothing of it is for the buyer."""
    assert dispute.payment
    events = dispute.payment.order.events.filter(kind__startswith="dispute_")
    assert not events.filter(public=True).exists()
    return list(events.values_list("kind", flat=True))


def test_a_new_dispute_is_recorded_with_its_payment_and_told_to_staff(paid: Payment) -> None:
    truth = tell_dispute(paid, amount=Decimal("99.50"))
    dispute = disputes.follow("stripe", "dp_1")
    assert (dispute.payment, dispute.state, dispute.amount) == (paid, "needs_response", Decimal("99.50"))
    assert (dispute.due_by, dispute.reason) == (truth.due_by, "fraudulent")
    assert (kinds(dispute), told(dispute)) == (["opened"], ["dispute_opened"])


def test_following_it_again_changes_nothing(paid: Payment) -> None:
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    disputes.follow("stripe", "dp_1")
    assert kinds(Dispute.objects.get()) == ["opened"]
    assert told(Dispute.objects.get()) == ["dispute_opened"]


@pytest.mark.parametrize("end", [WON, LOST])
def test_it_goes_to_its_end_as_the_provider_says(paid: Payment, end: DisputeStanding) -> None:
    for standing in (DisputeStanding.NEEDS_RESPONSE, UNDER_REVIEW, end):
        tell_dispute(paid, standing)
        dispute = disputes.follow("stripe", "dp_1")
    assert kinds(dispute) == ["opened", "under_review", end]
    assert told(dispute) == ["dispute_opened", "dispute_under_review", f"dispute_{end}"]
    assert dispute.decided_at is not None
    assert (dispute.lookup_at, dispute.remind_at) == (None, None)


def test_one_we_first_hear_of_when_it_is_lost_was_opened_too(paid: Payment) -> None:
    tell_dispute(paid, LOST)
    assert kinds(disputes.follow("stripe", "dp_1")) == ["opened", "lost"]


def test_an_answer_that_was_overtaken_changes_nothing(paid: Payment) -> None:
    old, before = tell_dispute(paid), timezone.now()
    tell_dispute(paid, WON)
    disputes.follow("stripe", "dp_1")
    disputes.record("stripe", old, asked_at=before)
    assert Dispute.objects.get().state == "won"
    assert DisputeEvent.objects.count() == 2


def test_an_appeal_opens_it_again(paid: Payment) -> None:
    tell_dispute(paid, WON)
    disputes.follow("stripe", "dp_1")
    tell_dispute(paid, DisputeStanding.NEEDS_RESPONSE)
    dispute = disputes.follow("stripe", "dp_1")
    assert (dispute.state, dispute.decided_at, dispute.outcome) == ("needs_response", None, "")
    assert dispute.lookup_at is not None


def test_a_silent_provider_leaves_nothing_behind(paid: Payment) -> None:
    Ledger.silent = True
    with pytest.raises(Unknown):
        disputes.follow("stripe", "dp_1")
    assert not Dispute.objects.exists()


def test_a_dispute_of_a_payment_we_do_not_know_is_kept_and_finds_its_payment_later(paid: Payment) -> None:
    truth = tell_dispute(paid, payment_reference="pi_unknown")
    assert disputes.follow("stripe", "dp_1").payment is None
    assert disputes.waiting().count() == 1
    Payment.objects.filter(pk=paid.pk).update(reference=truth.payment_reference)
    dispute = disputes.follow("stripe", "dp_1")
    assert dispute.payment == paid
    assert kinds(dispute) == ["opened", "payment_found"]
    assert told(dispute) == ["dispute_opened"]


def test_a_webhook_names_the_dispute_and_the_provider_is_asked(paid: Payment) -> None:
    tell_dispute(paid)
    event = WebhookEvent(
        "evt_1", "charge.dispute.created", paid.reference, {"dispute": "dp_1"}, Topic.DISPUTE
    )
    message = webhooks.receive("stripe", event)
    assert message
    webhooks.work(message.pk)
    webhooks.work(message.pk)
    assert Dispute.objects.get().payment == paid
    assert Ledger.asked == 1


def test_a_webhook_that_names_no_dispute_is_kept_as_nothing_of_ours(paid: Payment) -> None:
    webhooks.receive("stripe", WebhookEvent("evt_1", "charge.dispute.created", "", {}, Topic.DISPUTE))
    webhooks.work(WebhookMessage.objects.get().pk)
    assert WebhookMessage.objects.get().problem == "no payment of ours"
    assert not Dispute.objects.exists()


def test_the_sweep_asks_about_open_disputes_once_an_hour(paid: Payment) -> None:
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    tell_dispute(paid, LOST)
    sweep()
    assert Dispute.objects.get().state == "needs_response"
    sweep(now=timezone.now() + timedelta(minutes=61))
    assert Dispute.objects.get().state == "lost"
    sweep(now=timezone.now() + timedelta(days=1))
    assert Ledger.asked == 2


def test_a_silent_provider_does_not_keep_the_deadlines_waiting(paid: Payment) -> None:
    tell_dispute(paid, due_by=timezone.now() + timedelta(days=2))
    disputes.follow("stripe", "dp_1")
    Ledger.silent = True
    sweep(now=timezone.now() + timedelta(minutes=61))
    assert Dispute.objects.get().reminders.count() == 1


def test_what_is_disputed_can_not_be_refunded_as_well(paid: Payment) -> None:
    tell_dispute(paid, amount=Decimal("100.00"))
    disputes.follow("stripe", "dp_1")
    rest = paid.captured_amount - 100
    assert disputes.refund_problem(paid, rest) == ""
    assert "$100.00 of this payment is disputed" in disputes.refund_problem(paid, rest + Decimal("0.01"))
    tell_dispute(paid, LOST, amount=Decimal("100.00"))
    disputes.follow("stripe", "dp_1")
    assert disputes.refund_problem(paid, paid.captured_amount)
    tell_dispute(paid, WON, amount=Decimal("100.00"))
    disputes.follow("stripe", "dp_1")
    assert disputes.refund_problem(paid, paid.captured_amount) == ""
