"""Where an exchange stands, in words for its buyer and for staff. Pure; sums in USD."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from orders.order.models import Order
from orders.returns.exchanging.models import Exchange
from orders.returns.models import Return, ReturnState
from orders.states import PAID, OrderState
from portero.core.money import dollars
from portero.core.words import moment

PLACING = "Your piece is accepted. We are making the order of the other one."
# Why it came to nothing, by the step of its return that ended it.
OVER = {
    ReturnState.DECLINED: "We have declined it.",
    ReturnState.WITHDRAWN: "You have withdrawn it.",
    ReturnState.LAPSED: "Your piece wasn’t sent in time.",
    ReturnState.GOING_BACK: "We could not take your piece back.",
    ReturnState.REFUNDED: "Nothing of its price was left to exchange.",
    ReturnState.CLOSED: "Your piece was lost on its way to us.",
}
TAKEN_BACK = "Its order was cancelled: what your return came to goes back to where it came from."


class AskedFor(NamedTuple):
    """What a return is to her: the word for it (*return*, *exchange*), and the piece that is held for her or just isn’t
    any more; each empty where there is none.
    """  # fmt: skip

    asked: str = Return.Kind.RETURN.value
    held: str = ""
    freed: str = ""


def asked_for(ret: Return) -> AskedFor:
    """An exchange is one as long as it can be, and where she reads how it ended; what goes on after it is a return."""
    exchange: Exchange | None = getattr(ret, "exchange", None)
    if exchange is None:
        return AskedFor()
    word, name = Return.Kind.EXCHANGE.value, name_of(exchange)
    if ret.kind == Return.Kind.EXCHANGE:
        return AskedFor(word, held=name if exchange.is_waiting else "")
    ended_by_it = exchange.why == OVER.get(ReturnState(ret.state))
    return AskedFor(word, freed=name) if ended_by_it else AskedFor()


def name_of(exchange: Exchange) -> str:
    """The piece that she wants, as she knows it."""
    return f"{exchange.wanted.designer.name} {exchange.wanted.title}"


@dataclass(frozen=True)
class Told:
    """`line` is where it stands; `pays` that the difference is hers to pay now, on the page of `order`."""

    exchange: Exchange
    name: str
    line: str
    difference: str
    order: Order | None = None
    pays: bool = False


def told(exchange: Exchange, *, until: datetime | None, left: Decimal | None, rest: str = "") -> Told:
    """`until` is the end of the hold, `left` what is still to be paid of the order, if there is one.

    `rest` is the sentence about what her piece gave beyond its price, while that is on its way back.
    """
    name, order = name_of(exchange), exchange.order
    pays = order is not None and order.status == OrderState.PENDING_PAYMENT
    line = _of_order(order, until, left) if order is not None else _waiting(exchange, until)
    line = f"{line} {rest}" if rest and order is not None and order.status in PAID else line
    return Told(exchange, name, line, _difference(exchange.cost - exchange.back), order, pays)


def _waiting(exchange: Exchange, until: datetime | None) -> str:
    if exchange.over_at is not None:
        return exchange.why
    if exchange.try_at is not None:
        return PLACING
    return f"Held for you until {moment(until)}, and longer with each step of your piece." if until else ""


def _of_order(order: Order, until: datetime | None, left: Decimal | None) -> str:
    if order.status in PAID:
        return f"It is yours: order {order.number}."
    if order.status == OrderState.CANCELLED:
        return TAKEN_BACK
    end = f" by {moment(until)}" if until else ""
    return f"Your piece is accepted. {dollars(left or Decimal(0), cents=True)} is left to pay{end}."


def _difference(more: Decimal) -> str:
    """What was shown before she asked."""
    if more > 0:
        return f"{dollars(more, cents=True)} more than yours"
    return f"{dollars(-more, cents=True)} less than yours" if more else "As much as yours"
