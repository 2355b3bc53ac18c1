"""Refunds: whole, in part, waiting, failing, and found again by id or key."""

from decimal import Decimal

import pytest

from orders.payments.gateway import RefundStanding, Standing, Unknown
from orders.payments.models import Payment
from orders.payments.providers.paypal import PayPal
from tests.fakes.paypal import PayPalDouble
from tests.payments.paypal.situations import authorised, captured, cents, key

PART = Decimal("150.25")


def test_in_part_then_the_rest(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    first = driver.refund(payment, PART, key(payment, "refund"))
    assert (first.standing, first.amount, first.voided) == (RefundStanding.DONE, PART, False)
    assert driver.lookup(payment).standing is Standing.CAPTURED
    rest = driver.refund(payment, payment.amount - PART, key(payment, "refund", 2))
    assert rest.standing is RefundStanding.DONE
    assert double.summary()["cents"]["refund"] == cents(payment.amount)
    assert driver.lookup(payment).standing is Standing.CANCELLED


def test_the_same_key_refunds_once(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    double.switch("http_500_after", "captures.refund")
    with pytest.raises(Unknown):
        driver.refund(payment, PART, key(payment, "refund"))
    found = driver.lookup_refund(payment, PART, key(payment, "refund"), "")
    again = driver.refund(payment, PART, key(payment, "refund"))
    assert found == again
    assert double.summary()["refunds_per_order"] == {payment.reference: 1}


def test_a_refund_that_never_was(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    driver.refund(payment, PART, key(payment, "refund"))
    assert driver.lookup_refund(payment, PART, key(payment, "refund", 2), "") is None


@pytest.mark.parametrize(
    ("outcome", "standing"), [("completed", RefundStanding.DONE), ("failed", RefundStanding.FAILED)]
)
def test_a_refund_that_waits(
    driver: PayPal, double: PayPalDouble, payment: Payment, outcome: str, standing: RefundStanding
) -> None:
    captured(driver, double, payment)
    double.switch("refund_pending")
    waiting = driver.refund(payment, PART, key(payment, "refund"))
    assert waiting.standing is RefundStanding.PENDING
    double.resolve(outcome, refund=waiting.reference)
    after = driver.lookup_refund(payment, PART, key(payment, "refund"), waiting.reference)
    assert after is not None
    assert (after.standing, bool(after.problem)) == (standing, outcome == "failed")


def test_more_than_was_captured_is_not_refunded(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    captured(driver, double, payment)
    refused = driver.refund(payment, payment.amount + 1, key(payment, "refund"))
    assert (refused.standing, refused.problem) == (
        RefundStanding.FAILED,
        "PayPal says that less is left to refund.",
    )
    assert "refund" not in double.summary()["cents"]


def test_a_pending_capture_is_refunded_later(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    double.switch("capture_pending")
    captured(driver, double, payment)
    assert driver.refund(payment, PART, key(payment, "refund")).standing is RefundStanding.NOT_YET


def test_nothing_captured_nothing_to_refund(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    authorised(driver, double, payment)
    with pytest.raises(Unknown):
        driver.refund(payment, PART, key(payment, "refund"))
    assert double.summary()["movements"] == {"authorize": 1}


def test_fractions_of_a_cent_are_refused_here(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    with pytest.raises(ValueError, match="cents"):
        driver.refund(payment, Decimal("1.005"), key(payment, "refund"))
    assert "refund" not in double.summary()["cents"]
