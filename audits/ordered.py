"""Orders on their way: what their buyer sees by her link."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.utils import timezone

from catalog.models import Item
from orders import calling_off
from orders.access import token_for
from orders.order.models import Order
from orders.preorders import moving
from orders.quote import Wishes
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.returns import shipped_order

Pieces = Iterator[Item]
GIFT = Wishes(gift=True, gift_note="For Ana, with love.\nWear it on Sundays.", signature=True)


def page(order: Order, *more: str) -> str:
    """The path of an order's page, or of one below it, for whoever has the link."""
    return "/".join(["/orders", token_for(order), *more, ""])


def _preorder(pieces: Pieces) -> dict[str, str]:
    on = timezone.localdate() + timedelta(days=20)
    sold, free = (moving.announce(next(pieces), on) for _ in range(2))
    return {" sold": page(confirmed_order(sold)), " on the shelf": free.get_absolute_url()}


def _called_off(pieces: Pieces) -> str:
    order = confirmed_order(next(pieces))
    calling_off.call_off(order)
    return page(order)


def _pending(pieces: Pieces) -> dict[str, str]:
    order = pending_order(next(pieces))
    return {"": page(order), " pay": page(order, "pay")}


def _shipped(pieces: Pieces) -> dict[str, str]:
    order = shipped_order(next(pieces), next(pieces))
    below = {"": (), " ask to return": ("returns", "new"), " ask to exchange": ("returns", "exchange")}
    number = Item.objects.filter(product__line__order=order).values_list("number", flat=True)[0]
    below |= {" doubt it": ("promise", number)}
    return {name: page(order, *more) for name, more in below.items()}


SITUATIONS: dict[str, Callable[[Pieces], str | dict[str, str]]] = {
    "order unpaid": _pending,
    "order confirmed": lambda pieces: page(confirmed_order(next(pieces))),
    "order called off": _called_off,
    "order with the carrier": lambda pieces: page(shipped_order(next(pieces), delivered=False)),
    "order delivered": _shipped,
    "order a gift": lambda pieces: page(confirmed_order(next(pieces), wishes=GIFT)),
    "preorder": _preorder,
}
