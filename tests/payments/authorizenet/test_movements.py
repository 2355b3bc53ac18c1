"""movements: what Authorize.net booked, for reconciliation; and what it doesn't offer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments.gateway import Refused, Sale
from orders.payments.models import Method, Payment
from orders.payments.providers.authorizenet import AuthorizeNet
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_captures_and_refunds_settled_and_not(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.captured(double, payment)
    double.settle()
    refund = driver.refund(payment, Decimal("100.00"), a.key_of(payment, "refund"))
    other = a.attempt()
    a.captured(double, other)
    a.authorised(double, a.attempt())
    now = timezone.now()
    found = {one.reference: one for one in driver.movements(now - DAY, now + DAY)}
    assert {(one.kind, one.payment_reference, one.amount, one.note) for one in found.values()} == {
        ("capture", payment.reference, payment.amount, f"{payment.order.number}-1"),
        ("capture", other.reference, other.amount, f"{other.order.number}-1"),
        ("refund", payment.reference, Decimal("100.00"), f"{payment.order.number}-1R1"),
    }
    assert found[refund.reference].currency == "USD"
    assert all(now - DAY <= one.at < now + DAY for one in found.values())


def test_another_days_are_not_named(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.captured(double, payment)
    double.settle()
    now = timezone.now()
    assert list(driver.movements(now - 3 * DAY, now - 2 * DAY)) == []
    assert list(driver.movements(now + DAY, now + 2 * DAY)) == []


def test_captured_days_after_it_was_authorised(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.captured(double, payment)
    old = (timezone.now() - 5 * DAY).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with double.state.transaction() as tx:
        row = tx.get("transaction", payment.reference) or {}
        tx.put("transaction", payment.reference, {**row, "submitted": old})
    since, until = timezone.now() - DAY, timezone.now() + DAY
    assert [one.at for one in driver.movements(since, until)] == [since]
    double.settle()
    [settled] = driver.movements(since, until)
    assert abs(settled.at - timezone.now()) < timedelta(minutes=1)


def test_disputes_are_not_told(driver: AuthorizeNet) -> None:
    with pytest.raises(Refused, match="doesn't report disputes"):
        driver.lookup_dispute("1")


@pytest.mark.parametrize("method", [Method.CARD, Method.CARD_HOSTED])
def test_dollars_only(driver: AuthorizeNet, method: str) -> None:
    sale = {"total": Decimal(100), "country": "US", "address_differs": False}
    assert driver.unavailable(method, Sale(currency="USD", **sale)) == ""  # type: ignore[arg-type]
    assert "US dollars" in driver.unavailable(method, Sale(currency="EUR", **sale))  # type: ignore[arg-type]
