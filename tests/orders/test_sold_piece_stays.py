"""A piece that belongs to an order isn't taken from it by the staff site."""

import pytest

from catalog import listing
from catalog.models import Item
from orders.order.models import Order
from tests.factories.orders import confirmed_order, pending_order

pytestmark = pytest.mark.django_db


def _piece(order: Order) -> Item:
    return Item.objects.get(claims__order=order)


def test_neither_while_she_pays_nor_after_she_paid() -> None:
    unpaid = _piece(pending_order())
    unpaid.holds.update(released_at=unpaid.holds.get().expires_at, release_reason="expired")
    for item in (unpaid, _piece(confirmed_order())):
        before = item.state
        with pytest.raises(listing.ListingRefused, match="belongs to an order"):
            listing.back_to_draft(item, reason="Look at it again.")
        item.refresh_from_db()
        assert item.state == before
