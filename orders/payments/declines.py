"""How many cards were declined, so that nobody tries out stolen ones on our orders.

Only cards are paused, for a while: a second or third card of an honest buyer is always taken, and PayPal, Affirm and
bank wire stay open.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from orders.payments.models import Method
from portero.core.figures import figure, figures_in_force
from portero.core.own_words import found

CARDS = (Method.CARD, Method.CARD_HOSTED)
# By the index of such events: there are few of late, however many orders an address has opened.
DECLINED = """
    select payment.order_id, event.at
    from payments_paymentevent event
    join payments_payment payment on payment.id = event.payment_id
    where payment.order_id = any(%s) and payment.method = any(%s)
        and event.kind in ('declined', 'capture_declined') and event.at > %s
    order by event.at desc
"""


def paused_until(order_pk: int, opened: Sequence[int] = ()) -> datetime | None:
    """Until when this order takes no card, or the visitor who has opened these orders may try none; else None.

    After `card_declines_per_order` declined cards of the order, `card_declines_per_visitor` of all she has opened.
    """
    figures, counts = figures_in_force(), window()
    rows = found(DECLINED, [order_pk, *opened], list(CARDS), timezone.now() - counts)
    of_order = [at for pk, at in rows if pk == order_pk]
    of_visitor = [at for _, at in rows] if opened else []
    # The pause ends when the oldest of the last so many no longer counts.
    ends = _nth(of_order, int(figures["card_declines_per_order"])) or _nth(
        of_visitor, int(figures["card_declines_per_visitor"])
    )
    return ends + counts if ends else None


def window() -> timedelta:
    """How long a declined card counts."""
    return timedelta(hours=int(figure("card_declines_hours")))


def _nth(newest_first: Sequence[datetime], limit: int) -> datetime | None:
    return newest_first[limit - 1] if len(newest_first) >= limit else None
