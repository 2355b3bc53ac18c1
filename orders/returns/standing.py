"""A return in her words: where it stands, what comes next and by when, and what happened so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orders.models import OrderEvent
from orders.payments.words import BANKS_WAIT
from orders.returns.models import Return, ReturnState
from orders.states import OrderState
from orders.timeline import Names, Step, step_of
from portero.core.figures import figure
from portero.core.money import dollars
from portero.core.words import moment

S = ReturnState
KEEP = "Please keep it until then. The prepaid label comes with our answer."
LABEL_COMES = "It comes by mail, and stands here."
OR_IT_ENDS = "If the carrier has no parcel by then, the request ends and the piece stays yours."
STAYS = "What you bought stays yours, and nothing was charged."
REFUNDED = "return_refunded"
PAYING = frozenset({S.REFUNDING, S.REFUNDED})
LOOKS_FOR_IT = "The risk is ours. We write to you as soon as we know."
AS_IT_LEFT = "With the photographs and the security tag it left with."


@dataclass(frozen=True)
class Told:
    """Where it stands in one line, what follows from it, and the steps: those to come have no moment."""

    headline: str
    next: str
    steps: list[Step]


def told(ret: Return, events: Iterable[OrderEvent], *, wait: str = BANKS_WAIT) -> Told:
    """A return as her pages tell it; `events` are those of its order, oldest first. No query with `amounts` read.

    `wait` says how long her refund takes to be seen (orders.returns.sums.way_back).
    """
    hers = [event for event in events if event.public and event.data.get("return") == ret.number]
    names = _names(ret)
    happened = [_step(ret, event, names, wait) for event in hers]
    return Told(headline(ret), _next(ret, wait), happened + _coming(ret, wait))


def headline(ret: Return) -> str:
    """Where it stands, in one line; of an exchange also by the order that it became, which the lists read with it."""
    if came_to_nothing(ret):
        return UNDONE
    if ret.kind == Return.Kind.EXCHANGE and ret.state in EXCHANGED:
        return EXCHANGED[S(ret.state)]
    return HEADLINES[S(ret.state)](ret)


def came_to_nothing(ret: Return) -> bool:
    """Whether the order that an exchange became was cancelled: what it had paid of it goes back to her."""
    exchange = getattr(ret, "exchange", None) if ret.kind == Return.Kind.EXCHANGE else None
    order = exchange.order if exchange is not None else None
    return order is not None and order.status == OrderState.CANCELLED


def _next(ret: Return, wait: str) -> str:
    """What follows from it; of an exchange that was accepted its own part of the page says so."""
    if ret.kind == Return.Kind.EXCHANGE and ret.state in EXCHANGED:
        return ""
    return wait if ret.state in PAYING else NEXT.get(S(ret.state), lambda ret: "")(ret)


def _by(words: str, at: Any) -> str:
    return f"{words} by {moment(at)}" if at else words


def _sum(ret: Return) -> str:
    """What goes back in the end, else what was shown to her."""
    return dollars((ret.final or ret.shown).total, cents=True)


def _send(ret: Return) -> str:
    return f"Send it by {moment(ret.send_by)}" if ret.send_by else "Approved: we prepare your label"


def _and_refunded(ret: Return, where: str) -> str:
    """What became of the refused pieces, and what was given back for the others."""
    return f"{_sum(ret)} refunded; the rest {where}" if ret.final else f"It {where}"


def _is_back(ret: Return) -> bool:
    return any(piece.back_at for piece in ret.pieces.all())


HEADLINES: dict[ReturnState, Callable[[Return], str]] = {
    S.REQUESTED: lambda ret: _by("We answer", ret.due_at),
    S.APPROVED: _send,
    S.DECLINED: lambda ret: "We can’t take it back",
    S.WITHDRAWN: lambda ret: "You withdrew this request",
    S.LAPSED: lambda ret: "It was not sent in time",
    S.IN_TRANSIT: lambda ret: "On its way to us",
    S.LOST: lambda ret: "The carrier is looking for your parcel",
    S.RECEIVED: lambda ret: _by("With us. We compare it", ret.due_at),
    S.REFUNDING: lambda ret: f"{_sum(ret)} is on its way to you",
    S.REFUNDED: lambda ret: f"{_sum(ret)} refunded",
    S.GOING_BACK: lambda ret: _and_refunded(ret, "goes back to you"),
    S.CLOSED: lambda ret: _and_refunded(ret, "is back with you") if _is_back(ret) else "Closed",
}
# Its sum isn't refunded but pays the other piece (orders.returns.exchanging).
EXCHANGED = {S.REFUNDING: "Your piece is accepted", S.REFUNDED: "Exchanged"}
UNDONE = "The exchange came to nothing, and your money goes back to where it came from"
PAYS = "It pays the other piece"
NEXT: dict[ReturnState, Callable[[Return], str]] = {
    S.REQUESTED: lambda ret: KEEP,
    S.APPROVED: lambda ret: OR_IT_ENDS if ret.send_by else LABEL_COMES,
    S.DECLINED: lambda ret: f"{ret.reason} {STAYS}",
    S.WITHDRAWN: lambda ret: STAYS,
    S.LAPSED: lambda ret: f"{STAYS} Please don’t use the label any more.",
    S.LOST: lambda ret: LOOKS_FOR_IT,
    S.RECEIVED: lambda ret: AS_IT_LEFT,
}


def _names(ret: Return) -> Names:
    """What its pieces, and the one in exchange, are called, by their numbers."""
    exchange = getattr(ret, "exchange", None)
    items = [piece.item for piece in ret.pieces.all()] + ([exchange.wanted] if exchange is not None else [])
    return {item.number: f"{item.designer.name} {item.title}" for item in items}


def _step(ret: Return, event: OrderEvent, names: Names, wait: str) -> Step:
    if event.kind == REFUNDED:
        # Of an exchange only what the other piece left of it.
        sent = dollars(Decimal(event.data["amount"]), cents=True)
        return Step("Refunded", event.at, note=f"{sent}. {wait}")
    return step_of(ret.order, event, names)


def _coming(ret: Return, wait: str) -> list[Step]:
    """The steps to come where all goes well, each with its clock."""
    path = [S.REQUESTED, S.APPROVED, S.IN_TRANSIT, S.RECEIVED, S.REFUNDING]
    if ret.state not in path or came_to_nothing(ret):
        return []
    inspect, send = int(figure("return_inspect_days")), int(figure("return_send_days"))
    after = {
        S.REQUESTED: Step("We answer, with a prepaid label", expected=_by("Next", ret.due_at)),
        S.APPROVED: Step(
            "You hand it to the carrier",
            expected=f"By {moment(ret.send_by)}" if ret.send_by else f"Within {send} days of the label",
        ),
        S.IN_TRANSIT: Step("It arrives with us"),
        S.RECEIVED: Step(
            "We compare it with how it left",
            expected=_by("Next", ret.due_at) if ret.state == S.RECEIVED else f"Within {inspect} working days",
        ),
        S.REFUNDING: Step(PAYS)
        if ret.kind == Return.Kind.EXCHANGE
        else Step(f"{_sum(ret)} goes back to you", note=wait),
    }
    return [after[state] for state in path[path.index(S(ret.state)) :]]
