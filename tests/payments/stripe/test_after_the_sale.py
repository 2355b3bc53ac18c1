"""What the driver makes of refunds, disputes and the balance."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import CAPTURE, REFUND, DisputeStanding, RefundStanding, Unknown
from orders.payments.providers.stripe.disputes import dispute_truth
from orders.payments.providers.stripe.movements import movement
from orders.payments.providers.stripe.refunds import by_key, refund_truth
from tests.payments.stripe.answers import AUTHORISED_AT, booking, charge, dispute, refund

SALE = Decimal(1890)
AT = datetime.fromtimestamp(AUTHORISED_AT, tz=UTC)


@pytest.mark.parametrize(
    ("status", "standing", "problem"),
    [
        ("succeeded", RefundStanding.DONE, ""),
        ("pending", RefundStanding.PENDING, ""),
        ("requires_action", RefundStanding.PENDING, ""),
        ("failed", RefundStanding.FAILED, "The refund failed: the card has expired or was closed."),
        ("canceled", RefundStanding.FAILED, "Stripe cancelled the refund."),
    ],
)
def test_refunds(status: str, standing: RefundStanding, problem: str) -> None:
    truth = refund_truth(refund(status, failure_reason="expired_or_canceled_card"), SALE)
    assert (truth.standing, truth.reference, truth.amount) == (standing, "re_1", Decimal(15))
    assert (truth.problem, truth.voided) == (problem, False)


def test_a_refund_that_failed_without_a_reason() -> None:
    assert refund_truth(refund("failed"), SALE).problem == "The refund failed: Stripe gives no reason."


@pytest.mark.parametrize("answer", [{"status": "dreaming"}, {"status": None}, {"amount": None}])
def test_a_refund_that_cannot_be_read(answer: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        refund_truth(refund() | answer, SALE)


def test_a_reversal_of_everything_never_shows_on_her_statement() -> None:
    reversal: dict[str, Any] = {"destination_details": {"type": "card", "card": {"type": "reversal"}}}
    assert refund_truth(refund(amount=189_000, **reversal), SALE).voided is True
    assert refund_truth(refund(**reversal), SALE).voided is False
    assert refund_truth(refund(destination_details="card"), SALE).voided is False


def test_a_refund_is_found_by_its_key() -> None:
    ours = refund(id="re_2", metadata={"key": "R-1-1-refund-1"})
    assert by_key([refund(), refund(metadata=None), ours], "R-1-1-refund-1") == ours
    assert by_key([refund(), ours], "R-1-1-refund-2") is None


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("warning_needs_response", DisputeStanding.NEEDS_RESPONSE),
        ("needs_response", DisputeStanding.NEEDS_RESPONSE),
        ("warning_under_review", DisputeStanding.UNDER_REVIEW),
        ("under_review", DisputeStanding.UNDER_REVIEW),
        ("warning_closed", DisputeStanding.WON),
        ("charge_refunded", DisputeStanding.WON),
        ("won", DisputeStanding.WON),
        ("prevented", DisputeStanding.LOST),
        ("lost", DisputeStanding.LOST),
    ],
)
def test_disputes(status: str, standing: DisputeStanding) -> None:
    truth = dispute_truth(dispute(status))
    assert (truth.reference, truth.payment_reference, truth.standing) == ("dp_1", "pi_1", standing)
    assert (truth.amount, truth.currency, truth.reason) == (Decimal(1890), "USD", "product_not_received")
    assert (truth.opened_at, truth.due_by) == (AT + timedelta(days=1), AT + timedelta(days=10))


@pytest.mark.parametrize("answer", [{"status": "brewing"}, {"created": None}, {"amount": 1.5}])
def test_a_dispute_that_cannot_be_read(answer: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        dispute_truth(dispute() | answer)


def test_a_dispute_that_takes_no_answer() -> None:
    assert dispute_truth(dispute(evidence_details={"due_by": 0})).due_by is None
    assert dispute_truth(dispute(evidence_details=None)).due_by is None


@pytest.mark.parametrize(
    ("more", "payment"),
    [
        ({"payment_intent": {"id": "pi_2"}}, "pi_2"),
        ({"payment_intent": None, "charge": charge(payment_intent="pi_3")}, "pi_3"),
        ({"payment_intent": None}, ""),
    ],
)
def test_whose_dispute_it_is(more: dict[str, Any], payment: str) -> None:
    assert dispute_truth(dispute(**more)).payment_reference == payment


@pytest.mark.parametrize(
    ("kind", "amount", "found"),
    [("charge", 189_000, CAPTURE), ("payment", 189_000, CAPTURE), ("refund", -189_000, REFUND)],
)
def test_movements(kind: str, amount: int, found: str) -> None:
    source = {
        "id": "x_1",
        "payment_intent": "pi_1",
        "metadata": {"order": "R-12345678", "attempt": "2", "key": "k"},
    }
    moved = movement(booking(kind, amount, source))
    assert moved is not None
    assert (moved.kind, moved.reference, moved.payment_reference) == (found, "x_1", "pi_1")
    assert (moved.amount, moved.currency, moved.at) == (Decimal(1890), "USD", AT)
    assert moved.note == "R-12345678-2"


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("payout", {"id": "po_1"}),
        ("stripe_fee", None),
        ("adjustment", {"id": "dp_1", "payment_intent": "pi_1"}),
        ("refund_failure", {"id": "re_1", "status": "failed"}),
        ("refund", {"id": "re_1", "status": "failed"}),
    ],
)
def test_what_is_no_capture_and_no_refund(kind: str, source: Any) -> None:
    assert movement(booking(kind, -100, source)) is None


def test_a_movement_of_a_charge_without_an_intent() -> None:
    moved = movement(booking("refund", -100, {"id": "re_1", "charge": "ch_1", "payment_intent": None}))
    assert moved is not None
    assert moved.payment_reference == "ch_1"
    with pytest.raises(Unknown):
        movement(booking("charge", 100, "ch_1", created=None))
