"""A refund made by hand at the provider becomes a row of ours, once, and staff see it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments import refunds, review, webhooks
from orders.payments.gateway import Movement, RefundStanding, RefundTruth, Topic, Unknown, WebhookEvent
from orders.payments.models import Payment, Refund, WebhookMessage
from tests.payments.refunds.driver import Books

pytestmark = pytest.mark.django_db
TEN = Decimal("10.00")


def by_hand(books: Books, amount: Decimal = TEN) -> None:
    """Somebody refunds at the provider's own pages."""
    books.refunds["by hand"] = RefundTruth(RefundStanding.DONE, "re_hand", amount)


def webhook(payment: Payment, refund: str = "re_hand", event: str = "evt_1") -> None:
    told = WebhookEvent(event, "refund.created", payment.reference, {"refund": refund}, Topic.REFUND)
    webhooks.receive("stripe", told)
    webhooks.work(WebhookMessage.objects.get(event_id=event).pk)


def test_it_becomes_a_row_and_a_payment_to_look_at(books: Books, payment: Payment) -> None:
    by_hand(books)
    webhook(payment)
    webhook(payment, event="evt_2")
    refund = Refund.objects.get()
    payment.refresh_from_db()
    assert (refund.state, refund.amount, refund.reference) == ("done", TEN, "re_hand")
    assert payment.refunded_amount == TEN
    assert list(review.waiting()) == [payment]
    assert payment.events.filter(kind="refunded_elsewhere").count() == 1


def test_an_event_without_the_refunds_id_reads_the_providers_list(books: Books, payment: Payment) -> None:
    now = timezone.now()
    books.listed = [
        Movement("refund", "re_hand", payment.reference, TEN, "USD", now),
        Movement("refund", "re_other", "pi_other", TEN, "USD", now),
        Movement("capture", "ch_1", payment.reference, payment.amount, "USD", now),
    ]
    webhook(payment, refund="")
    assert [(r.reference, r.amount) for r in Refund.objects.all()] == [("re_hand", TEN)]


def test_money_that_the_provider_took_back_without_a_refund_is_looked_at(
    books: Books, payment: Payment
) -> None:
    for number in ("1", "2"):
        facts = {"capture": "2GG", "reversed": "2GG"}
        told = WebhookEvent(
            f"WH-{number}", "PAYMENT.CAPTURE.REVERSED", payment.reference, facts, Topic.REFUND
        )
        webhooks.receive("stripe", told)
        webhooks.work(WebhookMessage.objects.get(event_id=f"WH-{number}").pk)
    assert list(review.waiting()) == [payment]
    assert [event.data["reference"] for event in payment.events.filter(kind="taken_back")] == ["2GG"]
    assert not Refund.objects.exists()


def test_what_does_not_fit_beside_ours_is_still_seen(books: Books, payment: Payment) -> None:
    refunds.request(payment, payment.captured_amount, reason="All of it.")
    by_hand(books)
    webhook(payment)
    payment.refresh_from_db()
    assert (Refund.objects.count(), payment.needs_review) == (1, True)
    assert payment.events.get(kind="refunded_elsewhere").data["amount"] == "10.00"


def test_our_own_refund_is_not_taken_for_a_strangers(books: Books, payment: Payment) -> None:
    books.after = Unknown("No answer.")
    refund = refunds.request(payment, TEN, reason="A scratch.")
    with pytest.raises(Unknown):
        refunds.send(refund.pk)
    webhook(payment, refund="re_1")
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, Refund.objects.count(), payment.needs_review) == ("done", 1, False)


def test_while_ours_is_under_way_a_strangers_waits(books: Books, payment: Payment) -> None:
    books.before = Unknown("No answer.")
    refund = refunds.request(payment, TEN, reason="A scratch.")
    with pytest.raises(Unknown):
        refunds.send(refund.pk)
    by_hand(books)
    with pytest.raises(Unknown):
        webhook(payment)
    assert WebhookMessage.objects.get().processed_at is None
    assert Refund.objects.count() == 1


def test_what_a_bank_sends_back_after_all_is_free_again(books: Books, payment: Payment) -> None:
    refund = refunds.request(payment, TEN, reason="A scratch.")
    refunds.send(refund.pk)
    books.settle(books.asked[0], RefundStanding.FAILED, "The account is closed.")
    webhook(payment, refund="re_1")
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, refund.done_at, refund.next_try_at) == ("failed", None, None)
    assert payment.refunded_amount == Decimal(0)
    assert list(refunds.waiting()) == [refund]
