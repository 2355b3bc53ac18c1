"""What each step of a return means for its exchange; `orders.returns.states.move` tells, under the locks."""

from datetime import datetime

from orders.returns.exchanging import ending, holding
from orders.returns.exchanging.models import Exchange
from orders.returns.exchanging.told import OVER
from orders.returns.models import Return, ReturnState

S = ReturnState
FURTHER = (S.APPROVED, S.IN_TRANSIT, S.RECEIVED)


def followed(ret: Return, to: ReturnState, at: datetime) -> None:
    """A locked return of the kind *exchange* has moved."""
    exchange = waiting_of(ret)
    if exchange is None:
        return
    if to in FURTHER:
        holding.prolong(exchange, now=at)
    elif to in OVER:
        ending.over(exchange, OVER[to], at=at)


def waiting_of(ret: Return) -> Exchange | None:
    """The exchange of a locked return, locked too, while neither its order is placed nor it is over."""
    found = Exchange.objects.select_for_update().filter(ret=ret, order__isnull=True, over_at__isnull=True)
    exchange = found.first()
    if exchange is not None:
        exchange.ret = ret
    return exchange
