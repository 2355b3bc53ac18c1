"""The wanted piece is kept for her alone while her own travels: the hold, its time, its end."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from catalog import holds
from catalog.locks import lock_items
from catalog.models import Hold, Item
from orders.payments.credited import HOLDER
from orders.returns.exchanging.models import Exchange
from orders.returns.models import Return
from portero.core.figures import figure


def holder_of(ret: Return) -> str:
    """Whose the hold is: this return's. Its order has it as its key."""
    return f"{HOLDER}{ret.number}"


def keep_time() -> timedelta:
    """How long the piece is kept from each step of the way of hers."""
    return timedelta(days=int(figure("exchange_hold_days")))


def pay_time() -> timedelta:
    """How long it is kept once only the difference is missing."""
    return timedelta(hours=int(figure("exchange_pay_hours")))


def keep(ret: Return, item: Item, *, lasts: timedelta, now: datetime) -> datetime:
    """Hold a locked piece, or hold it longer; returns until when. Raises holds.HeldBySomebodyElse."""
    told: dict[str, Any] = {"holder": holder_of(ret), "kind": Hold.Kind.EXCHANGE, "lasts": lasts, "now": now}
    (held,) = holds.place([item], **told)
    return held.expires_at


def prolong(exchange: Exchange, *, now: datetime) -> None:
    """Her piece has come a step further: the wanted one is kept anew, unless its time was over before."""
    if hold_of(exchange) is None:
        return
    (item,) = lock_items([exchange.wanted_id])
    if hold_of(exchange) is not None:
        keep(exchange.ret, item, lasts=keep_time(), now=now)


def hold_of(exchange: Exchange) -> Hold | None:
    """The hold, as long as it isn't released."""
    mine = Hold.objects.filter(holder=holder_of(exchange.ret), released_at__isnull=True)
    return mine.filter(item=exchange.wanted_id).first()


def let_go(exchange: Exchange, *, reason: str, now: datetime) -> None:
    """The piece is free for others."""
    holds.release(holder_of(exchange.ret), reason=reason, now=now)


def out_of_time() -> QuerySet[Exchange]:
    """Those that wait although their hold was released."""
    key = Concat(Value(HOLDER), OuterRef("ret__number"))
    kept = Hold.objects.filter(holder=key, released_at__isnull=True)
    waiting = Exchange.objects.filter(order__isnull=True, over_at__isnull=True, try_at__isnull=True)
    return waiting.filter(~Exists(kept))
