"""How many cards were declined, so that nobody tries out stolen ones on our orders.

Only cards are paused, for a while: a second or third card of an honest buyer is always taken, and PayPal, Affirm and
bank wire stay open.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from orders.payments.models import Method, PaymentEvent
from portero.core.figures import figure

CARDS = (Method.CARD, Method.CARD_HOSTED)
KINDS = ("declined", "capture_declined")


def paused_until(order_pk: int) -> datetime | None:
    """Until when this order takes no card, after `card_declines_per_order` of them; None if it does."""
    return _paused([order_pk], int(figure("card_declines_per_order")))


def visitor_paused_until(order_pks: Iterable[int]) -> datetime | None:
    """The same for all the orders that one visitor has opened, after `card_declines_per_visitor`."""
    return _paused(order_pks, int(figure("card_declines_per_visitor")))


def window() -> timedelta:
    """How long a declined card counts."""
    return timedelta(hours=int(figure("card_declines_hours")))


def _paused(order_pks: Iterable[int], limit: int) -> datetime | None:
    """When the oldest of the last `limit` declines no longer counts; None if there were fewer."""
    declined = PaymentEvent.objects.filter(
        payment__order__in=list(order_pks),
        payment__method__in=CARDS,
        kind__in=KINDS,
        at__gt=timezone.now() - window(),
    )
    nth = declined.order_by("-at").values_list("at", flat=True)[limit - 1 : limit].first()
    return nth + window() if nth else None
