from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Item, ListingState
from tests.factories import catalog as factory

pytestmark = pytest.mark.django_db


def test_a_listed_piece_is_cleared_and_its_price_has_a_history() -> None:
    item = factory.listed_item(price=18_900, style="Kelly 28")
    assert (item.state, item.price) == (ListingState.LISTED, Decimal("18900.00"))
    assert [change.amount for change in item.price_changes.all()] == [Decimal("18900.00")]
    assert item.clearance is not None
    assert item.clearance.kind == "imported"
    assert item.product.stockrecords.get().price == Decimal("18900.00")


def test_two_pieces_share_their_vocabulary() -> None:
    one, two = factory.listed_item(), factory.abroad_item("JP")
    assert (one.designer, one.style) == (two.designer, two.style)
    assert (two.ships_from, two.ships_from_city) == ("JP", "Tokyo")


def test_the_other_situations() -> None:
    assert factory.draft_item(price=None).price is None
    assert factory.sold_item().sold_at is not None
    live, over = factory.held_item(holder="basket:7"), factory.held_item(holder="basket:8", minutes=-1)
    assert live.holds.get().holder == "basket:7"
    assert live.holds.get().expires_at > timezone.now() + timedelta(minutes=14)
    assert over.holds.get().expires_at < timezone.now()


def test_its_words_find_it() -> None:
    factory.listed_item()
    assert Item.objects.filter(words="hermes & birkin").count() == 1
