"""At the verdict: the money of an accepted piece isn't refunded but pays the piece that she wants."""

from datetime import datetime

from orders.returns.exchanging import ending, holding
from orders.returns.exchanging.following import waiting_of
from orders.returns.exchanging.models import Exchange
from orders.returns.models import Return


def stands(ret: Return, at: datetime) -> bool:
    """Whether the exchange of a locked return still can be; one whose hold has ended is over then."""
    exchange = waiting_of(ret)
    if exchange is not None and holding.hold_of(exchange) is None:
        ending.hold_over(exchange, at=at)
        return False
    return exchange is not None


def take_over(ret: Return, at: datetime) -> None:
    """A task places its order after the commit; what the task doesn't do the sweep does."""
    from orders.returns.exchanging.tasks import complete_exchange

    Exchange.objects.filter(ret=ret).update(try_at=at)
    complete_exchange.delay(ret.pk)
