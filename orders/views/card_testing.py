"""Whether this visitor may try another card: stolen ones are tried out in series, on one order or on many."""

import hashlib
from datetime import datetime

from django.core.cache import cache

from accounts.throttle import client_address
from orders.order.models import Order
from orders.payments import declines
from orders.views.personal import ShopRequest

NO_ORDER = 0  # no order has this key
REMEMBERED = 50  # orders of one visitor; whoever opens more in that time is paused long before


def paused_until(request: ShopRequest, order: Order) -> datetime | None:
    """Until when cards are paused for this order or for whoever asks; None if they aren't."""
    return declines.paused_until(order.pk, remember(request, order))


def is_paused(request: ShopRequest) -> bool:
    """Whether whoever asks may try no card just now, also on an order that doesn't exist yet."""
    opened = _opened(request)
    return bool(opened) and declines.paused_until(NO_ORDER, opened) is not None


def remember(request: ShopRequest, order: Order) -> list[int]:
    """The orders whose payment pages this address has opened lately, with this one, which it opens now."""
    opened = _opened(request)
    if order.pk not in opened:
        opened = [*opened, order.pk][-REMEMBERED:]
        cache.set(_name(request), opened, int(declines.window().total_seconds()))
    return opened


def _opened(request: ShopRequest) -> list[int]:
    opened: list[int] = cache.get(_name(request), [])
    return opened


def _name(request: ShopRequest) -> str:
    """The address itself isn't kept, only its hash, and that only as long as a declined card counts."""
    return f"pay-pages:{hashlib.sha256(client_address(request).encode()).hexdigest()[:32]}"
