"""The driver at the double: what was lost is found, what is held is said, money goes back once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments.gateway import (
    CAPTURE,
    REFUND,
    DisputeStanding,
    RefundStanding,
    Refused,
    Standing,
    Unknown,
)
from orders.payments.models import Method, Payment
from orders.payments.providers.stripe import StripePayments
from tests.factories.orders import pending_order
from tests.factories.payments import authorised_payment
from tests.fakes.stripe import StripeDouble
from tests.payments.stripe.situations import captured

pytestmark = pytest.mark.django_db
HERE, THERE = "https://shop.example/return", "https://shop.example/pay"


def unsent(method: str = Method.CARD) -> Payment:
    """An attempt of a new order, before anybody was called."""
    order = pending_order()
    return Payment.objects.create(
        order=order, attempt=1, provider="stripe", method=method, amount=order.total_incl_tax
    )


@pytest.mark.parametrize("method", [Method.CARD, Method.CARD_HOSTED, Method.AFFIRM])
def test_a_beginning_that_was_never_answered_is_found(driver: StripePayments, method: str) -> None:
    payment = unsent(method)
    begun = driver.start(payment, HERE, THERE, "k-start-1")
    found = driver.lookup(payment)
    assert (found.standing, found.reference, found.hosted_url) == (
        Standing.OPEN,
        begun.reference,
        begun.hosted_url,
    )
    assert found.details.get("hosted") == begun.details.get("hosted")


def test_what_stripe_has_never_heard_of_is_over_once_no_request_can_be_arriving(
    driver: StripePayments,
) -> None:
    payment = unsent()
    driver.start(unsent(), HERE, THERE, "k-start-1")
    with pytest.raises(Unknown):
        driver.lookup(payment)
    payment.created_at -= timedelta(minutes=6)
    assert driver.lookup(payment).standing is Standing.CANCELLED
    assert driver.void(payment, "k-void-1").standing is Standing.CANCELLED


def test_a_payment_that_radar_holds(double: StripeDouble, driver: StripePayments) -> None:
    double.switch("held")
    payment = authorised_payment(pending_order())
    truth = driver.lookup(payment)
    assert (truth.standing, truth.held) == (Standing.AUTHORISED, True)
    assert truth.expires_at is not None
    assert timedelta(days=6) < truth.expires_at - timezone.now() <= timedelta(days=7)
    assert driver.renew(payment, "k-renew-1") == truth
    double.close_review(payment.reference)
    assert driver.lookup(payment).held is False


def test_money_goes_back_once_under_one_key(double: StripeDouble, driver: StripePayments) -> None:
    payment = captured(pending_order())
    first = driver.refund(payment, Decimal("15.00"), "k-refund-1")
    assert driver.refund(payment, Decimal("15.00"), "k-refund-1") == first
    assert (first.standing, first.amount, first.voided) == (RefundStanding.DONE, Decimal(15), False)
    assert driver.lookup_refund(payment, Decimal(15), "k-refund-1", "") == first
    assert driver.lookup_refund(payment, Decimal(15), "", first.reference) == first
    assert driver.lookup_refund(payment, Decimal(15), "k-refund-2", "") is None
    assert double.summary()["cents"]["refund"] == 1_500


def test_a_refund_without_an_answer_is_found_by_its_key(double: StripeDouble, driver: StripePayments) -> None:
    payment = captured(pending_order())
    double.switch("http_500_after", "refunds.create")
    with pytest.raises(Unknown):
        driver.refund(payment, Decimal(15), "k-refund-1")
    found = driver.lookup_refund(payment, Decimal(15), "k-refund-1", "")
    assert found is not None
    assert found.standing is RefundStanding.DONE


def test_a_refund_that_is_pending_and_then_fails(double: StripeDouble, driver: StripePayments) -> None:
    payment = captured(pending_order())
    double.switch("refund_pending")
    waiting = driver.refund(payment, Decimal(15), "k-refund-1")
    assert waiting.standing is RefundStanding.PENDING
    double.finish_refund(waiting.reference, "failed")
    failed = driver.lookup_refund(payment, Decimal(15), "k-refund-1", waiting.reference)
    assert failed is not None
    assert (failed.standing, failed.problem) == (
        RefundStanding.FAILED,
        "The refund failed: the card has expired or was closed.",
    )


def test_what_is_gone_already_cannot_go_again(double: StripeDouble, driver: StripePayments) -> None:
    payment = captured(pending_order())
    driver.refund(payment, payment.amount, "k-refund-1")
    again = driver.refund(payment, payment.amount, "k-refund-2")
    assert (again.standing, again.reference) == (RefundStanding.FAILED, "")
    assert again.problem == "Stripe says that this payment has been refunded in full already."
    assert double.summary()["refunds_per_intent"] == {payment.reference: 1}


def test_our_own_refund_is_found_although_stripe_forgot_its_key(
    double: StripeDouble, driver: StripePayments
) -> None:
    payment = captured(pending_order())
    first = driver.refund(payment, payment.amount, "k-refund-1")
    double.state.tables["idempotency"].clear()
    assert driver.refund(payment, payment.amount, "k-refund-1") == first
    assert double.summary()["refunds_per_intent"] == {payment.reference: 1}


def test_a_refund_of_nothing_that_stripe_knows_is_our_fault(driver: StripePayments) -> None:
    payment = unsent()
    payment.reference = "pi_nothing"
    with pytest.raises(Refused):
        driver.refund(payment, Decimal(15), "k-refund-1")


def test_a_dispute_and_its_end(double: StripeDouble, driver: StripePayments) -> None:
    payment = captured(pending_order())
    number = double.dispute(payment.reference, "fraudulent")["id"]
    truth = driver.lookup_dispute(number)
    assert (truth.standing, truth.reason) == (DisputeStanding.NEEDS_RESPONSE, "fraudulent")
    assert (truth.payment_reference, truth.amount) == (payment.reference, payment.amount)
    assert truth.due_by is not None
    assert truth.due_by - truth.opened_at == timedelta(days=9)
    refused = driver.refund(payment, Decimal(15), "k-refund-1")
    assert refused.standing is RefundStanding.FAILED
    double.resolve_dispute(number, "won")
    assert driver.lookup_dispute(number).standing is DisputeStanding.WON


def test_the_list_of_movements(double: StripeDouble, driver: StripePayments) -> None:
    now = timezone.now()
    payment = captured(pending_order())
    done = driver.refund(payment, Decimal(15), "k-refund-1")
    double.switch("refund_failed")
    driver.refund(payment, Decimal(20), "k-refund-2")
    double.dispute(payment.reference)
    note = f"{payment.order.number}-1"
    hour = timedelta(hours=1)
    moved = list(driver.movements(now - hour, now + hour))
    assert [(m.kind, m.amount, m.payment_reference, m.note) for m in moved] == [
        (REFUND, Decimal(15), payment.reference, note),
        (CAPTURE, payment.amount, payment.reference, note),
    ]
    assert moved[0].reference == done.reference
    assert list(driver.movements(now - 2 * hour, now - hour)) == []


def test_a_capture_is_one_call_and_a_repeated_answer_is_asked_about(
    double: StripeDouble, driver: StripePayments
) -> None:
    payment = authorised_payment(pending_order())
    before = dict(double.api.requests)
    taken = driver.capture(payment, payment.amount, "k-capture-1")
    assert (taken.standing, taken.amount, taken.details["last4"]) == (
        Standing.CAPTURED,
        payment.amount,
        "4242",
    )
    assert double.api.requests.get("payment_intents.retrieve") == before.get("payment_intents.retrieve")
    driver.refund(payment, payment.amount, "k-refund-1")
    # Under the same key Stripe would go on to say that it is captured.
    assert driver.capture(payment, payment.amount, "k-capture-1").standing is Standing.CANCELLED
