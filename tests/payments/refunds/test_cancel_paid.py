"""A paid order is taken back before it leaves: pieces free, parcels stopped, all the money on its way back."""

import pytest

from accounts.models import User
from catalog import listing
from orders import cancellation
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Refund
from portero.core.models import AuditEntry, Mail
from tests.factories.orders import pending_order
from tests.factories.parcels import pack
from tests.factories.people import staff
from tests.payments.refunds.driver import Books

pytestmark = pytest.mark.django_db
WHY = "The clasp broke when we packed it. We are sorry."


@pytest.fixture
def carer() -> User:
    return staff("Customer care")


def test_everything_goes_back(books: Books, order: Order, carer: User) -> None:
    item = order.claims.get().item
    cancelled = cancellation.cancel_paid(order, reason=WHY, actor=carer)
    refund = Refund.objects.get()
    assert (cancelled.status, refund.amount, refund.requested_by) == (
        "cancelled",
        order.total_incl_tax,
        carer,
    )
    assert list(order.shipments.values_list("state", "alarm_at")) == [("cancelled", None)]
    item.refresh_from_db()
    assert item.state == "draft"
    assert order.claims.get().released_at is not None
    assert "goes back to your Visa ending 4242" in Mail.objects.get(kind="order_cancelled").text
    assert AuditEntry.objects.filter(action="orders.cancelled", actor=carer, reason=WHY).count() == 1
    assert refunds.send(refund.pk) is True
    assert books.total() == order.total_incl_tax


def test_its_piece_can_be_listed_and_sold_again(order: Order, carer: User) -> None:
    item = order.claims.get().item
    cancellation.cancel_paid(order, reason=WHY, actor=carer)
    item.refresh_from_db()
    listing.publish(item)
    assert pending_order(item).claims.get().item == item


def test_what_was_refunded_before_is_not_refunded_again(books: Books, order: Order, carer: User) -> None:
    refunds.request(order.payments.get(), order.total_incl_tax - 1, reason="Nearly all.")
    cancellation.cancel_paid(order, reason=WHY, actor=carer)
    assert [str(refund.amount) for refund in Refund.objects.order_by("pk")][-1] == "1.00"


@pytest.mark.parametrize("reason", ["", "  "])
def test_not_without_a_reason(order: Order, carer: User, reason: str) -> None:
    with pytest.raises(cancellation.CancellationRefused):
        cancellation.cancel_paid(order, reason=reason, actor=carer)
    assert not Refund.objects.exists()


def test_not_once_it_is_packed(order: Order, carer: User) -> None:
    pack(order.shipments.get(), carer, "T-1")
    with pytest.raises(cancellation.CancellationRefused):
        cancellation.cancel_paid(order, reason=WHY, actor=carer)
    order.refresh_from_db()
    assert (order.status, Refund.objects.exists()) == ("packed", False)


def test_not_twice(order: Order, carer: User) -> None:
    cancellation.cancel_paid(order, reason=WHY, actor=carer)
    with pytest.raises(cancellation.CancellationRefused):
        cancellation.cancel_paid(order, reason=WHY, actor=carer)
    assert Refund.objects.count() == Mail.objects.filter(kind="order_cancelled").count() == 1
