"""From a piece's page into an exchange: what of hers a signed-in client could give for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from orders.access import orders_of
from orders.fulfilment import with_her
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.returns import windows
from orders.returns.windows import Returnable
from orders.states import PAID
from portero.core.figures import figure

MOST_ORDERS = 5


class Hers(NamedTuple):
    """A piece of hers that can come back, and its order."""

    order: Order
    piece: Returnable


def has_one(user: Any) -> bool:
    """Whether she has any. Nothing is asked of the database about somebody who isn't signed in, and one thing about
    somebody to whom no parcel has left lately.
    """  # fmt: skip
    return next(_found(user, timezone.now()), None) is not None


def pieces_of(user: Any, now: datetime | None = None) -> list[Hers]:
    """Her pieces that can come back now, of her last orders first."""
    return list(_found(user, now or timezone.now()))


def _found(user: Any, now: datetime) -> Iterator[Hers]:
    if not user.is_authenticated:
        return
    since = now - timedelta(days=int(figure("return_days")))
    left = Shipment.objects.filter(order=OuterRef("pk"), state__in=with_her.LEFT, shipped_at__gte=since)
    for order in orders_of(user).filter(Exists(left), status__in=PAID)[:MOST_ORDERS]:
        for piece in windows.returnable(order, now):
            if not piece.why_not:
                yield Hers(order, piece)
