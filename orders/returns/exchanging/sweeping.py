"""What no task did: orders of accepted exchanges that aren't placed yet, and holds that ended on the way."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from orders.payments import rounds
from orders.returns.exchanging import completing, ending, holding
from orders.returns.exchanging.following import waiting_of
from orders.returns.exchanging.models import Exchange
from orders.returns.locks import lock_return


def sweep(now: datetime | None = None) -> int:
    """Place what is due, and end what nothing is kept for any more; how many were handled. Two indexed queries."""
    now = now or timezone.now()
    due = Exchange.objects.filter(try_at__lte=now).order_by("try_at").values_list("ret", flat=True)
    placed = rounds.each(list(due[: rounds.BATCH]), lambda pk: int(completing.complete(pk, now)))
    left = holding.out_of_time().values_list("ret", flat=True)
    return placed + rounds.each(list(left[: rounds.BATCH]), lambda pk: _over(pk, now))


@transaction.atomic
def _over(ret_pk: int, now: datetime) -> int:
    exchange = waiting_of(lock_return(ret_pk))
    if exchange is None or exchange.try_at is not None or holding.hold_of(exchange) is not None:
        return 0
    ending.hold_over(exchange, at=now)
    return 1
