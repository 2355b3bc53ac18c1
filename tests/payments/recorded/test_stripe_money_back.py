"""What we make of Stripe's answers about money that went back: refunds, disputes, its balance."""

from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import CAPTURE, REFUND, DisputeStanding, Movement, RefundStanding, Unknown
from orders.payments.providers.stripe.disputes import dispute_truth
from orders.payments.providers.stripe.movements import movement
from orders.payments.providers.stripe.refunds import refund_truth
from tests.payments.recorded.stripe_answers import DISPUTED, REFUNDED, charge


@pytest.mark.parametrize(
    ("changes", "standing", "problem"),
    [
        ({}, RefundStanding.DONE, ""),
        ({"status": "pending"}, RefundStanding.PENDING, ""),
        (
            {"status": "requires_action", "next_action": {"type": "display_details"}},
            RefundStanding.PENDING,
            "",
        ),
        (
            {
                "status": "failed",
                "failure_reason": "expired_or_canceled_card",
                "failure_balance_transaction": "txn_2",
            },
            RefundStanding.FAILED,
            "The refund failed: the card has expired or was closed.",
        ),
        (
            {"status": "failed", "failure_reason": "unknown"},
            RefundStanding.FAILED,
            "The refund failed: unknown.",
        ),
        ({"status": "canceled"}, RefundStanding.FAILED, "Stripe cancelled the refund."),
    ],
)
def test_refunds(changes: dict[str, Any], standing: RefundStanding, problem: str) -> None:
    truth = refund_truth(REFUNDED | changes, Decimal("13652.93"))
    assert (truth.standing, truth.amount, truth.problem, truth.voided) == (
        standing,
        Decimal("15.00"),
        problem,
        False,
    )


@pytest.mark.parametrize("currency", ["eur", "jpy", "", None])
def test_a_refund_in_another_currency_is_not_taken_for_dollars(currency: Any) -> None:
    with pytest.raises(Unknown):
        refund_truth(REFUNDED | {"currency": currency}, Decimal("13652.93"))


def test_a_refund_before_the_charge_settled_is_a_reversal() -> None:
    whole = REFUNDED | {
        "amount": 1_365_293,
        "destination_details": {"card": {"type": "reversal"}, "type": "card"},
    }
    assert refund_truth(whole, Decimal("13652.93")).voided is True


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("warning_needs_response", DisputeStanding.NEEDS_RESPONSE),
        ("warning_under_review", DisputeStanding.UNDER_REVIEW),
        ("warning_closed", DisputeStanding.WON),
        ("needs_response", DisputeStanding.NEEDS_RESPONSE),
        ("under_review", DisputeStanding.UNDER_REVIEW),
        ("won", DisputeStanding.WON),
        ("lost", DisputeStanding.LOST),
        ("prevented", DisputeStanding.LOST),
    ],
)
def test_disputes(status: str, standing: DisputeStanding) -> None:
    truth = dispute_truth(DISPUTED | {"status": status})
    assert (truth.standing, truth.payment_reference, truth.amount) == (standing, "pi_1", Decimal("13652.93"))
    past = DISPUTED | {"evidence_details": {"due_by": None}, "charge": "ch_1", "payment_intent": "pi_2"}
    assert (dispute_truth(past).due_by, dispute_truth(past).payment_reference) == (None, "pi_2")


def _booking(kind: str, amount: int, source: Any) -> dict[str, Any]:
    return {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": amount,
        "available_on": 1795200000,
        "created": 1795000070,
        "currency": "usd",
        "description": None,
        "exchange_rate": None,
        "fee": 39_623,
        "fee_details": [],
        "net": amount - 39_623,
        "reporting_category": kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }


def test_the_balance() -> None:
    taken = movement(
        _booking(
            "charge", 1_365_293, charge(payment_intent="pi_1", metadata={"order": "R-67000118", "attempt": 1})
        )
    )
    assert isinstance(taken, Movement)
    assert (taken.kind, taken.payment_reference, taken.amount) == (CAPTURE, "pi_1", Decimal("13652.93"))
    assert taken.note == "R-67000118-1"
    given = movement(_booking("refund", -1_500, REFUNDED))
    assert isinstance(given, Movement)
    assert (given.kind, given.reference, given.amount) == (REFUND, REFUNDED["id"], Decimal("15.00"))
    others = (
        "payout",
        "adjustment",
        "stripe_fee",
        "refund_failure",
        "payment_failure_refund",
        "reserve_transaction",
    )
    assert [movement(_booking(kind, -1, "x_1")) for kind in others] == [None] * 6
