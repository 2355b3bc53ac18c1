"""Disputes and PayPal's own list of movements, asked for over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from orders.payments.gateway import CAPTURE, REFUND, DisputeStanding, Refused, Unknown
from orders.payments.models import Payment
from orders.payments.providers.paypal import PayPal, movements
from tests.fakes.paypal import PayPalDouble
from tests.payments.paypal.situations import captured, key

HOUR = timedelta(hours=1)


def test_a_dispute_from_its_opening_to_its_end(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    truth = captured(driver, double, payment)
    number = double.dispute(capture=truth.details["capture"])["dispute_id"]
    opened = driver.lookup_dispute(number)
    assert (opened.reference, opened.payment_reference) == (number, payment.reference)
    assert (opened.standing, opened.amount) == (DisputeStanding.NEEDS_RESPONSE, payment.amount)
    assert opened.reason == "merchandise_or_service_not_as_described"
    assert opened.due_by == opened.opened_at + timedelta(days=10)
    double.dispute(dispute=number, status="UNDER_REVIEW")
    assert driver.lookup_dispute(number).standing is DisputeStanding.UNDER_REVIEW
    double.dispute(dispute=number, status="RESOLVED", outcome="RESOLVED_BUYER_FAVOUR")
    assert driver.lookup_dispute(number).standing is DisputeStanding.LOST


def test_a_dispute_about_a_capture_we_forgot(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    truth = captured(driver, double, payment)
    Payment.objects.filter(pk=payment.pk).update(details={})
    number = double.dispute(capture=truth.details["capture"])["dispute_id"]
    assert driver.lookup_dispute(number).payment_reference == payment.reference


def test_an_unknown_dispute(driver: PayPal, double: PayPalDouble) -> None:
    with pytest.raises(Refused) as error:
        driver.lookup_dispute("PP-D-1")
    assert error.value.code == "INVALID_RESOURCE_ID"


def test_movements_name_our_payment(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    truth = captured(driver, double, payment)
    refund = driver.refund(payment, payment.amount, key(payment, "refund"))
    now = datetime.now(UTC)
    found = list(driver.movements(now - HOUR, now + HOUR))
    assert [(one.kind, one.reference, one.payment_reference, one.amount) for one in found] == [
        (CAPTURE, truth.details["capture"], payment.reference, payment.amount),
        (REFUND, refund.reference, payment.reference, payment.amount),
    ]
    assert found[0].note == f"{payment.order.number}-1"


def test_movements_outside_the_time_asked_for(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    now = datetime.now(UTC)
    assert list(driver.movements(now - 2 * HOUR, now - HOUR)) == []


def test_pages_and_periods(
    driver: PayPal, double: PayPalDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(movements, "PAGE", 1)
    captured(driver, double, payment)
    driver.refund(payment, payment.amount, key(payment, "refund"))
    now = datetime.now(UTC)
    assert len(list(driver.movements(now - timedelta(days=40), now + HOUR))) == 2
    assert double.summary()["requests"]["transactions.list"] == 3


def test_a_silent_list_is_unknown(driver: PayPal, double: PayPalDouble) -> None:
    double.switch("http_500_before", "transactions.list")
    now = datetime.now(UTC)
    with pytest.raises(Unknown):
        list(driver.movements(now - HOUR, now))
