"""Our rows of an order are those that Oscar's own creator writes, and a number that is taken is drawn again."""

from typing import Any

import pytest
from django.db import transaction
from oscar.apps.order.utils import OrderCreator
from oscar.core.prices import Price

from catalog.partner.strategy import PieceStrategy
from orders import frozen, order_rows
from orders.models import Contact
from orders.order.models import Order
from portero.core.money import CURRENCY
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order

pytestmark = pytest.mark.django_db
OWN = {
    "_state",
    "id",
    "number",
    "date_placed",
    "order_id",
    "line_id",
    "basket_id",
    "_prefetched_objects_cache",
}


def told(row: Any) -> dict[str, Any]:
    """Every column but keys, number and moment."""
    names = {field.attname for field in row._meta.local_concrete_fields} - OWN
    return {name: getattr(row, name) for name in names}


def by_oscar(order: Order) -> Order:
    """The same bag, placed by Oscar's creator."""
    basket, line = order.basket, order.lines.get()
    basket.strategy = PieceStrategy()
    for bag_line in basket.all_lines():
        bag_line.purchase_info.price.tax = line.unit_price_incl_tax - line.unit_price_excl_tax
    creator = OrderCreator()
    made: Order = creator.create_order_model(
        None,
        basket,
        shipping_address=order.shipping_address,
        shipping_method=type("Method", (), {"name": order.shipping_method, "code": order.shipping_code}),
        shipping_charge=Price(CURRENCY, order.shipping_excl_tax, incl_tax=order.shipping_incl_tax),
        billing_address=order.billing_address,
        total=Price(CURRENCY, order.total_excl_tax, incl_tax=order.total_incl_tax),
        order_number="R-1",
        status=order.status,
        guest_email=order.guest_email,
    )
    for bag_line in basket.all_lines():
        creator.create_line_models(made, bag_line)
    return made


def test_they_are_what_oscar_writes() -> None:
    ours = Order.objects.get(pk=pending_order().pk)
    with transaction.atomic():
        oscars = Order.objects.get(pk=by_oscar(ours).pk)
        line, price = told(oscars.lines.get()), told(oscars.lines.get().prices.get())
        transaction.set_rollback(True)  # it lacks what this shop writes beside Oscar's rows
    assert told(ours) == told(oscars)
    assert told(ours.lines.get()) == line
    assert told(ours.lines.get().prices.get()) == price


def test_addresses_can_be_searched_as_oscar_keeps_them() -> None:
    address = pending_order().shipping_address
    written = address.search_text
    address.save()
    assert written == address.search_text != ""


def test_a_number_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = pending_order(listed_item())
    drawn = iter([first.number, first.number, "R-12345674"])
    monkeypatch.setattr(order_rows, "new_number", lambda: next(drawn))
    assert pending_order(listed_item()).number == "R-12345674"
    assert Order.objects.count() == Contact.objects.count() == 2


def test_a_placed_order_knows_its_own_lines_only() -> None:
    pending_order(listed_item())
    placed = pending_order(listed_item())
    assert (
        placed.lines.count()
        == placed.lines.order_by("pk").count()
        == placed.lines.filter(quantity=1).count()
        == 1
    )
    frozen.read(placed)
    assert placed.lines.filter(quantity=1).count() == placed.shipments.order_by("pk").count() == 1
