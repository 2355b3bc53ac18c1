"""She asks for another piece instead of her money: the return, the exchange and the hold, or nothing of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import holds
from catalog.locks import lock_items
from catalog.models import Item
from orders.order.models import Order
from orders.returns import asking
from orders.returns.asking import Wanted
from orders.returns.exchanging import holding, mails, offering
from orders.returns.exchanging.models import Exchange
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from orders.returns.telling import tell

LOOK_AGAIN = "The sums have changed since you saw them. Please look again."


@dataclass(frozen=True)
class Shown:
    """What stood on her page, in USD: what her piece gives, and what the other one costs."""

    back: Decimal
    cost: Decimal


def ask(
    order: Order,
    wanted: Wanted,
    item: Item,
    *,
    shown: Shown,
    note: str = "",
    actor: Any = None,
    now: datetime | None = None,
) -> Return:
    """Ask to exchange one piece of her order for `item`, which is kept for her from this moment.

    Raises ReturnRefused, whose message she may read: her piece can't come back, the other one isn't to be had, or
    the sums are others than those she saw.
    """
    line = order.lines.filter(pk=wanted.line).first()
    if line is None:
        raise ReturnRefused(asking.NOT_OURS)
    # Providers far away are asked before the transaction, which then finds their answers remembered.
    if problem := offering.why_not(order, line, item):
        raise ReturnRefused(problem)
    offering.quote_of(order, item)
    return _ask(order, wanted, item, shown, note, actor, now or timezone.now())


@transaction.atomic
def _ask(
    order: Order, wanted: Wanted, item: Item, shown: Shown, note: str, actor: Any, now: datetime
) -> Return:
    ret = asking.ask(order, [wanted], kind=Return.Kind.EXCHANGE, note=note, actor=actor, now=now)
    (locked,) = lock_items([item.pk])
    line = ret.order.lines.get(pk=wanted.line)
    if (problem := offering.why_not(ret.order, line, locked)) and problem != offering.HELD:
        raise ReturnRefused(problem)
    found = offering.offer(ret.order, line, locked)
    if (found.back.total, found.cost) != (shown.back, shown.cost):
        raise ReturnRefused(LOOK_AGAIN)
    try:
        until = holding.keep(ret, locked, lasts=holding.keep_time(), now=now)
    except holds.HeldBySomebodyElse:
        raise ReturnRefused(offering.HELD) from None
    exchange = Exchange.objects.create(ret=ret, wanted=locked, back=shown.back, cost=shown.cost, asked_at=now)
    tell(ret, "exchange_wanted", actor=actor, at=now, item=locked.number, until=until.isoformat())
    mails.exchange_held(exchange, found, until)
    return ret
