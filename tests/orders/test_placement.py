"""Placing an order: all of it or nothing, once, and never a piece that somebody else has."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from catalog.models import Hold
from catalog.pricing import set_price
from orders import placement
from orders.basket.models import Basket
from orders.models import Claim, OrderEvent
from orders.order.models import Order
from orders.placement import PiecesLost, TotalChanged
from orders.quote import Wishes, quote_for
from portero.core.models import Mail
from tests.factories.catalog import abroad_item, listed_item, sold_item
from tests.factories.orders import a_bag, pending_order, total_of

pytestmark = pytest.mark.django_db
MCTD = "Metropolitan Commuter Transportation District"


def test_an_order_waits_for_payment_with_its_pieces_claimed_and_held() -> None:
    item = listed_item(price=18900)
    order = pending_order(item)
    assert order.status == "pending_payment"
    assert order.total_excl_tax == Decimal("18940.00")  # the piece and USPS
    assert order.total_incl_tax == Decimal("20620.93")  # 8.875 % in New York City on both
    assert Claim.objects.get(released_at=None).item == item
    hold = Hold.objects.get(released_at=None)
    assert (hold.item, hold.holder) == (item, f"basket:{order.basket_id}")
    item.product.stockrecords.get().refresh_from_db()
    assert item.product.stockrecords.get().num_allocated == 1
    assert order.basket.status == Basket.FROZEN


def test_the_tax_is_frozen_line_by_line_and_adds_up() -> None:
    order = pending_order(listed_item(price=18900), listed_item(price=8950))
    rows = list(order.tax_components.values_list("jurisdiction", "base", "amount"))
    assert rows == [
        ("New York State", Decimal("18900.00"), Decimal("756.00")),
        ("New York City", Decimal("18900.00"), Decimal("850.50")),
        (MCTD, Decimal("18900.00"), Decimal("70.88")),
        ("New York State", Decimal("8950.00"), Decimal("358.00")),
        ("New York City", Decimal("8950.00"), Decimal("402.75")),
        (MCTD, Decimal("8950.00"), Decimal("33.56")),
        ("New York State", Decimal("40.00"), Decimal("1.60")),
        ("New York City", Decimal("40.00"), Decimal("1.80")),
        (MCTD, Decimal("40.00"), Decimal("0.15")),
    ]
    assert set(order.tax_components.values_list("matched", "ambiguous")) == {("city", False)}
    assert order.total_excl_tax + sum(row[2] for row in rows) == order.total_incl_tax


def test_pieces_from_two_places_travel_apart() -> None:
    order = pending_order(listed_item(), abroad_item("JP"))
    shipments = order.shipments.order_by("number").values_list("number", "origin_city", "carrier", "charge")
    assert list(shipments) == [
        (f"{order.number}-1", "New York", "USPS", Decimal("40.00")),
        (f"{order.number}-2", "Tokyo", "DHL", Decimal("60.00")),
    ]


def test_the_same_bag_placed_twice_is_one_order() -> None:
    bag = a_bag(listed_item())
    total = total_of(bag)
    first = pending_order(bag=bag)
    again = placement.place(
        bag,
        email="clara@example.com",
        phone="",
        shipping_address=first.shipping_address,
        billing_address=first.billing_address,
        wishes=Wishes(),
        user=None,
        shown_total=total,
    )
    assert again == first
    assert Order.objects.count() == 1
    assert Mail.objects.filter(kind="order_received").count() == 1


def test_a_piece_that_somebody_else_holds_is_named_and_the_rest_stays_in_the_bag() -> None:
    wanted, own = listed_item(), listed_item()
    pending_order(wanted)
    bag = a_bag(wanted, own)
    with pytest.raises(PiecesLost) as lost:
        pending_order(bag=bag)
    assert lost.value.lost == [wanted]
    assert [line.product.item for line in bag.all_lines()] == [own]
    assert Order.objects.count() == 1
    assert not Hold.objects.filter(item=own).exists()


def test_a_sold_piece_is_lost_too() -> None:
    bag = a_bag(listed_item())
    gone = sold_item()
    bag.add_product(gone.product)
    with pytest.raises(PiecesLost) as lost:
        pending_order(bag=bag)
    assert lost.value.lost == [gone]
    assert Order.objects.count() == 0


def test_a_price_that_changed_since_the_review_is_shown_first() -> None:
    item = listed_item(price=5000)
    bag = a_bag(item)
    shown = total_of(bag)
    set_price(item, Decimal(4500), kind="step")
    address = pending_order(listed_item()).shipping_address
    with pytest.raises(TotalChanged) as changed:
        placement.place(
            bag,
            email="c@example.com",
            phone="",
            shipping_address=address,
            billing_address=address,
            wishes=Wishes(),
            user=None,
            shown_total=shown,
        )
    assert changed.value.quote.items_total == Decimal("4500.00")
    assert not Claim.objects.filter(item=item).exists()


def test_the_first_event_says_that_the_order_was_placed() -> None:
    order = pending_order()
    assert list(OrderEvent.objects.filter(order=order).values_list("kind", "to_state")) == [
        ("placed", "pending_payment")
    ]


def test_the_day_of_the_tax_is_the_quotes_also_at_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    before = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(placement, "quote_for", partial(quote_for, at=before))
    assert pending_order().taxed_sale.on == timezone.localdate(before)
