"""Exchanges as pages read them."""

from collections.abc import Iterable

from orders.models import OrderEvent
from orders.payments.credited import due
from orders.payments.origin import left_with_her, together_with
from orders.returns.exchanging import holding
from orders.returns.exchanging.models import Exchange
from orders.returns.exchanging.told import Told, told
from orders.returns.models import Return, ReturnState
from portero.core.money import dollars


def of_return(ret: Return) -> Exchange | None:
    """The exchange of a return, with the wanted piece and the order that it became; also one that is over."""
    found = Exchange.objects.select_related("wanted__designer", "order").filter(ret=ret).first()
    if found is not None:
        found.ret = ret
    return found


def told_of(ret: Return, events: Iterable[OrderEvent] | None = None) -> Told | None:
    """Where the exchange of a return stands; None for a return that never was one.

    With the `events` of its order, if they were read, nothing is asked about such a return.
    """
    if events is not None and not any(_is_of(ret, event) for event in events):
        return None
    exchange = of_return(ret)
    if exchange is None:
        return None
    hold = holding.hold_of(exchange)
    order = exchange.order
    left = due(order, order.payments.all()) if order is not None else None
    return told(exchange, until=hold.expires_at if hold else None, left=left, rest=_rest(ret))


def _rest(ret: Return) -> str:
    """What the other piece left of it, while it is on its way; afterwards a step of its own tells the sum."""
    if ret.state != ReturnState.REFUNDING or ret.refund is None:
        return ""
    amount = left_with_her(together_with(ret.refund))
    return (
        f"The {dollars(amount, cents=True)} beyond its cost goes back to where it came from."
        if amount
        else ""
    )


def _is_of(ret: Return, event: OrderEvent) -> bool:
    return event.kind == "exchange_wanted" and event.data.get("return") == ret.number
