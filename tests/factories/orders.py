"""Orders in the situations the business knows, made by the shop's own verbs."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from oscar.apps.address.models import Country
from oscar.core.loading import get_model

from catalog.models import Item
from catalog.partner.strategy import PieceStrategy
from orders import confirmation, placement
from orders.basket.models import Basket
from orders.locks import lock_order
from orders.order.models import Order
from orders.payments.models import Payment, PaymentState
from orders.quote import Wishes, destination_of, quote_for
from tests.factories.catalog import listed_item

BillingAddress: Any = get_model("order", "BillingAddress")
ShippingAddress: Any = get_model("order", "ShippingAddress")

COUNTRIES = {"US": ("USA", "United States"), "FR": ("FRA", "France"), "JP": ("JPN", "Japan")}
PARK_AVENUE: dict[str, Any] = {
    "first_name": "Clara",
    "last_name": "Whitfield",
    "line1": "740 Park Avenue",
    "line2": "Apt 11B",
    "line4": "New York",
    "state": "NY",
    "postcode": "10021",
    "country": "US",
}


def a_country(code: str = "US") -> Country:
    """A country Portero delivers to."""
    iso3, name = COUNTRIES.get(code, (code + "X", code))
    return Country.objects.get_or_create(
        iso_3166_1_a2=code,
        defaults={"iso_3166_1_a3": iso3, "name": name, "printable_name": name, "is_shipping_country": True},
    )[0]


def an_address(model: type = ShippingAddress, **facts: Any) -> Any:
    """An unsaved address: Clara's on Park Avenue unless facts say otherwise."""
    told = PARK_AVENUE | facts
    return model(**told | {"country": a_country(told["country"])})


def a_bag(*items: Item, owner: Any = None) -> Basket:
    """A bag with these pieces (a new listed one if none is named)."""
    basket = Basket.objects.create(owner=owner)
    basket.strategy = PieceStrategy()
    for item in items or [listed_item()]:
        basket.add_product(item.product)
    return basket


def pending_order(
    *items: Item,
    bag: Basket | None = None,
    user: Any = None,
    speed: str = "standard",
    billing: dict[str, Any] | None = None,
    wishes: Wishes | None = None,
    shown_total: Decimal | None = None,
    along: placement.Along = placement.NOTHING,
    **address: Any,
) -> Order:
    """An order placed a moment ago, its pieces claimed and held, waiting for payment."""
    bag = bag or a_bag(*items, owner=user)
    wishes = wishes or Wishes(speed=speed)
    return placement.place(
        bag,
        email="clara@example.com",
        phone="+12125550118",
        shipping_address=an_address(**address),
        billing_address=an_address(BillingAddress, **address | (billing or {})),
        wishes=wishes,
        user=user,
        shown_total=shown_total or total_of(bag, wishes, **address),
        along=along,
    )


def total_of(bag: Basket, wishes: Wishes | None = None, **address: Any) -> Decimal:
    """What the review page shows for this bag."""
    told = PARK_AVENUE | address
    items = Item.objects.filter(product__basket_lines__basket=bag).select_related("category")
    return quote_for(list(items), replace(wishes or Wishes(), to=destination_of(an_address(**told)))).total


def paid_payment(order: Order) -> Payment:
    """The captured payment of an order, without a provider."""
    return Payment.objects.create(
        order=order,
        attempt=order.payments.count() + 1,
        provider="stripe",
        amount=order.total_incl_tax,
        captured_amount=order.total_incl_tax,
        state=PaymentState.CAPTURED,
        reference=f"pi_{order.number}",
        authorised_at=timezone.now(),
        captured_at=timezone.now(),
        details={"brand": "visa", "last4": "4242"},
    )


def confirmed_order(*items: Item, at: Any = None, **facts: Any) -> Order:
    """A paid order: pieces sold, the ship-by clock running since `at` (now)."""
    order = pending_order(*items, **facts)
    paid_payment(order)
    with transaction.atomic():
        confirmation.confirm(lock_order(order.pk), at=at or timezone.now())
    order.refresh_from_db()
    return order
