"""An exchange comes to nothing: the piece is free again, and what is left is a return like any other."""

from datetime import datetime

from orders.returns.exchanging import holding, mails
from orders.returns.exchanging.models import Exchange
from orders.returns.models import Return, ReturnState
from orders.returns.telling import tell

HOLD_OVER = "We could not keep the other piece any longer: yours had not reached us in time."
OURS = "We could not keep the other piece long enough to look at yours; that is our fault, so we keep no fee."
# She has had a mail of what became of the return itself.
SAID_BY_THE_RETURN = (
    ReturnState.DECLINED,
    ReturnState.WITHDRAWN,
    ReturnState.LAPSED,
    ReturnState.GOING_BACK,
    ReturnState.REFUNDED,
    ReturnState.CLOSED,
)


def over(exchange: Exchange, why: str, *, at: datetime) -> None:
    """End a locked exchange that waits; its return goes on as a return."""
    ret = exchange.ret
    exchange.over_at, exchange.why, exchange.try_at = at, why, None
    exchange.save(update_fields=["over_at", "why", "try_at"])
    holding.let_go(exchange, reason="exchange over", now=at)
    ret.kind = Return.Kind.RETURN
    ret.save(update_fields=["kind"])
    tell(ret, "exchange_over", reason=why, at=at, item=exchange.wanted.number)
    if ret.state not in SAID_BY_THE_RETURN:
        mails.exchange_over(exchange)


def hold_over(exchange: Exchange, *, at: datetime) -> None:
    """Its hold has ended before her piece was judged. Where it had reached us in time, no fee is kept."""
    ret = exchange.ret
    late = ret.received_at is not None or ret.at_our_door_at is not None
    if late and not ret.fault:
        ret.fault = True
        ret.save(update_fields=["fault"])
    over(exchange, OURS if late else HOLD_OVER, at=at)
