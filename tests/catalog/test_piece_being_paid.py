"""A piece that a client is paying for keeps its price and stays for sale until her hold has ended."""

from decimal import Decimal

import pytest

from catalog import holds, listing, pricing
from catalog.models import Item, PriceChange
from tests.factories.catalog import held_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", [listing.withdraw, listing.back_to_draft])
def test_it_does_not_leave_the_shop(verb: object) -> None:
    item = held_item()
    with pytest.raises(listing.ListingRefused, match="A client is paying for it"):
        verb(item, reason="Photograph it again.")  # type: ignore[operator]
    item.refresh_from_db()
    assert item.state == "listed"
    holds.release(item.holds.get().holder, reason="over")
    verb(item, reason="Photograph it again.")  # type: ignore[operator]
    assert item.state != "listed"


def test_it_keeps_its_price() -> None:
    item = held_item()
    changes = PriceChange.objects.count()
    with pytest.raises(pricing.PriceRefused, match="A client is paying for it"):
        pricing.set_price(item, Decimal("10.00"), kind=PriceChange.Kind.STEP)
    assert PriceChange.objects.count() == changes
    assert Item.objects.get(pk=item.pk).price == item.price
