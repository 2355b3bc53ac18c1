"""Whether this visitor may try another card: stolen ones are tried out in series, on one order or on many."""

import hashlib
from datetime import datetime

from django.core.cache import cache

from accounts.throttle import client_address
from orders.order.models import Order
from orders.payments import declines
from orders.views.personal import ShopRequest

REMEMBERED = 50  # orders of one visitor; whoever opens more in that time is paused long before


def paused_until(request: ShopRequest, order: Order) -> datetime | None:
    """Until when cards are paused for this order or for whoever asks; None if they aren't."""
    return declines.paused_until(order.pk, _opened(request, order))


def _opened(request: ShopRequest, order: Order) -> list[int]:
    """The orders whose payment pages this address has opened lately, this one included.

    The address itself isn't kept, only its hash, and that only as long as a declined card counts.
    """
    name = f"pay-pages:{hashlib.sha256(client_address(request).encode()).hexdigest()[:32]}"
    opened: list[int] = cache.get(name, [])
    if order.pk not in opened:
        opened = [*opened, order.pk][-REMEMBERED:]
        cache.set(name, opened, int(declines.window().total_seconds()))
    return opened
